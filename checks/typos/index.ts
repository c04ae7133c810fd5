import { defineCheck, type Finding, finding, judgedPages } from "../check.ts";
import type { Page, Suspicion, Terms } from "../evidence.ts";
import { sentenceAround, shortHash } from "../reading/text.ts";
import { findInLexicon } from "./lexicon.ts";

/** Characters shown on either side of a wrong word. */
const AROUND = 24;
const QUOTED = 120;

/** The part of a key that names the slip: wrong→right. */
export const pairOf = (key: string): string => key.split("|", 1)[0] ?? key;
const keyOf = (wrong: string, right: string, sentence: string) => `${wrong}→${right}|${shortHash(sentence)}`;

function inPage(page: Page): Finding[] {
  return page.paragraphs.flatMap(({ text, place }) =>
    findInLexicon(text).map(({ start, end, wrong, right }) => {
      const sentence = sentenceAround(text, start, end);
      const excerpt = text.slice(Math.max(0, start - AROUND), end + AROUND);
      return finding("wrong-word", { wrong, right }, { url: page.url, place, excerpt }, keyOf(wrong, right, sentence));
    }),
  );
}

const suspected = ({ wrong, right, sentence, by, url, place, score }: Suspicion): Finding =>
  finding(
    by === "external" ? "external" : "suspected",
    { wrong, right, score: Math.round(score * 10) / 10, sentence: sentence.slice(0, QUOTED) },
    { url, place, excerpt: sentence.slice(0, QUOTED) },
    keyOf(wrong, right, sentence),
  );

/** What the office knows to be right, here or everywhere, and pairs that reviewers dismissed too often. */
function excused({ data, where, key }: Finding, terms: Terms | undefined): boolean {
  if (!terms) return false;
  if (terms.quiet.includes(pairOf(key))) return true;
  const wrong = String(data.wrong ?? "");
  return terms.terms.some(
    ({ kind, text }) => kind === "allowed" && text.includes(wrong) && (where.excerpt ?? "").includes(text),
  );
}

export const typos = defineCheck({
  meta: {
    id: "typos",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["text", "text-suspected"],
    automation: "ASSIST",
    title: { "zh-CN": "错别字", en: "Misspelt words" },
    messages: {
      "wrong-word": {
        "zh-CN": "“{wrong}”疑为“{right}”之误",
        en: "“{wrong}” is probably meant as “{right}”",
      },
      suspected: {
        "zh-CN": "统计认为“{wrong}”可能应为“{right}”（{score}）：{sentence}",
        en: "Statistics take “{wrong}” for “{right}” ({score}): {sentence}",
        level: "warning",
        indicator: "text-suspected",
      },
      external: {
        "zh-CN": "外部纠错认为“{wrong}”应为“{right}”：{sentence}",
        en: "The external checker takes “{wrong}” for “{right}”: {sentence}",
        level: "warning",
        indicator: "text-suspected",
      },
    },
  },
  needs: ["page"],
  optional: ["pages", "suspicions", "terms"],
  run({ page, pages = [], suspicions, terms }) {
    const all = [page, ...pages];
    const listed = all.flatMap(inPage);
    // What the list names for certain needs no suspicion beside it
    const named = new Set(listed.map(({ key }) => key));
    const found = [...listed, ...(suspicions ?? []).map(suspected).filter(({ key }) => !named.has(key))].filter(
      (one) => !excused(one, terms),
    );
    return { ...judgedPages(found, all), unlooked: suspicions ? [] : ["suspected", "external"] };
  },
});
