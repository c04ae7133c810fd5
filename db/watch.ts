/** What visits teach: columns with their newest dates, articles by hash, the accepted look of a site, paragraphs read. */
import { and, asc, count, desc, eq, inArray, lt, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type ColumnRow = Tables["columns"]["$inferSelect"];
type NewColumn = Tables["columns"]["$inferInsert"];
const CHUNK = 200;

export const columnsOf = (q: Queries, siteId: number): Promise<ColumnRow[]> =>
  q.select().from(q.t.columns).where(eq(q.t.columns.siteId, siteId)).orderBy(asc(q.t.columns.id));
export const columnById = async (q: Queries, id: number): Promise<ColumnRow | undefined> =>
  (await q.select().from(q.t.columns).where(eq(q.t.columns.id, id)))[0];
/** Discovered columns that are new; those known keep what people said of them. */
export async function addColumns(q: Queries, rows: NewColumn[]): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK)
    await q
      .insert(q.t.columns)
      .values(rows.slice(i, i + CHUNK))
      .onConflictDoUpdate({ target: [q.t.columns.siteId, q.t.columns.url], set: { seenOn: sql`excluded.seen_on` } });
}
/** Columns of these sites (of all without a list) that nobody confirmed or exempted yet. */
export async function undecidedColumns(q: Queries, siteIds: number[] | undefined): Promise<number> {
  const { columns } = q.t;
  const rows = await q
    .select({ siteId: columns.siteId, n: count() })
    .from(columns)
    .where(eq(columns.state, "discovered"))
    .groupBy(columns.siteId);
  const own = siteIds ? new Set(siteIds) : undefined;
  return rows.reduce((sum, { siteId, n }) => sum + (!own || own.has(siteId) ? Number(n) : 0), 0);
}
export async function noteColumn(
  q: Queries,
  id: number,
  reading: { newest: string | null; blank: boolean; readOn: string },
): Promise<void> {
  await q.update(q.t.columns).set(reading).where(eq(q.t.columns.id, id));
}
/** What a person says of a column. */
export async function setColumn(
  q: Queries,
  id: number,
  set: Partial<Pick<ColumnRow, "state" | "type" | "days" | "note" | "title">>,
): Promise<void> {
  await q.update(q.t.columns).set(set).where(eq(q.t.columns.id, id));
}

export type ArticleRow = Tables["articles"]["$inferSelect"];
/** Those seen last come first. */
export async function articlesOf(q: Queries, siteId: number, most: number): Promise<ArticleRow[]> {
  const { articles } = q.t;
  return q.select().from(articles).where(eq(articles.siteId, siteId)).orderBy(desc(articles.seenOn)).limit(most);
}
export async function noteArticles(q: Queries, rows: ArticleRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK)
    await q
      .insert(q.t.articles)
      .values(rows.slice(i, i + CHUNK))
      .onConflictDoUpdate({
        target: [q.t.articles.siteId, q.t.articles.url],
        set: {
          title: sql`excluded.title`,
          read: sql`excluded.read`,
          listed: sql`excluded.listed`,
          seenOn: sql`excluded.seen_on`,
        },
      });
}

export type BaselineRow = Tables["baselines"]["$inferSelect"];
export const baselineOf = async (q: Queries, siteId: number): Promise<BaselineRow | undefined> =>
  (await q.select().from(q.t.baselines).where(eq(q.t.baselines.siteId, siteId)))[0];
export async function acceptBaseline(q: Queries, row: BaselineRow): Promise<void> {
  const { portrait, on } = row;
  await q.insert(q.t.baselines).values(row).onConflictDoUpdate({ target: q.t.baselines.siteId, set: { portrait, on } });
}
/** The next look that passes is taken for normal. */
export async function forgetBaseline(q: Queries, siteId: number): Promise<void> {
  await q.delete(q.t.baselines).where(eq(q.t.baselines.siteId, siteId));
}

export async function recallParagraphs(q: Queries, hashes: string[]): Promise<Map<string, unknown[]>> {
  const { paragraphs } = q.t;
  const found = new Map<string, unknown[]>();
  for (let i = 0; i < hashes.length; i += CHUNK)
    for (const row of await q
      .select({ hash: paragraphs.hash, hits: paragraphs.hits })
      .from(paragraphs)
      .where(inArray(paragraphs.hash, hashes.slice(i, i + CHUNK))))
      found.set(row.hash, row.hits);
  return found;
}
export async function noteParagraphs(q: Queries, found: ReadonlyMap<string, unknown[]>, day: string): Promise<void> {
  const rows = [...found].map(([hash, hits]) => ({ hash, hits, seenOn: day }));
  for (let i = 0; i < rows.length; i += CHUNK)
    await q
      .insert(q.t.paragraphs)
      .values(rows.slice(i, i + CHUNK))
      .onConflictDoUpdate({ target: q.t.paragraphs.hash, set: { seenOn: sql`excluded.seen_on` } });
}
/** Drops what was last seen before that day. */
export async function pruneWatch(q: Queries, before: { articles: string; paragraphs: string }): Promise<void> {
  await q.delete(q.t.articles).where(lt(q.t.articles.seenOn, before.articles));
  await q.delete(q.t.paragraphs).where(lt(q.t.paragraphs.seenOn, before.paragraphs));
}

/** Where findings of a site stand beside its home page: the pages to look at again. */
export async function placesOfOpen(q: Queries, siteId: number): Promise<string[]> {
  const { findings } = q.t;
  const rows = await q
    .select({ place: findings.place })
    .from(findings)
    .where(and(eq(findings.siteId, siteId), eq(findings.state, "open")));
  return [...new Set(rows.flatMap(({ place }) => place.url ?? []))];
}
