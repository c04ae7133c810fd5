/** The figures of a closed round as the bulletin wants them; every count is of what was frozen, none of what is now. */
import type { Queries } from "../../../db/open.ts";
import { type RoundRow, roundsOfPeriod } from "../../../db/rounds.ts";
import { regions } from "../../../db/sites.ts";
import type { FrozenFinding } from "../../../db/tables-rounds.ts";
import type { Figures, RegionRow, Source } from "../bulletin/figures.ts";
import type { Beside } from "./close.ts";
import { roundName } from "./rounds.ts";
import { type RoundView, type Tally, viewRound } from "./status.ts";

export type Wording = {
  /** 发文机关. */
  office: string;
  /** A frozen finding in the words of the catalogue; oversight keeps none. */
  textOf(finding: FrozenFinding): string;
  today: Temporal.PlainDate;
};

/** Of a layer the newest that closed. */
async function closedRounds(q: Queries, period: string) {
  const closed = (await roundsOfPeriod(q, period)).filter(({ state }) => state === "closed");
  const selves = Map.groupBy(
    closed.filter(({ layer }) => layer === "self"),
    ({ regionId }) => regionId,
  );
  return {
    provincial: closed.findLast(({ layer }) => layer === "provincial"),
    selves: [...selves.values()].flatMap((rows) => rows.at(-1) ?? []),
  };
}

/** Not decided when it closed is as little in the rate as inconclusive, and is counted with it here. */
const outside = ({ inconclusive, pending, declined }: Tally) => ({ inconclusive: inconclusive + pending, declined });

const rowOf = (name: string, as: RegionRow["as"], tally: Tally): RegionRow => {
  const { inconclusive, declined } = outside(tally);
  const { running, sampled, fail: failed } = tally;
  return { name, as, running, sampled, failed, outside: inconclusive + declined };
};
/** The whole's own sites, those of no region under it, are rows of their departments; all others of their city. */
async function regionRows(q: Queries, view: RoundView): Promise<RegionRow[]> {
  const all = await regions(q);
  const parents = new Set(all.flatMap(({ parentId }) => parentId ?? []));
  const tops = new Set(all.filter(({ id, parentId }) => parentId === null && parents.has(id)).map(({ name }) => name));
  const isTop = ({ name }: { name: string }) => view.round.regionId === null && tops.has(name);
  const own = view.byOrganiser.filter(({ city }) => isTop({ name: city }));
  return [
    ...view.byCity.filter((one) => !isTop(one)).map(({ name, tally }) => rowOf(name, "region", tally)),
    ...own.map(({ name, tally }) => rowOf(name, "department", tally)),
  ];
}

function checkOf(view: RoundView, textOf: Wording["textOf"]): NonNullable<Figures["check"]> {
  const { total, recheck, sites } = view;
  return {
    ...{ sampled: total.sampled, frame: total.running, failed: total.fail, outside: outside(total) },
    ...(recheck.sampled > 0 ? { carriedOver: { n: recheck.sampled, failing: recheck.fail } } : {}),
    failedSites: sites
      .filter(({ result }) => result === "fail")
      .map(({ row, site, findings }) => ({
        ...{ code: site.code ?? "", name: site.name, url: site.url, region: site.city },
        problems:
          findings.length > 0 ? findings.filter(decisive(findings)).map(textOf) : row.resultWhy ? [row.resultWhy] : [],
      })),
  };
}
/** Where a veto stands, the faults beside it are not why the site failed. */
const decisive =
  (all: readonly FrozenFinding[]) =>
  ({ level }: FrozenFinding): boolean =>
    level === "veto" || all.every((one) => one.level !== "veto");

/** Confirmed problems of all sampled sites by check, the most widespread first: naming is not failing. */
function problemsOf(view: RoundView, textOf: Wording["textOf"]): NonNullable<Figures["problems"]> {
  const found = view.sites.flatMap(({ site, findings }) => findings.map((finding) => ({ site, finding })));
  return [...Map.groupBy(found, ({ finding }) => finding.check)]
    .map(([type, all]) => ({
      type,
      count: new Set(all.map(({ site }) => site.siteId)).size,
      examples: all.map(({ site, finding }) => ({ site: site.name, what: textOf(finding) })),
    }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

async function selfChecks(q: Queries, rounds: readonly RoundRow[], today: Temporal.PlainDate) {
  const views: RoundView[] = [];
  for (const round of rounds) views.push(await viewRound(q, round, today));
  const sum = (of: (tally: Tally) => number) => views.reduce((all, { total }) => all + of(total), 0);
  return {
    sampled: sum(({ sampled }) => sampled),
    failed: sum(({ fail }) => fail),
    running: sum((one) => one.running),
  };
}

/**
 * Undefined where no provincial round of the period has closed. `problems[].type` is a check's id, for the caller to name.
 * Corrections are not in the counts: `sourcesOfRound` lists them, to be printed beside.
 */
export async function figuresOfRound(q: Queries, period: string, wording: Wording): Promise<Figures | undefined> {
  const { provincial, selves } = await closedRounds(q, period);
  if (!provincial) return undefined;
  const view = await viewRound(q, provincial, wording.today);
  const { messages, accountability, sinceJanuary, asOf } = provincial.beside as unknown as Beside;
  const { talk } = sinceJanuary.kinds;
  const counted = (query: string): Source => ({ from: "counted", query });
  const name = `round ${roundName(provincial)}`;
  const byKind = Object.entries(sinceJanuary.kinds).flatMap(([kind, { attendances }]) =>
    kind !== "exposure" && attendances > 0 ? [{ kind, n: attendances }] : [],
  );
  return {
    ...{ period, office: wording.office, basisDay: asOf },
    running: {
      total: view.total.running,
      byKind: view.byKind
        .filter(({ name: kind }) => kind !== "")
        .map((one) => ({ kind: one.name, n: one.tally.running })),
    },
    check: { ...checkOf(view, wording.textOf), regions: await regionRows(q, view) },
    ...(selves.length > 0 ? { selfChecks: await selfChecks(q, selves, wording.today) } : {}),
    problems: problemsOf(view, wording.textOf),
    messages: { handled: messages.onTimeRate.whole, onTime: messages.closedOnTime, closed: messages.closed },
    exposed: { n: sinceJanuary.sitesExposed, basis: "cumulative" },
    heldToAccount: { persons: talk.persons, records: talk.records, basis: "cumulative", byKind },
    sources: {
      running: counted(`${name}: round_frame, ${provincial.frameHash}`),
      check: counted(`${name}: round_sites, seed ${provincial.seed}, ${provincial.ruleset?.id}`),
      ...(selves.length > 0 ? { selfChecks: counted(`rounds: ${selves.map(({ id }) => id).join(" ")}`) } : {}),
      problems: counted(`${name}: round_sites.findings`),
      messages: counted(`${name}: beside.messages, ${asOf}`),
      exposed: counted(`${name}: beside.sinceJanuary, ${asOf}; ${accountability.sitesExposed}`),
      heldToAccount: counted(`${name}: beside.sinceJanuary, ${asOf}`),
    },
  };
}

/** What the sources sheet names of a period: every draw with its seed, hash and reason; who was replaced, and corrected. */
export async function sourcesOfRound(q: Queries, period: string, today: Temporal.PlainDate) {
  const rounds = await roundsOfPeriod(q, period);
  const { provincial } = await closedRounds(q, period);
  const view = provincial && (await viewRound(q, provincial, today));
  return { draws: rounds, view, replaced: view?.dropped ?? [], corrections: view?.corrections ?? [] };
}
