/** The daily digest: once a day and channel, one that covers every day missed. */
import { talksHeld } from "../../db/accountability.ts";
import { episodeCounts, openCounts, sitesWithOpen } from "../../db/findings.ts";
import { lastSeal } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { liveOrders, ordersMade } from "../../db/orders.ts";
import { dueCounts } from "../../db/patrol.ts";
import { activeChannels, type ChannelRow } from "../../db/people.ts";
import { asides } from "../../db/queue.ts";
import { reviewCounts } from "../../db/reviews.ts";
import { allSites } from "../../db/sites.ts";
import { claimDigest, digestsOf, lastDigest, putOut, waitingCount } from "../../db/talk.ts";
import { undecidedColumns } from "../../db/watch.ts";
import { dueCheckins } from "./checkins.ts";
import type { Clock } from "./clock.ts";
import { openMessageCounts } from "./message-figures.ts";
import { isOverdue } from "./order-clock.ts";
import { channelCovers } from "./rights.ts";
import { readCalendar } from "./working-days.ts";

export type DigestSettings = { at: string; workdaysOnly: boolean };
export type DigestFacts = {
  from: string;
  to: string;
  opened: number;
  cleared: number;
  confirmed: number;
  dismissed: number;
  ordersMade: number;
  open: { unreviewed: number; confirmed: number };
  ordersOpen: number;
  overdue: { order: number; site: string; dueOn: string }[];
  unreachable: string[];
  /** What waits for a person beside the reviews; undefined where the channel does not see it. */
  people: { checkins: number; columns: number } | undefined;
  talks: { held: number; attendances: number };
  /** Netizens' messages at this instant; an organiser's channel counts those passed on to it. */
  messages: { open: number; overdue: number };
  health: { running: number; patrolled: number; late: number; inboxWaiting: number; outboxWaiting: number };
  /** Sites whose visits are set aside by a fault of ours; an office matter. */
  aside: string[];
  seal: { hash: string; rows: number } | null;
};

const MOST_DAYS = 31;

/** Queues today's digest for each channel that has none yet, once its time has come. */
export async function queueDigests(q: Queries, clock: Clock, { at, workdaysOnly }: DigestSettings): Promise<number> {
  const now = clock.now();
  const today = clock.today();
  const due = clock.at(today, at);
  if (Temporal.Instant.compare(now, due) < 0) return 0;
  if (workdaysOnly && !(await readCalendar(q)).isWorkingDay(today)) return 0;
  let queued = 0;
  for (const channel of await activeChannels(q)) {
    const before = await lastDigest(q, channel.id);
    const day = today.toString();
    if (before?.day === day) continue;
    // A channel bound after today's time starts with tomorrow's digest
    if (!before && Temporal.Instant.compare(channel.boundAt, due) > 0) continue;
    const earliest = due.subtract({ hours: 24 * MOST_DAYS });
    const from =
      before && Temporal.Instant.compare(before.toAt, earliest) > 0
        ? before.toAt
        : before
          ? earliest
          : due.subtract({ hours: 24 });
    if (!(await claimDigest(q, { channel: channel.id, day, fromAt: from, toAt: now }))) continue;
    await putOut(q, {
      channel: channel.id,
      lane: "news",
      subject: "digest",
      event: "digest",
      // The day as a number: digests that waited out an outage fold into one that covers them all
      ids: [Number(day.replaceAll("-", ""))],
      at: now,
    });
    queued++;
  }
  return queued;
}

/** The sites that a channel's digest is about; undefined for all. */
export async function sitesOfChannel(q: Queries, channel: ChannelRow | undefined): Promise<number[] | undefined> {
  if (!channel || channel.audience === "office") return undefined;
  const covers = await channelCovers(q, channel);
  return (await allSites(q)).filter(covers).map(({ id }) => id);
}

/** The figures of one digest: whole days from `from` up to yesterday, and what is open now. */
export async function readDigest(
  q: Queries,
  clock: Clock,
  span: { from: string; to: string },
  { siteIds: ids, reviewedOnly = false }: { siteIds?: number[] | undefined; reviewedOnly?: boolean } = {},
): Promise<DigestFacts> {
  const own = ids ? new Set(ids) : undefined;
  const seen = (siteId: number | null) => own === undefined || (siteId !== null && own.has(siteId));
  const sites = (await allSites(q)).filter(({ id }) => seen(id));
  const nameOf = new Map(sites.map(({ id, name }) => [id, name]));
  const { from, to } = span;
  const today = clock.today().toString();
  const reviews = await reviewCounts(q, from, to, ids);
  const open = (await liveOrders(q)).filter(({ siteId }) => seen(siteId));
  const made = (await ordersMade(q, from, to)).filter(({ siteId, state }) => seen(siteId) && state !== "cancelled");
  const talks = (await talksHeld(q, from, to)).filter(({ siteId }) => seen(siteId));
  const counts = await openCounts(q, ids);
  const waiting = await waitingCount(q);
  const dues = await dueCounts(q, clock.now());
  const seal = await lastSeal(q);
  const running = sites.filter(({ status }) => status === "running");
  return {
    from,
    to,
    ...(await episodeCounts(q, from, to, ids, reviewedOnly)),
    ...reviews,
    ordersMade: made.length,
    open: { unreviewed: reviewedOnly ? 0 : counts.unreviewed, confirmed: counts.confirmed },
    ordersOpen: open.length,
    overdue: open
      .filter((order) => isOverdue(order, today))
      .map(({ id, siteId, dueOn }) => ({ order: id, site: nameOf.get(siteId) ?? "", dueOn })),
    unreachable: reviewedOnly
      ? []
      : (await sitesWithOpen(q, ["veto", "fault"], "availability")).flatMap((id) => nameOf.get(id) ?? []),
    people: reviewedOnly
      ? undefined
      : {
          checkins: (await dueCheckins(q, clock.today(), ids)).length,
          columns: await undecidedColumns(q, ids),
        },
    talks: { held: talks.length, attendances: talks.reduce((sum, { names }) => sum + names.length, 0) },
    messages: await openMessageCounts(
      q,
      today,
      reviewedOnly
        ? { organiserIds: [...new Set(sites.flatMap(({ organiserId }) => organiserId ?? []))] }
        : { siteIds: ids },
    ),
    health: {
      running: running.length,
      patrolled: running.filter(({ baselineAt }) => baselineAt !== null).length,
      late: dues.late,
      inboxWaiting: waiting.in,
      outboxWaiting: waiting.out,
    },
    aside: reviewedOnly
      ? []
      : [...new Set((await asides(q)).flatMap(({ siteId, site }) => (seen(siteId) ? site : [])))],
    seal: seal ? { hash: seal.hash, rows: seal.toId } : null,
  };
}

/** The civil days that queued digests of a channel cover together: from the day the first begins to the day before the last. */
export async function spanOf(
  q: Queries,
  clock: Clock,
  channelId: string,
  days: string[],
): Promise<{ from: string; to: string }> {
  const rows = (await digestsOf(q, channelId)).filter(({ day }) => days.includes(day));
  const last = [...days].sort().at(-1) ?? clock.today().toString();
  const to = Temporal.PlainDate.from(last).subtract({ days: 1 }).toString();
  const from = rows.map(({ fromAt }) => clock.dayOf(fromAt)).sort()[0] ?? to;
  return { from: [from, to].sort()[0] ?? to, to };
}
