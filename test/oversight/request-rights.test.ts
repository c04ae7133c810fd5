/** Who may ask for, decide and withdraw a request, what two people at once make of it, and what cannot be done as given. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { requestsOfSite } from "../../db/life.ts";
import { history, siteById } from "../../db/sites.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { runLife } from "../../src/oversight/life.ts";
import { type Talk, talkOn } from "../helpers/chat.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { LI, OFFICE, OTHER, SECOND, seedOffice, UNIT, VIEWER } from "../helpers/requests.ts";
import { AT, newFinding, openFinding } from "../helpers/rows.ts";

const WRONG: readonly [line: string, refusal: string][] = [
  ["/request sell mzj.yunzhou.gov.cn because x", "refuse.request-what"],
  ["/request closed mzj.yunzhou.gov.cn because x", "refuse.request-what"],
  ["/request close mzj.yunzhou.gov.cn", "refuse.request-reason"],
  ["/request close 没有的网站名字 because x", "refuse.site-near"],
  ["/request rename mzj.yunzhou.gov.cn because x", "refuse.request-form"],
  ["/request rename mzj.yunzhou.gov.cn to 云州市民政局网站 because x", "refuse.request-name"],
  ["/request move mzj.yunzhou.gov.cn to 民政局 because x", "refuse.request-host"],
  ["/request move mzj.yunzhou.gov.cn to mzj.yunzhou.gov.cn because x", "refuse.request-host"],
  ["/request move mzj.yunzhou.gov.cn to www.yunzhou.gov.cn because x", "refuse.request-address"],
  ["/request merge mzj.yunzhou.gov.cn into mzj.yunzhou.gov.cn because x", "refuse.request-target"],
  ["/request suspend mzj.yunzhou.gov.cn until 某天 because x", "refuse.request-day"],
  ["/request suspend mzj.yunzhou.gov.cn until 2026-11-01 because x", "refuse.request-span"],
  ["/request suspend mzj.yunzhou.gov.cn from 2026-12-05 until 2026-12-01 because x", "refuse.request-span"],
  ["/request open because x", "refuse.request-form"],
  ["/request open 不是网址 某网站 because x", "refuse.request-row"],
  ["/request open http://new.yunzhou.gov.cn because x", "refuse.request-row"],
  ["/request open http://mzj.yunzhou.gov.cn/ 某网站 because x", "refuse.request-registered"],
  ["/request open http://new.yunzhou.gov.cn 某网站 类别=没有的 because x", "refuse.request-kind"],
  ["/request open http://new.yunzhou.gov.cn 某网站 标识码=12 because x", "refuse.request-row"],
  ["/request 99", "refuse.request-unknown"],
  ["/request 99 approve", "refuse.request-unknown"],
  ["/request levels close 9", "refuse.request-levels"],
  ["/request levels 喝茶 2", "refuse.request-levels"],
];

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let site = 0;
  let portal = 0;
  let talk: Talk;
  const clock = createClock("Asia/Shanghai", () => now);
  const later = (days: number) => {
    now = now.add({ hours: 24 * days });
  };
  const status = async (id = site) => (await siteById(held.db, id))?.status;
  beforeEach(async () => {
    held = await open();
    const { db } = held;
    now = AT;
    talk = talkOn(db, clock);
    ({ site, portal } = await seedOffice(db, talk));
  });
  afterEach(() => held[Symbol.asyncDispose]());

  test("two approve at once: one wins, the other is told who; two ask at once: one request stands", async () => {
    const { db } = held;
    await talk.ask(SECOND, "/request levels close 1");
    const filed = await Promise.all(
      [LI, OFFICE].map((who) => talk.ask(who, "/request close mzj.yunzhou.gov.cn because 机构撤销")),
    );
    expect(filed.filter((answer) => answer === "refuse.request-under-way")).toHaveLength(1);
    const [row] = await requestsOfSite(db, site);
    const id = row?.id ?? 0;
    const answers = await Promise.all([UNIT, SECOND].map((who) => talk.ask(who, `/request ${id} approve`)));
    expect(answers.filter((answer) => answer === "refuse.request-settled")).toHaveLength(1);
    expect(await db.$count(db.t.approvals)).toBe(1);
    expect((await history(db, site)).filter(({ value }) => value === "closing")).toHaveLength(1);
  });

  test("nobody approves his own, gives two levels, or decides what is not his", async () => {
    await talk.ask(OFFICE, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    expect(await talk.ask(OFFICE, "/request 1 approve")).toBe("refuse.request-own");
    expect(await talk.ask(LI, "/request 1 approve")).toBe("refuse.request-not-yours");
    expect(await talk.ask(VIEWER, "/request 1 approve")).toBe("refuse.request-not-yours");
    expect(await talk.ask(OTHER, "/request 1 approve")).toBe("refuse.not-yours");
    await talk.ask(SECOND, "/request 1 approve");
    expect(await talk.ask(SECOND, "/request 1 approve")).toBe("refuse.request-twice");
    expect(await talk.ask(UNIT, "/request 1 approve")).toBe("refuse.request-not-yours");
    expect(await talk.ask(LI, "/request 1 withdraw")).toBe("refuse.request-not-asker");
    expect(await talk.ask(OTHER, "/request")).toContain("0 requests");
    expect(await talk.ask(OTHER, "/request close mzj.yunzhou.gov.cn because 试")).toBe("refuse.not-yours");
    expect(await talk.ask(VIEWER, "/request rename mzj.yunzhou.gov.cn to 新 because 试")).toBe("refuse.not-yours");
    expect(await talk.ask(OFFICE, "/request levels close 1")).toBe("refuse.role");
  });

  test("withdrawn by who asked; in the notice's time the site goes back to what it was, and owes no notice", async () => {
    const { db } = held;
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    expect(await talk.ask(LI, "/request 1 withdraw")).toContain("withdrawn");
    expect(await talk.ask(UNIT, "/request 1 approve")).toBe("refuse.request-settled");
    await talk.ask(OFFICE, "/sites status mzj.yunzhou.gov.cn 例外");
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    await talk.ask(UNIT, "/request 2 approve");
    await talk.ask(SECOND, "/request 2 approve");
    await openFinding(db, { ...newFinding(site), checkId: "closing-notice", indicator: "N10" });
    expect(await talk.ask(OFFICE, "/request 2 withdraw 缓办")).toContain("withdrawn");
    expect(await status()).toBe("exempt");
    expect((await db.select().from(db.t.findings)).map(({ state }) => state)).toEqual(["cleared"]);
    later(40);
    expect(await runLife(db, clock)).toBe(0);
  });

  test("in Chinese, in a thread about the site, and by the levels that the office set", async () => {
    const zh = { locale: "zh-CN" as const };
    expect(await talk.ask(SECOND, "申请 审批级数 更名 3", zh)).toContain("更名：3 级");
    expect(await talk.ask(LI, "申请 更名 更名为云州市社会事务局网站，因为机构改革", { ...zh, siteId: site })).toContain(
      "更名为“云州市社会事务局网站”",
    );
    expect(await talk.ask(LI, "申请临时下线 云州市民政局网站 自 12月1日 至 12月5日 因为系统升级", zh)).toContain(
      "待主管单位（第 1 级）审批",
    );
    expect((await requestsOfSite(held.db, site))[0]?.data).toEqual({ from: "2026-12-01", until: "2026-12-05" });
    expect(await talk.ask(UNIT, "申请 1 批准", zh)).toContain("主管单位（第 2 级）");
    expect(await talk.ask(OFFICE, "申请 2 不同意 年底不宜下线", zh)).toContain("未批准");
    expect(await talk.ask(UNIT, "/request 1 approve")).toBe("refuse.request-twice");
  });

  test("what cannot be done as given is refused, each with its reason", async () => {
    for (const [line, refusal] of WRONG) expect.soft(await talk.ask(SECOND, line), line).toBe(refusal);
    expect(await held.db.$count(held.db.t.requests)).toBe(0);
  });

  test("a decision that is none, and a refusal without a reason", async () => {
    await talk.ask(LI, "/request close mzj.yunzhou.gov.cn because 机构撤销");
    expect(await talk.ask(UNIT, "/request 1 maybe")).toBe("refuse.request-verb");
    expect(await talk.ask(UNIT, "/request 1 refuse")).toBe("refuse.request-why");
    expect(await status(portal)).toBe("running");
  });
});
