/** A bulletin from its figures: the text with a trace of each number, the annexes, and what has to be known beside it. */
import type { Block, Document, Workbook } from "../../card.ts";
import { say } from "../../card.ts";
import type { Figures, Known } from "../../oversight/bulletin/figures.ts";
import { type Note, notesOf } from "../../oversight/bulletin/shares.ts";
import { type AnnexTable, annexLabel, annexNames, annexSheet, annexTables, cellText } from "./annexes.ts";
import { createFiller, fillBody, type Trace } from "./fill.ts";
import { hanDay, periodForm } from "./han.ts";
import { textHeld } from "./held.ts";
import { sourcesSheet } from "./sources.ts";
import type { Line, Template } from "./template.ts";
import { type Told, valuesOf } from "./values.ts";

export type Bulletin = {
  figures: Figures;
  title: string;
  document: Document;
  workbook: Workbook;
  annexes: AnnexTable[];
  traces: Trace[];
  notes: Note[];
};

/** What the office is of, by the last such word before 人民政府: 成都市武侯区人民政府 is of a 区. */
const LEVELS: readonly [RegExp, string][] = [
  [/自治区人民政府/, "自治区"],
  [/(?:自治)?州人民政府/, "州"],
  [/(?:自治)?县人民政府|旗人民政府/, "县"],
  [/盟行政公署/, "盟"],
  [/区人民政府/, "区"],
  [/省人民政府|^[^市县区]*省/, "省"],
  [/市人民政府|^[^县区]*市/, "市"],
];
function callsOf(office: string, { calls }: Template): readonly [string, string, string] {
  const level = LEVELS.find(([form]) => form.test(office))?.[1] ?? "其他";
  return calls.get(level) ?? calls.get("其他") ?? ["", "", ""];
}

export function periodText(name: string, template: Template): string {
  const { form, data } = periodForm(name);
  const line = template.period.get(form);
  const values = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, textHeld(text)]));
  return (line && createFiller(template, undefined).fill(line.nodes, values)?.text) ?? name;
}

/** Our own records name measures by id; a document is written in words. */
export function withMeasures<T extends Known>(known: T, { measures }: Template): T {
  const { heldToAccount } = known;
  if (!heldToAccount?.byKind) return known;
  const byKind = heldToAccount.byKind.map(({ kind, n }) => ({ kind: measures.get(kind) ?? kind, n }));
  return { ...known, heldToAccount: { ...heldToAccount, byKind } };
}

/** `today` stands as the day of the document where the figures give none. */
export function composeBulletin(given: Figures, template: Template, today: string): Bulletin {
  const figures = withMeasures(given, template);
  const [area, regions, departments] = callsOf(figures.office, template);
  const names = annexNames(figures);
  const told: Told = {
    period: periodText(figures.period, template),
    before: figures.previous && periodText(figures.previous.period, template),
    area: figures.area ?? area,
    regions: figures.regionWord ?? regions,
    departments: figures.departmentWord ?? departments,
    annexes: {
      effective: annexLabel(names, "effective"),
      regions: annexLabel(names, "regions"),
      failed: annexLabel(names, "failed"),
    },
    day: figures.day ?? today,
  };
  const values = valuesOf(figures, told);
  const filler = createFiller(template, told.before);
  const line = (one: Line) => filler.fill(one.nodes, values)?.text.trim() ?? "";
  const titles = template.title.map(line).filter((text) => text !== "");
  const { paragraphs, traces } = fillBody(template.body, values, filler);
  const annexes = annexTables(figures, template, (which) => line(template.annexes[which].title));
  const isMark = (text: string) => /^（.*）$/.test(text);
  const title = titles.filter((text) => !isMark(text)).join("");
  const blocks: Block[] = [
    ...titles.map((text): Block => ({ as: isMark(text) ? "mark" : "title", text })),
    { as: "to", text: figures.addressees ?? line(template.to) },
    ...paragraphs.map(({ style, text }): Block => ({ as: style, text })),
    ...annexes.map(
      ({ title }, i): Block => ({
        as: "annexes",
        text: `${i === 0 ? "附件：" : ""}${annexes.length > 1 ? `${i + 1}.` : ""}${title}`,
      }),
    ),
    { as: "signature", text: figures.office },
    { as: "date", text: hanDay(told.day) },
    ...annexes.flatMap(({ label, title, columns, rows }): Block[] => [
      { as: "annex", text: label },
      { as: "annex-title", text: title },
      {
        as: "table",
        columns: columns.map(({ title, kind, width }) => ({
          title,
          width,
          align: kind === "text" ? "left" : "center",
        })),
        rows: rows.map((row) => row.map(cellText)),
      },
    ]),
  ];
  const notes = notesOf(figures);
  const name = `${told.period}${titles.some(isMark) ? "通报（稿）" : "通报"}`;
  return {
    figures,
    title,
    document: { name, title, author: figures.office, day: told.day, blocks },
    workbook: {
      name: say("bulletin.workbook", { period: told.period }),
      sheets: [...annexes.map(annexSheet), sourcesSheet(figures, traces, annexes, notes)],
    },
    annexes,
    traces,
    notes,
  };
}
