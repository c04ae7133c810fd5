import fc from "fast-check";
import { expect, test } from "vitest";
import { createMatcher } from "../../../checks/reading/matcher.ts";

const found = (words: string[], text: string) =>
  createMatcher(words.map((word) => ({ text: word })))(text).map(({ entry }) => entry.text);
test.each([
  [["老市长", "市长"], "老市长和市长", ["老市长", "市长"]],
  [["市长", "市长办公"], "市长办公会", ["市长办公"]],
  [["甲"], "甲乙甲", ["甲", "甲"]],
  [["甲", "甲乙"], "甲乙甲", ["甲乙", "甲"]],
  [["aa"], "aaa", ["aa"]],
  [["", "甲乙"], "甲", []],
  [[], "甲乙", []],
])("%j in %s", (words, text, expected) => {
  expect(found(words, text)).toEqual(expected);
});
test("as a search at every place would find them", () => {
  const word = fc.string({ unit: fc.constantFrom("甲", "乙", "丙"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(word), fc.string({ unit: fc.constantFrom("甲", "乙", "丙", "丁") }), (words, text) => {
      const expected: string[] = [];
      for (let at = 0; at < text.length; ) {
        const [best] = words.filter((one) => text.startsWith(one, at)).sort((a, b) => b.length - a.length);
        if (best) expected.push(best);
        at += best?.length ?? 1;
      }
      expect(found(words, text)).toEqual(expected);
    }),
  );
});
test("twenty thousand words", () => {
  const char = (n: number) => String.fromCharCode(0x4e00 + (n % 5000));
  const words = Array.from({ length: 20_000 }, (_, i) => ({ text: char(i * 7) + char(i * 13 + 1) + char(i) }));
  const match = createMatcher(words);
  const text = Array.from({ length: 30_000 }, (_, i) => char(i * 31 + (i >> 3))).join("");
  const hits = match(`${text}，${words[19_999]?.text}`);
  expect(hits.at(-1)).toMatchObject({ entry: { text: words[19_999]?.text } });
});
