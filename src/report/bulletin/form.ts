/**
 * 《政府网站监管年度报表》 (国办函〔2018〕12号) filled from the figures of the year's quarters and of the year. Counts of a
 * year are those of the year itself where it has figures, else the sum of all four quarters; a sum of fewer is no year.
 */
import { type Block, type Cell, type Document, say, type Workbook } from "../../card.ts";
import { percentOf } from "../../oversight/bulletin/arithmetic.ts";
import type { Known } from "../../oversight/bulletin/figures.ts";
import { outsideOf } from "../../oversight/bulletin/misfits.ts";
import { PLACES } from "../../oversight/bulletin/shares.ts";
import type { LifeFigures } from "../../oversight/life-figures.ts";
import { createFiller } from "./fill.ts";
import { hanDay, hanNumber } from "./han.ts";
import { textHeld } from "./held.ts";
import type { Template } from "./template.ts";

/** A quarter, or the year: what is known of it, and the life of sites where anything is recorded. */
export type Span = { known: Known | undefined; life: LifeFigures | undefined };
export type FormFigures = { year: number; office: string; quarters: Span[]; whole: Span };

type Count = number | undefined;
const sumAll = (counts: Count[]): Count =>
  counts.length > 0 && counts.every((n) => n !== undefined)
    ? counts.reduce((sum: number, n) => sum + (n ?? 0), 0)
    : undefined;

/** Five cells: the quarters and the year. `last`: a state, not a flow: the year ends as its last quarter did. */
function counts({ quarters, whole }: FormFigures, of: (span: Span) => Count, last = false): Count[] {
  const parts = quarters.map(of);
  return [...parts, of(whole) ?? (last ? parts.at(-1) : sumAll(parts))];
}
const share = (parts: Count[], wholes: Count[], places: number): string[] =>
  parts.map((part, at) => {
    const whole = wholes[at];
    return part === undefined || whole === undefined ? "" : (percentOf(part, whole, places) ?? "");
  });

type Row = { label: string; cells: Cell[] };
function rowsOf(form: FormFigures, label: (key: string, way?: string) => string): Row[] {
  const count = (key: string, of: (span: Span) => Count, last = false) => {
    const all = counts(form, of, last);
    return { row: { label: label(key), cells: all.map((n) => n ?? null) }, all };
  };
  const check = (of: (check: NonNullable<Known["check"]>) => Count) => (span: Span) =>
    span.known?.check && of(span.known.check);
  const running = count("running", ({ known }) => known?.running?.total, true);
  const sampled = count(
    "sampled",
    check((one) => one.sampled),
  );
  const failed = count(
    "failed",
    check((one) => one.failed),
  );
  const judgedAll = counts(
    form,
    check((one) => one.sampled - outsideOf(one)),
  );
  const passed = judgedAll.map((n, at) => {
    const bad = failed.all[at];
    return n === undefined || bad === undefined ? undefined : n - bad;
  });
  // A site sampled in two quarters counts twice: the year has no share of running sites
  const frames = counts(form, ({ known }) => known?.check && (known.check.frame ?? known.running?.total));
  const sampledShare = share(sampled.all.slice(0, 4), frames.slice(0, 4), PLACES.sampled);
  const handled = count("handled", ({ known }) => known?.messages?.handled);
  const onTime = count("onTime", ({ known }) => known?.messages?.onTime);
  const ways = [
    ...new Set(
      [...form.quarters, form.whole].flatMap(
        ({ known }) => known?.heldToAccount?.byKind?.map(({ kind }) => kind) ?? [],
      ),
    ),
  ];
  const inPeriod = ({ known }: Span) => (known?.heldToAccount?.basis === "period" ? known.heldToAccount : undefined);
  const byWay =
    (way: string) =>
    (span: Span): Count => {
      const kinds = inPeriod(span)?.byKind;
      return kinds && (kinds.find(({ kind }) => kind === way)?.n ?? 0);
    };
  const blank = (key: string): Row => ({ label: label(key), cells: [null, null, null, null, null] });
  return [
    running.row,
    sampled.row,
    { label: label("sampledShare"), cells: [...sampledShare, ""] },
    failed.row,
    { label: label("passed"), cells: share(passed, judgedAll, PLACES.passed) },
    handled.row,
    onTime.row,
    { label: label("onTimeShare"), cells: share(onTime.all, handled.all, PLACES.onTime) },
    count("exposed", ({ known }) => (known?.exposed?.basis === "period" ? known.exposed.n : undefined)).row,
    count("records", (span) => inPeriod(span)?.records).row,
    ...ways.map((way) => ({ label: label("recordsOf", way), cells: counts(form, byWay(way)).map((n) => n ?? null) })),
    // Different persons cannot be added up over quarters
    { label: label("persons"), cells: [...form.quarters, form.whole].map((span) => inPeriod(span)?.persons ?? null) },
    count("opened", ({ life }) => life?.opened).row,
    count("merged", ({ life }) => life?.merged).row,
    count("closed", ({ life }) => life?.closed).row,
    ...["safety", "fake", "training", "trained"].map(blank),
  ];
}

export function composeForm(
  form: FormFigures,
  template: Template,
  today: string,
): { document: Document; workbook: Workbook; rows: Row[] } {
  const filler = createFiller(template, undefined);
  const label = (key: string, way?: string): string => {
    const line = template.form.get(key);
    const values = { 机关: textHeld(form.office), 年: textHeld(String(form.year)), 方式: textHeld(way) };
    return (line && filler.fill(line.nodes, values)?.text) ?? key;
  };
  const rows = rowsOf(form, label);
  const title = label("title");
  const quarters = [1, 2, 3, 4].map((n) => `${hanNumber(n)}季度`);
  const heads = [...quarters, label("year")];
  const blocks: Block[] = [
    { as: "title", text: title },
    {
      as: "table",
      columns: [
        { title: label("item"), width: 40, align: "left" },
        ...heads.map((head) => ({ title: head, width: 12, align: "center" as const })),
      ],
      rows: rows.map(({ label: name, cells }) => [name, ...cells.map((cell) => (cell === null ? "" : String(cell)))]),
    },
    { as: "signature", text: form.office },
    { as: "date", text: hanDay(today) },
  ];
  return {
    rows,
    document: { name: title, title, author: form.office, day: today, blocks },
    workbook: {
      name: title,
      sheets: [
        {
          name: say("bulletin.form-sheet"),
          columns: [
            { title: label("item"), kind: "text" },
            ...heads.map((head) => ({ title: head, kind: "number" as const })),
          ],
          rows: rows.map(({ label: name, cells }) => [name, ...cells]),
        },
      ],
    },
  };
}
