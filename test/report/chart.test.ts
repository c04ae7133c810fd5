/** Pictures: Chinese is really drawn, from our own font; labels stand in their room; figures stand beside their bars. */
import { statSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Chart, say } from "../../src/card.ts";
import { altOf, createPainter, drawingOf } from "../../src/report/chart.ts";
import { emWidth, fitLabel } from "../../src/report/chart-labels.ts";
import { type Drawing, layoutOf } from "../../src/report/chart-option.ts";
import { FONT_FILE, readCoverage } from "../../src/report/font.ts";
import { createWords } from "../../src/words/say.ts";
import { readPixels } from "../helpers/pixels.ts";

const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const painter = createPainter(words);
afterAll(() => painter.close());
const paint = async (chart: Chart) => readPixels(await painter.paint(chart, "zh-CN"));

const bars = (...categories: string[]): Chart => ({
  kind: "bars",
  title: "各地区问题",
  categories,
  series: [{ name: "问题", values: categories.map((_, i) => i + 1) }],
});
const REGIONS =
  "成都市 自贡市 攀枝花市 泸州市 德阳市 绵阳市 广元市 遂宁市 内江市 乐山市 南充市 眉山市 宜宾市 广安市 阿坝藏族羌族自治州".split(
    " ",
  );

describe("the font", () => {
  const covered = readCoverage();
  const has = (text: string) => [...text].filter((one) => !covered.has(one.codePointAt(0) ?? 0));

  test("has all of GB/T 2312, rare characters of 通用规范汉字表, letters and punctuation, in less than 5 MB", () => {
    const gb = new TextDecoder("gb18030");
    const han = Array.from({ length: 0xf7 - 0xb0 + 1 }, (_, row) =>
      Array.from({ length: 94 }, (_, cell) => gb.decode(Uint8Array.of(0xb0 + row, 0xa1 + cell))).join(""),
    ).join("");
    expect(has(han.replace(/[^\p{Script=Han}]/gu, ""))).toEqual([]);
    expect(has("㑇㙘䢺䶮镕堃喆鲃鿏𠙶𫘝𬺈")).toEqual([]);
    expect(has("AZaz09éü%‰±，。、；：？！“”‘’（）《》〈〉【】—…·①⑩Ⅷ→〓")).toEqual([]);
    expect(statSync(FONT_FILE).size).toBeLessThan(5_000_000);
  });
});

describe("glyphs", () => {
  test("two characters give two pictures, which differ in the label and nowhere else", async () => {
    const [one, other] = await Promise.all([paint(bars("甲市", "乙区")), paint(bars("丙市", "乙区"))]);
    const box = one.differs(other);
    if (!box) throw new Error("the same picture for 甲 and 丙");
    // Within the square of one character of 16 px at twice its size, left of the bars
    expect(box.right - box.left).toBeLessThanOrEqual(34);
    expect(box.bottom - box.top).toBeLessThanOrEqual(34);
    expect(one.ink(box)).toBeGreaterThan(40);
    expect(other.ink(box)).toBeGreaterThan(40);
    expect(one.ink(box)).not.toBe(other.ink(box));
  });

  test("what the font lacks is seen to be missing, and is the same sign for all", async () => {
    const [one, other, known] = await Promise.all([
      paint(bars("\u{20000}市")),
      paint(bars("\u{20001}市")),
      paint(bars("甲市")),
    ]);
    expect(one.differs(other)).toBeUndefined();
    const box = known.differs(one);
    if (!box) throw new Error("甲 is drawn like what is missing");
    expect(one.ink(box)).toBeGreaterThan(40);
  });

  test("title, notes and values are written as well", async () => {
    const plain = await paint(bars("甲市"));
    for (const change of [{ title: "各地区难题" }, { unit: "个" }, { series: [{ name: "问题", values: [7] }] }])
      expect((await paint({ ...bars("甲市"), ...change })).differs(plain), JSON.stringify(change)).toBeDefined();
  });
});

describe("room", () => {
  test("long names of many regions stay inside the picture, clear of the bars and of each other", async () => {
    const long = REGIONS.map((name) => `${name}人民政府政务公开办公室（网站普查整改工作领导小组办公室）`);
    const picture = await paint(bars(...long));
    const { left, top, bottom } = layoutOf(drawingOf(bars(...long), words, "zh-CN")).option.grid as {
      left: number;
      top: number;
      bottom: number;
    };
    const edge = 2 * left;
    expect(picture.ink({ left: 0, top: 0, right: 40, bottom: picture.height })).toBe(0);
    expect(picture.ink({ left: edge - 14, top: 2 * top, right: edge - 4, bottom: picture.height })).toBe(0);
    const row = (picture.height - 2 * top - 2 * bottom) / long.length;
    for (let i = 1; i < long.length; i++) {
      const between = Math.round(2 * top + i * row);
      const strip = { left: 0, top: between - 2, right: edge - 4, bottom: between + 2 };
      expect(picture.ink(strip), `between row ${i} and the next`).toBe(0);
      expect(picture.ink({ ...strip, top: between + 2, bottom: Math.round(between + row - 2) })).toBeGreaterThan(300);
    }
  });

  test("a label keeps to its width and its lines, and says where it was cut", () => {
    const label = fc.string({ unit: fc.constantFrom(..."阿坝藏族自治州（）Wil-m 1"), maxLength: 60 });
    fc.assert(
      fc.property(label, fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 3 }), (text, em, most) => {
        const lines = fitLabel(text, em, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(emWidth(line)).toBeLessThanOrEqual(em);
        const bare = (value: string) => value.replace(/\s/g, "");
        const shown = bare(lines.join(""));
        if (shown.endsWith("…")) expect(bare(text).startsWith(shown.slice(0, -1))).toBe(true);
        else expect(shown).toBe(bare(text));
      }),
    );
  });

  test("English is broken between words", () => {
    expect(fitLabel("Department of Ecology and Environment", 13, 2)).toEqual([
      "Department of Ecology",
      "and Environment",
    ]);
  });
});

