/**
 * Charts as PNG. Loading what draws takes a quarter of a second and drawing another quarter, so both are done in a thread
 * of its own, started by the first picture and ended when none was wanted for a while.
 */
import { Worker } from "node:worker_threads";
import { type Chart, say } from "../card.ts";
import type { Locale, Words } from "../words/say.ts";
import type { Drawing } from "./chart-option.ts";
import { percent } from "./stats.ts";

/** A picture with more rows is read by nobody; the table beside it holds them all. */
const MOST_ROWS = 40;
/** Rows of several bars are higher, and Telegram shows no picture of more than 10,000 pixels, width and height together. */
const MOST_BARS = 120;
/** Of periods the newest are kept. */
const MOST_PERIODS = 60;
const LIMIT_MS = 20_000;
const IDLE_MS = 60_000;
const MOST_ALT = 900;

export type Painter = { paint(chart: Chart, locale: Locale): Promise<Uint8Array>; close(): Promise<void> };

/** The chart with its words said in one language. */
export function drawingOf(chart: Chart, words: Words, locale: Locale): Drawing {
  const said = (value: Parameters<Words["say"]>[0]) => words.say(value, locale);
  const { kind, title, note, categories, unit } = chart;
  const periods = kind === "line" || kind === "columns";
  const rows =
    kind === "bars" ? Math.min(MOST_ROWS, Math.floor(MOST_BARS / Math.max(1, chart.series.length))) : MOST_ROWS;
  const cut = <T>(list: readonly T[]) =>
    periods ? list.slice(Math.max(0, categories.length - MOST_PERIODS)) : list.slice(0, rows);
  const shown = cut(categories);
  const series = chart.series.map((one) => ({ ...one, values: cut(one.values) }));
  const wholes = shown.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const written = (value: number | null, at: number): string => {
    if (value === null) return kind === "bars" ? said(say("chart.none")) : "";
    if (kind !== "share") return said(value);
    const share = percent(value, wholes[at] ?? 0);
    return shown.length === 1 ? said(say("chart.part", { n: value, share })) : said(share);
  };
  const notes = [
    note,
    unit && say("chart.unit", { unit }),
    categories.length > shown.length ? say("chart.more", { n: categories.length - shown.length }) : undefined,
  ];
  return {
    kind,
    title: said(title),
    notes: notes.flatMap((one) => (one ? [said(one)] : [])),
    categories: shown.map(said),
    series: series.map(({ name, values, tone }) => ({
      name: said(name),
      values,
      texts: values.map(written),
      tone,
    })),
    totals: kind === "share" ? wholes.map((n) => said(say("chart.total", { n }))) : [],
  };
}

/** The figures of a picture in words, for those who cannot see it. */
export function altOf(chart: Chart, words: Words, locale: Locale): string {
  const { title, categories, series } = drawingOf(chart, words, locale);
  const figures = categories.map(
    (category, at) => `${category} ${series.map(({ name, texts }) => `${name} ${texts[at] ?? ""}`).join(", ")}`,
  );
  const text = `${title}: ${figures.join("; ")}`;
  return text.length > MOST_ALT ? `${text.slice(0, MOST_ALT)}…` : text;
}

type Reply = { png: Uint8Array } | { error: string };

export function createPainter(words: Words): Painter {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  }
  /** One drawing at a time; a thread that died or takes too long is given up, and the next picture starts a new one. */
  async function draw(drawing: Drawing): Promise<Uint8Array> {
    clearTimeout(idle);
    worker ??= new Worker(new URL("./chart-worker.ts", import.meta.url));
    const own = worker;
    own.ref();
    const answer = Promise.withResolvers<Reply>();
    const late = setTimeout(() => answer.reject(new Error("drawing took too long")), LIMIT_MS);
    const gone = () => answer.reject(new Error("the thread that draws ended"));
    own.on("message", answer.resolve).on("error", answer.reject).on("exit", gone);
    try {
      own.postMessage(drawing);
      const reply = await answer.promise;
      if ("error" in reply) throw new Error(reply.error);
      return reply.png;
    } catch (error) {
      await end();
      throw error;
    } finally {
      clearTimeout(late);
      own.off("message", answer.resolve).off("error", answer.reject).off("exit", gone);
      own.unref();
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  }
  return {
    paint(chart, locale) {
      const drawing = drawingOf(chart, words, locale);
      const run = last.then(() => draw(drawing));
      last = run.catch(() => undefined);
      return run;
    },
    close: end,
  };
}
