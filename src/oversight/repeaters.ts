/** Who offends again and again, across quarters: a talk is proposed once a cause, and a person decides. */
import { confirmedEpisodes, type Offence, ordersDone } from "../../db/accountability.ts";
import { setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { allSites } from "../../db/sites.ts";
import { propose } from "./accountability.ts";
import type { Clock } from "./clock.ts";

export type RepeatRules = {
  /** Of the last `ofQuarters` quarters, this one included, so many with a confirmed veto. */
  vetoQuarters: number;
  ofQuarters: number;
  /** Within so many months: */
  months: number;
  /** the same confirmed finding so many times, */
  episodes: number;
  /** so many orders done after their date. */
  lateOrders: number;
};
export const REPEAT_RULES: RepeatRules = { vetoQuarters: 2, ofQuarters: 4, months: 12, episodes: 3, lateOrders: 3 };
/** The office's own figures, each over its default. */
const SETTING = "accountability.repeats";

export const repeatRules = async (q: Queries): Promise<RepeatRules> => ({
  ...REPEAT_RULES,
  ...(await setting<Partial<RepeatRules>>(q, SETTING)),
});

const quarterOf = (day: Temporal.PlainDate) => `${day.year}Q${Math.ceil(day.month / 3)}`;
const quarterOn = (day: string) => quarterOf(Temporal.PlainDate.from(day));
const quarterStart = (day: Temporal.PlainDate) => day.with({ month: Math.floor((day.month - 1) / 3) * 3 + 1, day: 1 });

type Cause = { siteId: number; cause: string; findingIds: number[] };

/** Keyed by the latest quarter with a veto: a quarter without a new one proposes nothing new. */
function vetoAgain(offences: Offence[], { vetoQuarters }: RepeatRules): Cause[] {
  const vetoes = offences.filter(({ level }) => level === "veto");
  return [...Map.groupBy(vetoes, ({ siteId }) => siteId)].flatMap(([siteId, own]) => {
    const quarters = [...new Set(own.map(({ day }) => quarterOn(day)))].sort();
    return quarters.length < vetoQuarters
      ? []
      : { siteId, cause: `veto:site:${siteId}:${quarters.at(-1)}`, findingIds: idsOf(own) };
  });
}
const idsOf = (own: Offence[]) => [...new Set(own.map(({ findingId }) => findingId))];

function sameAgain(offences: Offence[], { episodes }: RepeatRules): Cause[] {
  return [...Map.groupBy(offences, ({ findingId }) => findingId)].flatMap(([findingId, own]) => {
    const last = own.at(-1);
    return last === undefined || own.length < episodes
      ? []
      : { siteId: last.siteId, cause: `again:finding:${findingId}:${last.n}`, findingIds: [findingId] };
  });
}

type Done = Awaited<ReturnType<typeof ordersDone>>[number];
/** Keyed by the quarter in which the last late order ended. */
function lateAgain(late: (Done & { day: string })[], { lateOrders }: RepeatRules): Cause[] {
  return [...Map.groupBy(late, ({ siteId }) => siteId)].flatMap(([siteId, own]) => {
    const last = own.at(-1);
    return last === undefined || own.length < lateOrders
      ? []
      : {
          siteId,
          cause: `late:site:${siteId}:${quarterOn(last.day)}`,
          findingIds: [...new Set(own.flatMap(({ findingIds }) => findingIds))],
        };
  });
}

/**
 * Proposes talks with repeat offenders among the sites not closed for good; returns the new ones. All is read from the
 * books: after downtime the next call catches up, and another call proposes nothing again.
 */
export async function proposeRepeaters(q: Queries, clock: Clock): Promise<number[]> {
  const rules = await repeatRules(q);
  const today = clock.today();
  const since = today.subtract({ months: rules.months });
  const quarters = quarterStart(today).subtract({ months: 3 * (rules.ofQuarters - 1) });
  const earliest = [since, quarters].sort(Temporal.PlainDate.compare)[0] ?? since;
  const offences = await confirmedEpisodes(q, earliest.toString());
  const from = (day: Temporal.PlainDate) => offences.filter((one) => one.day >= day.toString());
  const late = (await ordersDone(q, clock.startOf(since)))
    .map((order) => ({ ...order, day: clock.dayOf(order.endedAt) }))
    .filter(({ day, dueOn }) => day > dueOn);
  const sites = new Map((await allSites(q)).map((site) => [site.id, site]));
  const made: number[] = [];
  for (const { siteId, cause, findingIds } of [
    ...vetoAgain(from(quarters), rules),
    ...sameAgain(from(since), rules),
    ...lateAgain(late, rules),
  ]) {
    if (sites.get(siteId)?.status === "closed") continue;
    const id = await propose(q, { siteId, cause, findingIds, at: clock.now(), today });
    if (id !== undefined) made.push(id);
  }
  return made;
}
