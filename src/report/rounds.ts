/** Rounds as cards: the draw, how it stands, its tables and its verification. */
import {
  type Button,
  type Card,
  type Cell,
  type Chart,
  more,
  note,
  type Part,
  type Phrase,
  say,
  type Table,
  type Value,
} from "../card.ts";
import { type FrameLine, fieldsOf } from "../oversight/rounds/frame.ts";
import { FRAME_HEADERS } from "../oversight/rounds/frame-file.ts";
import type { RoundRow } from "../oversight/rounds/rounds.ts";
import { roundName } from "../oversight/rounds/rounds.ts";
import { type RoundView, rateOf, type Tally } from "../oversight/rounds/status.ts";
import type { Verified } from "../oversight/rounds/verify.ts";
import { percent, points } from "./share.ts";

const SHOWN = 12;
const HASH_SHOWN = 16;

type Quota = RoundRow["quota"];
/** A stratum as people read it. */
const stratumText = (name: string): string => name.split("|").filter(Boolean).join("，") || "–";
const nameOf = ({ round, region }: Pick<RoundView, "round" | "region">): Value =>
  region === undefined ? roundName(round) : say("round.self-name", { round: roundName(round), region });

export function quotaText({ ratio, total, each = {}, min }: Quota): Value {
  const named = Object.entries(each).map(([name, n]) => `${stratumText(name)} ${n}`);
  return [
    ...(ratio === undefined ? [] : [say("round.quota-ratio", { ratio: `${ratio / 100}%` })]),
    ...(ratio === undefined && total !== undefined ? [say("round.quota-total", { n: total })] : []),
    ...(named.length > 0 ? [say("round.quota-each", { list: named })] : []),
    ...(min > 0 ? [say("round.quota-min", { n: min })] : []),
  ];
}

/** What is on record before anything is drawn: the list, its hash, and the seed. */
export function frozenCard(round: RoundRow, seed: string | undefined, region?: string): Card {
  const seeds: [Phrase, Value][] = seed === undefined ? [] : [[say("round.seed"), seed]];
  return {
    title: say(seed === undefined ? "round.frozen" : "round.seeded", {
      round: nameOf({ round, region }),
      n: round.frameSize,
    }),
    parts: [
      {
        kind: "fields",
        rows: [
          [say("round.frame"), say("round.frame-value", { n: round.frameSize, at: { at: round.frameAt.toString() } })],
          [say("round.frame-hash"), round.frameHash],
          [say("round.quota"), quotaText(round.quota)],
          ...seeds,
        ],
      },
      ...(seed === undefined ? [note(say("round.seed-wanted"))] : []),
    ],
    ...(seed === undefined
      ? {
          buttons: [
            { label: say("button.round-draw"), command: `/round draw ${round.period}`, style: "primary" as const },
          ],
        }
      : {}),
  };
}

export type DrawnFacts = {
  round: RoundRow;
  region: string | undefined;
  sample: readonly { key: string; name: string; url: string; stratum: string; why: string; rank: string }[];
  withoutCode: number;
  empty: string[];
  gone: number;
};
export function drawnCard({ round, region, sample, withoutCode, empty, gone }: DrawnFacts): Card {
  const carried = sample.filter(({ why }) => why === "carried").length;
  const drawn = sample.length - carried;
  const name = nameOf({ round, region });
  return {
    title: say("round.drawn", {
      round: name,
      n: sample.length,
      frame: round.frameSize,
      share: percent(sample.length, round.frameSize),
    }),
    parts: [
      {
        kind: "fields",
        rows: [
          [say("round.frame-hash"), round.frameHash],
          [
            say("round.seed"),
            say(round.seedGiven ? "round.seed-given" : "round.seed-ours", { seed: round.seed ?? "" }),
          ],
          [say("round.quota"), quotaText(round.quota)],
          [say("round.sample"), say("round.sample-value", { drawn, carried })],
        ],
      },
      ...(carried > 0 ? [note(say("round.carried-note", { n: carried }))] : []),
      ...(gone > 0 ? [note(say("round.gone-note", { n: gone }))] : []),
      ...(withoutCode > 0 ? [note(say("round.codeless-note", { n: withoutCode }))] : []),
      ...(empty.length > 0 ? [note(say("round.empty-note", { list: empty.map(stratumText) }))] : []),
      ...(round.reason ? [note(say("round.again-note", { number: round.number, reason: round.reason }))] : []),
    ],
    buttons: [
      {
        label: say("button.round-check"),
        command: `/round check ${roundName(round)}${where(region)}`,
        style: "primary",
      },
    ],
    tables: [sampleTable(round, sample)],
  };
}
const where = (region: string | undefined) => (region === undefined ? "" : ` region=${region}`);

