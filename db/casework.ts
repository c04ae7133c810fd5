/** Talks and mutes. */
import { and, asc, desc, eq, gte, inArray, lte } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type TalkRow = Tables["talks"]["$inferSelect"];

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
/** Takes a mute off again; undefined where none was on that day. */
export async function unmute(q: Queries, { target, targetId }: MuteTarget, day: string) {
  const { mutes } = q.t;
  const [row] = await q
    .delete(mutes)
    .where(and(eq(mutes.target, target), eq(mutes.targetId, targetId), gte(mutes.until, day)))
    .returning();
  return row;
}
