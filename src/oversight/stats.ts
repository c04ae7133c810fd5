/** Figures with their denominators, of a period and of the one before it, and told apart by a grouping. See stats/figures.ts. */
import type { Queries } from "../../db/open.ts";
import { findingPlaces, siteNames } from "../../db/stats.ts";
import type { Clock } from "./clock.ts";
import { type Period, periodBefore } from "./period.ts";
import { countPeriod, readFleet } from "./stats/count.ts";
import {
  type Figures,
  forGrouping,
  type Grouping,
  type Groups,
  type PeriodFigures,
  type PeriodName,
  type Stats,
  type Worst,
} from "./stats/figures.ts";
import { keyedBy, rowsOf } from "./stats/group.ts";
import type { Tally } from "./stats/tally.ts";

export type StatsQuestion = {
  period: Period;
  clock: Clock;
  by?: Grouping | undefined;
  /** The sites that may be shown; all where undefined. */
  siteIds?: readonly number[] | undefined;
  /** For a channel that hears of nothing before it was reviewed. */
  reviewedOnly?: boolean;
};
/** How many repeat offenders are named. */
const WORST = 5;

const nameOf = ({ from, to, name, unit }: Period): PeriodName => ({
  from: from.toString(),
  to: to.toString(),
  name,
  unit,
});

export async function readStats(q: Queries, question: StatsQuestion): Promise<Stats> {
  const { period, clock, by, siteIds, reviewedOnly = false } = question;
  const fleet = await readFleet(q, siteIds);
  const keyed = by && (await keyedBy(q, by));
  const name = nameOf(period);
  const earlier = nameOf(periodBefore(period));
  const { total, groups } = await countPeriod(q, name, fleet, keyed, { clock, reviewedOnly, withNow: true });
  const before = await countPeriod(q, earlier, fleet, undefined, { clock, reviewedOnly, withNow: false });
  const figures = total.figures(reviewedOnly);
  return {
    period: { ...name, over: Temporal.PlainDate.compare(period.to, clock.today()) < 0 },
    ...figures,
    before: { period: earlier, ...ofPeriod(before.total.figures(reviewedOnly)) },
    worst: await worstOf(q, total),
    groups: by && keyed ? grouped(by, keyed.nameOf, figures, groups, reviewedOnly) : null,
  };
}

function ofPeriod({ sites: _, open: __, orders, ...rest }: Figures): PeriodFigures {
  const { made, done, onTime, cancelled } = orders;
  return { ...rest, orders: { made, done, onTime, cancelled } };
}

function grouped(
  by: Grouping,
  nameOfKey: (key: string) => string | null,
  total: Figures,
  tallies: ReadonlyMap<string, Tally>,
  reviewedOnly: boolean,
): Groups {
  const figures = new Map<string, Figures>();
  for (const [key, tally] of tallies) {
    // A check is asked of every site, so each has the whole fleet under it; nothing tells facts of sites apart by person
    const isSites = by !== "check" && by !== "person";
    if (!isSites) Object.assign(tally.pass, { of: total.pass.of, unpatrolled: total.pass.unpatrolled });
    figures.set(key, tally.figures(reviewedOnly));
  }
  return { by, rows: rowsOf(by, figures, nameOfKey), total: forGrouping(by, total) };
}

const worstFirst = (counts: ReadonlyMap<number, number>) =>
  [...counts]
    .filter(([, n]) => n >= 2)
    .sort(([a, n], [b, m]) => m - n || a - b)
    .slice(0, WORST);

async function worstOf(q: Queries, { bySite, byFinding }: Tally): Promise<Worst> {
  const [sites, findings] = [worstFirst(bySite), worstFirst(byFinding)];
  const ids = (rows: [number, number][]) => rows.map(([id]) => id);
  const names = new Map((await siteNames(q, ids(sites))).map(({ id, name }) => [id, name]));
  const places = new Map((await findingPlaces(q, ids(findings))).map((row) => [row.id, row]));
  return {
    sites: sites.map(([id, episodes]) => ({ id, name: names.get(id) ?? "", episodes })),
    findings: findings.map(([id, episodes]) => {
      const { site = "", checkId: check = "" } = places.get(id) ?? {};
      return { id, site, check, episodes };
    }),
  };
}

export type { Grouping, Stats } from "./stats/figures.ts";