const column = (id: string, kind: Table["columns"][number]["kind"] = "text") => ({
  title: say(`round.column-${id}`),
  kind,
});
function sampleTable(round: RoundRow, sample: DrawnFacts["sample"]): Table {
  return {
    name: say("round.sample-file", { round: roundName(round) }),
    columns: [
      column("n", "number"),
      column("key"),
      column("name"),
      column("url"),
      column("stratum"),
      column("why"),
      column("rank"),
    ],
    rows: sample.map((one, at) => [
      at + 1,
      one.key,
      one.name,
      one.url,
      stratumText(one.stratum),
      say(`round.why-${one.why}`),
      one.rank,
    ]),
    format: "both",
  };
}
/** The frame as it is hashed: a CSV of these cells gives the same hash again. */
export const frameTable = (round: RoundRow, frame: readonly FrameLine[]): Table => ({
  name: say("round.frame-file", { round: roundName(round) }),
  columns: Object.keys(FRAME_HEADERS).map((id) => ({ title: say(`round.frame-${id}`), kind: "text" })),
  rows: frame.map((line) => {
    const [key = "", stratum = "", kind = "", region = "", city = "", carried = "", name = "", url = ""] =
      fieldsOf(line);
    return [key, stratum, kind, region, city, carried, name, url];
  }),
  format: "csv",
});

const outsideOf = ({ inconclusive, declined }: Tally) => inconclusive + declined;
const share = ({ part, whole }: { part: number; whole: number }): Cell => (whole === 0 ? null : part / whole);

function cityTable(view: RoundView): Table {
  const row = (name: Cell, tally: Tally): Cell[] => [
    ...[name, tally.running, tally.sampled, tally.carried, tally.pass, tally.fail],
    ...[tally.inconclusive, tally.declined, tally.pending, share(rateOf(tally))],
  ];
  const head = ["running", "sampled", "carried", "pass", "fail", "inconclusive", "declined", "pending"] as const;
  return {
    name: say("round.city-file", { round: roundName(view.round) }),
    columns: [column("city"), ...head.map((id) => column(id, "number")), column("rate", "percent")],
    rows: [
      ...view.byCity.map(({ name, tally }) => row(name || say("round.no-city"), tally)),
      row(say("round.total"), view.total),
    ],
    format: "both",
  };
}
function siteTable(view: RoundView): Table {
  return {
    name: say("round.site-file", { round: roundName(view.round) }),
    columns: ["key", "name", "url", "city", "kind", "why", "result", "waits"].map((id) => column(id)),
    rows: view.sites.map(({ row, site, result, waits }) => [
      ...[site.key, site.name, site.url, site.city, site.kind, say(`round.why-${row.why}`)],
      ...[say(`round.result-${result}`), waits ? say(`round.waits-${waits}`) : null],
    ]),
    format: "both",
  };
}

function chartOf(view: RoundView): Chart {
  const cities = view.byCity.filter(({ tally }) => tally.sampled > 0);
  const series = (name: string, tone: "good" | "bad" | "warn" | "quiet", of: (tally: Tally) => number) => ({
    name: say(`round.result-${name}`),
    values: cities.map(({ tally }) => of(tally)),
    tone,
  });
  return {
    kind: "share",
    title: say("round.chart", { round: nameOf(view) }),
    note: say("round.chart-note", { n: view.total.sampled, frame: view.total.running }),
    categories: cities.map(({ name }) => name || say("round.no-city")),
    series: [
      series("pass", "good", ({ pass }) => pass),
      series("fail", "bad", ({ fail }) => fail),
      series("outside", "warn", outsideOf),
      series("pending", "quiet", ({ pending }) => pending),
    ],
  };
}

function buttonsOf({ round, region, unreviewed }: RoundView): Button[] {
  const command = (verb: string) => `/round ${verb} ${roundName(round)}${where(region)}`;
  if (round.state === "drawn")
    return [{ label: say("button.round-check"), command: command("check"), style: "primary" }];
  if (round.state !== "checking") return [];
  if (unreviewed > 0) return [{ label: say("button.round-review"), command: command("review"), style: "primary" }];
  return [{ label: say("button.round-close"), command: command("close"), style: "primary" }];
}

const rateValue = (tally: Tally): Value => {
  const { part, whole } = rateOf(tally);
  return say("round.rate-value", { part, whole, rate: percent(part, whole) });
};
const byWhom = (who: string | null): string => who ?? "";

