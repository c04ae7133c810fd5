/** A drawing as an option of echarts: layout, colours and labels, in CSS pixels. */
import type { EChartsOption } from "echarts";
import { emWidth, fitLabel } from "./chart-labels.ts";

type Tone = "good" | "warn" | "bad" | "quiet";
/** A chart with all its words said: plain data that goes to the thread that draws. */
export type Drawing = {
  kind: "bars" | "line" | "columns" | "share";
  title: string;
  /** The lines under the title. */
  notes: string[];
  categories: string[];
  /** `texts` are the values as they are written. */
  series: { name: string; values: (number | null)[]; texts: string[]; tone?: Tone | undefined }[];
  /** With `share`: what is written for the whole of each category. */
  totals: string[];
};
export type Layout = { option: EChartsOption; width: number; height: number };

export const FONT = "Noto Sans SC";
const WIDTH = 960;
const EDGE = 40;
const INK = "#1f2d3d";
const GREY = "#66707c";
const FAINT = "#e4e8ed";
const PALETTE = ["#2f6db5", "#e08a2c", "#4f9a8a", "#8469ad", "#b4574e", "#7d8996"];
const TONES: Record<Tone, string> = { good: "#3c9a66", warn: "#c9821a", bad: "#c8453b", quiet: "#aab4bf" };
const LABEL = 16;
/** Widest label of a row, in em of its size, over at most two lines. */
const ROW_EM = 15;
/** A share of less than this is too narrow to be written into. */
const NARROW = 0.07;

/** What echarts tells of a point when it asks for its label. */
type Point = { dataIndex: number; value?: unknown };
type Head = { title: object; legend: object; height: number };

/** Title, notes and legend stand above the plot; their height is that of what they hold. */
function headOf({ title, notes, series }: Drawing, withLegend: boolean): Head {
  const titles = fitLabel(title, (WIDTH - 2 * EDGE) / 26, 2);
  const room = (WIDTH - 2 * EDGE) / 15;
  const together = notes.join("　　");
  const under = emWidth(together) <= room && together ? [together] : notes.flatMap((one) => fitLabel(one, room, 2));
  const below = 30 + titles.length * 36 + (under.length > 0 ? 8 + under.length * 23 : 0);
  const names = series.map(({ name }) => fitLabel(name, 12, 1)[0] ?? "");
  const legendLines = withLegend ? legendRows(names) : 0;
  return {
    title: {
      text: titles.join("\n"),
      subtext: under.join("\n"),
      left: EDGE - 5,
      top: 25,
      itemGap: 8,
      textStyle: { fontSize: 26, lineHeight: 36, color: INK, fontWeight: "normal" },
      subtextStyle: { fontSize: 15, lineHeight: 23, color: GREY },
    },
    legend: {
      show: withLegend,
      data: series.map(({ name }) => name),
      formatter: (name: string) => fitLabel(name, 12, 1)[0] ?? "",
      left: EDGE - 5,
      width: WIDTH - 2 * EDGE,
      top: below + 8,
      icon: "roundRect",
      itemWidth: 16,
      itemHeight: 12,
      itemGap: 26,
      textStyle: { fontSize: 15, color: INK },
    },
    height: below + (legendLines > 0 ? 12 + legendLines * 28 : 8),
  };
}
function legendRows(names: string[]): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const width = emWidth(name) * 15 + 50;
    if (used > 0 && used + width > WIDTH - 2 * EDGE) {
      rows++;
      used = 0;
    }
    used += width;
  }
  return rows;
}

const colourOf = ({ tone }: { tone?: Tone | undefined }, i: number) =>
  tone ? TONES[tone] : (PALETTE[i % PALETTE.length] ?? INK);
