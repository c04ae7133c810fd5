/** From when to when, as people write it: `11-25 22:00 to 06:00`, `今晚22点到明早6点`, `now to 18:00`. Wall-clock times. */
import { readDeadline } from "./deadline.ts";

export type Span = {
  from: Temporal.PlainDateTime;
  to: Temporal.PlainDateTime;
  /** Where in the text it stands. */
  start: number;
  end: number;
};
type Moment = { at: Temporal.PlainDateTime; length: number; dated: boolean };
type Part = "early" | "morning" | "noon" | "afternoon" | "evening";

const PARTS: [RegExp, Part][] = [
  [/^(?:凌晨)/, "early"],
  [/^(?:早上|早晨|清晨|上午|早|晨|(?:in the )?morning\b)/i, "morning"],
  [/^(?:中午|正午)/, "noon"],
  [/^(?:下午|午后|傍晚|(?:in the )?afternoon\b)/i, "afternoon"],
  [/^(?:晚上|晚间|夜里|夜间|深夜|晚|夜|(?:in the )?evening\b|(?:at )?night\b)/i, "evening"],
];
/** Days named by a word, with the part of the day that some of them say. */
const DAYS: [RegExp, number, Part?][] = [
  [/^(?:今晚|今夜|tonight\b|this evening\b)/i, 0, "evening"],
  [/^(?:今早|this morning\b)/i, 0, "morning"],
  [/^(?:今天|今日|当天|today\b|this\b)/i, 0],
  [/^(?:明早|明晨)/, 1, "morning"],
  [/^明晚/, 1, "evening"],
  [/^(?:明天|明日|tomorrow\b)/i, 1],
  [/^(?:后天|后日|the day after tomorrow\b)/i, 2],
];
const NEXT_DAY = /^(?:次日|翌日|第二天|the next day\b|next day\b)/i;
const NOW = /^(?:now\b|现在|此刻|即刻|立即|即日起?)/i;
const CLOCK =
  /^(?:at\s+)?(?:(noon|midnight)\b|(\d{1,2})(?:[:：](\d{2})(?::\d{2})?\s*(?:(am|pm)\b)?|\s*(am|pm)\b|[点时](?:(半)|(\d{1,2})分?|整|钟)?))/i;
/** A day of the year that has just passed is meant as past; one further back is next year's. */
const JUST_PAST_DAYS = 60;

function dayOfYear(month: number, day: number, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const own = civil(today.year, month, day);
  const past = own ? own.until(today).days : 0;
  return past > JUST_PAST_DAYS ? civil(today.year + 1, month, day) : own;
}
function civil(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
  } catch {
    return undefined; // 2 月 30 日: no such day, hence no time
  }
}

type Named = { day: Temporal.PlainDate; length: number; part?: Part | undefined };
function readDay(text: string, today: Temporal.PlainDate, from: Temporal.PlainDate | undefined): Named | undefined {
  const next = NEXT_DAY.exec(text);
  if (next) return { day: (from ?? today).add({ days: 1 }), length: next[0].length };
  for (const [form, days, part] of DAYS) {
    const found = form.exec(text);
    if (found) return { day: today.add({ days }), length: found[0].length, part };
  }
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?/.exec(text);
  const short = full ? null : /^(\d{1,2})[-/月](\d{1,2})(?:[日号]|(?![\d:：点时]))/.exec(text);
  const numbers = (full ?? short)?.slice(1).map(Number);
  if (numbers) {
    const [a = 0, b = 0, c = 0] = numbers;
    const day = full ? civil(a, b, c) : dayOfYear(a, b, today);
    return day ? { day, length: (full ?? short)?.[0].length ?? 0 } : undefined;
  }
  // Weekdays, 25 Nov, 月底: as deadlines are read; a library that took the clock's time along read too much
  const read = /^(?:[a-z]|\d{1,2}(?:日|号|st|nd|rd|th|\s+[a-z])|[周星礼下本这月年])/iu.test(text)
    ? readDeadline(text, today)
    : undefined;
  if (!read || /[:：点时]|\d\s*[ap]m/i.test(text.slice(0, read.length))) return undefined;
  return { day: read.day, length: text.slice(0, read.length).trimEnd().length };
}

