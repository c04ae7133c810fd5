import { defineCheck, finding, inconclusive } from "./check.ts";
import type { ListItem, Page } from "./evidence.ts";

/** A single dated line is often a banner or a clock; a list has at least this many. */
const LIST = 2;

function newest(page: Page): ListItem | undefined {
  const sizes = Map.groupBy(page.items, ({ list }) => list);
  return page.items
    .filter(({ list }) => (sizes.get(list)?.length ?? 0) >= LIST)
    .reduce<ListItem | undefined>((best, item) => (!best || item.date > best.date ? item : best), undefined);
}

/** The newest date in a list of the page, or undefined where no list carries dates. */
export const newestListDate = (page: Page): string | undefined => newest(page)?.date;

export const homepageFreshness = defineCheck({
  meta: {
    id: "homepage-freshness",
    version: 1,
    level: "veto",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["V3", "V3-undated"],
    automation: "ASSIST",
    title: { "zh-CN": "首页更新", en: "Home page is updated" },
    messages: {
      stale: {
        "zh-CN": "首页最新一条信息为 {date}，距今 {age} 天（超过 {days} 天未更新）",
        en: "The newest item on the home page is of {date}, {age} days ago (limit {days} days)",
      },
      undated: {
        "zh-CN": "首页及其二级页面的信息均未注明时间",
        en: "Neither the home page nor its second-level pages date their items",
        level: "warning",
        indicator: "V3-undated",
      },
    },
  },
  needs: ["page"],
  optional: ["pages", "rendered"],
  run({ page, pages, rendered }, rules, { today }) {
    const days = rules.number("V3", "days");
    const inclusive = rules.item("V3").values.inclusive !== false;
    const home = [page, ...(rendered ? [rendered] : [])].flatMap((read) => newest(read) ?? []);
    // Second-level pages speak only for a home page that shows no news of its own
    const second = (pages ?? []).filter(({ role }) => role === "second-level" || role === "column");
    const dated = home.length > 0 ? home : second.flatMap((read) => newest(read) ?? []);
    const best = dated.reduce<ListItem | undefined>((a, b) => (!a || b.date > a.date ? b : a), undefined);
    if (!best) {
      // Lists may be fetched by script: what was never shown to the reader cannot be called undated
      if (page.complete && !rendered && page.scripts.some(({ read, opaque }) => opaque || !read))
        return inconclusive("no-browser");
      if (!page.complete || (second.length === 0 && rendered === undefined)) return inconclusive("unreadable");
      return { outcome: "fail", findings: [finding("undated", {}, { url: page.url })] };
    }
    const age = Temporal.PlainDate.from(best.date).until(today, { largestUnit: "days" }).days;
    if (inclusive ? age <= days : age < days) {
      const ends = Temporal.PlainDate.from(best.date).add({ days: inclusive ? days + 1 : days });
      return { outcome: "pass", holdsUntil: ends.toZonedDateTime("UTC").toInstant().subtract({ hours: 14 }) };
    }
    if (!page.complete) return inconclusive("unreadable");
    return {
      outcome: "fail",
      findings: [
        finding("stale", { date: best.date, age, days, title: best.title }, { url: page.url, excerpt: best.title }),
      ],
    };
  },
});
