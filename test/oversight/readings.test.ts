/** Daily readings and campaigns on both databases: who signs, what counts, who is late and who was reminded. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noteResults } from "../../db/patrol.ts";
import { addReading } from "../../db/readings.ts";
import { ensureOrganiser, setDomainMove, siteById } from "../../db/sites.ts";
import { annualCampaign, domainCampaign } from "../../src/oversight/campaigns.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { bind } from "../../src/oversight/grants.ts";
import { readingFigures, readingRates } from "../../src/oversight/readings.ts";
import { changeStatus } from "../../src/oversight/registry.ts";
import { rulesFor } from "../../src/oversight/rules.ts";
import { isWorkingDay } from "../../src/oversight/working-days.ts";
import { composeNews } from "../../src/report/news.ts";
import { type Talk, talkOn, textOf, words } from "../helpers/chat.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const [LI, OFFICE, INSPECTOR, VIEWER] = ["t:li", "t:office", "t:inspector", "t:viewer"];
const OFFICE_GROUP = "terminal:office";
const OWN_GROUP = "terminal:mzj";

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let bureau = 0;
  let sites: number[] = [];
  let talk: Talk;
  const clock = createClock("Asia/Shanghai", () => now);
  const day = (text: string) => {
    now = Temporal.Instant.from(`${text}T02:00:00Z`);
  };
  const told = async (channel: string, event: string) =>
    (await held.db.select().from(held.db.t.outbox)).filter((row) => row.channel === channel && row.event === event);
  const compose = async (channel: string, event: string) => {
    const rows = (await told(channel, event)).map((row) => ({ ...row, ids: row.ids as number[] }));
    const shown = { rules: await rulesFor(held.db, clock.today()), excerpts: true };
    return textOf(
      (await composeNews(rows, { q: held.db, clock, shown, diskFreeGb: async () => 1, words, locale: "zh-CN" })).card,
    );
  };

  beforeEach(async () => {
    held = await open();
    const { db } = held;
    now = AT;
    talk = talkOn(db, clock);
    bureau = await ensureOrganiser(db, "云州市民政局");
    const other = await ensureOrganiser(db, "云州市水务局");
    sites = [
      await newSite(db, { name: "民政局网站", organiserId: bureau }),
      await newSite(db, { name: "社会救助网", organiserId: bureau }),
      await newSite(db, { name: "水务局网站", organiserId: other }),
    ];
    await talk.join(LI, "contact", { scope: "organiser", scopeId: bureau });
    await talk.join(OFFICE, "supervisor");
    await talk.join(INSPECTOR, "inspector");
    await talk.join(VIEWER, "viewer");
    await db.tx((tx) =>
      bind(tx, { id: OFFICE_GROUP, title: "", audience: "office", audienceId: null, actor: "t", at: AT }),
    );
    await db.tx((tx) =>
      bind(tx, { id: OWN_GROUP, title: "", audience: "organiser", audienceId: bureau, actor: "t", at: AT }),
    );
  });
  afterEach(() => held[Symbol.asyncDispose]());

  test("a contact signs all his sites at once, a second reader is noted, and today's share is of the sites that run", async () => {
    expect(await talk.ask(OFFICE, "/read")).toContain("0 of 3 running sites read (0.00%)");
    expect(await talk.ask(LI, "/read ok")).toMatch(/^Read on .*: 民政局网站 and 社会救助网/);
    expect(await talk.ask(INSPECTOR, "/read 民政局网站 ok")).toContain("noted as read again: 民政局网站");
    const shown = await talk.ask(OFFICE, "/read");
    expect(shown).toContain("2 of 3 running sites read (66.67%)");
    expect(shown).toContain("- 水务局网站 (云州市水务局)");
    expect(await talk.ask(LI, "/read")).toContain("2 of 2 running sites read (100.00%)");
    expect(await talk.ask(LI, "/read 水务局网站 ok")).toBe("refuse.not-yours");
    expect(await talk.ask(VIEWER, "/read 水务局网站 ok")).toBe("refuse.not-yours");
    expect(await talk.ask(INSPECTOR, "/read ok")).toBe("refuse.read-which");
    expect(await held.db.$count(held.db.t.readings)).toBe(2);
    expect(await talk.ask(INSPECTOR, "/read 云州市水务局 ok")).toContain("水务局网站");
    expect(await talk.ask(INSPECTOR, "/read 没有的网 ok")).toMatch(/refuse\.site-/);
  });

  test("two read at once: one row, and the other is noted", async () => {
    const answers = await Promise.all([LI, INSPECTOR].map((who) => talk.ask(who, "/read 民政局网站 ok")));
    expect(answers.filter((text) => text.includes("noted as read again"))).toHaveLength(1);
    expect(await held.db.$count(held.db.t.readings)).toBe(1);
    expect(await held.db.$count(held.db.t.readingNotes)).toBe(1);
  });

  test("what a reader found is told to the office, is no finding, and keeps nobody's number", async () => {
    const answer = await talk.ask(LI, "/read 民政局网站 首页公开了张某的电话13800138000", { channel: OWN_GROUP });
    expect(answer).toContain("The office is told");
    expect(await told(OWN_GROUP, "reading-found")).toEqual([]);
    const card = await compose(OFFICE_GROUP, "reading-found");
    expect(card).toContain("民政局网站: a reader found “首页公开了张某的电话");
    expect(card).not.toContain("13800138000");
    expect(await held.db.$count(held.db.t.findings)).toBe(0);
    expect(await talk.ask(OFFICE, "/read")).toContain("1 thing found today");
    expect(await talk.ask(LI, "/read 民政局网站")).toContain("民政局网站: read on");
  });

  test("rates are of working days that are over, on which the site ran: as plain loops count them", async () => {
    const { db } = held;
    const [first = 0, second = 0, third = 0] = sites;
    const reads: [number, string][] = [
      [first, "2026-11-24"],
      [first, "2026-11-25"],
      [first, "2026-11-28"],
      [second, "2026-11-27"],
      [third, "2026-12-01"],
      [third, "2026-12-03"],
    ];
    const personId = await talk.join("t:any", "viewer");
    for (const [siteId, on] of reads) await addReading(db, { siteId, day: on, personId, actor: "t", at: now });
    day("2026-11-30");
    const row = (await siteById(db, third)) ?? expect.fail();
    await db.tx((tx) => changeStatus(tx, row, "suspended", { actor: "t", at: now }));
    day("2026-12-02");
    await db.tx((tx) => changeStatus(tx, { ...row, status: "suspended" }, "running", { actor: "t", at: now }));
    day("2026-12-03");
    const span = { from: Temporal.PlainDate.from("2026-11-20"), to: Temporal.PlainDate.from("2026-12-31") };
    let [due, read, days] = [0, 0, 0];
    for (
      let on = span.from;
      Temporal.PlainDate.compare(on, Temporal.PlainDate.from("2026-12-03")) < 0;
      on = on.add({ days: 1 })
    ) {
      if (!isWorkingDay(on)) continue;
      days++;
      for (const siteId of sites) {
        const text = on.toString();
        const ran = text >= "2026-11-24" && !(siteId === third && (text === "2026-11-30" || text === "2026-12-01"));
        if (!ran) continue;
        due++;
        if (reads.some(([id, of]) => id === siteId && of === text)) read++;
      }
    }
    expect(await readingFigures(db, clock, span)).toEqual({ days, due, read, found: 0 });
    expect(read).toBe(3); // the Saturday, the day off and today count for nothing
    const rates = await readingRates(db, clock, span);
    expect(rates.map(({ site, due: of, read: n }) => [site.id, n, of])).toEqual([
      [first, 2, 7],
      [second, 1, 7],
      [third, 0, 5],
    ]);
    expect(await readingFigures(db, clock, span, [second])).toMatchObject({ due: 7, read: 1 });
  });

  test("on a day off a reading is kept and nobody is named; a site that is down has nothing to read", async () => {
    day("2026-11-28");
    const shown = await talk.ask(OFFICE, "/read");
    expect(shown).toContain("Today is no working day");
    expect(shown).not.toContain("not read today");
    expect(await talk.ask(LI, "/read 民政局网站 ok")).toContain("Read on");
    const row = (await siteById(held.db, sites[1] ?? 0)) ?? expect.fail();
    await held.db.tx((tx) => changeStatus(tx, row, "closed", { actor: "t", at: now }));
    expect(await talk.ask(LI, "/read 社会救助网 ok")).toBe("refuse.read-status");
  });

  /** A verdict of one check on one site. */
  const verdict = (
    siteId: number,
    checkId: string,
    outcome: "pass" | "fail" | "not-applicable" | "inconclusive",
    at = now,
  ) =>
    noteResults(held.db, [
      {
        siteId,
        checkId,
        outcome,
        level: null,
        reason: null,
        digest: "",
        prepared: null,
        holdsUntil: null,
        at,
      },
    ]);

  test("the domain campaign: moved, notice up, planned, late, not begun; reminded once a day", async () => {
    const { db } = held;
    const make = (name: string, organiserId: number | null = bureau) => newSite(db, { name, organiserId });
    const moving = async (name: string, from: string, until: string, outcome?: "pass" | "fail") => {
      const siteId = await make(name);
      await setDomainMove(db, {
        siteId,
        oldHost: `old${siteId}.cn`,
        newHost: `new${siteId}.gov.cn`,
        noticeFrom: from,
        noticeUntil: until,
      });
      if (outcome) await verdict(siteId, "domain-notice", outcome);
      return siteId;
    };
    const expected = new Map([
      [await moving("已变更", "2026-06-01", "2026-09-01", "pass"), "moved"],
      [await moving("旧域名仍通", "2026-06-01", "2026-09-01", "fail"), "late"],
      [await moving("在挂", "2026-11-01", "2027-02-01", "pass"), "notice"],
      [await moving("未挂", "2026-11-01", "2027-02-01", "fail"), "late"],
      [await moving("将挂", "2026-12-01", "2027-03-01"), "planned"],
      [await moving("未读", "2026-11-01", "2027-02-01"), "unread"],
      [await make("未启动", null), "undone"],
    ]);
    const undone = [...expected].find(([, group]) => group === "undone")?.[0] ?? 0;
    const form = { checkId: "domain-form", messageId: "suffix", indicator: "D1" };
    await openFinding(db, { ...newFinding(undone), ...form });
    await openFinding(db, { ...newFinding(sites[0] ?? 0), ...form, messageId: "parent", level: "warning" });
    const all = await domainCampaign(db, clock.today(), undefined);
    expect(new Map(all.map(({ site, group }) => [site.id, group]))).toEqual(expected);
    const shown = await talk.ask(OFFICE, "/campaign domain");
    expect(shown).toContain("2 of 7 done or under way as they should (28.57%)");
    expect(shown).toContain("no notice, or the old name still answers: 2 / 7");
    expect(shown).toContain("[Remind those not done]");
    expect(await talk.ask(VIEWER, "/campaign 域名")).not.toContain("[Remind");
    expect(await talk.ask(VIEWER, "/campaign domain", { channel: OWN_GROUP })).toBe("refuse.campaign-place");
    expect(await talk.ask(VIEWER, "/campaign domain remind")).toBe("refuse.role");

    const both = await Promise.all([OFFICE, OFFICE].map((who) => talk.ask(who, "/campaign domain remind")));
    expect(both.filter((text) => text.includes("1 organiser reminded"))).toHaveLength(1);
    expect(both.filter((text) => text.includes("云州市民政局 was reminded today"))).toHaveLength(1);
    for (const text of both) expect(text).toContain("without a channel, to be told otherwise: 未启动");
    expect(await told(OWN_GROUP, "campaign-reminder")).toHaveLength(1);
    expect(await told(OFFICE_GROUP, "campaign-reminder")).toEqual([]);
    const card = await compose(OWN_GROUP, "campaign-reminder");
    expect(card).toContain("Domains put in order: 2 sites of yours are not done");
    expect(card).toContain("- 未挂");
    expect(await talk.ask(OFFICE, "/campaign domain")).toContain("云州市民政局 | ");
    day("2026-11-25");
    expect(await talk.ask(OFFICE, "专项 域名 提醒")).toContain("1 organiser reminded");
    expect(await told(OWN_GROUP, "campaign-reminder")).toHaveLength(2);
  });

  test("the annual forms over the sites that run, as the last reading of this year has them", async () => {
    const { db } = held;
    day("2027-02-10");
    const expected = new Map<number, string>(sites.map((id) => [id, "unread"]));
    const add = async (group: string, outcome?: Parameters<typeof verdict>[2], message?: string, at = now) => {
      const id = await newSite(db, { name: group, organiserId: bureau });
      if (outcome) await verdict(id, "annual-report", outcome, at);
      if (message)
        await openFinding(db, { ...newFinding(id), checkId: "annual-report", messageId: message, indicator: "R1" });
      expected.set(id, group);
    };
    await add("published", "pass");
    await add("published", "fail", "sum");
    await add("download", "fail", "attachment-only");
    await add("missing", "fail", "missing");
    await add("unseen", "fail", "not-found");
    await add("unread", "inconclusive");
    await add("not-due", "not-applicable");
    await add("unread", "pass", undefined, AT);
    await newSite(db, { status: "closed" });
    const all = await annualCampaign(db, clock, undefined);
    expect(new Map(all.map(({ site, group }) => [site.id, group]))).toEqual(expected);
    const shown = await talk.ask(OFFICE, "/campaign annual-report 2026");
    expect(shown).toContain("Annual forms of 2026");
    expect(shown).toContain("2 of 11 done");
    expect(shown).toContain("missing: 1 / 11");
    expect(await talk.ask(OFFICE, "/campaign annual-report 2020")).toBe("refuse.campaign-year");
    expect(await talk.ask(OFFICE, "/campaign 喝茶")).toBe("refuse.campaign");
    expect(await talk.ask(OFFICE, "/campaign annual-report remind")).toContain("云州市民政局: 2 sites");
    expect(await compose(OWN_GROUP, "campaign-reminder")).toContain("publish the annual form");
    expect(await talk.ask(OFFICE, "/campaign domain remind")).toBe("refuse.campaign-nobody");
  });
});
