import fc from "fast-check";
import { expect, test } from "vitest";
import { typos } from "../../checks/typos/index.ts";
import { findInLexicon } from "../../checks/typos/lexicon.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const words = (text: string) => findInLexicon(text).map(({ wrong, right }) => `${wrong}→${right}`);
test.each([
  ["学习典型案列", ["案列→案例"]],
  ["拔给经费，海拨三千米", ["拔给→拨给", "海拨→海拔"]],
  ["各单位要密切配合做好工作", []],
  ["按标准于月底完成", []],
  ["认真贯彻落实", []],
  ["如“案例”错写为“案列”、“拨给”错写为“拔给”", []],
  ["“案列”应为“案例”", []],
  ["案列一：某单位应为群众提供服务", ["案列→案例"]],
])("%s", (text, expected) => {
  expect(words(text)).toEqual(expected);
});
test("the same sentence twice is one finding, and a script's text is none of the page's", () => {
  const html = "<p>学习典型案列。</p><p>学习典型案列。</p><script>var s = '案列';</script>";
  expect(verdictOf(typos, { page: pageOf(html) })).toEqual(["wrong-word:fault"]);
});
test("what a reviewer dismissed is not reported again and not taken for gone", () => {
  const page = pageOf("<p>学习典型案列。</p>");
  const verdict = typos.run({ page } as never, undefined as never, undefined as never);
  const key = verdict.outcome === "fail" ? (verdict.findings[0]?.key ?? "") : "";
  expect(verdictOf(typos, { page, allowances: [{ check: "typos", message: "wrong-word", key }] })).toEqual(["pass"]);
});
test("offsets point at the word, in any text", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("案列", "海拨", "拔给"),
      fc.string(),
      (before, wrong, after) => {
        for (const hit of findInLexicon(`${before}。${wrong}。${after}`))
          expect(`${before}。${wrong}。${after}`.slice(hit.start, hit.end)).toBe(hit.wrong);
      },
    ),
  );
});
