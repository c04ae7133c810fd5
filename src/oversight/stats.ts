/** Figures with their denominators. Each says what it counts: in the period, or at this instant. */
import { talksHeld } from "../../db/accountability.ts";
import { episodeCounts, openCounts } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { liveOrders, ordersMade } from "../../db/orders.ts";
import { reviewCounts } from "../../db/reviews.ts";
import { allSites } from "../../db/sites.ts";
import type { Period } from "./period.ts";

export type Stats = {
  period: { from: string; to: string; name: string };
  /** At this instant. */
  sites: { registered: number; running: number; patrolled: number };
  /** In the period: episodes of veto and fault, and what reviewers said. */
  findings: { opened: number; cleared: number; confirmed: number; dismissed: number };
  /** At this instant. */
  open: { unreviewed: number; confirmed: number; confirmedVeto: number };
  /** Made in the period; of these done, and of the done how many by their date. */
  orders: { made: number; done: number; onTime: number; open: number; overdue: number };
  /** In the period: 次 talks, 人 different persons, 人次 persons counted at each talk. */
  talks: { held: number; persons: number; attendances: number };
};

export async function readStats(
  q: Queries,
  period: Period,
  today: Temporal.PlainDate,
  siteIds: number[] | undefined,
  dayOf: (at: Temporal.Instant) => string,
): Promise<Stats> {
  const [from, to] = [period.from.toString(), period.to.toString()];
  const own = siteIds ? new Set(siteIds) : undefined;
  const seen = (siteId: number | null) => own === undefined || (siteId !== null && own.has(siteId));
  const sites = (await allSites(q)).filter(({ id }) => seen(id));
  const running = sites.filter(({ status }) => status === "running");
  const made = (await ordersMade(q, from, to)).filter(({ siteId, state }) => seen(siteId) && state !== "cancelled");
  const done = made.filter(({ state }) => state === "done");
  const open = (await liveOrders(q)).filter(({ siteId }) => seen(siteId));
  const talks = (await talksHeld(q, from, to)).filter(({ siteId }) => seen(siteId));
  return {
    period: { from, to, name: period.name },
    sites: {
      registered: sites.length,
      running: running.length,
      patrolled: running.filter(({ baselineAt }) => baselineAt !== null).length,
    },
    findings: { ...(await episodeCounts(q, from, to, siteIds)), ...(await reviewCounts(q, from, to, siteIds)) },
    open: await openCounts(q, siteIds),
    orders: {
      made: made.length,
      done: done.length,
      onTime: done.filter(({ endedAt, dueOn }) => endedAt !== null && dayOf(endedAt) <= dueOn).length,
      open: open.length,
      overdue: open.filter(({ dueOn }) => dueOn < today.toString()).length,
    },
    talks: {
      held: talks.length,
      persons: new Set(talks.flatMap(({ names }) => names)).size,
      attendances: talks.reduce((sum, { names }) => sum + names.length, 0),
    },
  };
}
