/** A bulletin of figures like a real one's: its text, its document as Word reads it, its sheets and its template. */

import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import readXlsx from "read-excel-file/node";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/card.ts";
import { composeBulletin } from "../../src/report/bulletin/compose.ts";
import { titleLines, writeDocument } from "../../src/report/bulletin/document.ts";
import { hanNumber } from "../../src/report/bulletin/han.ts";
import { parseTemplate } from "../../src/report/bulletin/template.ts";
import { shippedTemplate } from "../../src/report/bulletin/template-file.ts";
import { bulletinCard } from "../../src/report/bulletin.ts";
import { writeWorkbook } from "../../src/report/tables.ts";
import { createWords } from "../../src/words/say.ts";
import { figuresOf, notice, tabled } from "../helpers/figures.ts";

const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const bulletinOf = (given: object, period?: string, template = shippedTemplate()) =>
  composeBulletin(figuresOf(given, period), template, "2018-12-20");
const textOf = (blocks: readonly Block[]) =>
  blocks.map((block) => ("text" in block ? block.text : block.rows.map((row) => row.join(" ")).join("\n"))).join("\n");
const source = readFileSync("src/words/bulletin.txt", "utf8");

describe("the text", () => {
  const { document, notes } = bulletinOf(notice());
  const text = textOf(document.blocks);
  test("prints the figures by their counts", () => {
    for (const figure of [
      "1076个",
      "69个",
      "21个",
      "801个",
      "184个",
      "县级部门网站1个",
      "579个",
      "53.81%",
      "网站7个",
      "98.79%",
      "19个市（州）",
      "998条",
      "98.9%",
      "16个",
      "问责4人",
      "2018年12月31日",
    ])
      expect.soft(text).toContain(figure);
    expect(text).toContain("比2018年第三季度提高2.05个百分点");
    expect(text).not.toContain("53.9");
    expect(text).not.toContain("2.14");
    expect(text).toContain("（稿）");
    expect(notes.map(({ kind }) => kind)).toContain("share-differs");
  });
  test("has its levels, its annexes and its signature in order", () => {
    expect(document.blocks.map(({ as }) => as).join(" ")).toMatch(
      /^title title mark to body h1 h2 body h2 body h2 (body )+h1 (body )+h1 (h2 )+body annexes annexes signature date annex annex-title table annex annex-title table$/,
    );
    expect(document.blocks.at(-7)).toEqual({ as: "date", text: "2018年12月19日" });
    expect(text).toContain("名单见附件2");
  });
});
test("being named is not failing: an example in the problems is not in the list", () => {
  const { document, annexes } = bulletinOf(notice());
  const listed = JSON.stringify(annexes.find(({ which }) => which === "failed")?.rows);
  expect(textOf(document.blocks)).toContain("测试市民政局网站将“机构”错写为“机沟”");
  expect(listed).not.toContain("民政局");
});
test("two layers have two rates, the re-check has its own, and what is outside the rate stands beside it", () => {
  const text = textOf(bulletinOf(tabled()).document.blocks);
  // (579 - 3 - 7) / 576; 8 / 9; 2919 / 2950
  for (const figure of ["98.78%", "88.89%", "98.95%", "不计入合格率，其中结果存疑2个、拒绝访问1个"])
    expect.soft(text).toContain(figure);
});
test("the table of regions adds up to the text by a row for the rest", () => {
  const rows = bulletinOf(tabled()).document.blocks.flatMap((block) =>
    block.as === "table" && block.columns.length === 7 ? block.rows : [],
  );
  expect(rows.slice(-2)).toEqual([
    ["", "其他（未分列）", "20", "14", "0", "3", "100%"],
    ["", "合计", "1076", "579", "7", "3", "98.78%"],
  ]);
  expect(rows[3]).toEqual(["4", "丁市", "47", "25", "2", "0", "92.00%"]);
});
test("what is not known is not printed, and headings without anything below go with it", () => {
  const { document, annexes } = bulletinOf(
    { office: "某市人民政府办公室", check: { sampled: 40, failed: 0 } },
    "2021-05",
  );
  const text = textOf(document.blocks);
  expect(annexes).toEqual([]);
  expect(text).toContain("2021年5月全市政府网站抽查情况的通报");
  expect(text).toContain("国办秘函〔2019〕19号");
  expect(text).toContain("抽查的网站均未发现突出问题。抽查合格率为100%");
  expect(text).not.toMatch(/网站运行情况|主要问题\n|附件|平台办理|问责。|undefined|NaN|\{|\[/);
  expect(text).toContain("（一）抽查结果");
  expect(text).toContain("二、下步工作要求");
});
test("a document that gives a rate without counts is quoted, and said to be", () => {
  const { document, workbook } = bulletinOf({ office: "x", check: { sampled: 40 }, printed: { passed: "99.2%" } });
  expect(textOf(document.blocks)).toContain("抽查合格率为99.2%");
  expect(JSON.stringify(workbook.sheets)).toContain("bulletin.note-share-printed");
});
test("other populations have their own units and rates; the frame is the whole where one is given", () => {
  const text = textOf(
    bulletinOf({
      office: "某省人民政府办公厅",
      running: { total: 698 },
      check: { sampled: 228, frame: 596, failed: 3 },
      others: [
        {
          name: "政务新媒体",
          unit: "个",
          running: 4000,
          sampled: 400,
          failed: 2,
          byKind: [{ kind: "微信公众号", n: 2500 }],
        },
      ],
    }).document.blocks,
  );
  expect(text).toContain("占纳入抽查范围的596个网站的38.26%");
  expect(text).not.toContain("32.66");
  expect(text).toContain(
    "政务新媒体方面，目前运行4000个（其中微信公众号2500个），抽查400个，抽查比例为10.00%，不合格2个，合格率为99.50%。",
  );
});
test.each([
  ["2018H", "2018-07-01..2018-12-31", "2018年下半年"],
  ["a month", "2018-11", "2018年11月"],
  ["a year", "2018", "2018年"],
  ["a range", "2018-03-01..2018-05-31", "2018年3月1日至2018年5月31日"],
])("%s is named as documents name it", (_, period, name) => {
  const { document } = bulletinOf({ office: "x", check: { sampled: 4, failed: 0 } }, period);
  expect(document.name).toBe(`${name}通报（稿）`);
});
test.each([
  [1, "一"],
  [10, "十"],
  [11, "十一"],
  [20, "二十"],
  [99, "九十九"],
])("%i is %s", (n, text) => expect(hanNumber(n)).toBe(text));

describe("the document", async () => {
  const files = unzipSync(await writeDocument(bulletinOf(tabled()).document));
  const part = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  const styles = part("word/styles.xml");
  const body = part("word/document.xml");
  const styleOf = (name: string) =>
    new RegExp(`<w:style [^>]*>\\s*<w:name w:val="${name}"/>.*?</w:style>`, "s").exec(styles)?.[0] ?? "";
  test("is A4 with 156 × 225 mm of text in 22 lines", () => {
    expect(body).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
    expect(body).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/);
    expect(body).toMatch(/<w:docGrid w:type="lines" w:linePitch="579"/);
  });
  test.each([
    ["公文标题", "方正小标宋简体", 44],
    ["公文正文", "仿宋_GB2312", 32],
    ["公文一级标题", "黑体", 32],
    ["公文二级标题", "楷体_GB2312", 32],
    ["公文表头", "黑体", 21],
    ["公文页码", "宋体", 28],
  ])("has the style %s in %s", (name, font, size) => {
    expect(styleOf(name)).toContain(`w:eastAsia="${font}"`);
    expect(styleOf(name)).toContain(`<w:sz w:val="${size}"/>`);
  });
  test("body lines are fixed and indented by two characters", () => {
    expect(styleOf("公文正文")).toMatch(/w:line="579" w:lineRule="exact"/);
    expect(styleOf("公文正文")).toContain('w:firstLineChars="200"');
    expect(styleOf("公文一级标题")).toContain('<w:outlineLvl w:val="0"/>');
  });
  test("every paragraph has one of the named styles", () => {
    const paragraphs = body.match(/<w:p[ >]/g)?.length;
    expect(body.match(/<w:pStyle w:val="Gw\w+"\/>/g)?.length).toBe(paragraphs);
  });
  test("tables repeat their head, annexes begin a page, page numbers stand on the outer side", () => {
    expect(body.match(/<w:tblHeader\/>/g)?.length).toBe(3);
    expect(body.match(/<w:pageBreakBefore\/>/g)?.length).toBe(3);
    expect(part("word/settings.xml")).toContain("<w:evenAndOddHeaders/>");
    const footers = Object.keys(files).filter((name) => name.startsWith("word/footer"));
    expect(footers).toHaveLength(2);
    for (const footer of footers) expect(part(footer)).toMatch(/— .*PAGE.* —/s);
  });
  test("fonts name what stands in for them; the clock of the machine is in no part", () => {
    expect(part("word/fontTable.xml")).toContain('<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,');
    expect(part("docProps/core.xml")).toContain("2018-12-19T00:00:00Z");
    expect(part("docProps/core.xml")).not.toContain(String(new Date().getFullYear()));
  });
  test("what people wrote cannot break it", async () => {
    const given = { ...notice(), remarks: ["<w:p/> & \u0001\ud800 “引号”"] };
    const broken = strFromU8(
      unzipSync(await writeDocument(bulletinOf(given).document))["word/document.xml"] ?? new Uint8Array(),
    );
    expect(broken).toContain("&lt;w:p/&gt; &amp; \ufffd “引号”");
  });
});
test("a title breaks between words into lines of like length", () => {
  expect(titleLines("关于2018年第四季度全省政府网站抽查情况的通报")).toEqual([
    "关于2018年第四季度",
    "全省政府网站抽查情况的通报",
  ]);
  expect(titleLines("短标题")).toEqual(["短标题"]);
  const long = "关于某某省某某市某某区二〇一八年第四季度政府网站和政务新媒体抽查情况及整改问责有关事项的通报";
  expect(titleLines(long).join("")).toBe(long);
});

describe("the workbook", async () => {
  const bytes = Buffer.from(await writeWorkbook(bulletinOf(tabled()).workbook, words, "zh-CN"));
  const sheets = await readXlsx(bytes);
  const sheet = (name: string) => sheets.find((one) => one.sheet === name)?.data ?? [];
  test("has the annexes with numbers as numbers", () => {
    expect(sheets.map((one) => one.sheet)).toEqual(["附件1", "附件2", "附件3", "数据来源"]);
    expect(sheet("附件2").at(-1)?.slice(1)).toEqual(["合计", 1076, 579, 7, 3, 0.9878]);
    expect(sheet("附件3")[1]?.[1]).toBe("5101000010");
  });
  test("lists every number that the text prints, with counts, rounding and who says so", () => {
    const rows = sheet("数据来源").slice(1);
    const printed = rows.map((row) => String(row[3]));
    const body = textOf(bulletinOf(tabled()).document.blocks.filter(({ as }) => as === "body"));
    const numbers = body.match(/\d+(?:\.\d+)?%|(?<![\d.])\d+(?=[个条人](?!百分点))/g) ?? [];
    expect(numbers.length).toBeGreaterThan(20);
    // What is 100 % by what it says (全部合格), and ordinals of annexes, are no figures of their own
    for (const number of numbers.filter((one) => one !== "100%")) expect.soft(printed, number).toContain(number);
    const rate = rows.find((row) => row[2] === "合格率");
    expect(rate?.slice(3, 10)).toEqual([
      "98.78%",
      569,
      576,
      "(check.sampled - check.outside - check.failed) / (check.sampled - check.outside)",
      "四舍五入，保留 2 位小数",
      "据报",
      "测试省2018年第四季度台账",
    ]);
    expect(rows.find((row) => row[2] === "抽查比例")?.[10]).toContain("53.9% 与计数不符：579/1076 应为 53.81%");
  });
});

test("the card says the same, with a picture, a document and a workbook", () => {
  const card = bulletinCard(bulletinOf(tabled()));
  expect(words.say(card.title, "en")).toContain("2018年第四季度通报（稿）");
  const fields = card.parts.flatMap((part) => (part.kind === "fields" ? part.rows : []));
  expect(fields.map(([, value]) => words.say(value, "zh-CN"))).toContain("1,076 个");
  expect(card.picture).toMatchObject({
    kind: "bars",
    series: [{ values: expect.any(Array) }, { values: [3, 2, 2, ...Array(19).fill(0)] }],
  });
  expect([card.documents?.length, card.workbooks?.length]).toEqual([1, 1]);
});

describe("an office's own template", () => {
  test("decides on places and wording", () => {
    const own = parseTemplate(source.replaceAll("{合格率:2}", "{合格率:1}").replace("（稿）\n", ""), "own");
    const { document } = bulletinOf(notice(), "2018Q4", own);
    expect(textOf(document.blocks)).toContain("98.8%");
    expect(document.name).toBe("2018年第四季度通报");
  });
  test("is refused with every fault and its line", () => {
    const broken = source
      .replace("{运行总数}", "{运行数}")
      .replace("[截至{截至}，]", "[截至{截至}，")
      .replace("[变化 持平]", "[变化 不变]");
    expect(() => parseTemplate(broken, "own")).toThrow(/\{运行数\}.*\[.*\[变化 持平\].*\[变化 不变\]/);
  });
});
