/**
 * Tables as files. What people wrote never becomes a formula: in CSV a cell that a spreadsheet would run gets a quote before
 * it (OWASP, CSV Injection), in XLSX every text is a typed text cell.
 */
import { stringify } from "csv-stringify/sync";
import type { Attachment, Cell, Table, Workbook } from "../card.ts";
import { neutral } from "../oversight/table-file.ts";
import type { Locale, Words } from "../words/say.ts";
import { fileName } from "./file-name.ts";

type Kind = Table["columns"][number]["kind"];
/** A cell with its words said: what it is decides how each format writes it. */
type Written =
  | { as: "empty" }
  | { as: "text"; text: string }
  | { as: "number" | "percent"; value: number }
  | { as: "day"; day: string };

/** What Excel takes in one cell, and in the name of a sheet. */
const MOST_CELL = 32_767;
const MOST_SHEET = 31;
const NARROWEST = 8;
const WIDEST = 60;

const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text && text >= "1900-03-01" && text <= "9999-12-31";
  } catch {
    return false; // whatever it is, it stays text
  }
};

/** No file format carries control characters or half a surrogate pair. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be written
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, "");
}

function written(cell: Cell, kind: Kind, words: Words, locale: Locale): Written {
  if (cell === null) return { as: "empty" };
  if (typeof cell === "number") {
    if (!Number.isFinite(cell)) return { as: "empty" };
    return kind === "percent" ? { as: "percent", value: cell } : { as: "number", value: cell };
  }
  const text = clean(words.say(cell, locale));
  if (text === "") return { as: "empty" };
  return kind === "day" && isDay(text) ? { as: "day", day: text } : { as: "text", text };
}

function grid({ columns, rows }: Pick<Table, "columns" | "rows">, words: Words, locale: Locale) {
  return {
    head: columns.map(({ title }) => clean(words.say(title, locale))),
    body: rows.map((row) => columns.map(({ kind }, at) => written(row[at] ?? null, kind, words, locale))),
  };
}

/** Spreadsheets read such a share as a number again. */
const percentText = (value: number) => `${(Math.round(value * 10_000) / 100).toFixed(2)}%`;
function csvCell(cell: Written): string {
  switch (cell.as) {
    case "empty":
      return "";
    case "text":
      return neutral(cell.text);
    case "number":
      return String(cell.value);
    case "percent":
      return percentText(cell.value);
    case "day":
      return cell.day;
    default:
      return cell satisfies never;
  }
}

/** CSV as spreadsheet programs read it: UTF-8 with a mark, lines ended by CRLF (RFC 4180). */
export function writeCsv(table: Table, words: Words, locale: Locale): Uint8Array {
  const { head, body } = grid(table, words, locale);
  const rows = [head.map(neutral), ...body.map((row) => row.map(csvCell))];
  // A lone line feed or carriage return inside a cell is quoted too
  return Buffer.from(stringify(rows, { bom: true, record_delimiter: "windows", quoted_match: /[\r\n]/ }), "utf8");
}

function xlsxCell(cell: Written, places = 2) {
  switch (cell.as) {
    case "empty":
      return null;
    case "text":
      return { value: cell.text.slice(0, MOST_CELL), type: String, wrap: cell.text.length > WIDEST };
    case "number":
      return { value: cell.value, type: Number };
    case "percent":
      return { value: cell.value, type: Number, format: places > 0 ? `0.${"0".repeat(places)}%` : "0%" };
    case "day":
      return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: "yyyy-mm-dd" };
    default:
      return cell satisfies never;
  }
}
/** Widths in characters of a figure; a Han character is as wide as two. */
const widthOf = (text: string) => [...text].reduce((sum, one) => sum + ((one.codePointAt(0) ?? 0) < 0x2e80 ? 1 : 2), 0);
const shown = (cell: Written) => (cell.as === "text" ? cell.text : csvCell(cell));

function sheetOf(table: Omit<Table, "format">, words: Words, locale: Locale) {
  const { head, body } = grid(table, words, locale);
  const columns = head.map((title, at) => ({
    width: Math.min(
      WIDEST,
      Math.max(NARROWEST, widthOf(title), ...body.map((row) => widthOf(shown(row[at] ?? { as: "empty" })))) + 2,
    ),
  }));
  const titles = head.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  return {
    data: [titles, ...body.map((row) => row.map((cell, at) => xlsxCell(cell, table.columns[at]?.places)))],
    columns,
    stickyRowsCount: 1,
    sheet: fileName(words.say(table.name, locale))
      .replace(/[[\]']/g, "_")
      .slice(0, MOST_SHEET),
  };
}
export async function writeXlsx(table: Table, words: Words, locale: Locale): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  const { data, ...rest } = sheetOf(table, words, locale);
  return write(data, rest).toBuffer();
}
export async function writeWorkbook({ sheets }: Workbook, words: Words, locale: Locale): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  return write(sheets.map((sheet) => sheetOf(sheet, words, locale))).toBuffer();
}

export async function tableFiles(table: Table, words: Words, locale: Locale): Promise<Attachment[]> {
  const name = fileName(words.say(table.name, locale));
  const files: Attachment[] = [];
  if (table.format !== "csv")
    files.push({ name: `${name}.xlsx`, bytes: await writeXlsx(table, words, locale), kind: "file" });
  if (table.format !== "xlsx") files.push({ name: `${name}.csv`, bytes: writeCsv(table, words, locale), kind: "file" });
  return files;
}
