/** Holidays, make-up days and what an office imports over them, to the day. */
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addOrder } from "../../db/orders.ts";
import { bindChannel } from "../../db/people.ts";
import {
  importCalendar,
  movedOrders,
  readCalendarFile,
  readCalendarYear,
  resetCalendar,
} from "../../src/oversight/calendar.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { readDeadline } from "../../src/oversight/deadline.ts";
import { queueDigests } from "../../src/oversight/digest.ts";
import { readNotice, yearOfNotice } from "../../src/oversight/holiday-notice.ts";
import {
  addWorkingDays,
  calendarEnds,
  isWorkingDay,
  overlay,
  readCalendar,
  type SpecialDay,
  shippedDays,
} from "../../src/oversight/working-days.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const on = (day: string) => Temporal.PlainDate.from(day);

describe("the shipped calendar", () => {
  test.each([
    // National Day and Mid-Autumn 2025: 1 to 8 October off, Sunday 28 September and Saturday 11 October worked
    ["2025-09-26", 1, "2025-09-28"],
    ["2025-09-30", 1, "2025-10-09"],
    ["2025-09-30", 3, "2025-10-11"],
    ["2025-09-30", 4, "2025-10-13"],
    // Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 February worked
    ["2026-02-13", 1, "2026-02-14"],
    ["2026-02-14", 1, "2026-02-24"],
    ["2026-02-14", 5, "2026-02-28"],
    ["2026-02-14", 6, "2026-03-02"],
    // New Year 2026: Sunday 4 January worked
    ["2025-12-31", 1, "2026-01-04"],
  ])("from %s, %i working days on: %s", (from, n, to) => {
    expect(addWorkingDays(on(from), n).toString()).toBe(to);
    expect(readDeadline(`${n}个工作日内`, on(from))).toMatchObject({ workingDays: n, beyondCalendar: false });
    expect(readDeadline(`in ${n} working days`, on(from))?.day.toString()).toBe(to);
  });
  test("into a year that is not published, the weekday alone decides and it is said so", () => {
    const ends = calendarEnds();
    const last = on(`${ends}-12-31`);
    expect(readDeadline("3个工作日内", last)).toMatchObject({ beyondCalendar: true });
    expect(readDeadline("3个工作日内", on(`${ends}-12-01`))).toMatchObject({ beyondCalendar: false });
    expect(isWorkingDay(on(`${ends + 1}-01-01`))).toBe(on(`${ends + 1}-01-01`).dayOfWeek <= 5);
    expect(readDeadline("by 5 January", last)).toMatchObject({ beyondCalendar: false });
  });
  test.each([
    ["二十个工作日内", 20],
    ["三十一个工作日内", 31],
    ["十五个工作日内", 15],
  ])("%s", (text, n) => {
    expect(readDeadline(text, on("2026-03-02"))?.day.toString()).toBe(addWorkingDays(on("2026-03-02"), n).toString());
  });
  test.each(["99999999999个工作日内", "一二三个工作日内", "三三天内", "in 99999999 days"])("%s is no date", (text) => {
    expect(readDeadline(text, on("2026-03-02"))).toBeUndefined();
  });
});

// The operative part of 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号, as published
const NOTICES: Record<number, string> = {
  2024: `一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。`,
  2025: `一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。`,
  2026: `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。`,
};
const wrapped = (year: number, text: string) =>
  `各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n经国务院批准，现将${year}年元旦、春节等节日放假调休日期的具体安排通知如下。\n${text}\n节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`;
const EVERY_DAY = (year: number) =>
  Array.from({ length: on(`${year}-01-01`).daysInYear }, (_, i) => on(`${year}-01-01`).add({ days: i }));

