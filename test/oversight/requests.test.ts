/** The life of a site by requests, on both databases: what follows from the last approval, and from the days after it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { requestById } from "../../db/life.ts";
import { domainMove, history, siteById, sitesByHost } from "../../db/sites.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { readDossier } from "../../src/oversight/dossier.ts";
import { runLife } from "../../src/oversight/life.ts";
import { lifeFigures } from "../../src/oversight/life-figures.ts";
import { rulesFor } from "../../src/oversight/rules.ts";
import { createSupplies } from "../../src/oversight/supplies.ts";
import { composeNews } from "../../src/report/news.ts";
import { type Talk, talkOn, textOf, words } from "../helpers/chat.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { chainOf, pageOf } from "../helpers/judge.ts";
import { collectorsOf, patrolOf } from "../helpers/patrol.ts";
import { GROUP, LI, OFFICE, OTHER, OWN, SECOND, seedOffice, UNIT, VIEWER } from "../helpers/requests.ts";
import { AT } from "../helpers/rows.ts";

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let site = 0;

  let talk: Talk;
  const clock = createClock("Asia/Shanghai", () => now);
  const later = (days: number) => {
    now = now.add({ hours: 24 * days });
  };
  const status = async (id = site) => (await siteById(held.db, id))?.status;
  const request = async (id = 1) => (await requestById(held.db, id)) ?? expect.fail();
  const approveAll = async (id: number) => {
    await talk.ask(UNIT, `/request ${id} approve`);
    return talk.ask(OFFICE, `/request ${id} approve 同意`);
  };

  beforeEach(async () => {
    held = await open();
    const { db } = held;
    now = AT;
    talk = talkOn(db, clock);
    ({ site } = await seedOffice(db, talk));
  });
  afterEach(() => held[Symbol.asyncDispose]());

  test("closing: asked by the contact, approved at two levels, announced for thirty days, closed the day after", async () => {
    const { db } = held;
    const filed = await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    expect(filed).toContain("Filed: Request 1 · 云州市民政局网站: close for good");
    expect(filed).toContain("waits for the supervising unit (level 1)");
    expect(await talk.ask(UNIT, "/request")).toContain("1 request under way, 1 for you to decide");
    expect(await talk.ask(OFFICE, "/request")).toContain("1 request under way, 1 for you to decide");
    expect(await talk.ask(UNIT, "/request 1 approve")).toContain("waits for the office (level 2)");
    expect(await status()).toBe("running");
    expect(await talk.ask(OFFICE, "/request 1 approve 同意")).toContain("the notice of closing hangs until");
    expect(await status()).toBe("closing");
    expect(await request()).toMatchObject({
      state: "notice",
      noticeFrom: "2026-11-24",
      noticeUntil: "2026-12-24",
      nextOn: "2026-12-25",
    });
    later(30);
    expect(await runLife(db, clock)).toBe(0);
    expect(await status()).toBe("closing");
    later(1);
    expect(await runLife(db, clock)).toBe(1);
    expect(await runLife(db, clock)).toBe(0);
    expect(await status()).toBe("closed");
    expect(await request()).toMatchObject({ state: "done", doneOn: "2026-12-25", nextOn: null });
    const past = (await history(db, site)).filter(({ field }) => field === "status");
    expect(past.map(({ value, actor }) => [value, actor])).toEqual([
      ["running", "test"],
      ["closing", OFFICE],
      ["closed", "system"],
    ]);
    const actions = (await db.select().from(db.t.audit))
      .filter(({ subject }) => subject === "request:1")
      .map(({ action }) => action);
    expect(actions).toEqual(["request-asked", "request-approved", "request-approved", "request-done"]);
    const shown = await talk.ask(VIEWER, "/request 1");
    expect(shown).toContain("Level 1 approved: t:unit");
    expect(shown).toContain("Level 2 approved: t:office");
    // Each step was told to the office and to the organiser's own channel
    const out = await db.select().from(db.t.outbox);
    for (const channel of [GROUP, OWN])
      expect(out.filter((row) => row.channel === channel && row.event === "request")).toHaveLength(4);
    const parts = {
      q: db,
      clock,
      shown: { rules: await rulesFor(db, clock.today()), excerpts: true },
      diskFreeGb: async () => 1,
      words,
      locale: "en" as const,
    };
    const rows = out.filter(({ channel }) => channel === GROUP).map((row) => ({ ...row, ids: row.ids as number[] }));
    const { card } = await composeNews(rows, parts);
    expect(textOf(card)).toMatch(/^Request 1 · 云州市民政局网站: close for good: done/);
  });

  test("a downtime over the notice's end is caught up once, on the first day after it", async () => {
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    await approveAll(1);
    later(90);
    const both = await Promise.all([runLife(held.db, clock), runLife(held.db, clock)]);
    expect(both.toSorted()).toEqual([0, 1]);
    expect(await request()).toMatchObject({ state: "done", doneOn: "2027-02-22" });
    expect((await history(held.db, site)).filter(({ value }) => value === "closed")).toHaveLength(1);
  });

  test("a status that somebody set himself stands, and the request is over", async () => {
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    await approveAll(1);
    await talk.ask(OFFICE, "/sites status mzj.yunzhou.gov.cn running");
    later(31);
    await runLife(held.db, clock);
    expect(await status()).toBe("running");
    expect((await request()).state).toBe("withdrawn");
  });

  test("a merger names the site that takes over, and its notice is asked for that", async () => {
    const { db } = held;
    await talk.ask(LI, "/request merge mzj.yunzhou.gov.cn into www.yunzhou.gov.cn because 集约化");
    await approveAll(1);
    const row = (await siteById(db, site)) ?? expect.fail();
    const known = await readDossier(db, row, clock, { supplies: createSupplies(), daily: false });
    expect(known.closing).toEqual({
      from: "2026-11-24",
      until: "2026-12-24",
      target: { name: "云州市人民政府门户网站", host: "www.yunzhou.gov.cn" },
    });
    later(31);
    await runLife(db, clock);
    expect(await status()).toBe("closed");
    expect(await lifeFigures(db, { from: "2026-12-01", to: "2026-12-31" }, clock)).toMatchObject({
      merged: 1,
      closed: 0,
    });
  });

  test("a closing site stays on patrol, is asked for its notice and for nothing new, and counts among none that run", async () => {
    const { db } = held;
    await db.update(db.t.sites).set({ baselineAt: AT });
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    await approveAll(1);
    later(2);
    const page = pageOf("<title>云州市民政局</title><body><p>新闻</p></body>");
    const patrol = patrolOf(
      db,
      clock,
      collectorsOf({ probe: async ({ url }) => ({ chain: chainOf({ asked: url, finalUrl: url }), page }) }),
      { width: 1 },
    );
    await patrol.makeDue();
    const seen: string[] = [];
    await patrol.run((one) =>
      seen.push(`${one.site.name}: ${one.visited.judged.map(({ check }) => check.meta.id).join(" ")}`),
    );
    const own = seen.find((text) => text.startsWith("云州市民政局网站")) ?? expect.fail();
    expect(own).toContain("closing-notice");
    expect(own).not.toContain("homepage-freshness");
    expect(seen.find((text) => text.startsWith("云州市人民政府"))).toContain("homepage-freshness");
    const found = (await db.select().from(db.t.findings)).filter(({ checkId }) => checkId === "closing-notice");
    expect(found).toMatchObject([{ siteId: site, messageId: "missing", level: "fault", indicator: "N10" }]);
    expect(await talk.ask(VIEWER, "/stats")).toContain("2 registered, 1 running");
  });

  test("a suspension begins on its day, ends by itself, and warns of the figures that it passes", async () => {
    const { db } = held;
    const filed = await talk.ask(
      LI,
      "/request suspend mzj.yunzhou.gov.cn from 2026-12-01 until 2027-01-15 because 系统升级",
    );
    expect(filed).toContain("down for 45 days; a suspension lasts 30 days at most");
    expect(filed).not.toContain("working day");
    await approveAll(1);
    expect(await request()).toMatchObject({
      state: "approved",
      noticeFrom: "2026-11-24",
      noticeUntil: "2026-11-30",
      nextOn: "2026-12-01",
    });
    expect(await status()).toBe("running");
    later(7);
    await runLife(db, clock);
    expect(await status()).toBe("suspended");
    later(44);
    expect(await runLife(db, clock)).toBe(0);
    later(1);
    await runLife(db, clock);
    expect(await status()).toBe("running");
    expect((await request()).state).toBe("done");
    const figures = await lifeFigures(db, { from: "2026-12-01", to: "2027-01-31" }, clock);
    expect(figures).toEqual({ opened: 0, renamed: 0, moved: 0, merged: 0, closed: 0, suspended: 1 });
    now = Temporal.Instant.from("2026-12-20T02:00:00Z");
    const again = await talk.ask(LI, "/request suspend mzj.yunzhou.gov.cn until 2026-12-25 because 检修");
    expect(again).toContain("suspended 1 time in 2026; 1 a year at most");
    expect(again).toContain("the notice should come 3 working days ahead");
  });

  test("a suspension that lay in a downtime never began; one without a first day begins at once", async () => {
    const { db } = held;
    await talk.ask(LI, "/request suspend mzj.yunzhou.gov.cn from 2026-12-01 until 2026-12-05 because 升级");
    await approveAll(1);
    later(20);
    await runLife(db, clock);
    expect((await request()).state).toBe("done");
    expect((await history(db, site)).filter(({ value }) => value === "suspended")).toEqual([]);
    await talk.ask(LI, "/request suspend mzj.yunzhou.gov.cn until 2026-12-20 because 升级");
    await approveAll(2);
    expect(await status()).toBe("suspended");
    expect((await request(2)).nextOn).toBe("2026-12-20");
    const late = await talk.ask(LI, "/request suspend mzj.yunzhou.gov.cn until 2026-12-21 because 升级");
    expect(late).toBe("refuse.request-status");
  });

  test("a suspension whose end has come cannot be approved any more", async () => {
    await talk.ask(LI, "/request suspend mzj.yunzhou.gov.cn until 2026-11-26 because 升级");
    await talk.ask(UNIT, "/request 1 approve");
    later(2);
    expect(await talk.ask(OFFICE, "/request 1 approve")).toBe("refuse.request-late");
    expect(await request()).toMatchObject({ state: "requested", level: 1 });
    expect(await talk.ask(OFFICE, "/request 1 refuse 已过期")).toContain("refused");
  });

  test("a renaming takes effect with the last approval and leaves its history", async () => {
    await talk.ask(LI, "/request rename mzj.yunzhou.gov.cn to 云州市社会事务局网站 because 机构改革");
    await approveAll(1);
    const names = (await history(held.db, site)).filter(({ field }) => field === "name");
    expect(names.map(({ value, until }) => [value, until === null])).toEqual([
      ["云州市民政局网站", false],
      ["云州市社会事务局网站", true],
    ]);
    expect(await request()).toMatchObject({ state: "done", doneOn: "2026-11-24" });
  });

  test("a change of domain registers the new address, hangs its notice for three months, and watches the old name", async () => {
    const { db } = held;
    await talk.ask(LI, "/request move mzj.yunzhou.gov.cn to shj.yunzhou.gov.cn because 更名");
    await approveAll(1);
    expect(await siteById(db, site)).toMatchObject({ host: "shj.yunzhou.gov.cn", url: "http://shj.yunzhou.gov.cn/" });
    expect(await domainMove(db, site)).toEqual({
      siteId: site,
      oldHost: "mzj.yunzhou.gov.cn",
      newHost: "shj.yunzhou.gov.cn",
      noticeFrom: "2026-11-24",
      noticeUntil: "2027-02-24",
    });
    expect(await talk.ask(VIEWER, "/sites moves")).toContain("mzj.yunzhou.gov.cn → shj.yunzhou.gov.cn");
    expect(await talk.ask(LI, "/request move 云州市民政局网站 to x.yunzhou.gov.cn because 再改")).toBe(
      "refuse.request-under-way",
    );
    now = Temporal.Instant.from("2027-02-25T02:00:00Z");
    await runLife(db, clock);
    expect((await request()).state).toBe("done");
    expect(await talk.ask(LI, "/request 1 withdraw")).toBe("refuse.request-settled");
  });

  test("an opening inserts a row as an import would, and its first patrol is a baseline", async () => {
    const { db } = held;
    const filed = await talk.ask(
      LI,
      "/request open http://sg.yunzhou.gov.cn 云州市社会工作网站 类别=市级部门网站 because 新设",
    );
    expect(filed).toContain("open the site (http://sg.yunzhou.gov.cn/)");
    expect(filed).toContain("云州市民政局 runs 1 site already");
    expect(await talk.ask(LI, "/request open http://sg.yunzhou.gov.cn/ 又一个 because 新设")).toBe(
      "refuse.request-asked",
    );
    expect(await talk.ask(OTHER, "/request 1")).toBe("refuse.not-yours");
    expect(await talk.ask(SECOND, "/request 1 approve")).toContain("waits for the office");
    expect(await talk.ask(OFFICE, "/request 1 approve")).toContain("done");
    const [made] = await sitesByHost(db, "sg.yunzhou.gov.cn");
    expect(made).toMatchObject({
      name: "云州市社会工作网站",
      organiser: "云州市民政局",
      kind: "市级部门网站",
      status: "running",
      baselineAt: null,
    });
    expect((await request()).siteId).toBe(made?.id);
    expect(await lifeFigures(db, { from: "2026-11-24", to: "2026-11-24" }, clock)).toMatchObject({
      opened: 1,
      closed: 0,
    });
    expect(await lifeFigures(db, { from: "2026-11-25", to: "2026-11-30" }, clock)).toMatchObject({ opened: 0 });
  });
});
