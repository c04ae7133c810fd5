import { defineCheck, type Finding, finding, judgedPages, notApplicable } from "./check.ts";
import type { Page, Term, Terms } from "./evidence.ts";
import { createMatcher, type Hit, type Matcher } from "./reading/matcher.ts";
import { sentenceAround, shortHash } from "./reading/text.ts";

/** Characters shown on either side of a wording. */
const AROUND = 24;
/** 原国土资源局 speaks of the past on purpose. */
const FORMERLY = /(?:原|前|时任|旧称|曾用名)[（(“"]?$/;

type Prepared = { day: string; match: Matcher<Term>; allowed: readonly string[] };
const memo = new WeakMap<Terms, Prepared>();

function prepare(terms: Terms, day: string): Prepared {
  const known = memo.get(terms);
  if (known?.day === day) return known;
  const wanted = terms.terms.filter(
    ({ kind, since }) => (kind === "forbidden" || kind === "outdated") && (since === null || since <= day),
  );
  const allowed = terms.terms.filter(({ kind }) => kind === "allowed").map(({ text }) => text);
  const prepared = { day, match: createMatcher(wanted), allowed };
  memo.set(terms, prepared);
  return prepared;
}

/** An allowed wording stands here of which the hit is a part. */
const isAllowed = (text: string, { start, entry }: Hit<Term>, allowed: readonly string[]) =>
  allowed.some((wide) => {
    for (let at = wide.indexOf(entry.text); at >= 0; at = wide.indexOf(entry.text, at + 1))
      if (start >= at && text.startsWith(wide, start - at)) return true;
    return false;
  });

/** The title of a document is cited as it was. */
const inTitle = (text: string, { start, end }: Hit<Term>) =>
  text.lastIndexOf("《", start) > text.lastIndexOf("》", start) && text.indexOf("》", end) >= 0;

/** What was published before the wording changed was right in its time. */
function ofItsTime(page: Page, text: string, { since, text: word }: Term): boolean {
  if (since === null) return false;
  const published = page.metas.pubdate?.slice(0, 10).replaceAll("/", "-");
  if (published && /^\d{4}-\d{2}-\d{2}$/.test(published) && published < since) return true;
  return page.items.some(({ title, date }) => date < since && title.includes(word) && text.includes(title));
}

function inPage(page: Page, { match, allowed }: Prepared): Finding[] {
  return page.paragraphs.flatMap(({ text, place }) =>
    match(text).flatMap((hit) => {
      const { start, end, entry } = hit;
      if (isAllowed(text, hit, allowed)) return [];
      const past = FORMERLY.test(text.slice(0, start)) || inTitle(text, hit) || ofItsTime(page, text, entry);
      if (entry.kind === "outdated" && past) return [];
      const excerpt = text.slice(Math.max(0, start - AROUND), end + AROUND);
      const key = `${entry.text}|${shortHash(sentenceAround(text, start, end))}`;
      const data = { wrong: entry.text, right: entry.instead ?? "—" };
      return [finding(entry.kind, data, { url: page.url, place, excerpt }, key)];
    }),
  );
}

export const wording = defineCheck({
  meta: {
    id: "wording",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["V1", "text"],
    automation: "ASSIST",
    title: { "zh-CN": "规范表述", en: "Wording" },
    messages: {
      forbidden: {
        "zh-CN": "出现禁用表述“{wrong}”，规范表述：{right}",
        en: "The forbidden wording “{wrong}” is used; the proper one: {right}",
        level: "veto",
        indicator: "V1",
      },
      outdated: {
        "zh-CN": "“{wrong}”已是过时表述，现为：{right}",
        en: "“{wrong}” is out of date; now: {right}",
        indicator: "text",
      },
    },
  },
  needs: ["page", "terms"],
  optional: ["pages"],
  run({ page, pages = [], terms }, _rules, { today }) {
    if (!terms.terms.some(({ kind }) => kind === "forbidden" || kind === "outdated")) return notApplicable("no-terms");
    const prepared = prepare(terms, today.toString());
    const all = [page, ...pages];
    return judgedPages(
      all.flatMap((one) => inPage(one, prepared)),
      all,
    );
  },
});