describe("the State Council's notice", () => {
  test.each([2024, 2025, 2026])("of %i gives the shipped calendar back, day by day", (year) => {
    const text = NOTICES[year] ?? "";
    for (const form of [wrapped(year, text), text, text.replaceAll("\n", ""), text.replaceAll("、", "、\n")]) {
      const notice = readNotice(form, year);
      expect(notice?.faults).toEqual([]);
      const kinds = new Map(notice?.days.map(({ day, kind }) => [day, kind === "work"]));
      for (const day of EVERY_DAY(year))
        expect.soft(kinds.get(day.toString()) ?? day.dayOfWeek <= 5, day.toString()).toBe(isWorkingDay(day));
    }
    expect(yearOfNotice(wrapped(year, text))).toBe(year);
    expect(readNotice(text)).toBeUndefined();
  });
  test("the holidays bear their names", () => {
    const names = new Set(readNotice(NOTICES[2025] ?? "", 2025)?.days.map(({ name }) => name));
    expect([...names]).toEqual(["元旦", "春节", "清明节", "劳动节", "端午节", "国庆节、中秋节"]);
  });
  test("New Year's holiday may begin in the December before, with its year or without", () => {
    for (const from of ["2022年12月31日至2023年1月2日", "12月31日至1月2日"])
      expect(readNotice(`一、元旦：${from}放假调休，共3天。`, 2023)).toMatchObject({
        days: [{ day: "2022-12-31" }, { day: "2023-01-01" }, { day: "2023-01-02" }],
        faults: [],
      });
  });
  test("a wrong year, a wrong count and a sentence that is not understood are named", () => {
    expect(readNotice(NOTICES[2026] ?? "", 2027)?.faults).toContainEqual({
      what: "weekday",
      words: "1月1日(周四)",
      day: "2027-01-01",
    });
    expect(readNotice("一、元旦：1月1日至3日放假调休，共4天。", 2026)?.faults).toEqual([
      { what: "count", words: "元旦", said: 4, read: 3 },
    ]);
    expect(readNotice("一、元旦：1月1日至3日放假，共3天。调整到1月4日上班。", 2026)?.faults).toEqual([
      { what: "unread", words: "调整到1月4日上班" },
    ]);
    expect(readNotice("一、元旦：2月30日放假1天。", 2026)?.faults.length).toBeGreaterThan(0);
    expect(readNotice("各单位：请于1月1日前报送。", 2026)?.days ?? []).toEqual([]);
  });
  test("any holidays worded as notices word them are read back to the day", () => {
    const NAMES = ["元旦", "春节", "清明节", "劳动节", "国庆节、中秋节"];
    const item = fc.record({
      month: fc.integer({ min: 2, max: 10 }),
      start: fc.integer({ min: 1, max: 28 }),
      length: fc.integer({ min: 1, max: 9 }),
      worked: fc.uniqueArray(fc.integer({ min: 12, max: 20 }), { maxLength: 3 }),
      weekdays: fc.constantFrom("", "周", "星期"),
      wide: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 2024, max: 2040 }),
        fc.array(item, { minLength: 1, maxLength: 5 }),
        (year, items) => {
          const wanted: string[] = [];
          const text = items.map(({ month, start, length, worked, weekdays, wide }, i) => {
            const days = Array.from({ length }, (_, n) =>
              on(`${year}-01-01`).with({ month, day: start }).add({ days: n }),
            );
            const [from, to] = [days[0], days.at(-1)];
            const bracket = (day: Temporal.PlainDate) =>
              weekdays ? `（${weekdays}${"一二三四五六日"[day.dayOfWeek - 1]}）` : "";
            const full = (day: Temporal.PlainDate) => `${day.month}月${day.day}日${bracket(day)}`;
            if (!from || !to) return "";
            const until = to.month === from.month ? `${to.day}日${bracket(to)}` : full(to);
            const span = length === 1 ? full(from) : `${full(from)}至${until}`;
            const over = worked.map((day) => on(`${year}-01-01`).with({ month, day }).subtract({ months: 1 }));
            wanted.push(...days.map((day) => `${day} off`), ...over.map((day) => `${day} work`));
            const made = `${"一二三四五"[i]}、${NAMES[i]}：${span}放假调休，共${length}天。${over.length > 0 ? `${over.map(full).join("、")}上班。` : ""}`;
            return wide ? made : made.normalize("NFKC");
          });
          const notice = readNotice(text.join("\n"), year);
          expect(notice?.faults).toEqual([]);
          expect(notice?.days.map(({ day, kind }) => `${day} ${kind}`)).toEqual(wanted);
        },
      ),
    );
  });
  test("no text makes it fail", () => {
    const piece = fc.constantFrom(
      "一、",
      "元旦：",
      "1月1日",
      "31日",
      "（周四）",
      "至",
      "放假",
      "上班",
      "，",
      "。",
      "\n",
      "x",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.string({ unit: "grapheme" }), (pieces, text) => {
        readNotice(pieces.join("") + text, 2026);
      }),
    );
  });
});

describe("a file", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  test("with headers in either language, or the notice as text", async () => {
    const days: SpecialDay[] = [
      { day: "2027-01-01", kind: "off", name: "元旦" },
      { day: "2027-01-09", kind: "work", name: null },
    ];
    for (const text of [
      "日期,类型,名称\n2027-01-01,休,元旦\n2027年1月9日,班,\n",
      "date,type,name\n20270101,off,元旦\n2027/1/9,work\n",
    ])
      expect(await readCalendarFile(bytes(text), undefined)).toEqual({ days, faults: [] });
    const notice = await readCalendarFile(bytes(wrapped(2026, NOTICES[2026] ?? "")), undefined);
    expect(notice?.days).toHaveLength(39);
    expect(await readCalendarFile(bytes("名称,网址\nx,y\n"), 2027)).toBeUndefined();
  });
  test("its faults are named by line", async () => {
    const read = await readCalendarFile(
      bytes("日期,类型\n2027-02-30,休\n2027-03-01,节\n2027-03-02,休\n2027-03-02,班\n"),
      2027,
    );
    expect(read?.faults).toEqual([
      { what: "day", line: 2, value: "2027-02-30" },
      { what: "kind", line: 3, value: "节" },
      { what: "twice", line: 5, value: "2027-03-02" },
    ]);
  });
});

