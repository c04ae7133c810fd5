/** Hand-made cases at the edges of periods, days and denominators; how a question is read, and what a card says. */
import { describe, expect, test } from "vitest";
import { stats } from "../../commands/stats.ts";
import { clearFinding, findingById } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { wordsOf } from "../../src/app.ts";
import { type Card, say } from "../../src/card.ts";
import { cardLines } from "../../src/chat/lines.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { periodBefore, readPeriod } from "../../src/oversight/period.ts";
import { GROUPINGS } from "../../src/oversight/stats/figures.ts";
import { citiesOf } from "../../src/oversight/stats/group.ts";
import { readQuestion } from "../../src/oversight/stats/question.ts";
import { timesOf } from "../../src/oversight/stats/times.ts";
import { readStats } from "../../src/oversight/stats.ts";
import { change, hours, points, span } from "../../src/report/share.ts";
import { percent, statsCard } from "../../src/report/stats.ts";
import { statsChart, statsTables } from "../../src/report/stats-tables.ts";
import { databases } from "../helpers/databases.ts";
import { newFinding, newSite, openFinding } from "../helpers/rows.ts";

const TODAY = Temporal.PlainDate.from("2026-11-24");
const at = (local: string) => Temporal.Instant.from(`${local}:00+08:00`);
const clock = createClock("Asia/Shanghai", () => at("2026-11-24T15:30"));
const period = (words: string) => readPeriod(words, TODAY) ?? expect.fail(words);
const words = wordsOf("Asia/Shanghai");
const linesOf = (card: Card, locale: "zh-CN" | "en") =>
  cardLines(card, words, locale).map(({ label, text }) => (label ? `${label}: ${text}` : text));

const opened = (q: Queries, siteId: number, local: string, level: "veto" | "fault" = "veto") =>
  openFinding(q, {
    ...newFinding(siteId, local),
    level,
    openedAt: at(local),
    openedDay: clock.dayOf(at(local)),
    lastSeenAt: at(local),
  });
const decided = (
  q: Queries,
  findingId: number,
  local: string,
  outcome: "confirmed" | "dismissed",
  way: "review" | "appeal",
) =>
  q
    .insert(q.t.reviews)
    .values({ findingId, episode: 1, outcome, way, actor: "telegram:1", at: at(local), day: clock.dayOf(at(local)) });
const ordered = (q: Queries, siteId: number, dueOn: string, ended: string | undefined) =>
  q.insert(q.t.orders).values({
    siteId,
    organiserId: 1,
    dueOn,
    state: ended ? "done" : "open",
    actor: "telegram:1",
    at: at("2026-10-01T09:00"),
    day: "2026-10-01",
    endedAt: ended ? at(ended) : null,
    endedDay: null,
    confirmedIds: [],
  });

