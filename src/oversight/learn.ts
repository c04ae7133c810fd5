/** What a visit teaches, kept for the checks of later ones: columns and their dates, articles, the accepted look. */
import type { Article, Column, Page } from "../../checks/evidence.ts";
import { articleOf } from "../../checks/reading/article.ts";
import { readColumn } from "../../checks/reading/columns.ts";
import { portraitOf } from "../../checks/reading/portrait.ts";
import { bare, normalUrl, shortHash } from "../../checks/reading/text.ts";
import type { Queries } from "../../db/open.ts";
import {
  acceptBaseline,
  addColumns,
  articlesOf,
  baselineOf,
  columnsOf,
  noteArticles,
  noteColumn,
} from "../../db/watch.ts";
import { discoverColumns } from "../collect/columns.ts";
import type { Visited } from "./visit.ts";

/** Articles of one site that are compared with; older ones were compared often enough. */
export const ARTICLES_KEPT = 1_500;
/** Lines of lists that a visit adds at most. */
const NEW_ARTICLES = 300;
/** An accepted look is renewed after so many days of passing. */
const RENEWED_DAYS = 7;

/** Rows to write: what was not seen before, on its page or in a list. What was stands, unless its text changed with its date. */
function newArticles(known: readonly Article[], { page, pages }: Visited, today: string): Article[] {
  const byUrl = new Map(known.map((one) => [normalUrl(one.url), one]));
  const rows = new Map<string, Article>();
  for (const one of pages) {
    const now = one.role === "attachment" ? undefined : articleOf(one);
    if (!now?.date) continue;
    const url = normalUrl(one.url);
    const before = byUrl.get(url);
    if (before?.read?.bodyHash === now.bodyHash) continue;
    const { title, titleHash, bodyHash, date } = now;
    rows.set(url, { url, title, read: { titleHash, bodyHash, date }, listed: before?.listed ?? null, seenOn: today });
  }
  for (const item of [...(page ? [page] : []), ...pages].flatMap(({ items }) => items)) {
    if (rows.size >= NEW_ARTICLES) break;
    const url = normalUrl(item.url);
    const before = rows.get(url) ?? byUrl.get(url);
    if (before?.listed) continue;
    const listed = { titleHash: shortHash(bare(item.title)), date: item.date };
    rows.set(url, { url, title: item.title, read: before?.read ?? null, listed, seenOn: today });
  }
  return [...rows.values()];
}

async function learnColumns(q: Queries, siteId: number, visited: Visited, today: string): Promise<void> {
  const { page, pages } = visited;
  if (!page) return;
  const rows = discoverColumns(page).map((one) => ({
    ...one,
    siteId,
    state: "discovered" as const,
    blank: false,
    seenOn: today,
  }));
  await addColumns(q, rows);
  const read = new Map(pages.filter(({ role }) => role === "column").map((one) => [normalUrl(one.url), one]));
  for (const column of await columnsOf(q, siteId)) {
    const own: Page | undefined = read.get(normalUrl(column.url));
    if (own) await noteColumn(q, column.id, { ...readColumn(own, pages), readOn: today });
  }
}

/** Inside the transaction that keeps the visit; only days on which the pages beside the home page were read teach. */
export async function learn(q: Queries, siteId: number, visited: Visited, today: string): Promise<void> {
  const { page, judged } = visited;
  if (!page) return;
  const tampering = judged.find(({ check }) => check.meta.id === "tampering")?.verdict.outcome;
  if (tampering === "pass") {
    const before = await baselineOf(q, siteId);
    const renew = Temporal.PlainDate.from(today).subtract({ days: RENEWED_DAYS }).toString();
    if (!before || before.on <= renew)
      await acceptBaseline(q, { siteId, portrait: portraitOf(page) as unknown as Record<string, unknown>, on: today });
  }
  if (!judged.some(({ check }) => check.meta.id === "dead-links")) return;
  await learnColumns(q, siteId, visited, today);
  await noteArticles(
    q,
    newArticles(await articlesOf(q, siteId, ARTICLES_KEPT), visited, today).map((one) => ({ ...one, siteId })),
  );
}

export const columnInput = ({ id, url, title, type, state, days, newest, blank, readOn }: Column): Column => ({
  id,
  url,
  title,
  type,
  state,
  days,
  newest,
  blank,
  readOn,
});