/** Minutes since midnight; more than a day's where a night reaches over it. */
function readClock(given: string, named: Part | undefined): { minutes: number; length: number } | undefined {
  const part = PARTS.find(([form]) => form.test(given));
  const lead = part ? (part[0].exec(given)?.[0].length ?? 0) : 0;
  const spaces = /^\s*/.exec(given.slice(lead))?.[0].length ?? 0;
  const found = CLOCK.exec(given.slice(lead + spaces));
  if (!found) return undefined;
  const length = lead + spaces + found[0].length;
  const [, word, hours, colon, am1, am2, half, minutes] = found;
  if (word) return { minutes: word.toLowerCase() === "noon" ? 720 : 1440, length };
  let hour = Number(hours);
  const minute = half ? 30 : Number(colon ?? minutes ?? 0);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  const half12 = (am1 ?? am2)?.toLowerCase();
  if (half12) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half12 === "pm" ? 12 : 0);
  } else hour = hourIn(part?.[1] ?? named, hour);
  return { minutes: hour * 60 + minute, length };
}
function hourIn(part: Part | undefined, hour: number): number {
  switch (part) {
    case "early":
      return hour % 12;
    case "noon":
      return hour < 10 ? hour + 12 : hour;
    case "afternoon":
      return hour < 12 ? hour + 12 : hour;
    case "evening":
      // 晚上12点 is midnight, 夜里2点 the night's own small hours
      return hour < 5 ? hour + 24 : hour <= 12 ? hour + 12 : hour;
    default:
      return hour;
  }
}

function readMoment(text: string, now: Temporal.PlainDateTime, from?: Temporal.PlainDateTime): Moment | undefined {
  const right = NOW.exec(text);
  if (right) return { at: now, length: right[0].length, dated: true };
  const bare = readClock(text, undefined);
  const today = now.toPlainDate();
  const named = bare ? undefined : readDay(text, today, from?.toPlainDate());
  if (!bare && !named) return undefined;
  const gap = named ? (/^(?:[T,，]|\s)*/i.exec(text.slice(named.length))?.[0].length ?? 0) : 0;
  const start = (named?.length ?? 0) + gap;
  const clock = bare ?? readClock(text.slice(start), named?.part);
  const day = named?.day ?? from?.toPlainDate() ?? today;
  // A day without a time is the whole of it: from its beginning, to its end
  const minutes = clock?.minutes ?? (from ? 1440 : 0);
  const length = clock ? (bare ? clock.length : start + clock.length) : (named?.length ?? 0);
  return { at: day.toPlainDateTime().add({ minutes }), length, dated: named !== undefined };
}

const TO = /^\s*(?:to\b|till\b|until\b|[-—–~～]+|至|到)\s*/i;
/** Reads a span at the start of a text. */
function readSpanHere(text: string, now: Temporal.PlainDateTime): Omit<Span, "start"> | undefined {
  const from = readMoment(text, now);
  const between = from ? TO.exec(text.slice(from.length)) : null;
  if (!from || !between) return undefined;
  const at = from.length + between[0].length;
  const to = readMoment(text.slice(at), now, from.at);
  if (!to) return undefined;
  // 22:00 to 06:00 ends on the next day
  const over = !to.dated && Temporal.PlainDateTime.compare(to.at, from.at) <= 0;
  return { from: from.at, to: over ? to.at.add({ days: 1 }) : to.at, end: at + to.length };
}

/** The first span in a text; what stands before it names the site, what follows is the reason. */
export function readSpan(text: string, now: Temporal.PlainDateTime): Span | undefined {
  for (const { index: start } of text.matchAll(/(?<=^|\s|从|自|于|[\p{Script=Han}，,])(?=\S)(?!from\b)/giu)) {
    const span = readSpanHere(text.slice(start), now);
    if (span) return { ...span, start, end: start + span.end };
  }
  return undefined;
}
