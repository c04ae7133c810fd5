/** Counted figures that need no round: netizens' messages, exposures, people held to account. */
import { recordsHeld } from "../../../db/accountability.ts";
import type { Queries } from "../../../db/open.ts";
import type { FrozenFinding } from "../../../db/tables-rounds.ts";
import type { Clock } from "../clock.ts";
import { messageFigures } from "../message-figures.ts";
import { figuresOfRound, sourcesOfRound } from "../rounds/figures.ts";
import type { Counter } from "./collect.ts";
import type { Known } from "./figures.ts";

/** A period of which we hold no record at all is not a period in which nothing happened: it has no figure. */
export const countedWork =
  (clock: Clock): Counter =>
  async (q: Queries, period) => {
    const [from, to] = [period.from.toString(), period.to.toString()];
    const { onTimeRate, closed } = await messageFigures(q, { from, to, today: clock.today().toString() });
    const records = await recordsHeld(q, from, to);
    const exposed = new Set(
      records.flatMap(({ kind, siteId }) => (kind === "exposure" && siteId !== null ? [siteId] : [])),
    );
    const people = records.filter(({ names }) => names.length > 0);
    const byKind = [...Map.groupBy(people, ({ kind }) => kind)].map(([kind, rows]) => ({
      kind,
      n: rows.reduce((sum, { names }) => sum + names.length, 0),
    }));
    const known: Known = { period: period.name, sources: {} };
    const counted = (query: string) => ({ from: "counted" as const, query });
    if (onTimeRate.whole > 0) {
      known.messages = { handled: onTimeRate.whole, onTime: onTimeRate.part, closed };
      known.sources = { ...known.sources, messages: counted(`messages received ${from}..${to}`) };
    }
    if (exposed.size > 0) {
      known.exposed = { n: exposed.size, basis: "period" };
      known.sources = { ...known.sources, exposed: counted(`talks kind=exposure held ${from}..${to}`) };
    }
    if (people.length > 0) {
      known.heldToAccount = {
        persons: new Set(people.flatMap(({ names }) => names)).size,
        records: byKind.reduce((sum, { n }) => sum + n, 0),
        basis: "period",
        byKind,
      };
      known.sources = { ...known.sources, heldToAccount: counted(`talks held ${from}..${to}`) };
    }
    return Object.keys(known.sources ?? {}).length > 0 ? known : undefined;
  };

/** How frozen findings and their checks are called in a document; oversight keeps no words. */
export type Naming = { office: string; textOf(finding: FrozenFinding): string; checkName(id: string): string };

/** The round of a period that has closed. What the office keeps no records of is left to what was reported. */
export const countedRound =
  (clock: Clock, { office, textOf, checkName }: Naming): Counter =>
  async (q, period) => {
    const today = clock.today();
    const figures = await figuresOfRound(q, period.name, { office, textOf, today });
    if (!figures) return undefined;
    const { draws, replaced, corrections } = await sourcesOfRound(q, period.name, today);
    const { messages, exposed, heldToAccount, problems, sources, ...rest } = figures;
    const history = [
      ...draws.map(
        ({ number, state, seed, frameHash, reason, abandonReason }) =>
          `draw ${number} (${state}): seed ${seed ?? "-"}, frame ${frameHash}${reason ? `, ${reason}` : ""}${abandonReason ? `, ${abandonReason}` : ""}`,
      ),
      ...replaced.map(({ site, row }) => `replaced: ${site.code ?? site.url}, ${row.droppedWhy ?? ""}`),
      ...corrections.map(
        ({ row, site }) => `corrected: ${site?.code ?? row.siteId} ${row.fromResult} > ${row.toResult}, ${row.reason}`,
      ),
    ].join("; ");
    const check = sources?.check;
    return {
      ...rest,
      ...(problems ? { problems: problems.map((one) => ({ ...one, type: checkName(one.type) })) } : {}),
      ...(messages && messages.handled > 0 ? { messages } : {}),
      ...(exposed && exposed.n > 0 ? { exposed } : {}),
      ...(heldToAccount && (heldToAccount.persons ?? 0) > 0 ? { heldToAccount } : {}),
      sources: {
        ...sources,
        ...(check?.from === "counted" ? { check: { ...check, query: `${check.query}; ${history}` } } : {}),
      },
    };
  };

/** All that counts, the one with the last word first. A round that is closed stands before the office's own records. */
export const countersFor = (clock: Clock, naming: Naming): readonly Counter[] => [
  countedRound(clock, naming),
  countedWork(clock),
];
