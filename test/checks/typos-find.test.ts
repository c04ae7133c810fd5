import fc from "fast-check";
import { expect, test } from "vitest";
import { findByStatistics, findTypos, init, type Typo } from "../../checks/typos/find.ts";

const told = (typos: Typo[]) => typos.map(({ found, suggestion }) => `${found}→${suggestion}`);
const CLEAN =
  "县级以上地方人民政府应当加强对安全生产工作的领导，建立健全安全生产工作协调机制，及时协调、解决安全生产监督管理中存在的重大问题。";
/** Sentences of regulations with one character exchanged, and what stood there. */
const REVIEW = "申请人对行政处罚决定不服的，可以依法申请行政复仪。";
const WRONG: [sentence: string, typo: string, corrected: string][] = [
  [REVIEW, "仪→议", "申请人对行政处罚决定不服的，可以依法申请行政复议。"],
  ["用人单位应当依法为职工缴纳社会保检费。", "检→险", "用人单位应当依法为职工缴纳社会保险费。"],
  ["各级人民政府应当将所需经费列人本级财政预算。", "人→入", "各级人民政府应当将所需经费列入本级财政预算。"],
  ["违反本条例规定，构成犯罪的，依法追究形事责任。", "形→刑", "违反本条例规定，构成犯罪的，依法追究刑事责任。"],
];

test.each(WRONG)("%s has %s", (sentence, typo, corrected) => {
  expect(told(findTypos(sentence))).toEqual([typo]);
  expect(findTypos(corrected)).toEqual([]);
});

test("a clean passage gives nothing", () => {
  expect(findTypos(CLEAN)).toEqual([]);
});

test("what the lexicon knows is told as a word, once", () => {
  expect(told(findTypos(`学习典型案列。${REVIEW}`))).toEqual(["案列→案例", "仪→议"]);
});

test("the statistics alone find what no lexicon lists", () => {
  expect(told(findByStatistics(REVIEW))).toEqual(["仪→议"]);
});

test("loading twice is loading once", () => {
  init();
  init();
  expect(findTypos("")).toEqual([]);
});

const piece = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "😀",
    "𠮷",
    "2026年",
    "ABC",
    "\ud800",
    "（",
    "\n",
    CLEAN,
    "学习典型案列",
    ...WRONG.map(([text]) => text),
  ),
);
test("in any text offsets point at what was found, in order and never overlapping", () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      let last = 0;
      for (const { start, end, found } of findTypos(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(text.slice(start, end)).toBe(found);
        last = end;
      }
    }),
  );
});

test.each(["😀2026年ABC𠮷", "第１２３号", "\ud800"])(
  "%s before a typo moves its offsets and nothing else",
  (before) => {
    const [typo] = findTypos(`${before}。${REVIEW}`);
    expect(typo?.start).toBe(before.length + 1 + REVIEW.indexOf("仪"));
  },
);

test("a huge text is read like a small one, and the next small one is not disturbed", () => {
  expect(findTypos(REVIEW.repeat(3000))).toHaveLength(3000);
  expect(findTypos(REVIEW)).toHaveLength(1);
});
