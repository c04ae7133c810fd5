import { defineCheck, type Finding, finding, seenBy } from "./check.ts";
import type { Page } from "./evidence.ts";
import { domainOf, isStranger } from "./reading/hosts.ts";
import { offensiveIn } from "./reading/offensive.ts";
import { becameAnother, portraitOf } from "./reading/portrait.ts";

/** One wording in a long page may be quoted; so many different ones are a page of that sort. */
const IN_TEXT = 2;

function offensive(page: Page): Finding[] {
  const inTitle = offensiveIn(`${page.title ?? ""}\n${page.metas.keywords ?? ""}\n${page.metas.description ?? ""}`);
  if (inTitle.length > 0)
    return [finding("offensive", { words: inTitle }, { url: page.url, place: "title", excerpt: page.title ?? "" })];
  if (offensiveIn(page.paragraphs.map(({ text }) => text).join("\n")).length < IN_TEXT) return [];
  const lines = page.paragraphs.flatMap((line) => offensiveIn(line.text).map((word) => ({ word, ...line })));
  const words = [...new Set(lines.map(({ word }) => word))];
  const [first] = lines;
  return words.length >= IN_TEXT && first
    ? [finding("offensive", { words }, { url: page.url, place: first.place, excerpt: first.text.slice(0, 120) })]
    : [];
}

export const tampering = defineCheck({
  meta: {
    id: "tampering",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["V1", "security"],
    automation: "ASSIST",
    title: { "zh-CN": "页面篡改", en: "Page tampered with" },
    messages: {
      offensive: {
        "zh-CN": "页面出现赌博、色情等内容：{words}",
        en: "The page shows gambling, pornographic or the like: {words}",
        level: "veto",
      },
      changed: {
        "zh-CN": "页面与认可的样子判若两站：标题由“{before}”变为“{now}”",
        en: "The page became another one: its title went from {before} to {now}",
        indicator: "security",
      },
      script: {
        "zh-CN": "页面新引入来历不明的脚本：{script}",
        en: "The page loads a script of unknown origin that was not there before: {script}",
        level: "warning",
        indicator: "security",
      },
    },
  },
  needs: ["page"],
  optional: ["baseline", "rendered"],
  run({ page, baseline, rendered }) {
    const found = seenBy(offensive(page), rendered ? offensive(rendered) : []);
    if (baseline) {
      const now = portraitOf(page);
      if (becameAnother(baseline, now))
        found.push(
          finding("changed", { before: baseline.title, now: now.title }, { url: page.url, excerpt: now.title }),
        );
      const known = new Set(baseline.scriptDomains);
      const scripts = new Map(
        // What only a browser sees was not in the accepted look either, which is taken from the page as it was sent
        page.scripts
          .flatMap(({ url }) => url ?? [])
          .filter((url) => /^https?:/.test(url) && isStranger(url, page.url) && !known.has(domainOf(url)))
          .map((url) => [domainOf(url), url]),
      );
      for (const [domain, script] of scripts) found.push(finding("script", { script }, { url: page.url }, domain));
    }
    const unlooked = baseline ? [] : ["changed", "script"];
    const unread = page.complete ? [] : ("all" as const);
    return found.length > 0
      ? { outcome: "fail", findings: found, unlooked, unread }
      : { outcome: "pass", unlooked, unread };
  },
});
