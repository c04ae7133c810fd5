/** Dates of publication as real lists write them (reference table in checks/README.md, homepage-freshness). */

const pad = (n: number) => String(n).padStart(2, "0");
/** Servers run a little ahead of the checker's clock or zone; more than a day is an event, not a publication. */
const AHEAD_DAYS = 1;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The last day that counts as published, by the day of the visit: asked for every date of every page. */
let horizon: { today: Temporal.PlainDate; last: string } | undefined;
function lastDay(today: Temporal.PlainDate): string {
  if (horizon?.today !== today) horizon = { today, last: today.add({ days: AHEAD_DAYS }).toString() };
  return horizon.last;
}

function civil(year: number, month: number, day: number, today: Temporal.PlainDate): string | null {
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] ?? 0)) return null;
  if (month === 2 && day === 29 && !leap(year)) return null;
  const date = `${year}-${pad(month)}-${pad(day)}`;
  return date > lastDay(today) ? null : date;
}

/** A date without a year is of the latest year in which it is not in the future. */
function latest(month: number, day: number, today: Temporal.PlainDate): string | null {
  return civil(today.year, month, day, today) ?? civil(today.year - 1, month, day, today);
}

const FULL = /(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)/;
const SPLIT = /(?<!\d)(\d{1,2})\s*日?\s+((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*月?(?!\d)/;
const TURNED = /^\s*((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*月?\s{1,4}(\d{1,2})\s*日?\s*$/;
const COMPACT = /(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)/;
const SHORT_YEAR = /^\D{0,3}(\d{2})[-/.](\d{2})[-/.](\d{2})\D{0,3}$/;
/** 10.11 says a day only where it stands alone with both digits: 3.15 is a day's name, 1.5 a number. */
const DOTTED = /^[[(（]?(\d{2})\.(\d{2})[\])）]?$/;
/** 1-9 may be a score: bare numbers need both digits and a dash or slash. */
const MONTH_DAY =
  /^\D{0,8}?(?:[[(（【]\s*(\d{1,2})[-/.](\d{1,2})\s*[\])）】]|(\d{1,2})月(\d{1,2})日?|(\d{2})[-/](\d{2}))(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\D{0,3}$/;
const SPLIT_SHORT = /^\s*(\d{1,2})\s+(\d{1,2})\s*月\s*$/;
/** A clock on the page, a deadline or the day of an event is no date of publication. */
const NOT_PUBLISHED =
  /今天|今日|现在|当前|星期|周[一二三四五六日]|农历|截止|截至|有效期|访问|版权|copyright|©|天气|至\s*(?:20)?\d/i;
const NOISE =
  /(?:发布|更新|发文|成文)?(?:时间|日期)|发布|来源|[\s[\]()（）【】:：·•|>»\-—.]|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|时|分|秒/g;
/** What may stand beside a date in one element: a column's name, an author, not a sentence. */
const BESIDE = 12;

/** The date in a short text that is little else than a date, as YYYY-MM-DD; null where it says something else. */
export function readDate(text: string, today: Temporal.PlainDate): string | null {
  if (text.length > 80 || !/\d/.test(text) || NOT_PUBLISHED.test(text)) return null;
  const turned = TURNED.exec(text);
  if (turned) return civil(Number(turned[1]), Number(turned[2]), Number(turned[3]), today);
  const full = FULL.exec(text);
  if (full) {
    // Two dates are a span of time, not a day of publication
    if (FULL.test(text.slice(full.index + full[0].length))) return null;
    const rest = text.replace(full[0], "").replace(NOISE, "");
    return rest.length <= BESIDE ? civil(Number(full[1]), Number(full[2]), Number(full[3]), today) : null;
  }
  const split = SPLIT.exec(text);
  if (split) return civil(Number(split[2]), Number(split[3]), Number(split[1]), today);
  const compact = COMPACT.exec(text);
  if (compact && text.replace(compact[0], "").replace(NOISE, "").length <= 2)
    return civil(Number(compact[1]), Number(compact[2]), Number(compact[3]), today);
  const shortYear = SHORT_YEAR.exec(text);
  if (shortYear) return civil(2000 + Number(shortYear[1]), Number(shortYear[2]), Number(shortYear[3]), today);
  const splitShort = SPLIT_SHORT.exec(text);
  if (splitShort) return latest(Number(splitShort[2]), Number(splitShort[1]), today);
  const dotted = DOTTED.exec(text);
  if (dotted) return latest(Number(dotted[1]), Number(dotted[2]), today);
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay && text.replace(/[\d\s[\]()（）【】/.:月日-]/g, "").length <= 4)
    return latest(
      Number(monthDay[1] ?? monthDay[3] ?? monthDay[5]),
      Number(monthDay[2] ?? monthDay[4] ?? monthDay[6]),
      today,
    );
  return null;
}

/** A date at the very start or end of a link's text; anywhere else it belongs to the title. */
const IN_TITLE =
  /^[[(（]?((?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[\])）]?\s+|[\s[(（]((?:(?:19|20)\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?)[\])）]?$/;
export function readDateInTitle(text: string, today: Temporal.PlainDate): { date: string; title: string } | null {
  const found = IN_TITLE.exec(text);
  const date = found ? readDate(found[1] ?? found[2] ?? "", today) : null;
  return found && date ? { date, title: text.replace(found[0], " ").trim() } : null;
}

const PATH_DATES = [
  /\/t?((?:19|20)\d{2})(\d{2})(\d{2})_\d+/, // TRS: /201812/t20181219_123.html
  /\/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})\//,
  /\/((?:19|20)\d{2})[-/](\d{1,2})\/(\d{1,2})\//,
];
/** The day of creation that many systems put into an article's address; it survives a changed date of publication. */
export function readDateInUrl(url: string, today: Temporal.PlainDate): string | null {
  for (const pattern of PATH_DATES) {
    const found = pattern.exec(url);
    if (found) return civil(Number(found[1]), Number(found[2]), Number(found[3]), today);
  }
  return null;
}
/** Part of a date that stands in elements of its own: the day apart from year and month. */
export const isPartOfDate = (text: string): boolean =>
  /^\s*(?:\d{1,2}\s*日?|(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*月?|\d{1,2}\s*月)\s*$/.test(text);
