import fc from "fast-check";
import { expect, test } from "vitest";
import { findByStatistics, findTypos, init } from "../../checks/typos/find.ts";

init();

test.each([
  ["by the list", "依法追究刑事责认", "责认", "责任"],
  ["by statistics", "违反规定的由主管部门责令限期该正", "该", "改"],
  ["the last word of a text", "县级以上人民政府应当加强对食品安全监督管理工作的领到", "到", "导"],
])("a slip %s, at its place", (_, text, found, suggestion) => {
  const [typo, ...more] = findTypos(text);
  expect(more).toEqual([]);
  expect(typo).toMatchObject({ found, suggestion });
  expect(text.slice(typo?.start, typo?.end)).toBe(found);
  expect(findTypos(text.replace(found, suggestion))).toEqual([]);
});
test("places are counted in UTF-16 units over rare characters, digits and letters", () => {
  const text = "鱼𠀀政府应当依法公开政府信习，2018年12月19日ABC公不之日起施行";
  expect(findTypos(text).map(({ start, end }) => text.slice(start, end))).toEqual(["习", "不"]);
});
test("an official text without slips gives nothing", () => {
  const text =
    "为进一步规范行政执法行为，保护公民、法人和其他组织的合法权益，根据《中华人民共和国行政处罚法》，结合本省实际，制定本办法。" +
    "县级以上人民政府应当加强对本行政区域内食品安全工作的领导，建立健全食品安全监督管理工作机制，将食品安全工作经费列入本级财政预算。";
  expect(findTypos(text)).toEqual([]);
});
test("whatever comes in: no throw, in order, no overlap, inside the text", () => {
  const character = fc.oneof(
    fc.constantFrom(..."的政府信息公开工作责认令限期该正不公布之12Ab，。 "),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 120 }), (characters) => {
      const text = characters.join("");
      let last = 0;
      for (const { start, end, found } of findTypos(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(text.slice(start, end)).toBe(found);
        last = end;
      }
    }),
    { numRuns: 200 },
  );
});
test("a text longer than any buffer before it", () => {
  const line = "申请人应当向县级以上人民政府提出申请，";
  expect(findByStatistics(`${line.repeat(3_000)}责令限期该正`)).toHaveLength(1);
  expect(findByStatistics("")).toEqual([]);
});