const most = ({ series }: Drawing) => Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
const common = (drawing: Drawing, head: Head) => ({
  animation: false,
  backgroundColor: "#ffffff",
  color: drawing.series.map(colourOf),
  textStyle: { fontFamily: FONT },
  title: head.title,
  legend: head.legend,
});
/** Room at the left for the longest label, and the rows' labels as they fit into it. */
function rowLabels(categories: string[]) {
  const lines = categories.map((name) => fitLabel(name, ROW_EM, 2));
  const widest = Math.max(2, ...lines.flat().map(emWidth));
  return { left: EDGE + widest * LABEL + 14, texts: lines.map((one) => one.join("\n")) };
}
const rowAxis = (texts: string[]) => ({
  type: "category" as const,
  inverse: true,
  data: texts.map((_, i) => String(i)),
  axisTick: { show: false },
  axisLine: { lineStyle: { color: "#c3cad2" } },
  axisLabel: {
    interval: 0,
    margin: 12,
    fontSize: LABEL,
    lineHeight: 19,
    color: INK,
    formatter: (index: string) => texts[Number(index)] ?? "",
  },
});

function bars(drawing: Drawing): Layout {
  const { categories, series } = drawing;
  const head = headOf(drawing, series.length > 1);
  const { left, texts } = rowLabels(categories);
  const bar = series.length > 1 ? 18 : 24;
  const row = Math.max(46, series.length * (bar + 3) + 20);
  const written = Math.max(2, ...series.flatMap((one) => one.texts.map(emWidth)));
  const height = head.height + categories.length * row + 36;
  const option: EChartsOption = {
    ...common(drawing, head),
    grid: { left, right: EDGE + written * 15 + 8, top: head.height, bottom: 36 },
    xAxis: { type: "value", max: most(drawing), show: false },
    yAxis: rowAxis(texts),
    series: series.map((one) => ({
      type: "bar" as const,
      name: one.name,
      // Echarts writes nothing beside a bar that is not there: what was not measured stands as one without length
      data: one.values.map((value) => value ?? 0),
      barWidth: bar,
      barGap: "15%",
      itemStyle: { borderRadius: [0, 3, 3, 0] },
      label: {
        show: true,
        position: "right" as const,
        fontSize: 15,
        color: INK,
        formatter: ({ dataIndex }: Point) => one.texts[dataIndex] ?? "",
      },
    })),
  };
  return { option, width: WIDTH, height };
}

/** A period breaks after its year before it breaks anywhere else. */
const periodLines = (name: string, em: number): string[] =>
  emWidth(name) <= em ? [name] : name.split(/(?<=年)/u).flatMap((part) => fitLabel(part, em, 2));
/** Where lines run close, the value of the highest stands above it and those of the others below theirs. */
const highest = ({ series }: Drawing, value: number | null, at: number) =>
  series.every(({ values }) => (values[at] ?? 0) <= (value ?? 0));

