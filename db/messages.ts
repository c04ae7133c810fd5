/** Netizens' messages and their steps. Every change of state is one conditional update: of two at once one gets no row. */
import { and, asc, desc, eq, gte, inArray, isNull, lte, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";
import type { MessageState } from "./tables-messages.ts";

export { MESSAGE_MOVES, type MessageState } from "./tables-messages.ts";

export type MessageRow = Tables["messages"]["$inferSelect"];
export type NewMessage = Omit<Tables["messages"]["$inferInsert"], "id">;
export type StepRow = Tables["messageSteps"]["$inferSelect"];
export type NewStep = Omit<Tables["messageSteps"]["$inferInsert"], "id">;

const BATCH = 100;

/** Adds messages in the order given and returns their numbers in it. */
export async function addMessages(q: Queries, rows: readonly NewMessage[]): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 0; i < rows.length; i += BATCH) {
    const made = await q
      .insert(q.t.messages)
      .values(rows.slice(i, i + BATCH))
      .returning({ id: q.t.messages.id });
    // Both databases number the rows of one statement in its order, but neither promises to return them so
    ids.push(...made.map(({ id }) => id).sort((a, b) => a - b));
  }
  return ids;
}
export async function addSteps(q: Queries, rows: readonly NewStep[]): Promise<void> {
  for (let i = 0; i < rows.length; i += BATCH) await q.insert(q.t.messageSteps).values(rows.slice(i, i + BATCH));
}
export async function messageById(q: Queries, id: number): Promise<MessageRow | undefined> {
  return (await q.select().from(q.t.messages).where(eq(q.t.messages.id, id)))[0];
}
export async function messageByNumber(q: Queries, number: string): Promise<MessageRow | undefined> {
  return (await q.select().from(q.t.messages).where(eq(q.t.messages.number, number)))[0];
}
export const stepsOf = (q: Queries, messageId: number): Promise<StepRow[]> =>
  q.select().from(q.t.messageSteps).where(eq(q.t.messageSteps.messageId, messageId)).orderBy(asc(q.t.messageSteps.id));
export async function lastStep(q: Queries, messageId: number): Promise<StepRow | undefined> {
  const { messageSteps } = q.t;
  return (
    await q
      .select()
      .from(messageSteps)
      .where(eq(messageSteps.messageId, messageId))
      .orderBy(desc(messageSteps.id))
      .limit(1)
  )[0];
}

/** Moves a message on; undefined when it is no longer as its reader saw it: in that state, with that handler. */
export async function moveMessage(
  q: Queries,
  seen: Pick<MessageRow, "id" | "state" | "organiserId" | "personId">,
  set: Partial<NewMessage> & { reject?: true },
): Promise<MessageRow | undefined> {
  const { messages } = q.t;
  const { reject, ...values } = set;
  const same = (column: typeof messages.organiserId | typeof messages.personId, value: number | null) =>
    value === null ? isNull(column) : eq(column, value);
  const [row] = await q
    .update(messages)
    .set({ ...values, ...(reject ? { rejections: sql`${messages.rejections} + 1` } : {}) })
    .where(
      and(
        eq(messages.id, seen.id),
        eq(messages.state, seen.state),
        same(messages.organiserId, seen.organiserId),
        same(messages.personId, seen.personId),
      ),
    )
    .returning();
  return row;
}
/** What a later file says better of a message: its sort, its words, its site. */
export async function correctMessage(
  q: Queries,
  id: number,
  set: Partial<Pick<NewMessage, "kind" | "text" | "siteId" | "siteText" | "reply">>,
): Promise<void> {
  await q.update(q.t.messages).set(set).where(eq(q.t.messages.id, id));
}

export const OPEN_STATES = ["waiting", "working", "reviewing"] as const satisfies readonly MessageState[];
export const openMessages = (q: Queries): Promise<MessageRow[]> =>
  q
    .select()
    .from(q.t.messages)
    .where(inArray(q.t.messages.state, [...OPEN_STATES]))
    .orderBy(asc(q.t.messages.id));
export async function messagesById(q: Queries, ids: readonly number[]): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  for (let i = 0; i < ids.length; i += BATCH)
    rows.push(
      ...(await q
        .select()
        .from(q.t.messages)
        .where(inArray(q.t.messages.id, ids.slice(i, i + BATCH)))
        .orderBy(asc(q.t.messages.id))),
    );
  return rows;
}
/** Those that a file may be about: by their numbers on the platform, or by fingerprint. */
export async function knownMessages(
  q: Queries,
  by: "number" | "fingerprint",
  values: readonly string[],
): Promise<Map<string, MessageRow>> {
  const column = q.t.messages[by];
  const known = new Map<string, MessageRow>();
  for (let i = 0; i < values.length; i += BATCH) {
    const rows = await q
      .select()
      .from(q.t.messages)
      .where(inArray(column, values.slice(i, i + BATCH)));
    for (const row of rows) known.set(row[by] ?? "", row);
  }
  return known;
}

const COUNTED = [
  "id",
  "siteId",
  "organiserId",
  "state",
  "rejections",
  "receivedDay",
  "passDueOn",
  "replyDueOn",
  "passedDay",
  "repliedDay",
  "closedDay",
] as const satisfies readonly (keyof MessageRow)[];
/** What figures are made of: everything of a message but its words. */
export type CountedMessage = Pick<MessageRow, (typeof COUNTED)[number]>;
/** Received on the days from `from` to `to`, both included. */
export async function messagesReceived(q: Queries, from: string, to: string): Promise<CountedMessage[]> {
  const { messages } = q.t;
  const { id, siteId, organiserId, state, rejections, receivedDay } = messages;
  const { passDueOn, replyDueOn, passedDay, repliedDay, closedDay } = messages;
  return q
    .select({
      ...{ id, siteId, organiserId, state, rejections, receivedDay },
      ...{ passDueOn, replyDueOn, passedDay, repliedDay, closedDay },
    })
    .from(messages)
    .where(and(gte(messages.receivedDay, from), lte(messages.receivedDay, to)))
    .orderBy(asc(messages.id));
}

/** Claims one party's reminder of a day: the primary key lets one process win, restarts included. */
export async function claimReminder(
  q: Queries,
  row: { party: string; day: string; at: Temporal.Instant },
): Promise<boolean> {
  const won = await q
    .insert(q.t.messageReminders)
    .values(row)
    .onConflictDoNothing()
    .returning({ day: q.t.messageReminders.day });
  return won.length === 1;
}
