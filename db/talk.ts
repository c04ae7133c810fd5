/** What came in and what goes out, so that nothing said on either side is lost. */
import { and, asc, desc, eq, inArray, isNull, lt, lte, notInArray, or, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type InboxRow = Tables["inbox"]["$inferSelect"];
export type OutboxRow = Tables["outbox"]["$inferSelect"];
export type NewOutbox = Omit<Tables["outbox"]["$inferInsert"], "id" | "state">;

/** Takes an update in; undefined when the same event had come before. */
export async function takeIn(
  q: Queries,
  update: { eventId: string; channel: string; payload: unknown; at: Temporal.Instant },
): Promise<number | undefined> {
  const { inbox } = q.t;
  const [row] = await q
    .insert(inbox)
    .values({
      eventId: update.eventId,
      channel: update.channel,
      payload: update.payload,
      receivedAt: update.at,
      state: "waiting",
    })
    .onConflictDoNothing()
    .returning({ id: inbox.id });
  return row?.id;
}
/** Updates to work off, leaving out channels that are being worked on: a long queue of one starves no other. */
export const waitingInbox = (q: Queries, limit: number, except: string[]): Promise<InboxRow[]> =>
  q
    .select()
    .from(q.t.inbox)
    .where(and(eq(q.t.inbox.state, "waiting"), except.length > 0 ? notInArray(q.t.inbox.channel, except) : undefined))
    .orderBy(asc(q.t.inbox.id))
    .limit(limit);

/** Marks an update done inside the transaction of its effect; false when another process did it first. */
export async function finishInbox(q: Queries, id: number, at: Temporal.Instant, note?: string): Promise<boolean> {
  const { inbox } = q.t;
  const won = await q
    .update(inbox)
    .set({ state: "done", doneAt: at, note: note ?? null })
    .where(and(eq(inbox.id, id), eq(inbox.state, "waiting")))
    .returning({ id: inbox.id });
  return won.length === 1;
}
/** Counts a failed try; the update is set aside after `most` of them, so that one poisoned message stops nobody. */
export async function failInbox(q: Queries, id: number, note: string, most: number): Promise<boolean> {
  const { inbox } = q.t;
  const [row] = await q
    .update(inbox)
    .set({ attempts: sql`${inbox.attempts} + 1`, note })
    .where(eq(inbox.id, id))
    .returning({ attempts: inbox.attempts });
  if ((row?.attempts ?? 0) < most) return false;
  await q.update(inbox).set({ state: "failed" }).where(eq(inbox.id, id));
  return true;
}

export async function putOut(q: Queries, row: NewOutbox): Promise<number> {
  const [made] = await q
    .insert(q.t.outbox)
    .values({ ...row, state: "waiting" })
    .returning({ id: q.t.outbox.id });
  return made?.id ?? 0;
}
export const outboxById = async (q: Queries, id: number): Promise<OutboxRow | undefined> =>
  (await q.select().from(q.t.outbox).where(eq(q.t.outbox.id, id)))[0];

/** Channels in which something waits and may be sent now. */
export async function channelsWaiting(q: Queries, now: Temporal.Instant): Promise<string[]> {
  const { outbox } = q.t;
  const rows = await q
    .selectDistinct({ channel: outbox.channel })
    .from(outbox)
    .where(
      and(inArray(outbox.state, ["waiting", "sending"]), or(isNull(outbox.notBefore), lte(outbox.notBefore, now))),
    );
  return rows.map(({ channel }) => channel).sort();
}
/** What waits for one channel, in the order in which it is to go: answers, then news, each in its own order. */
export const waitingFor = (q: Queries, channel: string, now: Temporal.Instant, limit: number): Promise<OutboxRow[]> => {
  const { outbox } = q.t;
  return q
    .select()
    .from(outbox)
    .where(
      and(
        eq(outbox.channel, channel),
        eq(outbox.state, "waiting"),
        or(isNull(outbox.notBefore), lte(outbox.notBefore, now)),
      ),
    )
    .orderBy(sql`case ${outbox.lane} when 'answer' then 0 when 'progress' then 1 else 2 end`, asc(outbox.id))
    .limit(limit);
};
/** Rows found in `sending` at start: whether the platform took them is unknown. */
export const unknownRows = (q: Queries): Promise<OutboxRow[]> =>
  q.select().from(q.t.outbox).where(eq(q.t.outbox.state, "sending")).orderBy(asc(q.t.outbox.id));

/** True for the one process that may send it: the row is still as that process saw it. */
export async function markSending(
  q: Queries,
  row: { id: number; state: string; sendingAt: Temporal.Instant | null; sender?: string | null },
  at: Temporal.Instant,
  thread: string | null,
  sender: string,
): Promise<boolean> {
  const { outbox } = q.t;
  const as = row.state === "sending" ? "sending" : "waiting";
  const won = await q
    .update(outbox)
    .set({ state: "sending", sendingAt: at, sender, thread, attempts: sql`${outbox.attempts} + 1` })
    .where(
      and(
        eq(outbox.id, row.id),
        eq(outbox.state, as),
        as === "waiting" ? undefined : row.sendingAt ? eq(outbox.sendingAt, row.sendingAt) : isNull(outbox.sendingAt),
        as === "waiting" ? undefined : row.sender ? eq(outbox.sender, row.sender) : isNull(outbox.sender),
      ),
    )
    .returning({ id: outbox.id });
  return won.length === 1;
}
export async function markSent(
  q: Queries,
  id: number,
  sent: { at: Temporal.Instant; messageId: string | null; text: string },
): Promise<void> {
  await q
    .update(q.t.outbox)
    .set({ state: "sent", sentAt: sent.at, messageId: sent.messageId, text: sent.text })
    .where(eq(q.t.outbox.id, id));
}
/** Rows whose news went out inside another row's card. */
export async function markFolded(q: Queries, ids: number[], into: number): Promise<void> {
  if (ids.length > 0)
    await q
      .update(q.t.outbox)
      .set({ state: "folded", note: String(into) })
      .where(inArray(q.t.outbox.id, ids));
}
export async function markRefused(q: Queries, id: number, note: string): Promise<void> {
  await q.update(q.t.outbox).set({ state: "refused", note }).where(eq(q.t.outbox.id, id));
}
export async function sendLater(q: Queries, ids: number[], notBefore: Temporal.Instant): Promise<void> {
  if (ids.length > 0)
    await q.update(q.t.outbox).set({ state: "waiting", notBefore }).where(inArray(q.t.outbox.id, ids));
}

/** The bot's own message a person replied to; the newest row wins where an edit shares the message. */
export async function messageRow(q: Queries, channel: string, messageId: string): Promise<OutboxRow | undefined> {
  const { outbox } = q.t;
  return (
    await q
      .select()
      .from(outbox)
      .where(and(eq(outbox.channel, channel), eq(outbox.messageId, messageId)))
      .orderBy(desc(outbox.id))
      .limit(1)
  )[0];
}
/** Every row whose news one message carried: its own and those folded into it. */
export async function rowsInMessage(q: Queries, row: OutboxRow): Promise<OutboxRow[]> {
  const { outbox } = q.t;
  const folded = await q
    .select()
    .from(outbox)
    .where(and(eq(outbox.channel, row.channel), eq(outbox.state, "folded"), eq(outbox.note, String(row.id))));
  return [row, ...folded];
}
export async function threadOf(q: Queries, channel: string, subject: string): Promise<string | undefined> {
  const { threads } = q.t;
  return (
    await q
      .select()
      .from(threads)
      .where(and(eq(threads.channel, channel), eq(threads.subject, subject)))
  )[0]?.messageId;
}
export async function subjectOfThread(q: Queries, channel: string, messageId: string): Promise<string | undefined> {
  const { threads } = q.t;
  return (
    await q
      .select()
      .from(threads)
      .where(and(eq(threads.channel, channel), eq(threads.messageId, messageId)))
  )[0]?.subject;
}
export async function openThread(
  q: Queries,
  row: { channel: string; subject: string; messageId: string },
): Promise<void> {
  await q.insert(q.t.threads).values(row).onConflictDoNothing();
}
export async function waitingCount(q: Queries): Promise<{ in: number; out: number }> {
  return {
    in: await q.$count(q.t.inbox, eq(q.t.inbox.state, "waiting")),
    out: await q.$count(q.t.outbox, inArray(q.t.outbox.state, ["waiting", "sending"])),
  };
}

export type DialogRow = Tables["dialogs"]["$inferSelect"];
export async function dialogOf(q: Queries, channel: string, identity: string): Promise<DialogRow | undefined> {
  const { dialogs } = q.t;
  return (
    await q
      .select()
      .from(dialogs)
      .where(and(eq(dialogs.channel, channel), eq(dialogs.identity, identity)))
  )[0];
}
export async function setDialog(q: Queries, row: DialogRow): Promise<void> {
  const { channel: _, identity: __, ...set } = row;
  await q
    .insert(q.t.dialogs)
    .values(row)
    .onConflictDoUpdate({ target: [q.t.dialogs.channel, q.t.dialogs.identity], set });
}
export async function endDialog(q: Queries, channel: string, identity: string): Promise<void> {
  const { dialogs } = q.t;
  await q.delete(dialogs).where(and(eq(dialogs.channel, channel), eq(dialogs.identity, identity)));
}

export type JobRow = Tables["jobs"]["$inferSelect"];
export async function addJob(
  q: Queries,
  kind: string,
  data: Record<string, unknown>,
  at: Temporal.Instant,
): Promise<number> {
  const [row] = await q.insert(q.t.jobs).values({ kind, data, state: "queued", at }).returning({ id: q.t.jobs.id });
  return row?.id ?? 0;
}
/** Jobs that no living process has: those whose process died are among them once their lease has lapsed. */
export const isUnheld = ({ jobs }: Tables, now: Temporal.Instant) =>
  or(isNull(jobs.leaseUntil), lt(jobs.leaseUntil, now));
/**
 * Claims the oldest queued job, or the one given; one whose process died is claimed again after its lease, and `anyway`
 * where its queue knows that it died.
 */
export async function claimJob(
  q: Queries,
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
  one?: { id: number; anyway: boolean },
): Promise<JobRow | undefined> {
  const { jobs } = q.t;
  const free = one?.anyway ? undefined : isUnheld(q.t, now);
  const next = q
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.state, "queued"), one ? eq(jobs.id, one.id) : undefined, free))
    .orderBy(asc(jobs.id))
    .limit(1)
    .for("update", { skipLocked: true });
  const [row] = await q
    .update(jobs)
    .set({ leaseUntil, attempts: sql`${jobs.attempts} + 1` })
    .where(and(eq(jobs.id, next), eq(jobs.state, "queued")))
    .returning();
  return row;
}
/** Lets a job go after a fault, to be claimed again from `at` on. */
export async function releaseJob(q: Queries, id: number, at: Temporal.Instant): Promise<void> {
  await q
    .update(q.t.jobs)
    .set({ leaseUntil: at })
    .where(and(eq(q.t.jobs.id, id), eq(q.t.jobs.state, "queued")));
}
export async function finishJob(q: Queries, id: number, state: "done" | "failed", note?: string): Promise<boolean> {
  const { jobs } = q.t;
  const won = await q
    .update(jobs)
    .set({ state, note: note ?? null, leaseUntil: null })
    .where(and(eq(jobs.id, id), eq(jobs.state, "queued")))
    .returning({ id: jobs.id });
  return won.length === 1;
}

