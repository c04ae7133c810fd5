/** Bulletins as a script would make them: figures from a file, the documents into a folder. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Office, office } from "./helpers/bot.ts";
import { notice } from "./helpers/figures.ts";

let place: Office;
beforeEach(async () => {
  place = await office({ hosts: "", env: { LOCALE: "zh-CN" } });
});
afterEach(() => place[Symbol.asyncDispose]());
const write = (name: string, value: unknown) => writeFile(join(place.folder, name), JSON.stringify(value));

test("figures are checked, printed as they will be, and drawn up", async () => {
  await write("bad.json", { ...notice(), check: { sampled: 5, failed: 6 }, exposed: 3 });
  const bad = await place.run(["figures", "2018Q4", "bad.json"]);
  expect(bad.code).toBe(2);
  expect(bad.err).toMatch(/bad\.json 有 2 处错误[\s\S]*exposed：应为对象[\s\S]*check\.failed：6 超过了/);
  expect((await place.run(["bulletin", "2018Q4", "--out", "o"])).code).toBe(2);

  await write("f.json", notice());
  const loaded = await place.run(["figures", "2018Q4", "f.json"]);
  expect([loaded.code, loaded.err]).toEqual([0, ""]);
  expect(loaded.out).toMatch(/抽查比例：53\.81%（据报）[\s\S]*按时办结率：98\.9%（据报）[\s\S]*53\.9% 与计数不符/);
  const made = await place.run(["bulletin", "2018Q4", "--out", "o"]);
  expect(made.code).toBe(0);
  const files = await readdir(join(place.folder, "o"));
  expect(files.map((name) => name.split(".").at(-1)).sort()).toEqual(["docx", "png", "xlsx"]);
  const docx = unzipSync(await readFile(join(place.folder, "o", "2018年第四季度通报（稿）.docx")));
  expect(Buffer.from(docx["word/document.xml"] ?? []).toString("utf8")).toContain("53.81%");
});
test("the year's form, and what is wrongly asked", async () => {
  await write("f.json", notice());
  await place.run(["figures", "2018年第四季度", "f.json"]);
  expect((await place.run(["bulletin", "2018", "--form", "--out", "o"])).code).toBe(0);
  expect((await readdir(join(place.folder, "o"))).sort()).toEqual([
    "2018年度政府网站监管年度报表（稿）.docx",
    "2018年度政府网站监管年度报表（稿）.xlsx",
  ]);
  expect((await place.run(["bulletin", "2018Q4", "--form", "--out", "o"])).code).toBe(2);
  expect((await place.run(["bulletin", "soon", "--out", "o"])).code).toBe(2);
  expect((await place.run(["figures", "2018Q4", "none.json"])).code).toBe(2);
});
test("an office's own template holds, and its faults are told with their lines", async () => {
  await write("f.json", notice());
  const template = await readFile("src/words/bulletin.txt", "utf8");
  await mkdir(join(place.folder, "data"), { recursive: true });
  const own = join(place.folder, "data", "bulletin.txt");
  await writeFile(own, template.replace("{抽查数}个", "{抽查几个}个"));
  const wrong = await place.run(["figures", "2018Q4", "f.json"]);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/模板 .*bulletin\.txt 有误.*\d+: \{抽查几个\}/)]);
  await writeFile(own, template.replaceAll("{抽查比例:2}", "{抽查比例:1}"));
  expect((await place.run(["figures", "2018Q4", "f.json"])).out).toContain("抽查比例：53.8%（据报）");
});