describe.each(databases)("an office's calendar on %s", (_name, open) => {
  const who = { actor: "telegram:1", at: AT };
  let held: TestDb;
  beforeAll(async () => {
    held = await open();
  });
  afterAll(() => held[Symbol.asyncDispose]());
  beforeEach(async () => {
    await held.db.delete(held.db.t.calendarDays);
  });
  const bring = (days: SpecialDay[]) => held.db.tx((tx) => importCalendar(tx, days, who));
  const newYear = () =>
    readNotice("一、元旦：1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。", 2027)?.days ?? [];

  test("overrides the shipped one, makes a year known, and is taken off again", async () => {
    expect((await readCalendar(held.db)).ends).toBe(calendarEnds());
    expect(await bring(newYear())).toMatchObject({ off: 3, work: 1, years: [2027], changed: 2, ends: 2027 });
    const calendar = await readCalendar(held.db);
    expect(readDeadline("2个工作日内", on("2026-12-31"), calendar)).toMatchObject({ beyondCalendar: false });
    expect(addWorkingDays(on("2026-12-31"), 6, calendar).toString()).toBe("2027-01-09");
    // A day of a shipped year, such as a region's own holiday
    await bring([{ day: "2026-04-20", kind: "off", name: "三月三" }]);
    expect(isWorkingDay(on("2026-04-20"), await readCalendar(held.db))).toBe(false);
    expect(isWorkingDay(on("2026-04-20"))).toBe(true);
    const year = await readCalendarYear(held.db, 2026);
    expect(year).toMatchObject({ source: "both", ends: 2027 });
    expect(year.holidays).toContainEqual({ name: "三月三", from: "2026-04-20", to: "2026-04-20", n: 1, workedOn: [] });
    expect(await readCalendarYear(held.db, 2027)).toMatchObject({
      source: "imported",
      holidays: [{ name: "元旦", from: "2027-01-01", to: "2027-01-03", n: 3, workedOn: ["2027-01-09"] }],
    });
    expect(await readCalendarYear(held.db, 2028)).toMatchObject({ source: "none", holidays: [] });
    expect(await held.db.tx((tx) => resetCalendar(tx, 2027, who))).toBe(4);
    expect((await readCalendar(held.db)).ends).toBe(2026);
  });

  test("a New Year's holiday that reaches back does not make the year before it known", () => {
    expect(overlay([{ day: "2027-12-31", kind: "off" }]).ends).toBe(calendarEnds());
    expect(shippedDays(2026).length).toBe(39);
  });

  test("orders dated in working days are listed, not moved", async () => {
    const { db } = held;
    const siteId = await newSite(db, { name: "云州市人民政府" });
    const make = async (dueOn: string, workingDays: number | null, state: "open" | "done" = "open") =>
      addOrder(
        db,
        {
          siteId,
          organiserId:
            (
              await db
                .insert(db.t.organisers)
                .values({ name: `o${Math.random()}` })
                .returning()
            )[0]?.id ?? 0,
          dueOn,
          workingDays,
          state,
          actor: "t",
          at: AT,
          day: "2026-12-31",
          confirmedIds: [],
          ...(state === "done" ? { endedAt: AT, endedDay: "2026-12-31" } : {}),
        },
        [await openFinding(db, newFinding(siteId, `k${Math.random()}`))],
      );
    const moved = await make("2027-01-01", 1);
    await make("2027-01-01", null);
    await make("2027-01-01", 1, "done");
    const extended = await make("2027-01-01", 1);
    await db.insert(db.t.extensions).values({
      orderId: extended,
      wantedOn: "2027-02-01",
      previousDueOn: "2027-01-01",
      reason: "x",
      actor: "t",
      at: AT,
      day: "2026-12-31",
      state: "granted",
      grantedOn: "2027-02-01",
      decidedAt: AT,
      decidedBy: "t",
    });
    expect(await movedOrders(db)).toEqual([]);
    await bring(newYear());
    expect(await movedOrders(db)).toEqual([
      { order: moved, site: "云州市人民政府", fixed: "2027-01-01", reckoned: "2027-01-04" },
    ]);
    const dates = await db.select({ dueOn: db.t.orders.dueOn }).from(db.t.orders);
    expect(new Set(dates.map(({ dueOn }) => dueOn))).toEqual(new Set(["2027-01-01"]));
  });

  test("the digest on working days only keeps to it", async () => {
    const { db } = held;
    await bindChannel(db, {
      id: "telegram:-9",
      title: "o",
      audience: "office",
      actor: "t",
      boundAt: AT.subtract({ hours: 99 }),
    });
    // Tuesday 24 November 2026
    const clock = createClock("Asia/Shanghai", () => AT);
    const queue = () => db.tx((tx) => queueDigests(tx, clock, { at: "08:30", workdaysOnly: true }));
    await bring([{ day: "2026-11-24", kind: "off", name: "test" }]);
    expect(await queue()).toBe(0);
    await bring([{ day: "2026-11-24", kind: "work", name: "test" }]);
    expect(await queue()).toBe(1);
  });
});
