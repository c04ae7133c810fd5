/** Orders, their steps, extensions and appeals. Every change of state is conditional: of two that act at once, one wins. */
import { and, asc, desc, eq, gte, inArray, lte, ne, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type OrderRow = Tables["orders"]["$inferSelect"];
export type OrderState = OrderRow["state"];
export type StepRow = Tables["orderSteps"]["$inferSelect"];
export type ExtensionRow = Tables["extensions"]["$inferSelect"];
export type AppealRow = Tables["appeals"]["$inferSelect"];

/** Not ended: somebody still has to do something. */
export const LIVE: OrderState[] = ["open", "claimed", "checked", "appealed"];

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
/** Live orders of these findings: a finding is under one order at a time. */
export async function liveOrdersFor(
  q: Queries,
  findingIds: number[],
): Promise<{ orderId: number; findingId: number }[]> {
  if (findingIds.length === 0) return [];
  const { orders, orderFindings } = q.t;
  return q
    .select({ orderId: orderFindings.orderId, findingId: orderFindings.findingId })
    .from(orderFindings)
    .innerJoin(orders, eq(orders.id, orderFindings.orderId))
    .where(and(inArray(orderFindings.findingId, findingIds), inArray(orders.state, LIVE)))
    .orderBy(asc(orderFindings.findingId));
}
export const liveOrders = (q: Queries): Promise<OrderRow[]> =>
  q.select().from(q.t.orders).where(inArray(q.t.orders.state, LIVE)).orderBy(asc(q.t.orders.dueOn), asc(q.t.orders.id));
export const liveOrdersOfSite = (q: Queries, siteId: number): Promise<OrderRow[]> =>
  q
    .select()
    .from(q.t.orders)
    .where(and(eq(q.t.orders.siteId, siteId), inArray(q.t.orders.state, LIVE)))
    .orderBy(asc(q.t.orders.id));
export const ordersMade = (q: Queries, from: string, to: string): Promise<OrderRow[]> =>
  q
    .select()
    .from(q.t.orders)
    .where(and(gte(q.t.orders.day, from), lte(q.t.orders.day, to)))
    .orderBy(asc(q.t.orders.id));

/** Moves an order from one of `from`; undefined where somebody else moved it before. */
export async function moveOrder(
  q: Queries,
  id: number,
  from: OrderState[],
  set: Partial<Tables["orders"]["$inferInsert"]>,
): Promise<OrderRow | undefined> {
  const { orders } = q.t;
  const [row] = await q
    .update(orders)
    .set(set)
    .where(and(eq(orders.id, id), inArray(orders.state, from)))
    .returning();
  return row;
}
/** Notes who first read it; false where somebody had. */
export async function markRead(q: Queries, id: number, by: string, at: Temporal.Instant): Promise<boolean> {
  const { orders } = q.t;
  const won = await q
    .update(orders)
    .set({ readAt: at, readBy: by })
    .where(and(eq(orders.id, id), sql`${orders.readAt} is null`))
    .returning({ id: orders.id });
  return won.length === 1;
}
export async function markAnswered(q: Queries, id: number, at: Temporal.Instant): Promise<void> {
  const { orders } = q.t;
  await q
    .update(orders)
    .set({ answeredAt: at })
    .where(and(eq(orders.id, id), sql`${orders.answeredAt} is null`));
}
/** When the first message that carries an order was taken by its platform. */
export async function sentAt(q: Queries, order: OrderRow): Promise<Temporal.Instant | undefined> {
  const { outbox } = q.t;
  const rows = await q
    .select({ ids: outbox.ids, sentAt: outbox.sentAt, event: outbox.event })
    .from(outbox)
    .where(
      and(
        eq(outbox.subject, `site:${order.siteId}`),
        inArray(outbox.event, ["order-made", "order-answer"]),
        inArray(outbox.state, ["sent", "folded"]),
        gte(outbox.at, order.at),
      ),
    );
  const times = rows.flatMap(({ ids, sentAt: at }) => (ids[0] === order.id && at ? at : []));
  return times.sort(Temporal.Instant.compare)[0];
}

export async function addStep(q: Queries, step: Omit<Tables["orderSteps"]["$inferInsert"], "id">): Promise<number> {
  const [row] = await q.insert(q.t.orderSteps).values(step).returning({ id: q.t.orderSteps.id });
  return row?.id ?? 0;
}
export const stepsOf = (q: Queries, orderId: number): Promise<StepRow[]> =>
  q.select().from(q.t.orderSteps).where(eq(q.t.orderSteps.orderId, orderId)).orderBy(asc(q.t.orderSteps.id));
export async function lastStep(q: Queries, orderId: number, steps: StepRow["step"][]): Promise<StepRow | undefined> {
  const { orderSteps } = q.t;
  const rows = await q
    .select()
    .from(orderSteps)
    .where(and(eq(orderSteps.orderId, orderId), inArray(orderSteps.step, steps)))
    .orderBy(desc(orderSteps.id))
    .limit(1);
  return rows[0];
}

/** False where one is asked for already: the database allows one at a time. */
export async function addExtension(q: Queries, row: Tables["extensions"]["$inferInsert"]): Promise<boolean> {
  const won = await q.insert(q.t.extensions).values(row).onConflictDoNothing().returning({ id: q.t.extensions.id });
  return won.length === 1;
}
export async function askedExtension(q: Queries, orderId: number): Promise<ExtensionRow | undefined> {
  const { extensions } = q.t;
  return (
    await q
      .select()
      .from(extensions)
      .where(and(eq(extensions.orderId, orderId), eq(extensions.state, "asked")))
  )[0];
}
export async function decideExtension(
  q: Queries,
  id: number,
  set: {
    state: "granted" | "refused";
    grantedOn: string | null;
    decidedBy: string;
    decidedAt: Temporal.Instant;
    why: string | null;
  },
): Promise<boolean> {
  const { extensions } = q.t;
  const won = await q
    .update(extensions)
    .set(set)
    .where(and(eq(extensions.id, id), eq(extensions.state, "asked")))
    .returning({ id: extensions.id });
  return won.length === 1;
}
export async function addAppeal(q: Queries, row: Tables["appeals"]["$inferInsert"]): Promise<boolean> {
  const won = await q.insert(q.t.appeals).values(row).onConflictDoNothing().returning({ id: q.t.appeals.id });
  return won.length === 1;
}
export async function openAppeal(q: Queries, orderId: number): Promise<AppealRow | undefined> {
  const { appeals } = q.t;
  return (
    await q
      .select()
      .from(appeals)
      .where(and(eq(appeals.orderId, orderId), eq(appeals.state, "open")))
  )[0];
}
export async function decideAppeal(
  q: Queries,
  id: number,
  set: Pick<AppealRow, "upheldIds" | "decidedBy" | "decidedAt" | "decidedDay" | "why"> & {
    state: "upheld" | "partly" | "rejected";
  },
): Promise<boolean> {
  const { appeals } = q.t;
  const won = await q
    .update(appeals)
    .set(set)
    .where(and(eq(appeals.id, id), eq(appeals.state, "open")))
    .returning({ id: appeals.id });
  return won.length === 1;
}

/** What was told of open orders so far, each as `<order> <stage>`. */
export async function claimedStages(q: Queries): Promise<ReadonlySet<string>> {
  const { orders, orderReminders } = q.t;
  const rows = await q
    .select({ orderId: orderReminders.orderId, stage: orderReminders.stage })
    .from(orderReminders)
    .innerJoin(orders, and(eq(orders.id, orderReminders.orderId), eq(orders.state, "open")));
  return new Set(rows.map(({ orderId, stage }) => `${orderId} ${stage}`));
}
/** Claims one stage of reminding: the primary key lets one process tell it, restarts included. */
export async function claimReminder(
  q: Queries,
  orderId: number,
  stage: string,
  at: Temporal.Instant,
): Promise<boolean> {
  const won = await q
    .insert(q.t.orderReminders)
    .values({ orderId, stage, at })
    .onConflictDoNothing()
    .returning({ orderId: q.t.orderReminders.orderId });
  return won.length === 1;
}

export const addAttachment = (q: Queries, row: Omit<Tables["attachments"]["$inferInsert"], "id">) =>
  q.insert(q.t.attachments).values(row);
export const attachmentsOf = (q: Queries, subjects: string[]) =>
  subjects.length === 0
    ? Promise.resolve([])
    : q
        .select()
        .from(q.t.attachments)
        .where(inArray(q.t.attachments.subject, subjects))
        .orderBy(asc(q.t.attachments.id));

/** Findings of an order that are neither gone nor dismissed: what is left to do. */
export async function leftOf(q: Queries, orderId: number): Promise<{ id: number; lastSeenAt: Temporal.Instant }[]> {
  const { orderFindings, findings } = q.t;
  return q
    .select({ id: findings.id, lastSeenAt: findings.lastSeenAt })
    .from(orderFindings)
    .innerJoin(findings, eq(findings.id, orderFindings.findingId))
    .where(and(eq(orderFindings.orderId, orderId), eq(findings.state, "open"), ne(findings.review, "dismissed")))
    .orderBy(asc(findings.id));
}
