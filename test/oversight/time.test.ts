/** Dates, deadlines and probes: the civil side of the work. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClock } from "../../src/oversight/clock.ts";
import { readDeadline } from "../../src/oversight/deadline.ts";
import { nextProbe, offsetMinutes } from "../../src/oversight/patrol.ts";
import { readPeriod } from "../../src/oversight/period.ts";
import { addWorkingDays } from "../../src/oversight/working-days.ts";
import { percent } from "../../src/report/stats.ts";

const TUESDAY = Temporal.PlainDate.from("2026-11-24");
describe("deadlines as people write them, on Tuesday 24 November 2026", () => {
  test.each([
    ["by Friday", "2026-11-27"],
    ["Tuesday", "2026-12-01"],
    ["周二", "2026-12-01"],
    ["下周三", "2026-12-02"],
    ["next Monday", "2026-11-30"],
    ["12月31日前", "2026-12-31"],
    ["11月1日", "2027-11-01"],
    ["31 Dec", "2026-12-31"],
    ["Dec 31, 2026", "2026-12-31"],
    ["2026-12-31", "2026-12-31"],
    ["3个工作日内", "2026-11-27"],
    ["三个工作日内", "2026-11-27"],
    ["in 5 working days", "2026-12-01"],
    ["10天内", "2026-12-04"],
    ["tomorrow", "2026-11-25"],
    ["月底前", "2026-11-30"],
    ["two days from now", "2026-11-26"],
    ["2026-02-30", undefined],
    ["#12", undefined],
    ["尽快", undefined],
  ])("%s: %s", (text, day) => {
    expect(readDeadline(text, TUESDAY)?.day.toString()).toBe(day);
  });
  test("the rest of the text is left for the note", () => {
    const text = "by Friday please";
    expect(text.slice(readDeadline(text, TUESDAY)?.length)).toBe(" please");
  });
  test("any text is read or not, and never a day before today without a year in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const read = readDeadline(text, TUESDAY);
        if (read && !/\d{4}|ago|yesterday|last|past/i.test(text))
          expect(Temporal.PlainDate.compare(read.day, TUESDAY) >= 0 || /\d/.test(text)).toBe(true);
      }),
    );
  });
  test("working days go over National Day and its make-up days", () => {
    expect(addWorkingDays(Temporal.PlainDate.from("2026-09-30"), 1).toString()).toBe("2026-10-08");
    expect(addWorkingDays(Temporal.PlainDate.from("2026-02-13"), 1).toString()).toBe("2026-02-14");
  });
});

describe("probes", () => {
  const clockAt = (time: string) =>
    createClock("Asia/Shanghai", () => Temporal.ZonedDateTime.from(`${time}[Asia/Shanghai]`).toInstant());
  test("a site has its own minute of the hour, the same everywhere", () => {
    expect(offsetMinutes(7)).toBe(offsetMinutes(7));
    expect(new Set(Array.from({ length: 200 }, (_, i) => offsetMinutes(i))).size).toBeGreaterThan(40);
  });
  test("24 in a day that began at midnight", () => {
    let at = Temporal.ZonedDateTime.from("2026-11-24T00:00[Asia/Shanghai]");
    let n = 0;
    while (at.toPlainDate().toString() === "2026-11-24") {
      at = nextProbe(
        createClock("Asia/Shanghai", () => at.toInstant()),
        7,
        n,
        20,
      ).toZonedDateTimeISO("Asia/Shanghai");
      n++;
    }
    expect(n).toBeGreaterThanOrEqual(24);
    expect(n).toBeLessThanOrEqual(25);
  });
  test("a thin day is topped up before midnight, spaced", () => {
    let clock = clockAt("2026-11-24T20:10:00");
    let valid = 4;
    const times: number[] = [];
    for (let i = 0; i < 40; i++) {
      const next = nextProbe(clock, 7, valid, 20);
      if (clock.dayOf(next) !== "2026-11-24") break;
      times.push(next.epochMilliseconds);
      valid++;
      clock = createClock("Asia/Shanghai", () => next);
    }
    expect(valid).toBeGreaterThanOrEqual(20);
    expect(Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toBeGreaterThanOrEqual(5 * 60_000);
  });
});

describe("periods and shares", () => {
  test.each([
    ["2018Q4", "2018-10-01", "2018-12-31"],
    ["2018年第四季度", "2018-10-01", "2018-12-31"],
    ["2026-02", "2026-02-01", "2026-02-28"],
    ["2026", "2026-01-01", "2026-12-31"],
    ["", "2026-10-01", "2026-12-31"],
    ["2026-11-01..2026-11-24", "2026-11-01", "2026-11-24"],
  ])("%s", (text, from, to) => {
    const period = readPeriod(text, TUESDAY);
    expect([period?.from.toString(), period?.to.toString()]).toEqual([from, to]);
  });
  test("no period is none", () => {
    expect(readPeriod("2018Q5", TUESDAY)).toBeUndefined();
    expect(readPeriod("2026-11-24..2026-11-01", TUESDAY)).toBeUndefined();
  });
  test.each([
    [572, 579, "98.79%"],
    [579, 1076, "53.81%"],
    [987, 998, "98.90%"],
    [1, 3, "33.33%"],
    [1, 8, "12.50%"],
    [0, 0, "—"],
  ])("%i of %i is %s", (part, whole, text) => {
    expect(percent(part, whole)).toBe(text);
  });
});
