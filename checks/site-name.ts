import { defineCheck, finding, inconclusive, judged, pass } from "./check.ts";
import type { Page } from "./evidence.ts";
import { bare, coreName } from "./reading/text.ts";

/** A page's header: its title and what stands above the first lists. */
const HEADER_LINES = 12;

const titleOf = (page: Page): string => bare(`${page.title ?? ""}\n${page.metas.sitename ?? ""}`);

function headerOf(page: Page): string {
  const lines = page.paragraphs.filter(({ inFooter }) => !inFooter).slice(0, HEADER_LINES);
  const logos = page.links.filter(({ kind }) => kind === "img").slice(0, 5);
  return bare([...lines.map(({ text }) => text), ...logos.map(({ text }) => text)].join("\n"));
}

export const siteName = defineCheck({
  meta: {
    id: "site-name",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N2"],
    automation: "ASSIST",
    title: { "zh-CN": "网站名称", en: "Site name" },
    messages: {
      former: {
        "zh-CN": "网站名称仍为旧名“{former}”，{until} 起应为“{name}”",
        en: "The site still calls itself {former}; since {until} its name is {name}",
      },
      absent: {
        "zh-CN": "标题和页眉未见登记的网站名称“{name}”",
        en: "Neither title nor header shows the registered name {name}",
        level: "warning",
      },
    },
  },
  needs: ["page", "site"],
  optional: ["names", "terms", "rendered"],
  run({ page, site, names, terms, rendered }, _rules, { today }) {
    const where = { url: page.url, place: "header", excerpt: page.title ?? "" };
    const current = coreName(site.name);
    // After a reform the office's table of renamed units says which old names no site may bear
    const renamed = (terms?.terms ?? []).flatMap(({ kind, text, since }) =>
      kind === "renamed" && (since === null || since <= today.toString()) ? { name: text, until: since ?? "" } : [],
    );
    const former = [...(names ?? []), ...renamed].filter(({ name }) => !current.includes(coreName(name)));
    // The title decides where it names the site: below it, news may well speak of the other name
    for (const text of [titleOf(page), headerOf(page) + (rendered ? headerOf(rendered) : "")]) {
      const borne = former.find(({ name }) => text.includes(coreName(name)));
      // A former name may contain the present one whole, so it is taken out before the present one is looked for
      const rest = borne ? text.replaceAll(coreName(borne.name), "|") : text;
      if (rest.includes(current)) return pass;
      if (borne)
        return judged([
          finding("former", { former: borne.name, until: borne.until, name: site.name }, where, coreName(borne.name)),
        ]);
    }
    if (!page.complete) return inconclusive("unreadable");
    return judged([finding("absent", { name: site.name }, where)]);
  },
});
