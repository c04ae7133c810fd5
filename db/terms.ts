/** What the office supplies for judging: wordings, names, words that are right, and what people looked at themselves. */
import { and, asc, desc, eq, isNull, max, ne, or, type SQL, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type TermRow = Tables["terms"]["$inferSelect"];
export type NewTerm = Omit<Tables["terms"]["$inferInsert"], "id" | "endedAt">;

/** The terms in force everywhere, and those of one site. */
export const termsFor = (q: Queries, siteId: number | null): Promise<TermRow[]> => {
  const { terms } = q.t;
  const where = siteId === null ? isNull(terms.siteId) : or(isNull(terms.siteId), eq(terms.siteId, siteId));
  return q
    .select()
    .from(terms)
    .where(and(isNull(terms.endedAt), where))
    .orderBy(asc(terms.id));
};
export async function addTerms(q: Queries, rows: NewTerm[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 200) await q.insert(q.t.terms).values(rows.slice(i, i + 200));
}
export async function endTerms(
  q: Queries,
  which: { kind: TermRow["kind"]; text?: string; siteId?: number | null },
  at: Temporal.Instant,
): Promise<number> {
  const { terms } = q.t;
  const ended = await q
    .update(terms)
    .set({ endedAt: at })
    .where(
      and(
        eq(terms.kind, which.kind),
        isNull(terms.endedAt),
        which.text === undefined ? undefined : eq(terms.text, which.text),
        which.siteId === undefined
          ? undefined
          : which.siteId === null
            ? isNull(terms.siteId)
            : eq(terms.siteId, which.siteId),
      ),
    )
    .returning({ id: terms.id });
  return ended.length;
}

export type CheckinRow = Tables["checkins"]["$inferSelect"];
/** Newest first. */
export const checkinsOf = (q: Queries, siteId: number): Promise<CheckinRow[]> =>
  q.select().from(q.t.checkins).where(eq(q.t.checkins.siteId, siteId)).orderBy(desc(q.t.checkins.id)).limit(50);
export async function addCheckin(q: Queries, row: Tables["checkins"]["$inferInsert"]): Promise<void> {
  await q.insert(q.t.checkins).values(row);
}
/** Last check-in of each site and check. */
export async function lastCheckins(q: Queries): Promise<{ siteId: number; checkId: string; day: string | null }[]> {
  const { checkins } = q.t;
  return q
    .select({ siteId: checkins.siteId, checkId: checkins.checkId, day: max(checkins.day) })
    .from(checkins)
    .groupBy(checkins.siteId, checkins.checkId);
}

/** How reviewers judged the pairs of one check: a row a finding. */
export async function reviewedKeys(q: Queries, checkId: string): Promise<{ key: string; review: string }[]> {
  const { findings } = q.t;
  return q
    .select({ key: findings.key, review: findings.review })
    .from(findings)
    .where(and(eq(findings.checkId, checkId), ne(findings.review, "unreviewed")));
}
export type Versions = { registry: string; terms: string; reviews: number };
/**
 * Each changes whenever what it names does: one statement, because it is asked before every visit. No site is ever
 * removed, and terms are only ever added and ended, so ends of indexes and two counts tell any two states apart.
 */
export async function versions(q: Queries): Promise<Versions> {
  const { sites, siteHistory, reviews, terms } = q.t;
  const number = (inner: SQL) => sql<number>`(${inner})`.mapWith(Number);
  const [row] = await q
    .select({
      site: number(sql`select coalesce(max(${sites.id}), 0) from ${sites}`),
      history: number(sql`select coalesce(max(${siteHistory.id}), 0) from ${siteHistory}`),
      reviews: number(sql`select coalesce(max(${reviews.id}), 0) from ${reviews}`),
      terms: number(sql`select count(*) from ${terms}`),
      ended: number(sql`select count(*) from ${terms} where ${terms.endedAt} is not null`),
    })
    .from(sql`(select 1) as one`);
  if (!row) throw new Error("a row of constants is missing");
  return {
    registry: `${row.site}.${row.history}`,
    terms: `${row.terms}.${row.ended}`,
    reviews: row.reviews,
  };
}
