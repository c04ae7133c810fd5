/** What the office supplies for judging: wordings, names, words that are right, and what people looked at themselves. */
import { and, asc, desc, eq, isNull, max, ne, or } from "./drizzle.ts";
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
/** Changes whenever a term comes or goes. */
export async function termsVersion(q: Queries): Promise<string> {
  const { terms } = q.t;
  // Rows are only ever added and ended: the two counts tell any two states apart
  return `${await q.$count(terms)}.${await q.$count(terms, isNull(terms.endedAt))}`;
}
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
export async function lastReviewId(q: Queries): Promise<number> {
  return (await q.select({ last: max(q.t.reviews.id) }).from(q.t.reviews))[0]?.last ?? 0;
}
/** Changes whenever the registry does. */
export async function registryVersion(q: Queries): Promise<string> {
  const [history] = await q.select({ last: max(q.t.siteHistory.id) }).from(q.t.siteHistory);
  return `${await q.$count(q.t.sites)}.${history?.last ?? 0}`;
}
