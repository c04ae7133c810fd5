/** Verbs as a script would call them: exit codes, one line a fault, JSON that keeps its promise. */
import { chmodSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeGb18030 } from "../src/demo/gb18030.ts";
import { type Office, office, REGISTRY } from "./helpers/bot.ts";
import { page, type TestSite, testSite } from "./helpers/site.ts";

let site: TestSite;
let place: Office;
beforeEach(async () => {
  site = await testSite(page({ body: "<p>学习典型案列。</p>" }));
  place = await office({ hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`, env: { LOCALE: "en" } });
});
afterEach(async () => {
  await place[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});
const oneLine = (text: string) => text.trim().split("\n").length;

describe("check --json", () => {
  test("an address: one object on stdout, exit 1 with a fault, nothing kept", async () => {
    const { code, out } = await place.run(["check", "http://www.ceshi.gov.cn/", "--json"]);
    const read = JSON.parse(out);
    expect(code).toBe(1);
    expect(Object.keys(read)).toEqual(["site", "url", "at", "ruleset", "ms", "facts", "results"]);
    expect(read.site).toBeNull();
    expect(read.facts).toMatchObject({
      status: 200,
      charset: "utf-8",
      siteCodes: ["5101000001"],
      icp: "蜀ICP备10014763号-1",
      organiser: "测试市人民政府办公室",
    });
    const typos = read.results.find(({ check }: { check: string }) => check === "typos");
    expect(typos).toMatchObject({
      outcome: "fail",
      level: "fault",
      findings: [{ message: "wrong-word", data: { wrong: "案列", right: "案例" } }],
    });
    expect(typos.findings[0].text).toContain("案列");
    await expect(readFile(join(place.folder, "xuncha.db"))).rejects.toThrow();
  });
  test("a registered site by code and by name; a clean one is exit 0", async () => {
    await writeFile(join(place.folder, "r.csv"), REGISTRY);
    expect((await place.run(["import", "r.csv"])).code).toBe(0);
    const { out } = await place.run(["check", "5101000001", "--json"]);
    expect(JSON.parse(out).site).toMatchObject({ code: "5101000001" });
    expect((await place.run(["check", "没有这个网站"])).code).toBe(2);
    site.answer((request, response) =>
      request.url === "/"
        ? void response.setHeader("content-type", "text/html").end(page())
        : site.rest(request, response),
    );
    expect((await place.run(["check", "测试市人民政府门户网站"])).code).toBe(0);
  });
});

describe("the registry", () => {
  test.each([
    ["UTF-8", Buffer.from(REGISTRY)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${REGISTRY}`)],
    ["GB 18030", Buffer.from(encodeGb18030(REGISTRY))],
  ])("%s goes in, and comes out again as it was", async (_, bytes) => {
    await writeFile(join(place.folder, "r.csv"), bytes);
    expect((await place.run(["import", "r.csv", "--dry-run"])).out).toContain("1 to add");
    expect((await place.run(["import", "r.csv"])).out).toContain("1 added");
    for (const file of ["out.csv", "out.xlsx"]) {
      expect((await place.run(["export", file])).code).toBe(0);
      expect((await place.run(["import", file])).out).toContain("0 added, 0 changed, 1 as before");
    }
  });
  test("netizens' messages go in beside it, once", async () => {
    await writeFile(join(place.folder, "r.csv"), REGISTRY);
    await place.run(["import", "r.csv"]);
    const rows = [
      "编号,提交时间,网站标识码,问题描述,状态",
      "20261116b7e1ea81,2020-11-16 08:00,5101000001,首页打不开,待转办",
    ];
    await writeFile(join(place.folder, "m.csv"), encodeGb18030([...rows, "x,,5101000001,没有时间,待转办"].join("\n")));
    const dry = await place.run(["import", "--messages", "m.csv", "--dry-run"]);
    expect(dry.out).toContain("1 to add, 0 to update, 0 unchanged, 1 overdue");
    expect(dry.err).toContain("Line 3: no time of receipt");
    expect((await place.run(["import", "--messages", "m.csv"])).out).toContain("1 added");
    expect((await place.run(["import", "--messages", "m.csv"])).out).toContain("0 added, 0 updated, 1 unchanged");
  });
  test("wrong rows are named with their line, conflicts with both names, the rest goes in", async () => {
    const rows = [
      "网站标识码,网站名称,首页网址,网站类别,地区,上级地区,主办单位,主管单位,状态,备注",
      "5101000001,甲网,http://a.gov.cn/,市级部门网站,甲市,省,甲局,省厅,正常运行,记一笔",
      "5101000002,乙网,http://b.gov.cn/,奇怪类别,乙市,省,乙局,省厅,正常运行,",
      "51,丙网,http://c.gov.cn/,市级部门网站,甲市,省,丙局,省厅,正常运行,",
      ",丁网,不是网址 x,市级部门网站,甲市,省,丁局,省厅,正常运行,",
      "5101000003,戊网,http://e.gov.cn/,市级部门网站,甲市,省,戊局,省厅,升天,",
    ].join("\n");
    await writeFile(join(place.folder, "r.csv"), rows);
    const first = await place.run(["import", "r.csv"]);
    expect(first.out).toContain("2 added");
    expect(first.err).toMatch(/line 4: not a site code[\s\S]*line 5: not an address[\s\S]*line 6: not a status/);
    expect(first.err).toMatch(/Unknown kinds.*奇怪类别[\s\S]*Unknown columns.*备注/);
    await writeFile(join(place.folder, "r2.csv"), "网站标识码,网站名称,首页网址\n5101000001,甲网,http://b.gov.cn/\n");
    const second = await place.run(["import", "r2.csv"]);
    expect(second.err).toContain("the code is of 甲网, the address of 乙网");
    expect(second.err).toContain("not in this file");
  });
  test.each([
    ["a picture", Buffer.from("89504e470d0a1a0a", "hex")],
    ["an empty file", Buffer.alloc(0)],
    ["half an XLSX", Buffer.from("504b0304ffff", "hex")],
  ])("%s is refused in one line", async (_, bytes) => {
    await writeFile(join(place.folder, "r.csv"), bytes);
    const { code, err } = await place.run(["import", "r.csv"]);
    expect(code).toBe(2);
    expect(oneLine(err)).toBe(1);
  });
});

