/** An article as its page shows it: title, body and the date it bears. */
import type { Page } from "../evidence.ts";
import { bare, dayFrom, fold, shortHash } from "./text.ts";

export type ArticleReading = { title: string; date: string | null; titleHash: string; bodyHash: string };

const DATED =
  /(?:发布|发文|更新|成文|公开|印发|录入|上传)?\s*(?:时间|日期)\s*[:：]?\s*((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})/;
const PLAIN = /^\D{0,12}((?:19|20)\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\D.*)?$/;
/** Where the date of an article is looked for: it stands under the title, or in a short line near the end. */
const LINES = 40;
/** Shorter bodies are pictures, tables of links or notices that repeat word for word. */
const BODY = 200;
const SENTENCE = 16;

const day = (found: RegExpExecArray | null): string | null => (found ? dayFrom(found) : null);

function dateOf(page: Page): string | null {
  const tag = day(PLAIN.exec(fold(page.metas.pubdate ?? "")));
  if (tag) return tag;
  const lines = page.paragraphs.filter(({ inFooter, text }) => !inFooter && text.length <= 160).slice(0, LINES);
  for (const { text } of lines) {
    const found = day(DATED.exec(fold(text)));
    if (found) return found;
  }
  for (const { text } of lines) {
    const found = text.length <= 60 ? day(PLAIN.exec(fold(text))) : null;
    if (found) return found;
  }
  return null;
}

/** What is compared over time; undefined where the page holds no article long enough to be told from another. */
export function articleOf(page: Page): ArticleReading | undefined {
  const title = page.metas.articletitle || page.heading || (page.title ?? "").split(/[-_|—–]/)[0]?.trim() || "";
  const body = page.paragraphs
    .filter(({ text, inFooter }) => !inFooter && text.length >= SENTENCE && !DATED.test(text))
    .map(({ text }) => bare(text))
    .join("");
  if (body.length < BODY || bare(title).length < 4) return undefined;
  return { title, date: dateOf(page), titleHash: shortHash(bare(title)), bodyHash: shortHash(body) };
}
