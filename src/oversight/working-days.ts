/** The State Council's calendar: holidays, and weekends worked in exchange (调休). */
import chineseDays from "chinese-days";

const weekday = (day: Temporal.PlainDate) => day.dayOfWeek <= 5;

let ends: number | undefined;
/** The last year for which a calendar has been published; later days are judged by the weekday alone. */
export function calendarEnds(): number {
  if (ends !== undefined) return ends;
  let year = 2024;
  // Every published year has at least one holiday on a weekday or an exchanged weekend
  while (year < 2100 && isPublished(year + 1)) year++;
  ends = year;
  return ends;
}
function isPublished(year: number): boolean {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  for (let i = 0; i < 365; i++) {
    const day = first.add({ days: i });
    if (chineseDays.isWorkday(day.toString()) !== weekday(day)) return true;
  }
  return false;
}

export const isWorkingDay = (day: Temporal.PlainDate): boolean => chineseDays.isWorkday(day.toString());

/** The n-th working day after `day`: counting starts on the next working day. */
export function addWorkingDays(day: Temporal.PlainDate, n: number): Temporal.PlainDate {
  let at = day;
  for (let left = n; left > 0; ) {
    at = at.add({ days: 1 });
    if (isWorkingDay(at)) left--;
  }
  return at;
}

/** Which days are worked: the shipped calendar, or the office's over it. */
export type Calendar = {
  isWorkingDay(day: Temporal.PlainDate): boolean;
  /** The n-th working day after `day`. */
  add(day: Temporal.PlainDate, n: number): Temporal.PlainDate;
  /** The last year that is published. */
  ends: number;
};
export const shippedCalendar: Calendar = {
  isWorkingDay,
  add: addWorkingDays,
  get ends() {
    return calendarEnds();
  },
};