describe("wrong use and broken surroundings: one clear line, never a stack trace", () => {
  test("every fault of the configuration at once, no secret", async () => {
    const { code, err } = await place.run(["start"], {
      env: { PORT: "x", DIGEST_AT: "25:00", ADMINS: "bob", TELEGRAM_BOT_TOKEN: "my-secret", QUIET: "late" },
    });
    expect(code).toBe(2);
    for (const name of ["PORT", "DIGEST_AT", "ADMINS", "TELEGRAM_BOT_TOKEN", "QUIET"]) expect(err).toContain(name);
    expect(err).not.toContain("my-secret");
  });
  test("an unknown verb, a missing argument", async () => {
    expect((await place.run(["fly"])).code).toBe(2);
    expect((await place.run(["check"])).code).toBe(2);
  });
  test("a damaged database, and one that a newer version wrote", async () => {
    await writeFile(join(place.folder, "xuncha.db"), "x".repeat(5000));
    const damaged = await place.run(["stats"]);
    expect([damaged.code, oneLine(damaged.err)]).toEqual([2, 1]);
    expect(damaged.err).toContain("damaged");
    await place.run(["stats"], { env: { DATABASE_URL: `file:${join(place.folder, "new.db")}` } });
    const raw = new DatabaseSync(join(place.folder, "new.db"));
    raw.exec("insert into __drizzle_migrations (hash, created_at) values ('x', 99999999999999)");
    raw.close();
    const newer = await place.run(["stats"], { env: { DATABASE_URL: `file:${join(place.folder, "new.db")}` } });
    expect([newer.code, oneLine(newer.err)]).toEqual([2, 1]);
    expect(newer.err).toContain("newer");
  });
  test("a folder that is a file, a folder that may not be written", async () => {
    await writeFile(join(place.folder, "file"), "");
    const { code, err } = await place.run(["stats"], {
      env: { DATABASE_URL: `file:${join(place.folder, "file", "x.db")}` },
    });
    expect([code, oneLine(err)]).toEqual([2, 1]);
    if (process.getuid?.() !== 0) {
      await mkdir(join(place.folder, "closed"));
      chmodSync(join(place.folder, "closed"), 0o500);
      expect(
        (await place.run(["stats"], { env: { DATABASE_URL: `file:${join(place.folder, "closed", "x.db")}` } })).code,
      ).toBe(2);
    }
  });
  test("a port in use, and a second bot on one file", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { code, err } = await place.run(["start"], { env: { PORT: String(port) } });
    expect([code, err.includes(String(port))]).toEqual([2, true]);
    server.close();
    const first = await place.run(["import", "/dev/null"]);
    expect(first.code).toBe(2);
    const bot = await place.start({ TELEGRAM_BOT_TOKEN: "1:aaaaaaaaaaaa", TELEGRAM_API_ROOT: "http://127.0.0.1:1" });
    const second = await place.run(["start"], {
      env: { TELEGRAM_BOT_TOKEN: "1:aaaaaaaaaaaa", TELEGRAM_API_ROOT: "http://127.0.0.1:1" },
    });
    expect([second.code, oneLine(second.err)]).toEqual([2, 1]);
    const stopped = performance.now();
    expect((await bot.kill("SIGTERM")).code).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(5_500);
  });
});

