/** Reviews: decisions, the opinions behind them, and each reviewer's queue. Every change is conditional: of two that act at once, one wins. */
import { and, asc, desc, eq, gte, inArray, lte, sql } from "./drizzle.ts";
import { counted, type FindingRow } from "./findings.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type OpinionRow = Tables["opinions"]["$inferSelect"];
export type SecondRow = Tables["secondReviews"]["$inferSelect"];

/** The one reviewer who decides; undefined when somebody was faster or the finding is gone. */
export async function decideReview(
  q: Queries,
  id: number,
  decision: { outcome: "confirmed" | "dismissed"; quietUntil?: string | undefined },
): Promise<FindingRow | undefined> {
  const { findings } = q.t;
  const [row] = await q
    .update(findings)
    .set({ review: decision.outcome, quietUntil: decision.quietUntil ?? null })
    .where(and(eq(findings.id, id), eq(findings.review, "unreviewed")))
    .returning();
  return row;
}
/** Takes a review back to open, for an undone order; what an appeal or a later episode changed meanwhile stays. */
export async function undoReview(q: Queries, ids: number[]): Promise<void> {
  const { findings } = q.t;
  if (ids.length > 0)
    await q
      .update(findings)
      .set({ review: "unreviewed" })
      .where(and(inArray(findings.id, ids), eq(findings.review, "confirmed")));
}
/** An appeal that was upheld: what had been confirmed is dismissed, and quiet until that day. */
export async function overturnReview(q: Queries, id: number, quietUntil: string): Promise<FindingRow | undefined> {
  const { findings } = q.t;
  const [row] = await q
    .update(findings)
    .set({ review: "dismissed", quietUntil })
    .where(and(eq(findings.id, id), eq(findings.review, "confirmed")))
    .returning();
  return row;
}
export async function addReview(q: Queries, row: Tables["reviews"]["$inferInsert"]): Promise<void> {
  await q.insert(q.t.reviews).values(row);
}
export async function lastReview(q: Queries, findingId: number) {
  const { reviews } = q.t;
  return (await q.select().from(reviews).where(eq(reviews.findingId, findingId)).orderBy(desc(reviews.id)).limit(1))[0];
}

export async function reviewCounts(q: Queries, from: string, to: string, siteIds?: number[]) {
  const { reviews, findings } = q.t;
  const own = siteIds ? (siteIds.length > 0 ? inArray(findings.siteId, siteIds) : sql`1 = 0`) : undefined;
  const rows = await q
    .select({ outcome: reviews.outcome, n: sql<number>`count(*)`.mapWith(Number) })
    .from(reviews)
    .innerJoin(findings, eq(findings.id, reviews.findingId))
    .where(and(gte(reviews.day, from), lte(reviews.day, to), counted(q), own))
    .groupBy(reviews.outcome);
  const of = (outcome: "confirmed" | "dismissed") => rows.find((row) => row.outcome === outcome)?.n ?? 0;
  return { confirmed: of("confirmed"), dismissed: of("dismissed") };
}

/** What reviewers think of one episode, in the order of their rounds. */
export const opinionsOf = (q: Queries, findingId: number, episode: number): Promise<OpinionRow[]> =>
  q
    .select()
    .from(q.t.opinions)
    .where(and(eq(q.t.opinions.findingId, findingId), eq(q.t.opinions.episode, episode)))
    .orderBy(asc(q.t.opinions.round));
/** False where that round was filled, or this person was heard, by somebody faster. */
export async function addOpinion(q: Queries, row: Tables["opinions"]["$inferInsert"]): Promise<boolean> {
  const won = await q.insert(q.t.opinions).values(row).onConflictDoNothing().returning({ id: q.t.opinions.id });
  return won.length === 1;
}
export async function secondOf(q: Queries, findingId: number, episode: number): Promise<SecondRow | undefined> {
  const { secondReviews } = q.t;
  return (
    await q
      .select()
      .from(secondReviews)
      .where(and(eq(secondReviews.findingId, findingId), eq(secondReviews.episode, episode)))
  )[0];
}
export async function askSecond(q: Queries, row: Tables["secondReviews"]["$inferInsert"]): Promise<boolean> {
  const { secondReviews } = q.t;
  const won = await q
    .insert(secondReviews)
    .values(row)
    .onConflictDoNothing()
    .returning({ findingId: secondReviews.findingId });
  return won.length === 1;
}

