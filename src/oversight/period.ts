/** Periods as people name them: a day, a week, a month, a quarter, a year, or a range; and the one before of the same kind. */
export type PeriodUnit = "day" | "week" | "month" | "quarter" | "year" | "range";
export type Period = {
  from: Temporal.PlainDate;
  to: Temporal.PlainDate;
  /** Without a language: `2026Q4`, `2026-11`, `2026`, a day, or two days with `..` between. */
  name: string;
  unit: PeriodUnit;
};

const date = (year: number, month: number, day = 1) => Temporal.PlainDate.from({ year, month, day });

function make(unit: PeriodUnit, from: Temporal.PlainDate, to: Temporal.PlainDate): Period {
  const month = from.toString().slice(0, 7);
  const names: Record<PeriodUnit, string> = {
    day: from.toString(),
    week: `${from}..${to}`,
    month,
    quarter: `${month.slice(0, 4)}Q${Math.ceil(from.month / 3)}`,
    year: month.slice(0, 4),
    range: `${from}..${to}`,
  };
  return { from, to, name: names[unit], unit };
}
const day = (on: Temporal.PlainDate) => make("day", on, on);
/** The ISO week up to `to`: what is still to come of it is not counted. */
const weekTo = (to: Temporal.PlainDate) => make("week", to.subtract({ days: to.dayOfWeek - 1 }), to);
const monthOf = (on: Temporal.PlainDate) => make("month", on.with({ day: 1 }), on.with({ day: on.daysInMonth }));
function quarterOf(on: Temporal.PlainDate): Period {
  const from = date(on.year, on.month - ((on.month - 1) % 3));
  return make("quarter", from, from.add({ months: 3 }).subtract({ days: 1 }));
}
const yearOf = (on: Temporal.PlainDate) => make("year", date(on.year, 1), date(on.year, 12, 31));

/** Quarter before quarter, month before month, a week's days one week earlier, a range as many days as it has itself. */
export function periodBefore({ unit, from, to }: Period): Period {
  const eve = from.subtract({ days: 1 });
  switch (unit) {
    case "month":
      return monthOf(eve);
    case "quarter":
      return quarterOf(eve);
    case "year":
      return yearOf(eve);
    case "week":
      return make("week", from.subtract({ weeks: 1 }), to.subtract({ weeks: 1 }));
    case "day":
      return day(eve);
    case "range":
      return make("range", from.subtract({ days: from.until(to).days + 1 }), eve);
    default:
      return unit satisfies never;
  }
}

type Reader = readonly [RegExp, (found: RegExpExecArray, today: Temporal.PlainDate) => Period | undefined];
const DIGITS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4 };
const MOST_DAYS = 3660;

/** Words about today. */
const RELATIVE: readonly Reader[] = [
  [/^(?:|(?:this )?quarter|本季度?|这个?季度)$/i, (_, today) => quarterOf(today)],
  [/^(?:today|今天|今日)$/i, (_, today) => day(today)],
  [/^(?:yesterday|昨天|昨日)$/i, (_, today) => day(today.subtract({ days: 1 }))],
  [/^(?:(?:this )?week|本周|这周)$/i, (_, today) => weekTo(today)],
  [/^(?:(?:this )?month|本月|这个月)$/i, (_, today) => monthOf(today)],
  [/^(?:(?:this )?year|本年度?|今年)$/i, (_, today) => yearOf(today)],
  [/^(?:(?:last|previous) week|上周)$/i, (_, today) => weekTo(today.subtract({ days: today.dayOfWeek }))],
  [/^(?:(?:last|previous) month|上月|上个月)$/i, (_, today) => monthOf(today.with({ day: 1 }).subtract({ days: 1 }))],
  [
    /^(?:(?:last|previous) quarter|上(?:一|个|一个)?季度?)$/i,
    (_, today) => quarterOf(quarterOf(today).from.subtract({ days: 1 })),
  ],
  [
    /^(?:(?:last|previous) year|去年|上(?:一)?年度?)$/i,
    (_, today) => yearOf(today.with({ day: 1 }).subtract({ years: 1 })),
  ],
  [
    /^(?:(?:last|past)\s*(\d{1,4})\s*days?|(?:近|最近|过去)\s*(\d{1,4})\s*[天日])$/i,
    (found, today) => {
      const n = Number(found[1] ?? found[2]);
      return n >= 1 && n <= MOST_DAYS ? make("range", today.subtract({ days: n - 1 }), today) : undefined;
    },
  ],
];
/** Names of the calendar. */
const ABSOLUTE: readonly Reader[] = [
  [
    /^(\d{4})\s*(?:[-/]?\s*q|年第?)([1-4一二三四])(?:季度?)?$/i,
    ([, year, n = ""]) => quarterOf(date(Number(year), (DIGITS[n] ?? Number(n)) * 3)),
  ],
  [
    /^(?:q([1-4])|第?([1-4一二三四])季度?)$/i,
    ([, latin, han = ""], today) => quarterOf(date(today.year, (DIGITS[han] ?? Number(latin ?? han)) * 3)),
  ],
  [
    /^(\d{4})\s*[-/年]\s*(\d{1,2})月?$/,
    ([, year, month]) =>
      Number(month) >= 1 && Number(month) <= 12 ? monthOf(date(Number(year), Number(month))) : undefined,
  ],
  [/^(\d{4})年?$/, ([, year]) => yearOf(date(Number(year), 1))],
  [/^(\d{4}-\d{2}-\d{2})$/, ([, on = ""]) => civil(on, day)],
  [
    /^(\d{4}-\d{2}-\d{2})\s*(?:\.\.|至|到|—|~|\bto\b)\s*(\d{4}-\d{2}-\d{2})$/i,
    ([, first = "", last = ""]) =>
      civil(first, (from) =>
        civil(last, (to) => (Temporal.PlainDate.compare(from, to) <= 0 ? make("range", from, to) : undefined)),
      ),
  ],
];
function civil<T>(text: string, use: (on: Temporal.PlainDate) => T): T | undefined {
  let on: Temporal.PlainDate;
  try {
    on = Temporal.PlainDate.from(text);
  } catch {
    return undefined; // a day that no calendar has, such as 30 February
  }
  return use(on);
}

/**
 * Reads `2026Q4`, `2026-11`, `2026`, `2026-11-24`, `2026-11-01..2026-11-24`; `today`, `week`, `month`, `quarter`, `year`,
 * with `last` before them; `last 30 days`; and their Chinese. Nothing means this quarter; undefined where it is no period.
 */
export function readPeriod(words: string, today: Temporal.PlainDate): Period | undefined {
  const text = words.trim().replace(/\s+/g, " ");
  for (const [form, read] of [...RELATIVE, ...ABSOLUTE]) {
    const found = form.exec(text);
    if (found) return read(found, today);
  }
  return undefined;
}
