import { defineCheck, type Finding, finding, judgedPages } from "./check.ts";
import type { Article, ListItem } from "./evidence.ts";
import { articleOf } from "./reading/article.ts";
import { bare, normalUrl, shortHash } from "./reading/text.ts";

/** A correction on the next day keeps its date or moves it by one; more is another date for the same text. */
const MOVED_DAYS = 1;
/** The same text under a new address so much later is old news sold as new. */
const AGAIN_DAYS = 30;
/** An address carries the day of creation; publication follows within this. */
const ADDRESS_DAYS = 60;

const apart = (from: string, to: string) =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;
/** Lists without a year are read as this year's: the same day of another year is no other date. */
const sameDay = (one: string, other: string) => one.slice(5) === other.slice(5);
const moved = (from: string, to: string, days: number) => apart(from, to) > days && !sameDay(from, to);

function inList(item: ListItem, known: ReadonlyMap<string, Article>): Finding[] {
  const before = known.get(normalUrl(item.url));
  const listed = before?.listed;
  if (listed?.titleHash === shortHash(bare(item.title)) && moved(listed.date, item.date, MOVED_DAYS))
    return [
      finding(
        "listed-later",
        { title: item.title, from: listed.date, to: item.date },
        { url: item.url, excerpt: item.title },
        normalUrl(item.url),
      ),
    ];
  const { created } = item;
  if (created && moved(created, item.date, ADDRESS_DAYS))
    return [
      finding(
        "address-older",
        { title: item.title, from: created, to: item.date },
        { url: item.url, excerpt: item.title },
        normalUrl(item.url),
      ),
    ];
  return [];
}

export const articleRedating = defineCheck({
  meta: {
    id: "article-redating",
    version: 1,
    level: "veto",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["V1", "V3"],
    automation: "ASSIST",
    title: { "zh-CN": "旧稿新发", en: "Old articles with new dates" },
    messages: {
      redated: {
        "zh-CN": "同一篇文章的发稿日期由 {from} 改为 {to}，正文未变：{title}",
        en: "The same article's date went from {from} to {to}, its text unchanged: {title}",
      },
      again: {
        "zh-CN": "旧文重发：{from} 已发布的正文又以 {to} 的日期发布：{title}",
        en: "Published on {from} and again under the date {to} with the same text: {title}",
      },
      "listed-later": {
        "zh-CN": "列表中的日期由 {from} 变为 {to}：{title}",
        en: "The date in the list went from {from} to {to}: {title}",
        level: "warning",
      },
      "address-older": {
        "zh-CN": "列表日期 {to}，而网址中的创建日期为 {from}：{title}",
        en: "Listed under {to} while its address was made on {from}: {title}",
        level: "warning",
      },
    },
  },
  needs: ["page", "articles"],
  optional: ["pages"],
  run({ page, pages = [], articles }) {
    const byUrl = new Map(articles.map((one) => [normalUrl(one.url), one]));
    const byBody = Map.groupBy(
      articles.flatMap(({ url, read }) => (read ? [{ url: normalUrl(url), ...read }] : [])),
      ({ bodyHash }) => bodyHash,
    );
    const found: Finding[] = [];
    for (const one of pages) {
      const now = articleOf(one);
      if (!now?.date) continue;
      const url = normalUrl(one.url);
      const where = { url: one.url, excerpt: now.title };
      const own = byUrl.get(url)?.read;
      if (own?.bodyHash === now.bodyHash && moved(own.date, now.date, MOVED_DAYS)) {
        found.push(finding("redated", { title: now.title, from: own.date, to: now.date }, where, url));
        continue;
      }
      const [first] = (byBody.get(now.bodyHash) ?? [])
        .filter((old) => old.url !== url && old.titleHash === now.titleHash)
        .sort((a, b) => (a.date < b.date ? -1 : 1));
      if (first && moved(first.date, now.date, AGAIN_DAYS))
        found.push(finding("again", { title: now.title, from: first.date, to: now.date }, where, url));
    }
    const proven = new Set(found.map(({ key }) => key));
    for (const item of [page, ...pages].flatMap(({ items }) => items))
      found.push(...inList(item, byUrl).filter(({ key }) => !proven.has(key)));
    return judgedPages(found, [page, ...pages]);
  },
});
