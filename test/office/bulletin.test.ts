/** LibreOffice as our users' word processor: a bulletin opens, and its pages hold what they must where they must. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeBulletin } from "../../src/report/bulletin/compose.ts";
import { writeDocument } from "../../src/report/bulletin/document.ts";
import { composeForm } from "../../src/report/bulletin/form.ts";
import { shippedTemplate } from "../../src/report/bulletin/template-file.ts";
import { writeWorkbook } from "../../src/report/tables.ts";
import { createWords } from "../../src/words/say.ts";
import { figuresOf, tabled } from "../helpers/figures.ts";

const folder = mkdtempSync(join(tmpdir(), "xuncha-bulletin-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const MM = 72 / 25.4;

function convert(file: string, to: string): void {
  const args = [`-env:UserInstallation=file://${folder}/profile`, "--headless", "--convert-to", to, "--outdir", folder];
  const { status, stderr } = spawnSync("soffice", [...args, join(folder, file)], { encoding: "utf8" });
  // What it says of Java is about this machine, not about the file
  const said = stderr.split("\n").filter((line) => line !== "" && !/javaldx|java may not/.test(line));
  expect({ status, said }).toEqual({ status: 0, said: [] });
}
type Piece = { text: string; x: number; y: number };
/** The pieces of text of each page, in millimetres from its upper left corner. */
async function pagesOf(file: string): Promise<Piece[][]> {
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(join(folder, file))));
  const pages: Piece[][] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const page = await pdf.getPage(n);
    const [, , , height = 0] = page.view;
    const { items } = await page.getTextContent();
    pages.push(
      items.flatMap((item) =>
        "str" in item && item.str.trim() !== ""
          ? [{ text: item.str, x: (item.transform[4] ?? 0) / MM, y: (height - (item.transform[5] ?? 0)) / MM }]
          : [],
      ),
    );
  }
  return pages;
}
const joined = (page: readonly Piece[] = []) =>
  page
    .map(({ text }) => text)
    .join("")
    .replace(/\s/g, "");

/** So many sites failed that the list of them runs over several pages. */
const given = () => {
  const base = tabled();
  const regions = base.check.regions.map((row) => ({ ...row, failed: row.as === "region" ? 2 : 0 }));
  const failedSites = Array.from({ length: 42 }, (_, i) => ({
    code: `51${String(i).padStart(8, "0")}`,
    name: `测试市第${i + 1}局网站`,
    url: `http://www.s${i}.ceshi.gov.cn`,
    problems: ["首页栏目超过两周未更新", "发现严重错别字"],
  }));
  return { ...base, printed: {}, check: { ...base.check, failed: 42, regions, failedSites } };
};

describe("a bulletin", () => {
  let pages: Piece[][] = [];
  beforeAll(async () => {
    const { document, workbook } = composeBulletin(figuresOf(given()), shippedTemplate(), "2018-12-20");
    await writeFile(join(folder, "b.docx"), await writeDocument(document));
    await writeFile(join(folder, "w.xlsx"), await writeWorkbook(workbook, words, "zh-CN"));
    convert("b.docx", "pdf");
    pages = await pagesOf("b.pdf");
  });
  const pageWith = (text: string) => pages.findIndex((page) => joined(page).includes(text));

  test("begins with its title and stands within the print area", () => {
    expect(joined(pages[0])).toMatch(
      /^测试省人民政府办公厅关于2018年第四季度全省政府网站抽查情况的通报（稿）各市（州）/,
    );
    for (const [at, page] of pages.entries())
      for (const { text, x, y } of page.filter(
        (piece) => !piece.text.includes("—") && !/^\s*\d+\s*$/.test(piece.text),
      )) {
        expect.soft(x, `${at + 1}: ${text}`).toBeGreaterThan(27);
        expect.soft(x, `${at + 1}: ${text}`).toBeLessThan(185);
        expect.soft(y, `${at + 1}: ${text}`).toBeGreaterThan(37);
        expect.soft(y, `${at + 1}: ${text}`).toBeLessThan(263);
      }
  });
  test("has 22 lines of 28 characters", () => {
    const page = pages[1] ?? [];
    const lines = [...new Set(page.filter(({ y }) => y < 263).map(({ y }) => Math.round(y)))].sort((a, b) => a - b);
    expect(lines.length).toBeLessThanOrEqual(22);
    expect((lines.at(-1) ?? 0) - (lines[0] ?? 0)).toBeCloseTo(((lines.length - 1) * 225) / 22, -1);
    const line = joined(
      pages[0]?.filter(
        ({ y }, _, all) => Math.abs(y - (all.find(({ text }) => text.startsWith("为加强"))?.y ?? 0)) < 1,
      ),
    );
    expect([...line].length).toBeGreaterThanOrEqual(25);
    expect([...line].length).toBeLessThanOrEqual(29);
  });
  test("numbers its pages on the outer side", () => {
    const xs = pages.map((page, at) => page.find(({ text }) => text.includes("—") && at >= 0)?.x ?? 0);
    for (const [at, x] of xs.entries())
      expect.soft(x, `page ${at + 1}`)[at % 2 === 0 ? "toBeGreaterThan" : "toBeLessThan"](105);
  });
  test("signs where something is signed", () => {
    const page = joined(pages[pageWith("2018年12月19日")]);
    expect(page).toContain("附件：1.");
    expect(page).toMatch(/测试省人民政府办公厅2018年12月19日/);
  });
  test("begins each annex on a page of its own and repeats the head of a long table", () => {
    for (const label of ["附件1", "附件2", "附件3"])
      expect(
        pages.filter((page) => joined(page).startsWith(label)),
        label,
      ).toHaveLength(1);
    const first = pages.findIndex((page) => joined(page).startsWith("附件3"));
    const listing = pages.slice(first);
    expect(listing.length).toBeGreaterThan(1);
    for (const page of listing) expect(joined(page)).toContain("序号网站标识码网站名称网站地址主要问题");
    // No code is broken over two lines
    const codes = listing.flatMap((page) => page.filter(({ text }) => /^51\d{8}$/.test(text.trim())));
    expect(codes).toHaveLength(42);
  });
  test("has a workbook whose annex adds up", async () => {
    convert("w.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2");
    const text = await readFile(join(folder, "w-附件2.csv"), "utf8");
    expect(text.trim().split("\n").at(-1)).toBe(",合计,1076,579,42,3,92.71%");
  });
});

test("the supervision form opens with its table", async () => {
  const quarter = { known: figuresOf(tabled()), life: undefined };
  const empty = { known: undefined, life: undefined };
  const form = { year: 2018, office: "测试省人民政府办公厅", quarters: [empty, empty, empty, quarter], whole: empty };
  await writeFile(
    join(folder, "f.docx"),
    await writeDocument(composeForm(form, shippedTemplate(), "2019-01-10").document),
  );
  convert("f.docx", "pdf");
  const [page] = await pagesOf("f.pdf");
  expect(joined(page)).toMatch(/^2018年度政府网站监管年度报表（稿）项目一季度二季度三季度四季度全年/);
  expect(joined(page)).toContain("抽查网站数量（个次）579");
});
