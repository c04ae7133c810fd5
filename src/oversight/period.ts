/** Periods as people name them: a day, a week, a month, a quarter, a year, or a range. */
export type Period = { from: Temporal.PlainDate; to: Temporal.PlainDate; name: string };

const month = (year: number, m: number): [Temporal.PlainDate, Temporal.PlainDate] => {
  const from = Temporal.PlainDate.from({ year, month: m, day: 1 });
  return [from, from.with({ day: from.daysInMonth })];
};
const quarter = (year: number, n: number): [Temporal.PlainDate, Temporal.PlainDate] => {
  const from = Temporal.PlainDate.from({ year, month: (n - 1) * 3 + 1, day: 1 });
  return [from, from.add({ months: 3 }).subtract({ days: 1 })];
};
const QUARTER_DIGITS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4 };

/** Reads `2026Q4`, `2026-11`, `2026`, `2026-11-01..2026-11-24`, `today`, `week`, `month`, `quarter`, `year` and their Chinese; undefined where it is none. */
export function readPeriod(words: string, today: Temporal.PlainDate): Period | undefined {
  const text = words.trim();
  const make = ([from, to]: [Temporal.PlainDate, Temporal.PlainDate], name = text): Period => ({ from, to, name });
  const here = Math.ceil(today.month / 3);
  if (text === "" || /^(?:quarter|本季度?)$/i.test(text))
    return make(quarter(today.year, here), `${today.year}Q${here}`);
  if (/^(?:today|今天|今日)$/i.test(text)) return make([today, today], today.toString());
  if (/^(?:week|本周)$/i.test(text)) return make([today.subtract({ days: today.dayOfWeek - 1 }), today]);
  if (/^(?:month|本月)$/i.test(text)) return make(month(today.year, today.month), today.toString().slice(0, 7));
  if (/^(?:year|本年|今年)$/i.test(text)) return readPeriod(String(today.year), today);
  const q = /^(\d{4})\s*(?:[-/]?\s*q|年第?)([1-4一二三四])(?:季度)?$/i.exec(text);
  if (q) {
    const n = QUARTER_DIGITS[q[2] ?? ""] ?? Number(q[2]);
    return make(quarter(Number(q[1]), n), `${q[1]}Q${n}`);
  }
  const m = /^(\d{4})\s*[-/年]\s*(\d{1,2})月?$/.exec(text);
  if (m && Number(m[2]) >= 1 && Number(m[2]) <= 12)
    return make(month(Number(m[1]), Number(m[2])), `${m[1]}-${(m[2] ?? "").padStart(2, "0")}`);
  const y = /^(\d{4})年?$/.exec(text);
  if (y) return make([Temporal.PlainDate.from(`${y[1]}-01-01`), Temporal.PlainDate.from(`${y[1]}-12-31`)], y[1]);
  const range = /^(\d{4}-\d{2}-\d{2})\s*(?:\.\.|至|到|—|~)\s*(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (!range) return undefined;
  try {
    const [from, to] = [Temporal.PlainDate.from(range[1] ?? ""), Temporal.PlainDate.from(range[2] ?? "")];
    return Temporal.PlainDate.compare(from, to) <= 0 ? make([from, to]) : undefined;
  } catch {
    return undefined;
  }
}
