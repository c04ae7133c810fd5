/** LibreOffice as our users' spreadsheet: tables of cards open with their figures, shares and days, and run nothing. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Table } from "../../src/card.ts";
import { tableFiles } from "../../src/report/tables.ts";
import { createWords } from "../../src/words/say.ts";

const folder = mkdtempSync(join(tmpdir(), "xuncha-tables-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const TABLE: Table = {
  name: "各地区情况",
  columns: [
    { title: "地区", kind: "text" },
    { title: "变化", kind: "number" },
    { title: "办结率", kind: "percent" },
    { title: "截止", kind: "day" },
  ],
  rows: [
    ["甲市", -3.5, 0.9234, "2026-11-24"],
    ["=1+1", "=2+2", "@SUM(1)", "+5"],
  ],
  format: "both",
};
const convert = (file: string, out: string) =>
  execFileSync(
    "soffice",
    [
      `-env:UserInstallation=file://${folder}/profile`,
      "--headless",
      ...(file.endsWith(".csv") ? ["--infilter=CSV:44,34,76,1,,1033,false,true"] : []),
      "--convert-to",
      "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
      "--outdir",
      join(folder, out),
      file,
    ],
    { stdio: "pipe" },
  );

test.each(["xlsx", "csv"])("%s opens: figures, shares and days as such, formulas as text", async (ending) => {
  const file = (await tableFiles(TABLE, words, "zh-CN")).find(({ name }) => name.endsWith(`.${ending}`));
  if (!file) throw new Error(`no ${ending}`);
  await writeFile(join(folder, `t.${ending}`), file.bytes);
  convert(join(folder, `t.${ending}`), ending);
  const [head, first, second] = (await readFile(join(folder, ending, "t.csv"), "utf8")).trim().split("\n");
  expect(head).toBe("地区,变化,办结率,截止");
  expect(first).toBe("甲市,-3.5,92.34%,2026-11-24");
  expect(second?.replaceAll("'", "")).toBe("=1+1,=2+2,@SUM(1),+5");
});