describe.each(databases)("edges on %s", (_, open) => {
  test("nothing to divide by: every figure is there, every share a dash", async () => {
    await using made = await open();
    for (const by of [undefined, "region", "person"] as const) {
      const stats = await readStats(made.db, { period: period("2026Q4"), clock, by });
      expect(stats.pass).toEqual({ passed: 0, of: 0, unpatrolled: 0 });
      expect(stats.times.confirm).toEqual({ n: 0, medianMs: null, p90Ms: null });
      for (const locale of ["zh-CN", "en"] as const) {
        const lines = linesOf(statsCard(stats), locale).join("\n");
        expect(lines).toContain("—");
        expect(lines).not.toMatch(/NaN|undefined|\{\w+\}|stats\.|measure\./);
      }
    }
    const empty = await readStats(made.db, { period: period("2026Q4"), clock, by: "kind" });
    expect(statsChart(empty)).toBeUndefined();
  });

  test("the last minute of a period belongs to it, the first after it does not", async () => {
    await using made = await open();
    const { db } = made;
    const site = await newSite(db, { baselineAt: at("2026-01-01T00:00") });
    await db.tx(async (tx) => {
      const late = await opened(tx, site, "2026-09-30T23:59");
      await opened(tx, site, "2026-10-01T00:00", "fault");
      await decided(tx, late, "2026-10-01T00:00", "confirmed", "review");
      const row = await findingById(tx, late);
      if (row) await clearFinding(tx, row, { at: at("2026-10-01T23:59"), day: "2026-10-01", evidence: null });
    });
    const third = await readStats(db, { period: period("2026Q3"), clock });
    const fourth = await readStats(db, { period: period("2026Q4"), clock });
    expect([third.findings.opened, third.findings.confirmed, third.pass]).toEqual([
      1,
      0,
      // Open for one minute of the quarter, confirmed after its end: it does not pass
      { passed: 0, of: 1, unpatrolled: 0 },
    ]);
    expect([fourth.findings.opened, fourth.findings.cleared, fourth.findings.confirmed]).toEqual([1, 1, 1]);
    expect(fourth.times.confirm.medianMs).toBe(60_000);
    expect(fourth.times.clear.medianMs).toBe(24 * 3_600_000);
    const days = await readStats(db, { period: period("2026-10-02..2026-10-31"), clock });
    expect(days.pass.passed).toBe(1);
  });

  test("a date is met until 24:00 of its day", async () => {
    await using made = await open();
    const { db } = made;
    const site = await newSite(db);
    await db.insert(db.t.organisers).values({ id: 1, name: "单位" });
    await ordered(db, site, "2026-10-20", "2026-10-20T23:59");
    await ordered(db, site, "2026-10-20", "2026-10-21T00:01");
    await ordered(db, site, "2026-11-24", undefined);
    await ordered(db, site, "2026-11-23", undefined);
    const { orders, due } = await readStats(db, { period: period("2026Q4"), clock });
    expect(orders).toEqual({ made: 4, done: 2, onTime: 1, cancelled: 0, open: 2, overdue: 1 });
    expect(due).toEqual({ fell: 3, onTime: 1, pending: 1 });
  });

  test("an appeal that overturns in a later period stands in that one, and lifts the reproach from both", async () => {
    await using made = await open();
    const { db } = made;
    const site = await newSite(db, { baselineAt: at("2026-01-01T00:00") });
    const id = await opened(db, site, "2026-08-01T09:00");
    await decided(db, id, "2026-08-02T09:00", "confirmed", "review");
    expect((await readStats(db, { period: period("2026Q3"), clock })).pass.passed).toBe(0);
    await decided(db, id, "2026-10-05T09:00", "dismissed", "appeal");
    const third = await readStats(db, { period: period("2026Q3"), clock });
    const fourth = await readStats(db, { period: period("2026Q4"), clock });
    expect(third.findings).toMatchObject({ confirmed: 1, dismissed: 0, overturned: 0 });
    expect(fourth.findings).toMatchObject({ confirmed: 0, dismissed: 0, overturned: 1 });
    expect(fourth.before.findings.confirmed).toBe(1);
    expect([third.pass.passed, fourth.pass.passed]).toEqual([1, 1]);
  });
});

describe("questions", () => {
  test.each([
    ["", "2026Q4", undefined],
    ["2026Q4 by region", "2026Q4", "region"],
    ["by check last quarter", "2026Q3", "check"],
    ["按地区", "2026Q4", "region"],
    ["按地区 上季度", "2026Q3", "region"],
    ["上季度按主办单位统计", "2026Q3", "organiser"],
    ["2026年第三季度 按网站类别", "2026Q3", "kind"],
    ["按检查项2026-11", "2026-11", "check"],
    ["按市 去年", "2025", "city"],
    ["按人员 上月", "2026-10", "person"],
    ["last month by Organizer", "2026-10", "organiser"],
    ["近30天", "2026-10-26..2026-11-24", undefined],
    ["last 30 days by person", "2026-10-26..2026-11-24", "person"],
    ["上周", "2026-11-16..2026-11-22", undefined],
    ["last year by city", "2025", "city"],
    ["2026-02-28", "2026-02-28", undefined],
    ["一季度", "2026Q1", undefined],
  ])("%s", (given, name, by) => {
    const asked = readQuestion(given, TODAY);
    expect("by" in asked && [asked.period.name, asked.by]).toEqual([name, by]);
  });
  test.each(GROUPINGS)("%s may be asked for by the word with which it is said", (by) => {
    expect(readQuestion(`2026Q4 by ${words.say(say(`grouping.${by}`), "en")}`, TODAY)).toMatchObject({ by });
    expect(readQuestion(`2026Q4 按${words.say(say(`grouping.${by}`), "zh-CN")}`, TODAY)).toMatchObject({ by });
  });
  test("what is no group or no period is named", () => {
    expect(readQuestion("2026Q4 by colour", TODAY)).toEqual({ group: "colour" });
    expect(readQuestion("按月份", TODAY)).toEqual({ group: "月份" });
    expect(readQuestion("2026Q5 by region", TODAY)).toEqual({ period: "2026Q5" });
    for (const bad of ["2026-02-30", "last 0 days", "2026-13", "近0天"])
      expect(readPeriod(bad, TODAY), bad).toBeUndefined();
  });
  test("of a period named by today, the one before is of the same kind", () => {
    expect(
      ["上季度", "去年", "本月", "week", "近30天", "today"].map((name) => periodBefore(period(name)).name),
    ).toEqual(["2026Q2", "2024", "2026-10", "2026-11-16..2026-11-17", "2026-09-26..2026-10-25", "2026-11-23"]);
  });
});