describe("kinds", () => {
  const values = [3, 1, null];
  const series: Chart["series"] = [
    { name: "按期办结", tone: "good", values },
    { name: "逾期", tone: "bad", values: [1, 0, 2] },
  ];
  test.each([
    ["bars", ["甲市", "乙市", "丙市"]],
    ["line", ["2026年1月", "2026年2月", "2026年3月"]],
    ["columns", ["第一季度", "第二季度", "第三季度"]],
    ["share", ["甲市", "乙市", "丙市"]],
    ["share", ["全部"]],
  ] as const)("%s of %j is drawn in its colours", async (kind, categories) => {
    const picture = await paint({ kind, title: "整改单", categories: [...categories], series });
    const colours = new Set<string>();
    for (let y = 0; y < picture.height; y += 2)
      for (let x = 0; x < picture.width; x += 2) colours.add(picture.at(x, y).join());
    expect(colours).toContain("60,154,102"); // good
    expect(colours).toContain("200,69,59"); // bad
    expect(picture.width).toBe(1920);
    // Telegram shows what is not more than twenty times as long as wide, both together below 10,000
    expect(picture.width + picture.height).toBeLessThan(10_000);
  });

  test("nothing at all, and everything at once, are drawn too", async () => {
    const none = await paint({ kind: "bars", title: "", categories: [], series: [] });
    expect(none.height).toBeGreaterThan(0);
    const many = Array.from({ length: 300 }, (_, i) => `第${i + 1}项`);
    for (const kind of ["bars", "line", "columns", "share"] as const) {
      const all = { kind, title: "很长".repeat(90), categories: many };
      const picture = await paint({
        ...all,
        series: Array.from({ length: 6 }, (_, n) => ({ name: `系列${n}`, values: many.map((_, i) => i * n) })),
      });
      expect(picture.width + picture.height, kind).toBeLessThan(10_000);
    }
  });
});

describe("words", () => {
  const drawing = (chart: Chart, locale: "zh-CN" | "en" = "zh-CN"): Drawing => drawingOf(chart, words, locale);

  test("numbers, shares and the whole are said in the channel's language; what is not known is not a zero", () => {
    const chart: Chart = {
      kind: "share",
      title: say("stats.orders"),
      categories: ["全部"],
      series: [
        { name: "按期", values: [1_848] },
        { name: "逾期", values: [152] },
      ],
    };
    expect(drawing(chart)).toMatchObject({
      series: [{ texts: ["1,848（92.40%）"] }, { texts: ["152（7.60%）"] }],
      totals: ["共 2,000"],
    });
    expect(drawing(chart, "en").totals).toEqual(["2,000 in all"]);
    expect(drawing({ ...bars("甲", "乙"), series: [{ name: "", values: [0, null] }] }).series[0]?.texts).toEqual([
      "0",
      "无数据",
    ]);
  });

  test("of regions the first are kept, of periods the newest, and how many are not shown is said", () => {
    const many = Array.from({ length: 70 }, (_, i) => `第${i + 1}周`);
    expect(drawing(bars(...many))).toMatchObject({ categories: many.slice(0, 40), notes: ["另有 30 项未列入图中"] });
    const weeks = drawing({ ...bars(...many), kind: "line" });
    expect(weeks.categories).toEqual(many.slice(10));
    expect(weeks.series[0]?.values.at(-1)).toBe(70);
    expect(weeks.notes).toEqual(["另有 10 项未列入图中"]);
  });

  test("those who cannot see a picture are told its figures, within what a platform takes", () => {
    expect(altOf(bars("甲市", "乙市"), words, "zh-CN")).toBe("各地区问题: 甲市 问题 1; 乙市 问题 2");
    expect(altOf(bars(...Array.from({ length: 40 }, () => "长".repeat(60))), words, "zh-CN").length).toBeLessThan(
      1_000,
    );
  });
});

test("after a drawing that fails the next one is made", async () => {
  const own = createPainter(words);
  await expect(own.paint({ ...bars("甲"), kind: "pyramid" as never }, "zh-CN")).rejects.toThrow();
  expect(readPixels(await own.paint(bars("甲"), "zh-CN")).width).toBe(1920);
  await own.close();
});
