/** Mutes. */
import { and, desc, eq, gte } from "./drizzle.ts";
import type { Queries } from "./handle.ts";

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
