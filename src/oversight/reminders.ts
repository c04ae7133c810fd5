/**
 * Reminders of orders, one message a person and day; then the supervisor, then a talk proposed. Each stage is a row that
 * is claimed in the transaction of its message: after a night in which nobody ran it is told once, not never and not twice.
 */
import type { Queries } from "../../db/open.ts";
import { claimedStages, claimReminder, liveOrders, type OrderRow } from "../../db/orders.ts";
import { activeChannels, type ChannelRow } from "../../db/people.ts";
import { putOut } from "../../db/talk.ts";
import type { Clock } from "./clock.ts";
import { daysLate, stageOf } from "./order-clock.ts";
import { note } from "./order-steps.ts";
import { assigneePlaces } from "./places.ts";
import type { Calendar } from "./working-days.ts";

/** Working days after the date: then a supervisor is told, then a talk is proposed. */
export const ESCALATE_AFTER = 2;
export const TALK_AFTER = 5;

export type ReminderSettings = {
  /** HH:MM: nobody is reminded earlier in the day. */
  at: string;
  calendar: Calendar;
  /** Puts a talk on the list of proposals, once a cause. */
  propose(q: Queries, order: OrderRow, at: Temporal.Instant): Promise<void>;
};

async function receivers(
  q: Queries,
  order: OrderRow,
  channels: readonly ChannelRow[],
): Promise<{ subject: string; places: string[] }> {
  const made = channels.filter(({ id }) => id === order.channel).map(({ id }) => id);
  const office = channels.filter(({ audience }) => audience === "office").map(({ id }) => id);
  const orElse = (places: string[]) => (places.length > 0 ? places : made.length > 0 ? made : office);
  const direct = await assigneePlaces(q, order);
  if (order.personId !== null) return { subject: `person:${order.personId}`, places: orElse(direct) };
  const organiserId = order.organiserId ?? 0;
  const own = channels
    .filter(({ audience, audienceId }) => audience === "organiser" && audienceId === organiserId)
    .map(({ id }) => id);
  return { subject: `organiser:${organiserId}`, places: orElse([...new Set([...own, ...direct])]) };
}

/** Tells what today's stage of every open order asks for; returns how many messages were queued. */
export async function remind(
  q: Queries,
  clock: Clock,
  { at: time, calendar, propose }: ReminderSettings,
): Promise<number> {
  const now = clock.now();
  const today = clock.today();
  const due = clock.at(today, time);
  if (Temporal.Instant.compare(now, due) < 0) return 0;
  const channels = await activeChannels(q);
  const grouped = new Map<string, { channel: string; subject: string; ids: number[] }>();
  // What is claimed, checked or appealed waits for the office, not for the assignee
  const open = (await liveOrders(q)).filter(({ state }) => state === "open");
  const claimed = await claimedStages(q);
  for (const order of open) {
    // Asked every minute: only what was not told yet is tried, and of two that try one wins
    const claim = async (stage: string) =>
      !claimed.has(`${order.id} ${stage}`) && (await claimReminder(q, order.id, stage, now));
    const dueOn = Temporal.PlainDate.from(order.dueOn);
    const stage = stageOf(dueOn, today, calendar.isWorkingDay);
    if (stage && (await claim(stage))) {
      const { subject, places } = await receivers(q, order, channels);
      for (const channel of places) {
        const key = `${channel} ${subject}`;
        const group = grouped.get(key) ?? { channel, subject, ids: [] };
        group.ids.push(order.id);
        grouped.set(key, group);
      }
    }
    await escalate(q, order, { late: daysLate(dueOn, today, calendar.isWorkingDay), claim, now, today, propose });
  }
  for (const group of grouped.values()) await putOut(q, { ...group, lane: "news", event: "order-reminder", at: now });
  return grouped.size;
}

async function escalate(
  q: Queries,
  order: OrderRow,
  {
    late,
    claim,
    now,
    today,
    propose,
  }: Pick<ReminderSettings, "propose"> & {
    late: number;
    claim(stage: string): Promise<boolean>;
    now: Temporal.Instant;
    today: Temporal.PlainDate;
  },
): Promise<void> {
  // A date that was moved starts anew: its stages bear it
  if (late >= ESCALATE_AFTER && (await claim(`escalated:${order.dueOn}`)))
    await note(q, order, "escalated", { actor: "system", at: now, today });
  if (late >= TALK_AFTER && (await claim(`talk:${order.dueOn}`))) await propose(q, order, now);
}