test("say: one chat command through the same door, its reply printed", async () => {
  await writeFile(join(place.folder, "r.csv"), REGISTRY);
  await place.run(["import", "r.csv"]);
  const env = { ADMINS: "telegram:7" };
  const told = await place.run(["say", "/check 5101000001", "--as", "telegram:7"], { env });
  expect(told.code).toBe(0);
  expect(told.out).toContain("1 finding");
  expect(
    (await place.run(["say", "/assign #1 测试市人民政府办公室 by 2099-12-31", "--as", "telegram:7"], { env })).out,
  ).toContain("Order 1");
  expect((await place.run(["say", "/stats", "--as", "telegram:8"], { env })).out).toContain("not registered");
  expect((await place.run(["say", "/stats", "--as", "nobody"], { env })).code).toBe(2);
});

test("backup and restore: every hash is proven, a damaged one changes nothing", async () => {
  await writeFile(join(place.folder, "r.csv"), REGISTRY);
  await place.run(["import", "r.csv"]);
  await place.run(["patrol"]);
  expect((await place.run(["backup", "o.tar"])).code).toBe(0);
  const stats = (await place.run(["stats", "--json"])).out;
  expect((await place.run(["restore", "o.tar"])).code).toBe(2);
  const bytes = await readFile(join(place.folder, "o.tar"));
  bytes[5000] = (bytes[5000] ?? 0) ^ 0xff;
  await writeFile(join(place.folder, "bad.tar"), bytes);
  expect((await place.run(["restore", "bad.tar", "--force"])).err).toContain("damaged");
  expect((await place.run(["stats", "--json"])).out).toBe(stats);
  const env = { DATABASE_URL: `file:${join(place.folder, "two", "x.db")}`, DATA_DIR: join(place.folder, "two") };
  expect((await place.run(["restore", "o.tar"], { env })).code).toBe(0);
  expect((await place.run(["stats", "--json"], { env })).out).toBe(stats);
  expect((await place.run(["prune"], { env })).code).toBe(0);
  expect((await place.run(["doctor"], { env })).out).toContain("audit seals hold");
});

