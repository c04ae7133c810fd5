/** The State Council's calendar: holidays, and weekends worked in exchange (调休); an office may import a newer one. */
import chineseDays from "chinese-days";
import { calendarDays } from "../../db/calendar.ts";
import type { Queries } from "../../db/open.ts";

export type Calendar = {
  isWorkingDay(day: Temporal.PlainDate): boolean;
  /** The n-th working day after `day`: counting starts on the next working day. */
  add(day: Temporal.PlainDate, n: number): Temporal.PlainDate;
  /** The last year up to which every calendar is known; later days are judged by the weekday alone. */
  readonly ends: number;
};
/** A day that is not what its weekday says, or a weekend inside a holiday. */
export type SpecialDay = { day: string; kind: "work" | "off"; name: string | null };

function calendarOf(isWorkingDay: Calendar["isWorkingDay"], ends: () => number): Calendar {
  return {
    isWorkingDay,
    add(day, n) {
      let at = day;
      for (let left = n; left > 0; ) {
        at = at.add({ days: 1 });
        if (isWorkingDay(at)) left--;
      }
      return at;
    },
    get ends() {
      return ends();
    },
  };
}

/** The working days from `from` to `to`, both included. */
export function workingDaysIn(
  { from, to }: { from: Temporal.PlainDate; to: Temporal.PlainDate },
  isWorking: Calendar["isWorkingDay"],
): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = [];
  for (let day = from; Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 }))
    if (isWorking(day)) days.push(day);
  return days;
}

/** The special days that a year's notice names, as the package ships them; empty for a year not published then. */
export function shippedDays(year: number): SpecialDay[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  return Array.from({ length: first.daysInYear }, (_, i) => first.add({ days: i })).flatMap((day) => {
    const { work, name } = chineseDays.getDayDetail(day.toString());
    // `Spring Festival,春节,4` on special days, the weekday's name on all others
    const [, chinese] = name.split(",");
    return chinese ? [{ day: day.toString(), kind: work ? ("work" as const) : ("off" as const), name: chinese }] : [];
  });
}

let shippedEnds: number | undefined;
function endOfShipped(): number {
  if (shippedEnds !== undefined) return shippedEnds;
  let year = 2024;
  while (shippedDays(year + 1).length > 0) year++;
  shippedEnds = year;
  return year;
}
export const shippedCalendar: Calendar = calendarOf((day) => chineseDays.isWorkday(day.toString()), endOfShipped);

/**
 * Years of which some day was imported. The last week of December does not count: New Year's holiday of the year after
 * reaches back into it (2023: from 31 December 2022) and says nothing of the year in which it begins.
 */
export const importedYears = (days: readonly { day: string }[]): Set<number> =>
  new Set(days.filter(({ day }) => day.slice(5) < "12-25").map(({ day }) => Number(day.slice(0, 4))));

/** The shipped calendar under the days that an office imported. */
export function overlay(days: readonly Pick<SpecialDay, "day" | "kind">[]): Calendar {
  if (days.length === 0) return shippedCalendar;
  const kinds = new Map(days.map(({ day, kind }) => [day, kind]));
  const years = importedYears(days);
  return calendarOf(
    (day) => {
      const kind = kinds.get(day.toString());
      return kind ? kind === "work" : shippedCalendar.isWorkingDay(day);
    },
    () => {
      let year = endOfShipped();
      while (years.has(year + 1)) year++;
      return year;
    },
  );
}
/** The calendar by which this office reckons. */
export const readCalendar = async (q: Queries): Promise<Calendar> => overlay(await calendarDays(q));

export const calendarEnds = (calendar: Calendar = shippedCalendar): number => calendar.ends;
export const isWorkingDay = (day: Temporal.PlainDate, calendar: Calendar = shippedCalendar): boolean =>
  calendar.isWorkingDay(day);
export const addWorkingDays = (
  day: Temporal.PlainDate,
  n: number,
  calendar: Calendar = shippedCalendar,
): Temporal.PlainDate => calendar.add(day, n);