test("the command shows a channel what it may see, and keeps the office's reviewers to the office", async () => {
  await using made = await databases[0][1]();
  const { db } = made;
  await db.insert(db.t.organisers).values([
    { id: 1, name: "民政局" },
    { id: 2, name: "教育局" },
  ]);
  for (const organiserId of [1, 2, 2]) await opened(db, await newSite(db, { organiserId }), "2026-10-10T09:00");
  const run = (given: string, kind: "office" | "organiser") =>
    stats.run({
      q: db,
      words: given,
      clock,
      rights: { identity: "telegram:1", personId: 1, held: [{ role: "viewer", covers: () => true, all: true }] },
      audience: { kind: "bound", channel: { audience: kind, audienceId: kind === "office" ? null : 1 } },
    } as unknown as Parameters<typeof stats.run>[0]);
  const cardOf = async (given: string, kind: "office" | "organiser") => {
    const answer = await run(given, kind);
    return linesOf(answer.card, "zh-CN").join("\n");
  };
  expect(await cardOf("2026Q4", "office")).toMatch(/登记 3 个.*新发现 3 条次.*待复核 3 条/s);
  expect(await cardOf("2026Q4", "organiser")).toMatch(/登记 1 个.*新发现 0 条次/s);
  expect(await cardOf("按主办单位", "organiser")).not.toContain("教育局");
  expect(await cardOf("按主办单位", "office")).toContain("教育局：新发现 2 条次");
  await expect(run("按人员", "office")).resolves.toBeDefined();
  await expect(run("按人员", "organiser")).rejects.toThrow("refuse.stats-person");
  await expect(run("按颜色", "office")).rejects.toThrow("refuse.stats-group");
  await expect(run("2026Q7", "office")).rejects.toThrow("refuse.period");
});

