/** Deadlines as people write them, in Chinese and English, as civil dates that are met until 24:00. */
import { createRequire } from "node:module";
import type * as ChronoModule from "chrono-node";
import { type Calendar, shippedCalendar } from "./working-days.ts";

export type Deadline = {
  day: Temporal.PlainDate;
  /** How much of the text was the date; the rest is a note. */
  length: number;
  /** In a year whose holidays are not published yet, and reckoned in working days. */
  beyondCalendar: boolean;
  /** How many, where it was said in working days. */
  workingDays?: number;
};

const DIGITS: Record<string, number> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  半: 0,
};
/** `15`, `十五`, `二十`, `三十一`; NaN where it is no such number. */
function number(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [, tens, ten, ones] = /^(.?)(十)(.?)$/u.exec(text) ?? [];
  if (!ten) return DIGITS[text] ?? Number.NaN;
  return (tens ? (DIGITS[tens] ?? Number.NaN) : 1) * 10 + (ones ? (DIGITS[ones] ?? Number.NaN) : 0);
}
/** More than any deadline has: what goes beyond is no number of days. */
const MOST_DAYS = 3_660;
const counted = (text: string | undefined): number | undefined => {
  const n = number(text ?? "");
  return n >= 0 && n <= MOST_DAYS ? n : undefined;
};
const later = (text: string | undefined, unit: "days" | "weeks" | "months", today: Temporal.PlainDate) => {
  const n = counted(text);
  return n === undefined ? undefined : today.add({ [unit]: n });
};
const workingLater = (text: string | undefined, today: Temporal.PlainDate, calendar: Calendar) => {
  const n = counted(text);
  return n === undefined ? undefined : calendar.add(today, n);
};
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

type Rule = {
  form: RegExp;
  read(found: RegExpExecArray, today: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate | undefined;
};

const civil = (year: number, month: number, day: number) => {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return day <= first.daysInMonth ? first.with({ day }) : undefined;
};
/** Without a year, the next such day that is not past. */
const coming = (month: number, day: number, today: Temporal.PlainDate) => {
  const own = civil(today.year, month, day);
  return own && Temporal.PlainDate.compare(own, today) >= 0 ? own : civil(today.year + 1, month, day);
};
/** A weekday is the next one after today, never today itself. */
const nextWeekday = (weekday: number, today: Temporal.PlainDate) =>
  today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 });
const ofNextWeek = (weekday: number, today: Temporal.PlainDate) => today.add({ days: 7 - today.dayOfWeek + weekday });
const cnWeekday = (text: string | undefined) =>
  text === "日" || text === "天" || text === "末" ? 7 : number(text ?? "");
const TAIL = "(?:\\s*(?:之?前|以前|内|之内|以内))?";
const rule = (form: string, read: Rule["read"]): Rule => ({ form: new RegExp(`^${form}`, "iu"), read });

