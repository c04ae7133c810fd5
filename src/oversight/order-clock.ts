/** The clock of an order: when it is reminded of (3 days and 1 day before its date, on the day, each working day after), and when it is overdue. */
import { workingDaysIn } from "./working-days.ts";

/**
 * The stage that a day is in, as the key under which it is told once: `d3:<date>`, `d1:<date>`, `d0:<date>`, and
 * `late:<last working day>`; an order with a new date is reminded of anew.
 * Undefined while the date is far. A day on which nobody ran is caught up by the next, once.
 */
export function stageOf(
  dueOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
  isWorkingDay: (day: Temporal.PlainDate) => boolean,
): string | undefined {
  const left = today.until(dueOn).days;
  if (left > 3) return undefined;
  if (left > 0) return `${left > 1 ? "d3" : "d1"}:${dueOn}`;
  const late = left < 0 ? lastWorkingDay(dueOn, today, isWorkingDay) : undefined;
  return late ? `late:${late}` : `d0:${dueOn}`;
}

/** The last working day after `from` up to `to`. */
function lastWorkingDay(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  isWorkingDay: (day: Temporal.PlainDate) => boolean,
): Temporal.PlainDate | undefined {
  for (let day = to; Temporal.PlainDate.compare(day, from) > 0; day = day.subtract({ days: 1 }))
    if (isWorkingDay(day)) return day;
  return undefined;
}

/** Working days that have passed since the date. */
export function daysLate(
  dueOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
  isWorkingDay: (day: Temporal.PlainDate) => boolean,
): number {
  return workingDaysIn({ from: dueOn.add({ days: 1 }), to: today }, isWorkingDay).length;
}

/**
 * Whether the date passed before the clock stopped: an appeal stops it, and so does the claim, or the machine's own
 * sight, that stands. A date is met until 24:00.
 */
export const isOverdue = (
  { dueOn, stoppedOn, fixedOn }: { dueOn: string; stoppedOn: string | null; fixedOn: string | null },
  today: string,
): boolean => dueOn < (stoppedOn ?? fixedOn ?? today);