export function statusCard(view: RoundView, before?: RoundView): Card {
  const { round, total, recheck, dropped, corrections } = view;
  const drawnAt = round.drawnAt?.toString();
  const rows: [ReturnType<typeof say>, Value][] = [
    [say("round.state"), say(`round.state-${round.state}`)],
    [say("round.frame"), say("round.frame-value", { n: round.frameSize, at: { at: round.frameAt.toString() } })],
    [say("round.frame-hash"), `${round.frameHash.slice(0, HASH_SHOWN)}…`],
    [say("round.quota"), quotaText(round.quota)],
  ];
  if (round.seed !== null)
    rows.push(
      [say("round.seed"), say(round.seedGiven ? "round.seed-given" : "round.seed-ours", { seed: round.seed })],
      [say("round.drawn-by"), say("round.by", { who: byWhom(round.drawnBy), at: drawnAt ? { at: drawnAt } : "" })],
      [
        say("round.sampled"),
        say("round.share-value", {
          n: total.sampled,
          frame: total.running,
          rate: percent(total.sampled, total.running),
        }),
      ],
      [say("round.checked"), say("round.checked-value", { n: view.checked, all: total.sampled })],
      [
        say("round.results"),
        say("round.results-value", { pass: total.pass, fail: total.fail, pending: total.pending }),
      ],
      [say("round.rate"), rateValue(total)],
      [
        say("round.outside"),
        say("round.outside-value", { inconclusive: total.inconclusive, declined: total.declined }),
      ],
    );
  if (recheck.sampled > 0) rows.push([say("round.recheck"), rateValue(recheck)]);
  const [now, then] = [rateOf(total), before && rateOf(before.total)];
  const moved = then && points(now, then);
  if (before && moved !== undefined)
    rows.push([say("round.before"), say("round.before-value", { round: roundName(before.round), change: moved })]);
  return {
    title: say("round.status", { round: nameOf(view) }),
    parts: [
      { kind: "fields", rows },
      ...(view.unreviewed > 0
        ? [note(say("round.unreviewed", { n: view.unreviewed, sites: view.unreviewedSites }))]
        : []),
      ...stateNotes(round),
      ...failedList(view),
      ...droppedList(dropped),
      ...(corrections.length > 0
        ? [
            {
              kind: "list" as const,
              items: corrections.map(({ row, site }) => ({
                text: say("round.correction", {
                  site: site?.name ?? "",
                  from: say(`round.result-${row.fromResult}`),
                  to: say(`round.result-${row.toResult}`),
                  day: { day: row.day },
                }),
                detail: say("round.because", { reason: row.reason }),
              })),
            },
          ]
        : []),
    ],
    buttons: buttonsOf(view),
    ...(total.sampled > 0 ? { picture: chartOf(view), tables: [cityTable(view), siteTable(view)] } : {}),
  };
}
function stateNotes(round: RoundRow): Part[] {
  const notes: Part[] = [];
  if (round.reason) notes.push(note(say("round.again-note", { number: round.number, reason: round.reason })));
  if (round.closeReason) notes.push(note(say("round.forced-note", { reason: round.closeReason })));
  if (round.abandonReason) notes.push(note(say("round.abandoned-note", { reason: round.abandonReason })));
  if (round.ruleset)
    notes.push(note(say("round.ruleset-note", { ruleset: round.ruleset.id, day: { day: round.ruleset.from } })));
  return notes;
}
function failedList({ sites }: RoundView): Part[] {
  const failed = sites.filter(({ result }) => result === "fail");
  if (failed.length === 0) return [];
  return [
    note(say("round.failed-list", { n: failed.length })),
    { kind: "list", items: failed.slice(0, SHOWN).map(({ site }) => ({ text: site.name, url: site.url })) },
    ...more(failed.length, SHOWN),
  ];
}
function droppedList(dropped: RoundView["dropped"]): Part[] {
  if (dropped.length === 0) return [];
  return [
    {
      kind: "list",
      items: dropped.slice(0, SHOWN).map(({ row, site, by }) => ({
        text: by
          ? say("round.replaced-line", { site: site.name, by: by.name })
          : say("round.dropped-line", { site: site.name }),
        detail: say("round.because", { reason: row.droppedWhy ?? "" }),
      })),
    },
    ...more(dropped.length, SHOWN),
  ];
}

export function roundsCard(rounds: readonly { round: RoundRow; region: string | undefined }[]): Card {
  return {
    title: say("round.list", { n: rounds.length }),
    parts: [
      {
        kind: "list",
        items: rounds.map(({ round, region }) => ({
          text: say("round.list-line", {
            round: nameOf({ round, region }),
            state: say(`round.state-${round.state}`),
            n: round.frameSize,
          }),
          ...(round.abandonReason ? { detail: say("round.because", { reason: round.abandonReason }) } : {}),
        })),
      },
    ],
  };
}

/** The one message that the background check edits to its end. */
export const progressCard = (round: RoundRow, done: number, all: number, open: number): Card => ({
  title: say("round.progress", { round: roundName(round), n: done, all }),
  parts: [note(say("round.progress-note", { n: open }))],
});

export function verifyCard(round: RoundRow, verified: Verified): Card {
  const { differences, frameHash, frameSize, sampled, replaced } = verified;
  return {
    title: say(differences.length === 0 ? "round.verified" : "round.differs", {
      round: roundName(round),
      n: differences.length,
    }),
    parts: [
      {
        kind: "fields",
        rows: [
          [say("round.frame-hash"), frameHash],
          [say("round.verify-counted"), say("round.verify-value", { frame: frameSize, sampled, replaced })],
        ],
      },
      {
        kind: "list",
        items: differences.slice(0, SHOWN).map(({ what, key, stored, counted }) => ({
          text: say(`round.difference-${what}`, { key: key || say("none") }),
          detail: say("round.difference", { stored, counted }),
        })),
      },
      ...more(differences.length, SHOWN),
    ],
  };
}