const RULES: readonly Rule[] = [
  rule(`(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})[日号]?${TAIL}`, ([, y, m, d]) =>
    civil(Number(y), Number(m), Number(d)),
  ),
  rule(`(\\d{1,2})月(\\d{1,2})[日号]?${TAIL}`, ([, m, d], today) => coming(Number(m), Number(d), today)),
  rule(`(\\d{1,2})[日号]${TAIL}`, ([, d], today) => {
    const own = civil(today.year, today.month, Number(d));
    if (own && Temporal.PlainDate.compare(own, today) >= 0) return own;
    const next = today.add({ months: 1 });
    return civil(next.year, next.month, Number(d));
  }),
  rule(`([\\d一二两三四五六七八九十]+)\\s*个?工作日${TAIL}`, ([, n], today, calendar) =>
    workingLater(n, today, calendar),
  ),
  rule(`([\\d一二两三四五六七八九十]+)\\s*(?:天|日)(?:之内|以内|内|后)`, ([, n], today) => later(n, "days", today)),
  rule(`([\\d一二两三四五六七八九十]+)\\s*(?:个?星期|周)(?:之内|以内|内|后)`, ([, n], today) =>
    later(n, "weeks", today),
  ),
  rule(`([\\d一二两三四五六七八九十]+)\\s*个?月(?:之内|以内|内|后)`, ([, n], today) => later(n, "months", today)),
  rule(`下\\s*(?:周|星期|礼拜)([一二三四五六日天末])${TAIL}`, ([, d], today) => ofNextWeek(cnWeekday(d), today)),
  rule(`(?:本|这)?\\s*(?:周|星期|礼拜)([一二三四五六日天末])${TAIL}`, ([, d], today) =>
    nextWeekday(cnWeekday(d), today),
  ),
  rule(`今[天日]${TAIL}`, (_, today) => today),
  rule(`明[天日]${TAIL}`, (_, today) => today.add({ days: 1 })),
  rule(`后天${TAIL}`, (_, today) => today.add({ days: 2 })),
  rule(`(?:本月|月)[底末]${TAIL}`, (_, today) => today.with({ day: today.daysInMonth })),
  rule(`年[底末]${TAIL}`, (_, today) => today.with({ month: 12, day: 31 })),
  rule("(?:within |in )?(\\d+) (?:working|business) days?\\b", ([, n], today, calendar) =>
    workingLater(n, today, calendar),
  ),
  rule("(?:within |in )?(\\d+) days?\\b", ([, n], today) => later(n, "days", today)),
  rule("(?:within |in )?(\\d+) weeks?\\b", ([, n], today) => later(n, "weeks", today)),
  rule("today\\b", (_, today) => today),
  rule("tomorrow\\b", (_, today) => today.add({ days: 1 })),
  rule("(?:the )?end of (?:the |this )?month\\b", (_, today) => today.with({ day: today.daysInMonth })),
  rule("next (mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\b", ([, d], today) =>
    ofNextWeek(weekdayOf(d), today),
  ),
  rule("(?:this |on )?(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\b", ([, d], today) =>
    nextWeekday(weekdayOf(d), today),
  ),
  rule(
    "(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?(?:,? (\\d{4}))?\\b",
    ([, d, m, y], today) => byMonth(m, d, y, today),
  ),
  rule(
    "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b",
    ([, m, d, y], today) => byMonth(m, d, y, today),
  ),
];

function weekdayOf(text: string | undefined): number {
  return WEEKDAYS.findIndex((name) => name.startsWith((text ?? "").toLowerCase().slice(0, 3))) + 1;
}
function byMonth(
  month: string | undefined,
  day: string | undefined,
  year: string | undefined,
  today: Temporal.PlainDate,
) {
  const m = MONTHS.indexOf((month ?? "").toLowerCase()) + 1;
  return year ? civil(Number(year), m, Number(day)) : coming(m, Number(day), today);
}

/** Reads a date at the start of a text; undefined where there is none. */
export function readDeadline(
  given: string,
  today: Temporal.PlainDate,
  calendar: Calendar = shippedCalendar,
): Deadline | undefined {
  const lead = /^\s*(?:by|before|until|till|on|due|限期?|于|在|截止到?|至)?\s*/iu.exec(given)?.[0].length ?? 0;
  const text = given.slice(lead);
  for (const { form, read } of RULES) {
    const found = form.exec(text);
    const day = found ? read(found, today, calendar) : undefined;
    if (found && day) {
      const length = lead + found[0].length;
      if (!/工作日|working|business/i.test(found[0])) return { day, length, beyondCalendar: false };
      return { day, length, beyondCalendar: day.year > calendar.ends, workingDays: number(found[1] ?? "") };
    }
  }
  return readLoose(text, lead, today);
}

/** Everything else that an English reader would take for a date is left to a library. */
function readLoose(text: string, lead: number, today: Temporal.PlainDate): Deadline | undefined {
  if (!/^[a-z0-9]/i.test(text) || /^#?\d+(?:\s|$)/.test(text)) return undefined;
  const { casual } = createRequire(import.meta.url)("chrono-node") as typeof ChronoModule;
  const reference = new Date(Date.UTC(today.year, today.month - 1, today.day, 12));
  const [found] = casual.parse(text, { instant: reference, timezone: 0 }, { forwardDate: true });
  if (found?.index !== 0) return undefined;
  const [year, month, day] = [found.start.get("year"), found.start.get("month"), found.start.get("day")];
  if (!year || !month || !day) return undefined;
  return {
    day: Temporal.PlainDate.from({ year, month, day }),
    length: lead + found.text.length,
    beyondCalendar: false,
  };
}
