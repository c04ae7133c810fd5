/** LibreOffice as our users' spreadsheet: it opens what we write, and we read what it writes. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SiteRow } from "../../db/sites.ts";
import { readRegistryFile, writeRegistryCsv, writeRegistryXlsx } from "../../src/oversight/registry-file.ts";

const folder = mkdtempSync(join(tmpdir(), "xuncha-office-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const convert = (file: string, to: string, from: string[] = []) =>
  execFileSync(
    "soffice",
    [
      `-env:UserInstallation=file://${folder}/profile`,
      "--headless",
      ...from,
      "--convert-to",
      to,
      "--outdir",
      join(folder, "out"),
      file,
    ],
    { stdio: "pipe" },
  );
const SITE = {
  id: 1,
  code: "5101000001",
  name: "测试市人民政府门户网站",
  url: "http://www.ceshi.gov.cn/",
  host: "www.ceshi.gov.cn",
  status: "suspended",
  extra: { 备注: "=1+1" },
  kind: "市级政府门户网站",
  kindText: null,
  region: "测试市",
  regionText: null,
  parentRegion: "测试省",
  organiser: "测试市人民政府办公室",
  supervisor: null,
} as unknown as SiteRow;

test("an exported XLSX opens, its formulas are text", async () => {
  await writeFile(join(folder, "r.xlsx"), await writeRegistryXlsx([SITE]));
  convert(join(folder, "r.xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76,1");
  const text = await readFile(join(folder, "out", "r.csv"), "utf8");
  expect(text).toContain('"5101000001","测试市人民政府门户网站"');
  expect(text).toContain("=1+1");
  expect(text).not.toMatch(/,2\s*$/m);
});

test("an XLSX that LibreOffice saved is read with its codes whole", async () => {
  await writeFile(join(folder, "s.csv"), writeRegistryCsv([SITE]));
  convert(join(folder, "s.csv"), "xlsx", ["--infilter=CSV:44,34,76,1"]);
  const { rows, unknownColumns } = await readRegistryFile(await readFile(join(folder, "out", "s.xlsx")));
  expect(rows[0]?.values).toMatchObject({ code: "5101000001", name: SITE.name, url: SITE.url, status: "临时下线" });
  expect(unknownColumns).toEqual(["备注"]);
});