/** Periods along the foot; a label for each, or for every so many where they would touch. */
function trend(drawing: Drawing): Layout {
  const { categories, series, kind } = drawing;
  const head = headOf(drawing, series.length > 1);
  const height = head.height + 420;
  const left = EDGE + 44;
  const room = (WIDTH - left - EDGE) / Math.max(1, categories.length);
  const widest = Math.max(1, ...categories.map(emWidth));
  const step = Math.max(1, Math.ceil((Math.min(widest, 4) * 15 + 8) / room));
  const texts = categories.map((name) => periodLines(name, Math.max(2, (room * step - 8) / 15)).join("\n"));
  // Where points stand close, writing every value would cover the lines: the last one of each is what is looked for
  const all = categories.length * series.length <= 26;
  const option: EChartsOption = {
    ...common(drawing, head),
    grid: { left, right: EDGE, top: head.height + 24, bottom: 86 },
    xAxis: {
      type: "category",
      data: texts.map((_, i) => String(i)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#c3cad2" } },
      axisLabel: {
        interval: step - 1,
        fontSize: 15,
        lineHeight: 19,
        margin: 12,
        color: INK,
        formatter: (index: string) => texts[Number(index)] ?? "",
      },
    },
    yAxis: {
      type: "value",
      minInterval: Number.isInteger(most(drawing)) ? 1 : 0,
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: { fontSize: 14, color: GREY },
    },
    series: series.map((one, i) => {
      const label = {
        show: true,
        position: "top" as const,
        fontSize: 14,
        textBorderColor: "#ffffff",
        textBorderWidth: 3,
        color: kind === "line" ? colourOf(one, i) : INK,
        formatter: ({ dataIndex }: Point) =>
          all || dataIndex === one.values.length - 1 ? (one.texts[dataIndex] ?? "") : "",
      };
      const data = one.values.map((value, at) =>
        kind === "line" && !highest(drawing, value, at) ? { value, label: { position: "bottom" as const } } : value,
      );
      const shared = { name: one.name, data, label, labelLayout: { hideOverlap: true } };
      return kind === "line"
        ? { ...shared, type: "line" as const, symbol: "circle", symbolSize: 8, lineStyle: { width: 3 } }
        : {
            ...shared,
            type: "bar" as const,
            barMaxWidth: 46,
            barGap: "12%",
            itemStyle: { borderRadius: [3, 3, 0, 0] },
          };
    }),
  };
  return { option, width: WIDTH, height };
}

function ring(drawing: Drawing): Layout {
  const { series, totals } = drawing;
  const head = headOf(drawing, false);
  const height = head.height + 420;
  const middle = head.height + 195;
  const option: EChartsOption = {
    ...common(drawing, head),
    title: [
      head.title,
      {
        text: totals[0] ?? "",
        left: "center",
        top: middle - 18,
        textStyle: { fontSize: 24, lineHeight: 36, color: INK, fontWeight: "normal" as const },
      },
    ],
    series: {
      type: "pie",
      center: [WIDTH / 2, middle],
      radius: [92, 150],
      startAngle: 90,
      itemStyle: { borderColor: "#ffffff", borderWidth: 2 },
      data: series.map(({ name, values }) => ({ name, value: values[0] ?? 0 })),
      label: {
        fontSize: 16,
        lineHeight: 23,
        color: INK,
        overflow: "none",
        formatter: ({ dataIndex }: Point) => {
          const one = series[dataIndex];
          return [...fitLabel(one?.name ?? "", 14, 2), one?.texts[0] ?? ""].join("\n");
        },
      },
      labelLine: { length: 18, length2: 22, lineStyle: { color: "#aab4bf" } },
    },
  };
  return { option, width: WIDTH, height };
}

/** Each category's whole as one bar of full length, its parts in per cent. */
function shares(drawing: Drawing): Layout {
  const { categories, series, totals } = drawing;
  const head = headOf(drawing, true);
  const { left, texts } = rowLabels(categories);
  const wholes = categories.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const written = Math.max(2, ...totals.map(emWidth));
  const height = head.height + categories.length * 46 + 36;
  const option: EChartsOption = {
    ...common(drawing, head),
    grid: { left, right: EDGE + written * 15 + 16, top: head.height, bottom: 36 },
    xAxis: { type: "value", max: 1, show: false },
    yAxis: [
      rowAxis(texts),
      {
        type: "category" as const,
        inverse: true,
        position: "right" as const,
        data: totals.map((_, i) => String(i)),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: {
          interval: 0,
          margin: 12,
          fontSize: 15,
          color: GREY,
          formatter: (index: string) => totals[Number(index)] ?? "",
        },
      },
    ],
    series: series.map((one) => ({
      type: "bar" as const,
      stack: "whole",
      name: one.name,
      barWidth: 28,
      data: one.values.map((value, at) => (wholes[at] ? (value ?? 0) / (wholes[at] ?? 1) : 0)),
      label: {
        show: true,
        fontSize: 14,
        color: "#ffffff",
        formatter: ({ dataIndex, value }: Point) => (Number(value) >= NARROW ? (one.texts[dataIndex] ?? "") : ""),
      },
    })),
  };
  return { option, width: WIDTH, height };
}

export function layoutOf(drawing: Drawing): Layout {
  switch (drawing.kind) {
    case "bars":
      return bars(drawing);
    case "line":
    case "columns":
      return trend(drawing);
    case "share":
      return drawing.categories.length === 1 ? ring(drawing) : shares(drawing);
    default:
      return drawing.kind satisfies never;
  }
}