/** Claims one channel's digest of a day: the primary key lets one process win, restarts included. */
export async function claimDigest(q: Queries, row: Tables["digests"]["$inferInsert"]): Promise<boolean> {
  const won = await q.insert(q.t.digests).values(row).onConflictDoNothing().returning({ day: q.t.digests.day });
  return won.length === 1;
}
export const digestsOf = (q: Queries, channel: string) =>
  q.select().from(q.t.digests).where(eq(q.t.digests.channel, channel)).orderBy(asc(q.t.digests.day));
export async function lastDigest(q: Queries, channel: string) {
  const { digests } = q.t;
  return (await q.select().from(digests).where(eq(digests.channel, channel)).orderBy(desc(digests.day)).limit(1))[0];
}
/** Drops handled updates and old messages' cards; what carries the memory of a case (ids, times) stays. */
export async function pruneTalk(q: Queries, before: Temporal.Instant): Promise<void> {
  const { inbox, outbox, jobs } = q.t;
  await q.delete(inbox).where(and(eq(inbox.state, "done"), lt(inbox.receivedAt, before)));
  await q
    .update(outbox)
    .set({ card: null, text: null })
    .where(and(inArray(outbox.state, ["sent", "refused", "folded"]), lt(outbox.at, before)));
  await q.delete(jobs).where(and(inArray(jobs.state, ["done", "failed"]), lt(jobs.at, before)));
}
/** The findings that a message came to speak of. */
export async function setIds(q: Queries, id: number, ids: number[]): Promise<void> {
  await q.update(q.t.outbox).set({ ids }).where(eq(q.t.outbox.id, id));
}
