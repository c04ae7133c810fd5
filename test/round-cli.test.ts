/** Rounds by command line and by chat, as a process: drawn, exported, verified, tampered with, reviewed and closed. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Office, office } from "./helpers/bot.ts";

let place: Office;
const BOSS = "terminal:boss";
beforeEach(async () => {
  const head = "网站标识码,网站名称,首页网址,网站类别,地区,上级地区,主办单位,主管单位,状态";
  const rows = Array.from({ length: 30 }, (_, i) => {
    const [city, kind] = [i % 2 ? "甲市" : "乙市", i % 3 ? "市级部门网站" : "县级政府门户网站"];
    const code = i === 7 ? "" : `51${String(i).padStart(8, "0")}`;
    return `${code},网站${i},http://s${i}.gov.cn/,${kind},${city},某省,单位${i},省厅,正常运行`;
  });
  place = await office({ env: { LOCALE: "en", ADMINS: BOSS, DIGEST_AT: "23:59" } });
  await writeFile(join(place.folder, "r.csv"), `${head}\n${rows.join("\n")}\n`);
  expect((await place.run(["import", "r.csv"])).code).toBe(0);
});
afterEach(() => place[Symbol.asyncDispose]());
const change = (sql: string) => {
  const db = new DatabaseSync(join(place.folder, "xuncha.db"));
  db.exec(sql);
  db.close();
};
const say = async (line: string) => (await place.run(["say", line, "--as", BOSS])).out;

test("draw, export, verify by the stored frame and by the exported one, and a changed row", async () => {
  const drawn = await place.run(["round", "draw", "2018Q4", "--ratio", "50%", "--seed", "20181219", "--out", "files"]);
  expect(drawn.err).toBe("");
  expect(drawn.code).toBe(0);
  // Hash and seed stand before the sample
  expect(drawn.out.indexOf("20181219")).toBeLessThan(drawn.out.indexOf("sites drawn"));
  expect(drawn.out).toContain("1 site has no code");
  const files = await readdir(join(place.folder, "files"));
  expect(files).toContain("round frame 2018Q4.csv");
  expect(files).toContain("round sample 2018Q4.xlsx");
  const frame = join("files", "round frame 2018Q4.csv");
  const verified = await place.run(["round", "verify", "2018Q4"]);
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining("2018Q4 verified")]);
  const brought = await place.run(["round", "verify", "2018Q4", "--frame", frame, "--seed", "20181219", "--json"]);
  expect(brought.code).toBe(0);
  expect(JSON.parse(brought.out)).toMatchObject({ frameSize: 30, differences: [] });
  const other = await place.run(["round", "verify", "2018Q4", "--frame", frame, "--seed", "20181220"]);
  expect([other.code, other.out]).toEqual([1, expect.stringContaining("another seed")]);
  const text = await readFile(join(place.folder, frame), "utf8");
  await writeFile(join(place.folder, "other.csv"), text.replace("网站3", "网站三"));
  const changed = await place.run(["round", "verify", "2018Q4", "--frame", "other.csv"]);
  expect(changed.code).toBe(1);
  expect(changed.out).toContain("another line in the frame");
  change("update round_sites set rank = 'f' where rowid = (select min(rowid) from round_sites)");
  const tampered = await place.run(["round", "verify", "2018Q4"]);
  expect([tampered.code, tampered.out]).toEqual([1, expect.stringContaining("another rank")]);
  expect((await place.run(["round", "draw", "2018Q4", "--ratio", "50%"])).code).toBe(2);
  const again = await place.run(["round", "draw", "2018Q4", "--total", "9", "--reason", "底册有误", "--json"]);
  expect(JSON.parse(again.out)).toMatchObject({ number: 2, seedGiven: false });
  expect((await place.run(["round", "status", "2018Q4"])).out).toContain("Draw 2 of this period");
  expect((await place.run(["round", "verify", "2018Q4#1"])).code).toBe(1);
  for (const wrong of [
    ["dance"],
    ["draw"],
    ["draw", "2018Q4"],
    ["verify", "2011Q1"],
    ["draw", "2018Q3", "--ratio", "x"],
  ])
    expect((await place.run(["round", ...wrong])).code, wrong.join(" ")).toBe(2);
});

test("in chat: frame and seed first, then the sample; decided, closed, corrected", async () => {
  const drawn = await say("/round draw 2026Q4 quota 甲市=3 乙市=2");
  expect(drawn.indexOf("on record before the sample")).toBeGreaterThanOrEqual(0);
  expect(drawn.indexOf("on record before the sample")).toBeLessThan(drawn.indexOf("5 of 30 sites drawn"));
  expect(await say("/round draw 2026Q4 ratio=50%")).toContain("needs a reason");
  expect(await say("/抽查 状态")).toContain("5 of 30");
  expect(await say("/round verify")).toContain("verified");
  change("update rounds set state = 'checking'; update round_sites set checked_at = 1");
  const db = new DatabaseSync(join(place.folder, "xuncha.db"));
  const site = db
    .prepare("select s.code, s.id from round_sites r join sites s on s.id = r.site_id where s.code is not null")
    .get() as {
    code: string;
    id: number;
  };
  const at = Date.now();
  db.prepare(
    `insert into findings (site_id, check_id, message_id, key, check_version, level, data, place, state, baseline, opened_at, opened_day, last_seen_at, indicator)
     values (?, 'site-code', 'missing', '', 1, 'veto', '{}', '{}', 'open', 0, ?, '2026-11-24', ?, 'N3')`,
  ).run(site.id, at, at);
  db.close();
  expect(await say("/round close")).toContain("1 findings unreviewed on 1 sites");
  expect(await say("/round review")).toContain("#1");
  expect(await say("/review confirm #1")).toContain("#1");
  expect(await say("/round review")).toContain("Nothing");
  const closed = await say("/round close");
  expect(closed).toContain("1 failed, 0 pending");
  expect(closed).toContain("80.00%");
  expect(await say(`/round correct ${site.code} pass`)).toContain("and why");
  expect(await say(`/round correct ${site.code} pass because 复核有误`)).toContain("the frozen result stays");
  const status = await say("/round status 2026Q4");
  expect(status).toContain("1 failed, 0 pending");
  expect(status).toContain("Corrected on");
  expect(await say(`/round result ${site.code} pass because 晚了`)).toContain("closed");
  expect(await say("/round")).toContain("2026Q4 (closed)");
});
