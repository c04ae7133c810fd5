/** Orders, talks and mutes. */
import { and, asc, desc, eq, gte, inArray, lte, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type OrderRow = Tables["orders"]["$inferSelect"];
export type TalkRow = Tables["talks"]["$inferSelect"];

export async function addOrder(
  q: Queries,
  order: Omit<Tables["orders"]["$inferInsert"], "id">,
  findingIds: number[],
): Promise<number> {
  const [row] = await q.insert(q.t.orders).values(order).returning({ id: q.t.orders.id });
  const id = row?.id ?? 0;
  await q.insert(q.t.orderFindings).values(findingIds.map((findingId) => ({ orderId: id, findingId })));
  return id;
}
export async function orderById(q: Queries, id: number): Promise<OrderRow | undefined> {
  return (await q.select().from(q.t.orders).where(eq(q.t.orders.id, id)))[0];
}
export async function findingIdsOf(q: Queries, orderId: number): Promise<number[]> {
  const rows = await q
    .select({ id: q.t.orderFindings.findingId })
    .from(q.t.orderFindings)
    .where(eq(q.t.orderFindings.orderId, orderId));
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}
/** Open orders of these findings: a finding is under one order at a time. */
export async function openOrdersFor(
  q: Queries,
  findingIds: number[],
): Promise<{ orderId: number; findingId: number }[]> {
  if (findingIds.length === 0) return [];
  const { orders, orderFindings } = q.t;
  return q
    .select({ orderId: orderFindings.orderId, findingId: orderFindings.findingId })
    .from(orderFindings)
    .innerJoin(orders, eq(orders.id, orderFindings.orderId))
    .where(and(inArray(orderFindings.findingId, findingIds), eq(orders.state, "open")))
    .orderBy(asc(orderFindings.findingId));
}
export async function endOrder(
  q: Queries,
  id: number,
  state: "done" | "cancelled",
  at: Temporal.Instant,
): Promise<OrderRow | undefined> {
  const { orders } = q.t;
  const [row] = await q
    .update(orders)
    .set({ state, endedAt: at })
    .where(and(eq(orders.id, id), eq(orders.state, "open")))
    .returning();
  return row;
}
/** Open orders with no open finding left. */
export async function finishedOrders(q: Queries, siteId: number): Promise<number[]> {
  const { orders, orderFindings, findings } = q.t;
  const rows = await q
    .select({
      id: orders.id,
      open: sql<number>`coalesce(sum(case when ${findings.state} = 'open' then 1 else 0 end), 0)`.mapWith(Number),
    })
    .from(orders)
    .innerJoin(orderFindings, eq(orderFindings.orderId, orders.id))
    .innerJoin(findings, eq(findings.id, orderFindings.findingId))
    .where(and(eq(orders.siteId, siteId), eq(orders.state, "open")))
    .groupBy(orders.id);
  return rows.filter(({ open }) => open === 0).map(({ id }) => id);
}
export const openOrders = (q: Queries): Promise<OrderRow[]> =>
  q.select().from(q.t.orders).where(eq(q.t.orders.state, "open")).orderBy(asc(q.t.orders.dueOn), asc(q.t.orders.id));
export const ordersMade = (q: Queries, from: string, to: string): Promise<OrderRow[]> =>
  q
    .select()
    .from(q.t.orders)
    .where(and(gte(q.t.orders.day, from), lte(q.t.orders.day, to)))
    .orderBy(asc(q.t.orders.id));

export async function addTalk(
  q: Queries,
  talk: Omit<Tables["talks"]["$inferInsert"], "id">,
  names: string[],
): Promise<number> {
  const [row] = await q.insert(q.t.talks).values(talk).returning({ id: q.t.talks.id });
  const id = row?.id ?? 0;
  await q.insert(q.t.talkPersons).values(names.map((name) => ({ talkId: id, name })));
  return id;
}
/** Talks held from `from` to `to` with the persons talked to. */
export async function talksHeld(q: Queries, from: string, to: string): Promise<(TalkRow & { names: string[] })[]> {
  const { talks, talkPersons } = q.t;
  const rows = await q
    .select()
    .from(talks)
    .where(and(gte(talks.heldOn, from), lte(talks.heldOn, to)))
    .orderBy(asc(talks.heldOn), asc(talks.id));
  if (rows.length === 0) return [];
  const persons = await q
    .select()
    .from(talkPersons)
    .where(
      inArray(
        talkPersons.talkId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(talkPersons.talkId), asc(talkPersons.name));
  return rows.map((talk) => ({
    ...talk,
    names: persons.filter(({ talkId }) => talkId === talk.id).map(({ name }) => name),
  }));
}

export type MuteTarget = { target: "finding" | "site" | "check"; targetId: string };
export async function mute(
  q: Queries,
  row: MuteTarget & { until: string; actor: string; at: Temporal.Instant },
): Promise<void> {
  const { until, actor, at } = row;
  await q
    .insert(q.t.mutes)
    .values(row)
    .onConflictDoUpdate({ target: [q.t.mutes.target, q.t.mutes.targetId], set: { until, actor, at } });
}
export const mutesOn = (q: Queries, day: string) =>
  q.select().from(q.t.mutes).where(gte(q.t.mutes.until, day)).orderBy(desc(q.t.mutes.id));
