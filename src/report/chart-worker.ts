/** The thread in which pictures are drawn: a drawing in, a PNG out. */
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { Resvg } from "@resvg/resvg-js";
import { type Drawing, FONT, layoutOf } from "./chart-option.ts";
import { FONT_FILE, readCoverage } from "./font.ts";

/** One file that holds all we draw with loads six times faster than the package's modules. */
const echarts: typeof import("echarts") = createRequire(import.meta.url)("echarts/dist/echarts.common.min.js");
const covered = readCoverage();
/** Pixels a CSS pixel: sharp on a slide and on a telephone. */
const ZOOM = 2;

/** What the font does not have would vanish without a trace: the sign for a missing character stands in its place. */
const drawable = (text: string) =>
  Array.from(text, (one) => (covered.has(one.codePointAt(0) ?? 0) || /\s/u.test(one) ? one : "〓")).join("");

function draw(given: Drawing): Uint8Array {
  const { option, width, height } = layoutOf({
    ...given,
    title: drawable(given.title),
    notes: given.notes.map(drawable),
    categories: given.categories.map(drawable),
    series: given.series.map((one) => ({ ...one, name: drawable(one.name), texts: one.texts.map(drawable) })),
    totals: given.totals.map(drawable),
  });
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    const font = { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: FONT };
    return new Resvg(chart.renderToSVGString(), { font, fitTo: { mode: "zoom", value: ZOOM } }).render().asPng();
  } finally {
    chart.dispose();
  }
}

parentPort?.on("message", (drawing: Drawing) => {
  try {
    parentPort?.postMessage({ png: draw(drawing) });
  } catch (error) {
    parentPort?.postMessage({ error: (error as Error).message });
  }
});
