/** A table that people send: CSV (UTF-8 with or without mark, GB 18030) or XLSX. */
import { parse } from "csv-parse/sync";
import { decodeText } from "../collect/charset.ts";
import { AppError } from "../errors.ts";

/** For comparing headers and keywords. */
export const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/**
 * Spreadsheets run cells that begin like a formula, in signs of full width too: a quote before them makes them text (OWASP,
 * CSV Injection), and reading takes it off again.
 */
export const neutral = (value: string): string => (/^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value);
export const untouched = (value: string): string => (/^'[=+\-@\t\r\n＝＋－＠]/.test(value) ? value.slice(1) : value);

/** Rows of cells, and lines that are no row at all, such as one with an unclosed quote. */
export type Cells = { cells: string[][]; broken: { line: number; text: string }[] };

export async function readCells(bytes: Uint8Array): Promise<Cells> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { readSheet } = await import("read-excel-file/node");
    const sheet = await readSheet(Buffer.from(bytes)).catch(() => {
      throw new AppError("FILE_FORMAT", { detail: "xlsx" });
    });
    const cells = sheet.map((row) =>
      row.map((cell) => (cell === null ? "" : cell instanceof Date ? civil(cell) : String(cell))),
    );
    return { cells, broken: [] };
  }
  const { text } = decodeText(bytes, "");
  const broken: Cells["broken"] = [];
  // An unclosed quote would swallow the rest of the file: such a line is named, and the others are read
  const lines = text.split(/\r?\n/);
  const whole = lines.filter((line, i) => {
    const balanced = (line.match(/"/g)?.length ?? 0) % 2 === 0;
    if (!balanced) broken.push({ line: i + 1, text: line.slice(0, 60) });
    return balanced;
  });
  const source = broken.length > 0 && !parses(text) ? whole.join("\n") : text;
  try {
    return { cells: parse(source, CSV) as string[][], broken: source === text ? [] : broken };
  } catch (error) {
    throw new AppError("FILE_FORMAT", { detail: (error as Error).message.split("\n")[0] ?? "csv" });
  }
}

/**
 * A spreadsheet's date has no zone: its UTC digits are what the cell shows, with a time where it shows one. It is kept as
 * a fraction of days, so that a moment may lie a hair before its second, and midnight on the day before.
 */
function civil(cell: Date): string {
  const whole = new Date(Math.round(cell.getTime() / 1_000) * 1_000);
  return whole
    .toISOString()
    .replace("T", " ")
    .slice(0, 19)
    .replace(/ 00:00:00$/, "");
}

const CSV = { bom: true, relax_column_count: true, skip_empty_lines: false, relax_quotes: true, trim: true } as const;
function parses(text: string): boolean {
  try {
    parse(text, CSV);
    return true;
  } catch {
    return false; // whichever line it is, the caller looks for it
  }
}
