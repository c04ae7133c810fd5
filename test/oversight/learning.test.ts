/** What visits teach on a real database: columns, articles, the accepted look, quiet pairs; and closed sites that answer. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LinkVerdict, Page } from "../../checks/evidence.ts";
import { addReview, decideReview } from "../../db/reviews.ts";
import { articlesOf, baselineOf, columnsOf } from "../../db/watch.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { review } from "../../src/oversight/review.ts";
import { createSupplies, ensureSalt } from "../../src/oversight/supplies.ts";
import { allowWord, replaceTerms } from "../../src/oversight/terms.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { chainOf, pageOf } from "../helpers/judge.ts";
import { collectorsOf, patrolOf } from "../helpers/patrol.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const TEXT = "本市召开工作会议，研究部署下一阶段重点任务，要求各部门提高认识、抓好落实。".repeat(10);
const NAV = [
  "要闻动态",
  "通知公告",
  "政策文件",
  "政府信息公开",
  "办事服务",
  "互动交流",
  "领导之窗",
  "机构职能",
  "人事任免",
  "财政预算",
  "统计数据",
]
  .map((name, i) => `<a href="/c${i}/">${name}</a>`)
  .join("");
const homePage = (title = "测试市人民政府", nav = NAV) =>
  pageOf(
    `<title>${title}</title><body>${nav}<p>${"新闻。".repeat(100)}</p><ul><li><a href="/a1.html">本市召开工作会议的消息</a><span>2026-11-20</span></li><li><a href="/a2.html">另外一条消息的标题</a><span>2026-11-19</span></li></ul></body>`,
  );
const article = (date: string, url = "http://www.ceshi.gov.cn/a1.html") =>
  pageOf(`<h1>本市召开工作会议</h1><p>发布时间：${date}</p><p>${TEXT}</p>`, { url, role: "article" });

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let siteId = 0;
  let home: Page = homePage();
  let beside: Page[] = [];
  let links: LinkVerdict[] = [];
  let built: Page | undefined;
  const clock = createClock("Asia/Shanghai", () => now);
  const supplies = createSupplies();
  const termsOf = async (siteId: number) => (await supplies.read(held.db, siteId, 0)).terms;
  const collectors = collectorsOf({
    probe: async () => ({ chain: chainOf(), page: home, tls: { kind: "plain" } }),
    survey: async () => beside,
    links: async (pages) => links.filter(({ on }) => pages.some(({ url }) => url === on)),
    render: async () => (built ? { page: built, screenshot: new Uint8Array([1, 2, 3]) } : undefined),
  });
  beforeEach(async () => {
    held = await open();
    now = AT;
    home = homePage();
    beside = [];
    links = [];
    built = undefined;
    siteId = await newSite(held.db, { baselineAt: AT, url: "http://www.ceshi.gov.cn/", host: "www.ceshi.gov.cn" });
    await held.db.tx((tx) => ensureSalt(tx, () => "salt"));
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const visit = async (days = 0) => {
    now = now.add({ hours: 24 * days });
    const patrol = patrolOf(held.db, clock, collectors, { width: 1 });
    await patrol.plan();
    await patrol.makeDue();
    await patrol.run();
  };
  const findings = async (checkId: string) =>
    (await held.db.select().from(held.db.t.findings)).filter((row) => row.checkId === checkId && row.state === "open");

  test("columns are found once, keep what people said, and get the dates of their pages", async () => {
    await visit();
    const before = await columnsOf(held.db, siteId);
    expect(before.slice(0, 2).map(({ title, type, state }) => `${title} ${type} ${state}`)).toEqual([
      "要闻动态 news discovered",
      "通知公告 notice discovered",
    ]);
    beside = [
      pageOf(
        `<ul><li><a href="/x1.html">最新的一条新闻标题</a><span>2026-11-24</span></li><li><a href="/x2.html">再前的一条新闻标题</a><span>2026-11-20</span></li></ul>`,
        {
          url: "http://www.ceshi.gov.cn/c0/",
          role: "column",
        },
      ),
    ];
    await visit(1);
    const after = await columnsOf(held.db, siteId);
    expect(after).toHaveLength(before.length);
    expect(after[0]).toMatchObject({ newest: "2026-11-24", readOn: "2026-11-25", blank: false });
  });
  test("an article re-dated with its text unchanged is a veto; its first date stands", async () => {
    beside = [article("2026-11-20")];
    await visit();
    beside = [article("2026-11-25")];
    await visit(1);
    const [found] = await findings("article-redating");
    expect(found).toMatchObject({
      level: "veto",
      messageId: "redated",
      data: { from: "2026-11-20", to: "2026-11-25" },
    });
    await visit(1);
    expect(await findings("article-redating")).toHaveLength(1);
    expect((await articlesOf(held.db, siteId, 10)).find(({ url }) => url.endsWith("/a1.html"))?.read?.date).toBe(
      "2026-11-20",
    );
    // Set right, and seen to be
    beside = [article("2026-11-20")];
    await visit(1);
    expect(await findings("article-redating")).toEqual([]);
  });
  test("what stands on a page that was not read is not cleared", async () => {
    beside = [
      pageOf("<p>学习典型案列，推动工作落实。</p>", { url: "http://www.ceshi.gov.cn/a9.html", role: "article" }),
    ];
    await visit();
    expect(await findings("typos")).toHaveLength(1);
    beside = [];
    await visit(1);
    expect(await findings("typos")).toHaveLength(1);
    beside = [
      pageOf("<p>学习典型案例，推动工作落实。</p>", { url: "http://www.ceshi.gov.cn/a9.html", role: "revisit" }),
    ];
    await visit(1);
    expect(await findings("typos")).toEqual([]);
  });
  test("a dead link on a column is not mended by the column's turn being over", async () => {
    const column = pageOf("<p>栏目</p>", { url: "http://www.ceshi.gov.cn/c1/", role: "column" });
    const dead: LinkVerdict = {
      url: "http://www.ceshi.gov.cn/gone.html",
      text: "附件",
      place: "ul",
      on: column.url,
      inside: true,
      state: "dead",
      status: 404,
    };
    links = [dead];
    beside = [column];
    await visit();
    expect(await findings("dead-links")).toMatchObject([{ place: { url: column.url } }]);
    beside = [];
    await visit(1);
    expect(await findings("dead-links")).toHaveLength(1);
    beside = [column];
    links = [{ ...dead, state: "alive", status: 200 }];
    await visit(1);
    expect(await findings("dead-links")).toEqual([]);
  });
  test("what only a browser saw is not cleared by reading, and keeps its picture", async () => {
    // A foot that a script of unknown effect writes leaves the marks in doubt: a browser looks
    home = pageOf(`<title>测试市人民政府</title>${NAV}<script src="http://www.ceshi.gov.cn/foot.js"></script>`);
    built = pageOf(
      `<title>测试市人民政府</title>${NAV}<div style="left:-9999px;position:absolute"><a href="http://www.xpj-shop.com/">澳门新葡京官网</a></div>`,
    );
    await visit();
    const [found] = await findings("hidden-links");
    expect(found).toMatchObject({ level: "veto", place: { rendered: true } });
    const uses = await held.db.select().from(held.db.t.evidenceUses);
    expect(uses.map(({ subject }) => subject)).toContain(`finding:${found?.id}:screenshot`);
    built = undefined;
    await visit(1);
    expect(await findings("hidden-links")).toHaveLength(1);
    built = pageOf(`<title>测试市人民政府</title>${NAV}`);
    await visit(1);
    expect(await findings("hidden-links")).toEqual([]);
  });
  test("the accepted look: another page is a finding, and dismissing it accepts the new one", async () => {
    await visit();
    expect((await baselineOf(held.db, siteId))?.portrait).toMatchObject({ title: "测试市人民政府" });
    home = homePage("Welcome to nginx", "");
    home = { ...home, paragraphs: home.paragraphs.slice(0, 1) };
    home = pageOf("<title>Welcome to nginx</title><p>It works</p>");
    await visit(1);
    const [found] = await findings("tampering");
    expect(found).toMatchObject({ messageId: "changed", level: "fault" });
    await held.db.tx((tx) =>
      review(tx, {
        id: found?.id ?? 0,
        outcome: "dismissed",
        reason: "改版",
        actor: "t",
        personId: 0,
        arbiter: false,
        at: now,
        today: clock.today(),
      }),
    );
    expect(await baselineOf(held.db, siteId)).toBeUndefined();
    await visit(1);
    expect((await baselineOf(held.db, siteId))?.portrait).toMatchObject({ title: "Welcome to nginx" });
  });
  test("a pair dismissed three times goes quiet everywhere; an allowed word on its site only", async () => {
    for (let n = 0; n < 3; n++) {
      const id = await openFinding(held.db, {
        ...newFinding(siteId, `案列→案例|${n}`),
        checkId: "typos",
        messageId: "wrong-word",
      });
      await decideReview(held.db, id, { outcome: "dismissed", quietUntil: undefined });
      await addReview(held.db, {
        findingId: id,
        outcome: "dismissed",
        reason: "x",
        actor: "t",
        at: now,
        day: "2026-11-24",
      });
      expect((await termsOf(siteId)).quiet).toEqual(n < 2 ? [] : ["案列→案例"]);
    }
    const other = await newSite(held.db);
    const site = { id: siteId } as never;
    await held.db.tx((tx) => allowWord(tx, "准用证", site, { actor: "t", at: now }));
    expect((await termsOf(siteId)).terms.map(({ text }) => text)).toEqual(["准用证"]);
    expect((await termsOf(other)).terms).toEqual([]);
    expect(await termsOf(other)).toBe(await termsOf(other));
  });
  test("a pack replaces the terms of its kinds and leaves the others", async () => {
    const row = (kind: "forbidden" | "outdated", text: string) => ({
      kind,
      text,
      instead: null,
      since: null,
      note: null,
    });
    const by = { actor: "t", at: now };
    await held.db.tx((tx) =>
      replaceTerms(tx, { rows: [row("forbidden", "甲甲"), row("outdated", "乙乙")], faults: [] }, by),
    );
    await held.db.tx((tx) => replaceTerms(tx, { rows: [row("forbidden", "丙丙")], faults: [] }, by));
    expect((await termsOf(siteId)).terms.map(({ text }) => text).sort()).toEqual(["丙丙", "乙乙"].sort());
  });
  test("a site that was closed for good is looked at once a day, and counted nowhere", async () => {
    await held.db.delete(held.db.t.siteHistory);
    await held.db.update(held.db.t.sites).set({ status: "closed" });
    await visit();
    expect(await findings("lifecycle")).toMatchObject([{ messageId: "still-answers" }]);
    expect(await held.db.$count(held.db.t.probeDays)).toBe(0);
    expect(new Set((await held.db.select().from(held.db.t.results)).map(({ checkId }) => checkId))).toEqual(
      new Set(["lifecycle"]),
    );
    await visit();
    expect(await held.db.$count(held.db.t.dues)).toBe(1);
  });

  test("full readings have due times of their own: a probe never waits for one", async () => {
    await held.db.update(held.db.t.sites).set({ baselineAt: null });
    const patrol = patrolOf(held.db, clock, collectors, { width: 1, spread: true });
    const kinds = async () => (await held.db.select().from(held.db.t.dues)).map(({ kind }) => kind).sort();
    await patrol.plan();
    // The first sight is a full one, and silent
    expect(await kinds()).toEqual(["daily"]);
    expect(await patrol.run(undefined, undefined, ["visit", "second-look"])).toBe(0);
    expect(await patrol.run(undefined, undefined, ["daily"])).toBe(1);
    expect((await columnsOf(held.db, siteId)).length).toBeGreaterThan(5);
    expect(await held.db.$count(held.db.t.probeDays)).toBe(0);
    await patrol.plan();
    expect(await kinds()).toEqual(["daily", "visit"]);
    const due = (await held.db.select().from(held.db.t.dues)).find(({ kind }) => kind === "daily");
    expect(clock.dayOf(due?.dueAt ?? now)).toBe("2026-11-25");
    // A probe reads the home page only
    now = now.add({ hours: 1 });
    let pages = -1;
    await patrol.run(
      (one) => {
        pages = one.visited.pages.length;
      },
      undefined,
      ["visit"],
    );
    expect(pages).toBe(0);
    expect(await held.db.$count(held.db.t.probeDays)).toBe(1);
  });
});
