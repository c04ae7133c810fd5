import { defineCheck, type Finding, finding, inconclusive, judged, seenBy } from "./check.ts";
import type { Link, Page } from "./evidence.ts";
import { domainOf, isStranger } from "./reading/hosts.ts";
import { offensiveIn } from "./reading/offensive.ts";

function hiddenIn(page: Page): Finding[] {
  const links = page.links.filter(
    (link): link is Link & { hidden: NonNullable<Link["hidden"]> } =>
      link.hidden !== undefined &&
      link.kind === "a" &&
      /^https?:/.test(link.url) &&
      domainOf(link.url) !== domainOf(page.url),
  );
  const found = new Map<string, Finding>();
  for (const { url, text, place, hidden } of links) {
    const domain = domainOf(url);
    const words = offensiveIn(text);
    // Menus and tabs are hidden in good faith, and list partners: there only the words tell. They tell of any host: an
    // authority's site or a platform's may have been broken into as well
    if (words.length === 0 && (hidden === "display" || found.has(domain) || !isStranger(url, page.url))) continue;
    const where = { url: page.url, place, excerpt: text };
    found.set(
      domain,
      words.length > 0
        ? finding("offensive", { domain, link: url, words }, where, domain)
        : finding("hidden", { domain, link: url, how: hidden }, where, domain),
    );
  }
  return [...found.values()];
}

export const hiddenLinks = defineCheck({
  meta: {
    id: "hidden-links",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["security", "V1"],
    automation: "ASSIST",
    title: { "zh-CN": "暗链", en: "Hidden links" },
    messages: {
      hidden: {
        "zh-CN": "页面藏有指向 {domain} 的链接（{how|hidden}）：{link}",
        en: "The page hides a link to {domain} ({how|hidden}): {link}",
        level: "warning",
      },
      offensive: {
        "zh-CN": "页面藏有指向 {domain} 的违法内容链接（{words}）：{link}",
        en: "The page hides a link to unlawful content on {domain} ({words}): {link}",
        level: "veto",
        indicator: "V1",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run({ page, rendered }) {
    const found = seenBy(hiddenIn(page), rendered ? hiddenIn(rendered) : []);
    if (found.length === 0 && !page.complete) return inconclusive("unreadable");
    const worst = found.filter(({ message }) => message === "offensive");
    const others = found.filter(({ key }) => worst.every((one) => one.key !== key));
    return judged(
      [...new Map([...others, ...worst].map((one) => [one.key, one])).values()],
      page.complete ? [] : "all",
    );
  },
});
