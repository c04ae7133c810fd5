/** The frame of the official score table: caps, floor, bonus, scaling; and the table as a file. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/oversight/refusal.ts";
import {
  readPoints,
  readScoreFile,
  readSheet,
  type ScoreTable,
  scoreOf,
  WITHOUT_SERVICE,
} from "../../src/oversight/rounds/scores.ts";

/** A table of the official frame; items and points are made up. */
const TABLE: ScoreTable = {
  name: "测试评分表",
  items: [
    { id: "a1", part: "deduct", group: "发布解读", name: "概况信息", points: 40_00 },
    { id: "a2", part: "deduct", group: "互动交流", name: "留言公开", points: 35_00 },
    { id: "a3", part: "deduct", group: "办事服务", name: "办事指南", points: 25_00 },
    { id: "b1", part: "bonus", group: "创新发展", name: "创新", points: 20_00 },
    { id: "b2", part: "bonus", group: "功能设计", name: "搜索", points: 20_00 },
  ],
};
const score = (sheet: Record<string, number>) => scoreOf(TABLE, sheet);

describe("by example", () => {
  test("nothing taken off is 100; deductions stop at an item's points", () => {
    expect(score({})).toEqual({ deduction: 100_00, bonus: 0, total: 100_00, passes: true });
    expect(score({ a1: 99_00 }).deduction).toBe(60_00);
    expect(score({ a1: 99_00 }).passes).toBe(true);
    expect(score({ a1: 40_00, a2: 1 })).toMatchObject({ deduction: 59_99, passes: false });
  });
  test("only above 80 the bonus counts, and never more than 30", () => {
    expect(score({ a1: 20_00, b1: 20_00 })).toMatchObject({ deduction: 80_00, bonus: 0, total: 80_00 });
    expect(score({ a1: 19_99, b1: 20_00 })).toMatchObject({ bonus: 20_00, total: 100_01 });
    expect(score({ b1: 20_00, b2: 20_00 })).toMatchObject({ bonus: 30_00, total: 130_00 });
  });
  test("a portal without outward service is scored out of 75, times 4/3", () => {
    expect(score({ [WITHOUT_SERVICE]: 1 }).deduction).toBe(100_00);
    expect(score({ [WITHOUT_SERVICE]: 1, a3: 25_00 }).deduction).toBe(100_00);
    expect(score({ [WITHOUT_SERVICE]: 1, a1: 15_00 }).deduction).toBe(80_00);
    // 74 of 75 by 4/3 is 98.666…
    expect(score({ [WITHOUT_SERVICE]: 1, a1: 1_00 }).deduction).toBe(98_67);
  });
});

describe("whatever was taken off", () => {
  const points = fc.integer({ min: 0, max: 60_00 });
  const sheets = fc.record({
    a1: points,
    a2: points,
    a3: points,
    b1: points,
    b2: points,
    [WITHOUT_SERVICE]: fc.constantFrom(0, 1),
  });
  test("scores stay within the frame, and more off never makes them better", () =>
    fc.assert(
      fc.property(sheets, fc.constantFrom("a1", "a2", "a3"), points, (sheet, item, extra) => {
        const one = score(sheet);
        expect(Number.isInteger(one.total)).toBe(true);
        expect(one.deduction).toBeGreaterThanOrEqual(0);
        expect(one.deduction).toBeLessThanOrEqual(100_00);
        expect(one.bonus).toBeLessThanOrEqual(one.deduction > 80_00 ? 30_00 : 0);
        expect(one.total).toBe(one.deduction + one.bonus);
        expect(one.passes).toBe(one.deduction >= 60_00);
        expect(score({ ...sheet, [item]: (sheet[item] ?? 0) + extra }).total).toBeLessThanOrEqual(one.total);
      }),
    ));
});

describe("as a file", () => {
  const csv = (...lines: string[]) => Buffer.from(`条目,部分,类别,名称,分值\n${lines.join("\n")}\n`);
  const why = (bytes: Uint8Array) =>
    readScoreFile("t.csv", bytes).then(
      () => "read",
      (error: unknown) => (error instanceof Refusal ? error.what.say : String(error)),
    );
  test("read whole, or refused with what is wrong", async () => {
    const { items } = await readScoreFile(
      "t.csv",
      csv("a1,扣分,发布解读,概况,62.5", "a2,扣分,办事服务,指南,37.5", "b1,加分,创新,创新,30"),
    );
    expect(items.map(({ id, part, points }) => [id, part, points])).toEqual([
      ["a1", "deduct", 62_50],
      ["a2", "deduct", 37_50],
      ["b1", "bonus", 30_00],
    ]);
    expect(await why(csv("a1,扣分,x,x,60"))).toBe("refuse.score-sum");
    expect(await why(csv("a1,扣分,x,x,50", "a1,扣分,x,x,50"))).toBe("refuse.score-twice");
    expect(await why(csv("a1,减分,x,x,100"))).toBe("refuse.score-line");
    expect(await why(Buffer.from("随便,什么\n1,2\n"))).toBe("refuse.score-file");
  });
  test("points as people write them", () => {
    expect(["5", "2.5", "0.25", "５", "-1", "2.555", ""].map(readPoints)).toEqual([
      500,
      250,
      25,
      500,
      undefined,
      undefined,
      undefined,
    ]);
    expect(readSheet(TABLE, ["a1=5", "B1=2.5", "无办事服务"])).toEqual({ a1: 500, b1: 250, [WITHOUT_SERVICE]: 1 });
    expect(() => readSheet(TABLE, ["zz=5"])).toThrow(Refusal);
  });
});