describe("what is said", () => {
  test("quantiles by nearest rank", () => {
    expect(timesOf([30, 10, 20, 40])).toEqual({ n: 4, medianMs: 20, p90Ms: 40 });
    expect(timesOf(Array.from({ length: 10 }, (_, i) => 10 - i))).toEqual({ n: 10, medianMs: 5, p90Ms: 9 });
    expect(timesOf([7])).toEqual({ n: 1, medianMs: 7, p90Ms: 7 });
  });
  test("changes of counts, and of shares in percentage points from the counts themselves", () => {
    expect([change(5, 3), change(3, 5), change(2, 2)]).toEqual(["+2", "-2", "0"]);
    expect(points({ part: 572, whole: 579 }, { part: 1, whole: 2 })).toBe("+48.79");
    expect(points({ part: 1, whole: 3 }, { part: 2, whole: 3 })).toBe("-33.33");
    expect(points({ part: 1, whole: 3 }, { part: 2, whole: 6 })).toBe("0");
    expect(points({ part: 1, whole: 3 }, { part: 0, whole: 0 })).toBeUndefined();
    expect(percent(2, 3)).toBe("66.67%");
  });
  test("spans in hours, from two days on in days", () => {
    expect([hours(5_400_000), hours(1_000)]).toEqual([1.5, 0]);
    expect(words.say(span(47 * 3_600_000), "zh-CN")).toBe("47.0 小时");
    expect(words.say(span(60 * 3_600_000), "en")).toBe("2.5 days");
    expect(span(null)).toBe("—");
  });
  test("cities by code, by the level under one root, and without either", () => {
    const region = (id: number, parentId: number | null, code: string | null = null) => ({
      id,
      code,
      name: "",
      parentId,
    });
    expect([...citiesOf([region(1, null), region(2, 1), region(3, 2), region(4, 3)])]).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 2],
    ]);
    expect([...citiesOf([region(1, null), region(2, 1), region(3, null), region(4, 3)])]).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 3],
    ]);
    expect(
      citiesOf([region(1, null, "430000"), region(2, 1), region(3, 2, "430100"), region(4, 3, "430102")]).get(4),
    ).toBe(3);
    // A circle that somebody typed ends nowhere, but it ends
    expect(citiesOf([region(1, 2), region(2, 1)]).size).toBe(2);
  });

  test("a grouped card lists the top, carries the whole table with a total, and a picture", async () => {
    await using made = await databases[0][1]();
    const { db } = made;
    await db.insert(db.t.regions).values([
      { id: 1, name: "甲县" },
      { id: 2, name: "乙县" },
    ]);
    for (const regionId of [1, 2, 2, null]) {
      const site = await newSite(db, { regionId, baselineAt: at("2026-01-01T00:00") });
      const id = await opened(db, site, "2026-10-10T09:00");
      if (regionId === 2) await decided(db, id, "2026-10-11T09:00", "confirmed", "review");
    }
    const stats = await readStats(db, { period: period("2026Q4"), clock, by: "region" });
    const card = statsCard(stats);
    const zh = linesOf(card, "zh-CN");
    expect(zh[0]).toBe("统计：2026年第四季度（按地区）");
    expect(zh.slice(-4).map((line) => line.split("：")[0])).toEqual(["乙县", "甲县", "未注明", "合计"]);
    expect(zh.at(-1)).toContain("新发现 4 条次，确认 2 条次；合格 2/4 个（50.00%）");
    expect(linesOf(card, "en")[0]).toBe("Figures: 2026Q4, by region");
    expect(card.picture?.categories).toEqual(["乙县", "甲县", say("stats.unknown")]);
    expect(card.picture?.series[0]?.values).toEqual([2, 0, 0]);
    const [table] = statsTables(stats);
    expect(table?.rows.map((row) => row.length)).toEqual(Array(4).fill(table?.columns.length));
    const column = table?.columns.findIndex(({ title }) => words.say(title, "en") === "Opened (episodes, period)") ?? 0;
    expect(table?.rows.map((row) => row[column])).toEqual([2, 1, 1, 4]);
    const said = table?.columns.map(({ title }) => words.say(title, "zh-CN")).join() ?? "";
    expect(said).not.toMatch(/measure\.|\{/);
    const whole = linesOf(statsCard(await readStats(db, { period: period("2026Q4"), clock })), "zh-CN").join("\n");
    expect(whole).toContain("4 个正常运行且已巡查的网站中合格 2 个（合格率 50.00%，较上期 -50.00 个百分点）");
  });

  test("to an organiser's channel neither card nor table says a word of what nobody reviewed", async () => {
    await using made = await databases[0][1]();
    const { db } = made;
    const site = await newSite(db, { baselineAt: at("2026-01-01T00:00") });
    await opened(db, site, "2026-10-10T09:00");
    const confirmed = await opened(db, site, "2026-10-11T09:00");
    await decided(db, confirmed, "2026-10-12T09:00", "confirmed", "review");
    const said = async (reviewedOnly: boolean, by: "kind" | undefined) => {
      const stats = await readStats(db, { period: period("2026Q4"), clock, by, siteIds: [site], reviewedOnly });
      const cells = statsTables(stats).flatMap(({ columns, rows }) => [
        ...columns.map(({ title }) => title),
        ...rows.map(([first = null]) => first ?? ""),
      ]);
      return [...linesOf(statsCard(stats), "zh-CN"), ...cells.map((cell) => words.say(cell, "zh-CN"))].join("\n");
    };
    for (const by of [undefined, "kind"] as const) {
      expect(await said(false, by)).toMatch(/新发现 2 条次.*待复核/s);
      expect(await said(true, by)).toContain("新发现 1 条次");
      expect(await said(true, by)).not.toMatch(/待复核|双人复核/);
    }
  });
});
