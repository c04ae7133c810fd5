/** Findings, their episodes and their reviews. Every change of state is conditional: of two that act at once, one wins. */
import { and, asc, desc, eq, gte, inArray, isNull, lte, ne, or, type SQL, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type FindingRow = Tables["findings"]["$inferSelect"];
export type NewFinding = Tables["findings"]["$inferInsert"];

export async function findingById(q: Queries, id: number): Promise<FindingRow | undefined> {
  return (await q.select().from(q.t.findings).where(eq(q.t.findings.id, id)))[0];
}
export const findingsById = (q: Queries, ids: number[]): Promise<FindingRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : q.select().from(q.t.findings).where(inArray(q.t.findings.id, ids)).orderBy(asc(q.t.findings.id));

export const findingsOfSite = (q: Queries, siteId: number): Promise<FindingRow[]> =>
  q.select().from(q.t.findings).where(eq(q.t.findings.siteId, siteId)).orderBy(asc(q.t.findings.id));

/** Veto and fault are findings that people act on; warnings are kept and shown on request. */
export const counted = (q: Queries) => inArray(q.t.findings.level, ["veto", "fault"]);
export const openOfSite = (q: Queries, siteId: number): Promise<FindingRow[]> =>
  q
    .select()
    .from(q.t.findings)
    .where(
      and(
        eq(q.t.findings.siteId, siteId),
        eq(q.t.findings.state, "open"),
        ne(q.t.findings.review, "dismissed"),
        counted(q),
      ),
    )
    .orderBy(asc(q.t.findings.id));

export type FindingFilter = {
  siteIds?: number[] | undefined;
  check?: string | undefined;
  state?: FindingRow["state"] | undefined;
  review?: FindingRow["review"] | undefined;
  levels?: FindingRow["level"][] | undefined;
};
export function filterFindings(q: Queries, filter: FindingFilter, limit: number): Promise<FindingRow[]> {
  const { findings } = q.t;
  const where: (SQL | undefined)[] = [
    filter.siteIds ? (filter.siteIds.length > 0 ? inArray(findings.siteId, filter.siteIds) : sql`1 = 0`) : undefined,
    filter.check ? eq(findings.checkId, filter.check) : undefined,
    filter.state ? eq(findings.state, filter.state) : undefined,
    filter.review ? eq(findings.review, filter.review) : undefined,
    filter.levels ? inArray(findings.level, filter.levels) : counted(q),
  ];
  return q
    .select()
    .from(findings)
    .where(and(...where))
    .orderBy(desc(findings.openedAt), desc(findings.id))
    .limit(limit);
}

/** Rows of one statement: a page full of slips stays below what a database takes of bound values. */
const OPENED_AT_ONCE = 200;
/** Opens findings with their first episodes; returns their numbers in the order given. */
export async function openFindings(q: Queries, rows: readonly NewFinding[]): Promise<number[]> {
  const { findings, episodes } = q.t;
  const ids: number[] = [];
  for (let i = 0; i < rows.length; i += OPENED_AT_ONCE) {
    const made = await q
      .insert(findings)
      .values(rows.slice(i, i + OPENED_AT_ONCE))
      .returning({
        findingId: findings.id,
        openedAt: findings.openedAt,
        openedDay: findings.openedDay,
        evidence: findings.evidence,
      });
    await q.insert(episodes).values(made.map((row) => ({ ...row, n: 1 })));
    // Numbers are given in the order of the rows; neither database promises to return them so
    ids.push(...made.map(({ findingId }) => findingId).sort((a, b) => a - b));
  }
  return ids;
}

/** Opens the next episode of a cleared finding; its number, reviews and orders stay with it. */
export async function reopenFinding(
  q: Queries,
  finding: FindingRow,
  set: Pick<NewFinding, "openedAt" | "openedDay" | "data" | "place" | "level" | "evidence" | "review" | "quietUntil">,
): Promise<boolean> {
  const { findings, episodes } = q.t;
  const episode = finding.episode + 1;
  const won = await q
    .update(findings)
    .set({
      ...set,
      state: "open",
      clearedAt: null,
      clearedDay: null,
      episode,
      lastSeenAt: set.openedAt,
      baseline: false,
    })
    .where(and(eq(findings.id, finding.id), eq(findings.state, "cleared"), eq(findings.episode, finding.episode)))
    .returning({ id: findings.id });
  if (won.length === 0) return false;
  await q.insert(episodes).values({
    findingId: finding.id,
    n: episode,
    openedAt: set.openedAt,
    openedDay: set.openedDay,
    evidence: set.evidence ?? null,
  });
  return true;
}

export async function seenFinding(
  q: Queries,
  id: number,
  set: Pick<NewFinding, "lastSeenAt" | "data" | "place" | "level" | "checkVersion">,
): Promise<void> {
  await q.update(q.t.findings).set(set).where(eq(q.t.findings.id, id));
}

/** Open findings of checks whose verdict stands unchanged were seen again, all by one statement. */
export async function stillSeen(q: Queries, siteId: number, checkIds: string[], at: Temporal.Instant): Promise<void> {
  if (checkIds.length === 0) return;
  const { findings } = q.t;
  await q
    .update(findings)
    .set({ lastSeenAt: at })
    .where(and(eq(findings.siteId, siteId), eq(findings.state, "open"), inArray(findings.checkId, checkIds)));
}

export async function clearFinding(
  q: Queries,
  finding: FindingRow,
  set: { at: Temporal.Instant; day: string; evidence: string | null },
): Promise<boolean> {
  const { findings, episodes } = q.t;
  const won = await q
    .update(findings)
    .set({ state: "cleared", clearedAt: set.at, clearedDay: set.day })
    .where(and(eq(findings.id, finding.id), eq(findings.state, "open")))
    .returning({ id: findings.id });
  if (won.length === 0) return false;
  await q
    .update(episodes)
    .set({ clearedAt: set.at, clearedDay: set.day, clearEvidence: set.evidence })
    .where(and(eq(episodes.findingId, finding.id), isNull(episodes.clearedAt)));
  return true;
}

/** Renames identities after a change of key, so that an upgrade neither opens nor clears anything. */
export async function rekeyFinding(q: Queries, id: number, key: string, checkVersion: number): Promise<void> {
  await q.update(q.t.findings).set({ key, checkVersion }).where(eq(q.t.findings.id, id));
}

/** Dismissed faults that are still to stay quiet on a day. */
export const allowances = (q: Queries, siteId: number, day: string) =>
  q
    .select({ check: q.t.findings.checkId, message: q.t.findings.messageId, key: q.t.findings.key })
    .from(q.t.findings)
    .where(
      and(
        eq(q.t.findings.siteId, siteId),
        eq(q.t.findings.review, "dismissed"),
        or(isNull(q.t.findings.quietUntil), gte(q.t.findings.quietUntil, day)),
      ),
    );

/** Counts of episodes opened or cleared from `from` to `to`, both days included. */
export async function episodeCounts(q: Queries, from: string, to: string, siteIds?: number[], reviewedOnly = false) {
  const { episodes, findings } = q.t;
  const review = reviewedOnly ? eq(findings.review, "confirmed") : undefined;
  const own = siteIds ? (siteIds.length > 0 ? inArray(findings.siteId, siteIds) : sql`1 = 0`) : undefined;
  const [opened] = await q
    .select({ n: sql<number>`count(*)`.mapWith(Number) })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(and(gte(episodes.openedDay, from), lte(episodes.openedDay, to), counted(q), own, review));
  const [cleared] = await q
    .select({ n: sql<number>`count(*)`.mapWith(Number) })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(and(gte(episodes.clearedDay, from), lte(episodes.clearedDay, to), counted(q), own, review));
  return { opened: opened?.n ?? 0, cleared: cleared?.n ?? 0 };
}

export async function openCounts(q: Queries, siteIds?: number[]) {
  const { findings } = q.t;
  const own = siteIds ? (siteIds.length > 0 ? inArray(findings.siteId, siteIds) : sql`1 = 0`) : undefined;
  const rows = await q
    .select({ review: findings.review, level: findings.level, n: sql<number>`count(*)`.mapWith(Number) })
    .from(findings)
    .where(and(eq(findings.state, "open"), counted(q), own))
    .groupBy(findings.review, findings.level);
  const of = (review: FindingRow["review"], level?: FindingRow["level"]) =>
    rows.filter((row) => row.review === review && (!level || row.level === level)).reduce((sum, { n }) => sum + n, 0);
  return { unreviewed: of("unreviewed"), confirmed: of("confirmed"), confirmedVeto: of("confirmed", "veto") };
}

/** Sites that have at least one open confirmed finding of a level. */
export async function sitesWithOpen(q: Queries, levels: FindingRow["level"][], check?: string): Promise<number[]> {
  const { findings } = q.t;
  const rows = await q
    .selectDistinct({ siteId: findings.siteId })
    .from(findings)
    .where(
      and(
        eq(findings.state, "open"),
        inArray(findings.level, levels),
        ne(findings.review, "dismissed"),
        check ? eq(findings.checkId, check) : undefined,
      ),
    );
  return rows.map(({ siteId }) => siteId).sort((a, b) => a - b);
}
