import { defineCheck, type Finding, finding, inconclusive } from "./check.ts";
import type { Page } from "./evidence.ts";
import { domainOf, isState } from "./reading/hosts.ts";
import { offensiveIn } from "./reading/offensive.ts";
import { becameAnother, portraitOf } from "./reading/portrait.ts";

const wordsOf = (page: Page) => [
  ...new Set(
    [page.title, page.metas.keywords, page.metas.description, ...page.paragraphs.map(({ text }) => text)].flatMap(
      (text) => offensiveIn(text ?? ""),
    ),
  ),
];

function compare(page: Page, shown: Page, who: "crawler" | "visitor", usual: ReadonlySet<string>): Finding[] {
  const where = { url: shown.url, excerpt: shown.title ?? "" };
  const words = wordsOf(shown).filter((word) => !usual.has(word));
  if (words.length > 0) return [finding("offensive", { who, words }, where, who)];
  const domain = domainOf(shown.url);
  if (domain !== domainOf(page.url) && !isState(shown.url))
    return [finding("elsewhere", { who, domain }, where, domain)];
  if (becameAnother(portraitOf(page), portraitOf(shown)))
    return [finding("different", { who, title: shown.title ?? "" }, where, who)];
  return [];
}

export const cloaking = defineCheck({
  meta: {
    id: "cloaking",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "daily",
    sensitive: false,
    indicators: ["V1", "security"],
    automation: "ASSIST",
    title: { "zh-CN": "因人而异的页面", en: "Another page for some" },
    messages: {
      offensive: {
        "zh-CN": "{who|view}看到的页面有赌博、色情等内容，平常访问看不到：{words}",
        en: "What is shown to {who|view} carries unlawful content that other visitors do not see: {words}",
        level: "veto",
      },
      elsewhere: {
        "zh-CN": "{who|view}被转到 {domain}",
        en: "The site sends {who|view} to {domain}",
        indicator: "security",
      },
      different: {
        "zh-CN": "{who|view}看到的是另一个页面：{title}",
        en: "Another page is shown to {who|view}: {title}",
        level: "warning",
        indicator: "security",
      },
    },
  },
  needs: ["page", "views"],
  optional: ["rendered"],
  run({ page, views, rendered }) {
    const { crawler, visitor } = views;
    if (!crawler && !visitor) return inconclusive("not-measured");
    const usual = new Set([page, ...(rendered ? [rendered] : [])].flatMap(wordsOf));
    const found = [
      ...(crawler ? compare(page, crawler, "crawler", usual) : []),
      ...(visitor ? compare(page, visitor, "visitor", usual) : []),
    ];
    // A view that could not be had proves nothing gone
    const unread = crawler && visitor ? [] : ("all" as const);
    return found.length > 0 ? { outcome: "fail", findings: found, unread } : { outcome: "pass", unread };
  },
});
