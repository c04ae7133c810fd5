/**
 * Reads the State Council's yearly notice of holidays (国务院办公厅关于…年部分节假日安排的通知) in the form in which it is
 * published. Each sentence says either that days are off (放假) or worked in exchange (上班); what it merely encourages,
 * such as rest on New Year's Eve in 2024, is neither.
 */
import type { SpecialDay } from "./working-days.ts";

export type NoticeFault =
  /** The weekday in brackets is not that of the day: mostly a wrong year. */
  | { what: "weekday"; words: string; day: string }
  /** 共N天 does not agree with the days named. */
  | { what: "count"; words: string; said: number; read: number }
  | { what: "unread"; words: string };
export type Notice = { year: number; days: SpecialDay[]; faults: NoticeFault[] };

const DATE = "(?:(?:\\d{4}年)?\\d{1,2}月)?\\d{1,2}日(?:\\([^)]*\\))?";
const SPAN = `${DATE}(?:(?:至|到|[-—–~])${DATE})?`;
const LIST = `${SPAN}(?:(?:、|和|及)${SPAN})*`;
/** 一、元旦：1月1日… */
const HEAD = new RegExp(`([\\p{Script=Han}、]{2,}):(?=${DATE})`, "gu");
const CLAUSE = new RegExp(`^(?:其中)?(${LIST})(放假|公休|照常上班|补班|上班)`, "u");
const ONLY_DATES = new RegExp(`^${LIST}$`, "u");
const WEEKDAYS = "一二三四五六日";

type Reading = { year: number; name: string; month: number | undefined; monthYear: number; faults: NoticeFault[] };

/** The notice's own year: of its title, or of what it says it arranges. */
export const yearOfNotice = (text: string): number | undefined => {
  const found = /(\d{4})\s*年\s*(?:元旦|部分节假日|节假日|放假)/u.exec(text.normalize("NFKC"));
  return found ? Number(found[1]) : undefined;
};

/** A day; its month and year are those of the day before it in the sentence where it does not say. */
function readDay(words: string, reading: Reading): Temporal.PlainDate | undefined {
  const found = /^(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?$/u.exec(words);
  if (!found) return undefined;
  const month = found[2] ? Number(found[2]) : reading.month;
  if (month === undefined) return undefined;
  // New Year's holiday may begin in the December before its year; nothing else does
  const turned = reading.name.includes("元旦") && month === 12 ? reading.year - 1 : reading.year;
  const year = found[1] ? Number(found[1]) : found[2] ? turned : reading.monthYear;
  const first = month >= 1 && month <= 12 ? Temporal.PlainDate.from({ year, month, day: 1 }) : undefined;
  const day = Number(found[3]);
  if (!first || day < 1 || day > first.daysInMonth) return undefined;
  reading.month = month;
  reading.monthYear = year;
  const date = first.with({ day });
  const said = /(?:周|星期)([一二三四五六日天])/u.exec(found[4] ?? "")?.[1];
  if (said && WEEKDAYS.indexOf(said === "天" ? "日" : said) + 1 !== date.dayOfWeek)
    reading.faults.push({ what: "weekday", words, day: date.toString() });
  return date;
}

/** Every day of a list of days and spans; undefined where one of them is none. */
function readList(words: string, reading: Reading): Temporal.PlainDate[] | undefined {
  const days: Temporal.PlainDate[] = [];
  // Brackets hold a 、 of their own (农历除夕、周二)
  for (const [span] of words.matchAll(new RegExp(SPAN, "gu"))) {
    const ends = [...span.matchAll(new RegExp(DATE, "gu"))].map(([one]) => readDay(one, reading));
    const [from, to = from] = ends;
    if (!from || !to || ends.includes(undefined) || Temporal.PlainDate.compare(from, to) > 0) return undefined;
    for (let day = from; Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 })) days.push(day);
  }
  return days.length > 0 ? days : undefined;
}

/** Clauses; one that holds nothing but days belongs to the next (1月28日,29日上班). */
function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  let carried = "";
  for (const part of text.split(/[。;,\n]/u)) {
    const clause = carried ? `${carried}、${part}` : part;
    carried = ONLY_DATES.test(clause) ? clause : "";
    if (!carried && clause) clauses.push(clause);
  }
  return carried ? [...clauses, carried] : clauses;
}

function readSection(name: string, text: string, year: number): Pick<Notice, "days" | "faults"> {
  const reading: Reading = { year, name, month: undefined, monthYear: year, faults: [] };
  const days: SpecialDay[] = [];
  for (const clause of clausesOf(text)) {
    const found = CLAUSE.exec(clause);
    if (!found) {
      // 安排职工在除夕(2月9日)休息: a wish, no holiday
      const meant = /\d日/u.test(clause) && /放假|上班|补班/u.test(clause) && !/鼓励/u.test(clause);
      if (meant || ONLY_DATES.test(clause)) reading.faults.push({ what: "unread", words: clause });
      continue;
    }
    const read = readList(found[1] ?? "", reading);
    if (!read) reading.faults.push({ what: "unread", words: clause });
    const kind = /班/u.test(found[2] ?? "") ? "work" : "off";
    for (const day of read ?? []) days.push({ day: day.toString(), kind, name });
  }
  const off = days.filter(({ kind }) => kind === "off").length;
  const said = Number(/(?:共|放假)(\d+)天/u.exec(text)?.[1] ?? off);
  if (off === 0) reading.faults.push({ what: "unread", words: `${name}:${text.slice(0, 40)}` });
  else if (said !== off) reading.faults.push({ what: "count", words: name, said, read: off });
  return { days, faults: reading.faults };
}

/** Undefined where the text is no notice, or its year is told neither by it nor by `given`. */
export function readNotice(text: string, given?: number): Notice | undefined {
  const year = given ?? yearOfNotice(text);
  // Lines are broken anywhere in what is pasted; only a numbered item begins on a line of its own
  const clean = text
    .normalize("NFKC")
    .replace(/[^\S\n]+/gu, "")
    .replace(/([^。;:\n])\n+(?![一二三四五六七八九十]+、)/gu, "$1");
  const heads = [...clean.matchAll(HEAD)];
  if (year === undefined || heads.length === 0) return undefined;
  const notice: Notice = { year, days: [], faults: [] };
  heads.forEach((head, i) => {
    const end = heads[i + 1]?.index ?? clean.length;
    const name = (head[1] ?? "").replace(/^.*[一二三四五六七八九十]+、/u, "");
    const { days, faults } = readSection(name, clean.slice(head.index + head[0].length, end), year);
    notice.days.push(...days);
    notice.faults.push(...faults);
  });
  return notice;
}