export type Reviewer = {
  personId: number;
  identity: string;
  siteIds: number[] | undefined;
  /** Settles what two reviewers see differently. */
  arbiter: boolean;
  /** Cards shown to others after this are theirs for now. */
  heldSince: Temporal.Instant;
};

/**
 * What waits for this reviewer: open, unreviewed, and not for somebody else to say. First what he was asked for, then
 * vetoes, then what he did not put off, then what nobody else is looking at.
 */
function waiting(q: Queries, { personId, identity, siteIds, arbiter }: Reviewer) {
  const { findings, opinions, secondReviews } = q.t;
  const heard = sql`(select count(*) from ${opinions} o where o.finding_id = ${findings.id} and o.episode = ${findings.episode})`;
  return and(
    eq(findings.state, "open"),
    eq(findings.review, "unreviewed"),
    counted(q),
    siteIds ? (siteIds.length > 0 ? inArray(findings.siteId, siteIds) : sql`1 = 0`) : undefined,
    sql`not exists (select 1 from ${opinions} o where o.finding_id = ${findings.id} and o.episode = ${findings.episode}
      and o.person_id = ${personId})`,
    sql`not exists (select 1 from ${secondReviews} s where s.finding_id = ${findings.id}
      and s.episode = ${findings.episode} and ((s.why = 'asked' and s.actor = ${identity})
        or (s.person_id is not null and s.person_id <> ${personId})))`,
    arbiter ? undefined : sql`${heard} < 2`,
  );
}

export async function nextForReview(q: Queries, reviewer: Reviewer): Promise<FindingRow | undefined> {
  const { findings, secondReviews, reviewQueue } = q.t;
  const { personId, heldSince } = reviewer;
  const asked = sql`case when exists (select 1 from ${secondReviews} s where s.finding_id = ${findings.id}
    and s.episode = ${findings.episode} and s.person_id = ${personId}) then 0 else 1 end`;
  const skipped = sql`coalesce((select r.skipped_at from ${reviewQueue} r where r.finding_id = ${findings.id}
    and r.person_id = ${personId}), 0)`;
  const held = sql`case when exists (select 1 from ${reviewQueue} r where r.finding_id = ${findings.id}
    and r.person_id <> ${personId} and r.skipped_at is null and r.shown_at > ${heldSince.epochMilliseconds})
    then 1 else 0 end`;
  const [row] = await q
    .select()
    .from(findings)
    .where(waiting(q, reviewer))
    .orderBy(asked, skipped, held, sql`case when ${findings.level} = 'veto' then 0 else 1 end`, asc(findings.id))
    .limit(1);
  return row;
}
export async function queueLength(q: Queries, reviewer: Reviewer): Promise<number> {
  return q.$count(q.t.findings, waiting(q, reviewer));
}
/** Notes that a card was shown to a reviewer, or put off by him. */
export async function noteShown(
  q: Queries,
  row: { personId: number; findingId: number; at: Temporal.Instant; skipped: boolean },
): Promise<void> {
  const { reviewQueue } = q.t;
  const set = { shownAt: row.at, skippedAt: row.skipped ? row.at : null };
  await q
    .insert(reviewQueue)
    .values({ personId: row.personId, findingId: row.findingId, ...set })
    .onConflictDoUpdate({
      target: [reviewQueue.personId, reviewQueue.findingId],
      set: row.skipped ? set : { shownAt: row.at },
    });
}