test("demo from an empty input: every seeded defect on the right site, nothing on a clean one", async () => {
  const { demoSites } = await import("../src/demo/sites.ts");
  const { code, out } = await place.run(["demo"], { input: "", env: { HOSTS_FILE: "", ALLOW_NETWORKS: "" } });
  expect(code).toBe(0);
  const blocks = new Map(out.split(/\n(?=\d{10} )/).map((block) => [/^(\d{10})/m.exec(block)?.[1] ?? "", block]));
  for (const { code: id, name, defects } of demoSites) {
    const found = new Set(
      [...(blocks.get(id) ?? "").matchAll(/^ {2}- ([a-z-]+): #\d+ \[(Veto|Fault)\]/gm)].map((line) => line[1]),
    );
    expect.soft([...found].sort(), name).toEqual([...new Set(defects.map(({ check }) => check))].sort());
    for (const word of defects.flatMap(({ words }) => words ?? [])) expect.soft(blocks.get(id), name).toContain(word);
  }
  expect(out.split("\n")[0]).toMatch(/gb2019.*2 s/);
});

test("an office's own terms, rules, words and check-ins, each from a command", async () => {
  const env = { ADMINS: "telegram:7" };
  await writeFile(join(place.folder, "r.csv"), REGISTRY);
  await place.run(["import", "r.csv"]);
  await writeFile(
    join(place.folder, "t.csv"),
    "类别,词语,应为,起始日期\n过时表述,工作会议,工作例会,\n禁用表述,乙,,\n错的,甲乙,,\n过时,丙丁,,2018-13-01\n",
  );
  const terms = await place.run(["terms", "t.csv"]);
  expect(terms).toMatchObject({ code: 0, out: expect.stringContaining("1 terms imported, 3 rows at fault") });
  expect(terms.err).toMatch(/Line 3: the text is too short[\s\S]*Line 4: unknown kind[\s\S]*Line 5: not a date/);
  expect((await place.run(["terms", "r.csv"])).code).toBe(2);
  const say = async (text: string) => (await place.run(["say", text, "--as", "telegram:7"], { env })).out;
  const { out } = await place.run(["check", "5101000001", "--json"]);
  const wording = JSON.parse(out).results.find(({ check }: { check: string }) => check === "wording");
  expect(wording).toMatchObject({
    outcome: "fail",
    level: "fault",
    findings: [{ data: { right: "工作例会" } }, {}, {}],
  });

  expect(await say("/rules V3 days=10")).toMatch(/gb2019\+V3[\s\S]*days=10/);
  expect(await say("/rules V3 dayz=1")).toContain("/rules V3 days=10");
  expect(await say("/allow 典型案列 5101000001")).toContain("is no slip");
  expect(await say("/columns 5101000001")).toContain("no columns found yet");
  expect(await say("/sites move 5101000001 from www.old-ceshi.com by 2099-01-31")).toMatch(
    /from www.old-ceshi.com to www.ceshi.gov.cn; the notice hangs from .*2099 to .*2099/,
  );
  expect(await say("/sites move 5101000001 somewhere")).toContain("/sites move www.yunzhou.cn to");
  expect(await say("/sites moves")).toMatch(/1 changes of domain[\s\S]*www.old-ceshi.com → www.ceshi.gov.cn/);
  expect(await say("/checkin")).toContain("Check-ins due: 2");
  expect(await say("/checkin 5101000001 service-guides fault")).toContain("Say what is at fault");
  expect(await say("/checkin 5101000001 service-guides fault 无办事指南")).toContain("Noted");
  const again = JSON.parse((await place.run(["check", "5101000001", "--json"])).out);
  const of = (check: string) => again.results.find((row: { check: string }) => row.check === check);
  expect(again.ruleset).toBe("gb2019+V3");
  expect(of("typos").outcome).toBe("pass");
  expect(of("service-guides")).toMatchObject({ outcome: "fail", findings: [{ data: { note: "无办事指南" } }] });
  expect(of("interaction-channel")).toMatchObject({ outcome: "inconclusive", reason: "needs-person" });
});

test("stats: figures of a period as text, as one object, and as files", async () => {
  await writeFile(join(place.folder, "r.csv"), REGISTRY);
  await place.run(["import", "r.csv"]);
  await place.run(["patrol"]);
  const whole = await place.run(["stats", "--json"]);
  const read = JSON.parse(whole.out);
  expect([whole.code, oneLine(whole.out)]).toEqual([0, 1]);
  expect(Object.keys(read)).toEqual(
    expect.arrayContaining([
      "period",
      "sites",
      "findings",
      "open",
      "orders",
      "talks",
      "pass",
      "due",
      "times",
      "before",
    ]),
  );
  expect(read.sites).toEqual({ registered: 1, running: 1, patrolled: 1 });
  expect(read.findings.opened).toBeGreaterThan(0);
  expect([read.pass, read.groups]).toEqual([{ passed: 1, of: 1, unpatrolled: 0 }, null]);
  expect(read.before.period.to < read.period.from).toBe(true);

  const grouped = await place.run(["stats", "last", "30", "days", "--by", "check", "--json", "--out", "figures"]);
  expect(grouped.code).toBe(0);
  const { groups } = JSON.parse(grouped.out);
  expect(groups.total.findings.opened).toBe(read.findings.opened);
  expect(groups.rows.map(({ key }: { key: string }) => key)).toContain("check:typos");
  const files = (await readdir(join(place.folder, "figures"))).sort();
  expect(files.map((name) => name.split(".").at(-1))).toEqual(["csv", "png", "xlsx", "csv", "xlsx"]);
  expect(grouped.err).toContain("5 files written");
  const csv = await readFile(join(place.folder, "figures", files[0] ?? ""), "utf8");
  expect(csv.trim().split("\r\n").at(-1)).toMatch(/^Total,/);
  expect((await place.run(["stats", "2026Q4", "by", "region"])).out).toContain("Figures: 2026Q4, by region");

  const wrong = await place.run(["stats", "--by", "colour"]);
  expect([wrong.code, oneLine(wrong.err), wrong.err.includes("organiser")]).toEqual([2, 1, true]);
  expect((await place.run(["stats", "2026Q9"])).code).toBe(2);
  await writeFile(join(place.folder, "taken"), "");
  const unwritable = await place.run(["stats", "--out", "taken"]);
  expect([unwritable.code, oneLine(unwritable.err)]).toEqual([2, 1]);
  const asked = await place.run(["say", "/stats by colour", "--as", "telegram:7"], { env: { ADMINS: "telegram:7" } });
  expect(asked.out).toContain("region, city, kind, organiser, check, and person");
});
