/** Figures as tables to calculate with, and as a picture of their groups. */
import { type Cell, type Chart, type Phrase, say, type Table, type Value } from "../card.ts";
import type { GroupRow, Groups, PeriodName, Stats } from "../oversight/stats/figures.ts";
import { hundredths } from "./share.ts";
import { MEASURES, type Measure, type Some, wholeOf } from "./stats-measures.ts";

/** `2026Q4` as each language says it; other names are figures already. */
export function periodPhrase({ name, from, to, unit }: PeriodName): Value {
  const [year = "", month = ""] = from.split("-");
  switch (unit) {
    case "quarter":
      return say("period.quarter", { year, quarter: name.slice(-1) });
    case "month":
      return say("period.month", { year, month: String(Number(month)) });
    case "year":
      return say("period.year", { year });
    case "day":
      return { day: from };
    default:
      return say("period.range", { from, to });
  }
}

const fraction = (part: number | null | undefined, whole: number | null | undefined): number | null => {
  const n = typeof part === "number" && typeof whole === "number" ? hundredths({ part, whole }) : undefined;
  return n === undefined ? null : n / 10_000;
};
const titleOf = ({ id }: Measure) => say(`figure.${id}`);
const unitOf = ({ unit }: Measure) => say(`unit.${unit}`);
const basisOf = ({ basis }: Measure) => say(`basis.${basis}`);
/** What these figures tell, without what cannot be told or must not be. */
const measured = (figures: Some): Measure[] => MEASURES.filter((measure) => measure.value(figures) !== undefined);

/** A row a figure: this period, the one before, each with its denominator. */
function figuresTable(stats: Stats): Table {
  const of = (measure: Measure, figures: Some): Cell[] => {
    const [part, whole] = [measure.value(figures), wholeOf(measure, figures)];
    return [part ?? null, whole ?? null, fraction(part, whole)];
  };
  return {
    name: say("stats.title", { name: periodPhrase(stats.period) }),
    format: "both",
    columns: [
      { title: say("stats.column.figure"), kind: "text" },
      { title: say("stats.column.basis"), kind: "text" },
      { title: say("stats.column.unit"), kind: "text" },
      { title: say("stats.column.value"), kind: "number" },
      { title: say("stats.column.whole"), kind: "number" },
      { title: say("stats.column.share"), kind: "percent" },
      { title: say("stats.column.before"), kind: "number" },
      { title: say("stats.column.before-whole"), kind: "number" },
      { title: say("stats.column.before-share"), kind: "percent" },
    ],
    rows: measured(stats).map((measure) => [
      titleOf(measure),
      basisOf(measure),
      unitOf(measure),
      ...of(measure, stats),
      // What holds at an instant was not written down at the end of the period before
      ...(measure.basis === "now" ? [null, null, null] : of(measure, stats.before)),
    ]),
  };
}

export const groupName = ({ by }: Groups, { key, name }: Pick<GroupRow, "key" | "name">): Phrase =>
  key === "unknown" ? say("stats.unknown") : by === "check" ? say(`check.${name}`) : (name ?? key);

/** A row a group and the total under them; a column a figure, and one for its share where it is a part of another. */
function groupsTable(stats: Stats, groups: Groups): Table {
  const shown = measured(groups.total);
  const cells = (figures: Some): Cell[] =>
    shown.flatMap((measure) => {
      const value = measure.value(figures) ?? null;
      return measure.of ? [value, fraction(value, wholeOf(measure, figures))] : [value];
    });
  return {
    name: say("stats.title-by", { name: periodPhrase(stats.period), by: say(`grouping.${groups.by}`) }),
    format: "both",
    columns: [
      { title: say(`grouping.${groups.by}`), kind: "text" },
      ...shown.flatMap((measure) => [
        {
          title: say("stats.column.measure", {
            name: titleOf(measure),
            unit: unitOf(measure),
            basis: basisOf(measure),
          }),
          kind: "number" as const,
        },
        ...(measure.of
          ? [
              {
                title: say("stats.column.share-of", { name: titleOf(measure), of: say(`figure.${measure.of}`) }),
                kind: "percent" as const,
              },
            ]
          : []),
      ]),
    ],
    rows: [
      ...groups.rows.map((row) => [groupName(groups, row), ...cells(row.figures)]),
      [say("stats.total"), ...cells(groups.total)],
    ],
  };
}

export function statsTables(stats: Stats): Table[] {
  return stats.groups ? [groupsTable(stats, stats.groups), figuresTable(stats)] : [figuresTable(stats)];
}

/** What was confirmed in each group beside what was cleared; for persons, what they confirmed beside the orders given to them. */
export function statsChart(stats: Stats): Chart | undefined {
  const { groups, period } = stats;
  if (!groups || groups.rows.length === 0) return undefined;
  const series = (id: string, tone: "bad" | "good" | "quiet") => {
    const measure = MEASURES.find((one) => one.id === id);
    return {
      name: say(`figure.${id}`),
      tone,
      values: groups.rows.map(({ figures }) => measure?.value(figures) ?? null),
    };
  };
  return {
    kind: "bars",
    title: say("stats.title-by", { name: periodPhrase(period), by: say(`grouping.${groups.by}`) }),
    note: say("stats.basis-period", { from: { day: period.from }, to: { day: period.to } }),
    unit: groups.by === "person" ? say("stats.chart-unit-person") : say("unit.episode"),
    categories: groups.rows.map((row) => groupName(groups, row)),
    series:
      groups.by === "person"
        ? [series("confirmed", "bad"), series("made", "quiet")]
        : [series("confirmed", "bad"), series("cleared", "good")],
  };
}
