import { defineCheck, type Finding, finding, judged } from "../check.ts";
import type { Page } from "../evidence.ts";
import { sentenceAround, shortHash } from "../reading/text.ts";
import { findInLexicon } from "./lexicon.ts";

/** Characters shown on either side of a wrong word. */
const AROUND = 24;

function inPage(page: Page): Finding[] {
  return page.paragraphs.flatMap(({ text, place }) =>
    findInLexicon(text).map(({ start, end, wrong, right }) => {
      const sentence = sentenceAround(text, start, end);
      const excerpt = text.slice(Math.max(0, start - AROUND), end + AROUND);
      return finding(
        "wrong-word",
        { wrong, right },
        { url: page.url, place, excerpt },
        `${wrong}→${right}|${shortHash(sentence)}`,
      );
    }),
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
    indicators: ["text"],
    automation: "ASSIST",
    title: { "zh-CN": "错别字", en: "Misspelt words" },
    messages: {
      "wrong-word": {
        "zh-CN": "“{wrong}”疑为“{right}”之误",
        en: "“{wrong}” is probably meant as “{right}”",
      },
    },
  },
  needs: ["page"],
  optional: ["pages"],
  run({ page, pages }) {
    const found = [page, ...(pages ?? [])].flatMap(inPage);
    // The same sentence twice on a page is one finding
    return judged([...new Map(found.map((one) => [one.key, one])).values()], page.complete ? [] : "all");
  },
});
