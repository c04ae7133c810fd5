/** What a column's page says: how new its newest item is, or that nothing stands there. */
import type { Page } from "../evidence.ts";
import { articleOf } from "./article.ts";

export type ColumnReading = { newest: string | null; blank: boolean };

const EMPTY =
  /暂无(?:相关)?(?:数据|内容|信息|文章|记录)|没有(?:找到)?(?:相关)?(?:数据|内容|信息|记录)|(?:栏目|内容|页面)(?:正在)?建设中|共\s*0\s*条/;
/** Shorter link texts are navigation. */
const TITLE = 8;

/**
 * The newest date of any list on the page; of the articles opened from it where its lists bear no dates. Lists beside
 * the column's own count in its favour: a column is never called stale that may not be.
 */
export function readColumn(page: Page, pages: readonly Page[]): ColumnReading {
  const dated = page.items.map(({ date }) => date);
  const opened = pages.filter(({ via, role }) => via === page.url && role === "article");
  const days = dated.length > 0 ? dated : opened.flatMap((one) => articleOf(one)?.date ?? []);
  const newest = days.reduce<string | null>((best, day) => (best === null || day > best ? day : best), null);
  const titles = page.links.filter(({ text, kind }) => kind === "a" && [...text].length >= TITLE).length;
  const saysEmpty = page.paragraphs.some(({ text, inFooter }) => !inFooter && text.length < 60 && EMPTY.test(text));
  return { newest, blank: newest === null && page.complete && (saysEmpty || titles === 0) };
}
