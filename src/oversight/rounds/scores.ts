/**
 * The frame of the official score table for portals (国办秘函〔2019〕19号): a deduction part of 100, where the sum of one
 * item's deductions never exceeds its points; below 60 fails; above 80 enters the bonus part, 30 at most. A portal without
 * outward service is not asked for that group, and what is left is scaled up (of 75 by 4/3). Items and points are data
 * that an office loads; none is shipped, because no official text of them could be read.
 */
import { audit, setSetting, setting } from "../../../db/office.ts";
import type { Queries } from "../../../db/open.ts";
import { refuse } from "../refusal.ts";
import { plain, readCells } from "../table-file.ts";
import type { Who } from "./rounds.ts";

export const PARTS = ["deduct", "bonus"] as const;
/** Points are whole hundredths throughout: 2.5 points are 250. */
export type ScoreItem = { id: string; part: (typeof PARTS)[number]; group: string; name: string; points: number };
export type ScoreTable = { name: string; items: ScoreItem[] };
/** What one site lost or was granted, by item, in hundredths; `WITHOUT_SERVICE` marks a portal that offers none. */
export type ScoreSheet = Record<string, number>;
export type Score = { deduction: number; bonus: number; total: number; passes: boolean };

export const WITHOUT_SERVICE = "without-service";
const SERVICE = "办事服务";
const BASE = 100_00;
const PASSES_FROM = 60_00;
const BONUS_ABOVE = 80_00;
const MOST_BONUS = 30_00;
const KEY = "rounds.scoreTable";

export const readScoreTable = (q: Queries): Promise<ScoreTable | undefined> => setting<ScoreTable>(q, KEY);

/** Half up, of a quotient of whole numbers. */
const quotient = (a: number, b: number) => Math.floor((2 * a + b) / (2 * b));

export function scoreOf({ items }: ScoreTable, sheet: ScoreSheet): Score {
  const skipped = sheet[WITHOUT_SERVICE] ? SERVICE : undefined;
  const capped = (part: ScoreItem["part"]) =>
    items
      .filter((item) => item.part === part && item.group !== skipped)
      .map(({ id, points }) => ({ points, given: Math.min(points, Math.max(0, sheet[id] ?? 0)) }));
  const deduct = capped("deduct");
  const whole = deduct.reduce((sum, { points }) => sum + points, 0);
  const left = whole - deduct.reduce((sum, { given }) => sum + given, 0);
  const deduction = whole === 0 ? 0 : quotient(left * BASE, whole);
  const granted = capped("bonus").reduce((sum, { given }) => sum + given, 0);
  const bonus = deduction > BONUS_ABOVE ? Math.min(MOST_BONUS, granted) : 0;
  return { deduction, bonus, total: deduction + bonus, passes: deduction >= PASSES_FROM };
}

const HEADERS = {
  id: ["条目", "编号", "item"],
  part: ["部分", "part"],
  group: ["类别", "组别", "group"],
  name: ["名称", "指标", "name"],
  points: ["分值", "points"],
} as const;
type Header = keyof typeof HEADERS;
const WORDS: Record<ScoreItem["part"], string[]> = { deduct: ["扣分", "deduct"], bonus: ["加分", "bonus"] };
const headerOf = (cell: string) =>
  (Object.keys(HEADERS) as Header[]).find((name) => HEADERS[name].some((one) => plain(one) === plain(cell)));

/** Points as people write them, in hundredths; undefined where it is no such number. */
export function readPoints(text: string): number | undefined {
  const [, whole = "", part = ""] = /^(\d{1,3})(?:[.．](\d{1,2}))?$/.exec(text.trim().normalize("NFKC")) ?? [];
  return whole ? Number(whole) * 100 + Number(part.padEnd(2, "0")) : undefined;
}

/** A table as CSV or XLSX: item, part (扣分 or 加分), group, name, points. Its deductions add up to 100. */
export async function readScoreFile(name: string, bytes: Uint8Array): Promise<ScoreTable> {
  const { cells } = await readCells(bytes).catch(() => refuse("refuse.score-file", { name }));
  const head = cells.findIndex((row) => row.some((cell) => headerOf(cell) === "points"));
  const columns = cells[head]?.map(headerOf);
  if (!columns || (["id", "part", "points"] as const).some((one) => !columns.includes(one)))
    return refuse("refuse.score-file", { name });
  const items = cells.slice(head + 1).flatMap((row, at): ScoreItem[] => {
    if (row.every((cell) => !cell.trim())) return [];
    const cell = (one: Header) => (row[columns.indexOf(one)] ?? "").trim();
    const part = PARTS.find((one) => WORDS[one].some((word) => plain(word) === plain(cell("part"))));
    const points = readPoints(cell("points"));
    if (!part || points === undefined || !/^[\p{L}\p{N}._-]{1,40}$/u.test(cell("id")))
      return refuse("refuse.score-line", { name, line: String(head + at + 2) });
    return [{ id: cell("id"), part, group: cell("group"), name: cell("name"), points }];
  });
  const twice = items.find(({ id }, at) => items.findIndex((one) => one.id === id) !== at);
  if (twice) refuse("refuse.score-twice", { name, item: twice.id });
  const sum = items.filter(({ part }) => part === "deduct").reduce((all, { points }) => all + points, 0);
  if (sum !== BASE) refuse("refuse.score-sum", { name, sum: String(sum / 100) });
  return { name, items };
}
export async function setScoreTable(q: Queries, table: ScoreTable, { actor, at }: Who): Promise<void> {
  await setSetting(q, KEY, table);
  const data = { name: table.name, items: table.items.length };
  await audit(q, { at, actor, action: "round-score-table", subject: "office", data });
}

/** `a1=5 b2=2.5`: each an item of the table, not above its points. */
export function readSheet(table: ScoreTable, words: readonly string[]): ScoreSheet {
  const sheet: ScoreSheet = {};
  for (const word of words) {
    if (/^(?:without-service|无办事服务)$/i.test(word)) {
      sheet[WITHOUT_SERVICE] = 1;
      continue;
    }
    const [, id = "", given = ""] = /^([^=＝]+)[=＝](.+)$/.exec(word) ?? [];
    const item = table.items.find((one) => plain(one.id) === plain(id));
    const points = readPoints(given);
    if (!item || points === undefined)
      return refuse("refuse.score-item", { word, all: table.items.map((one) => one.id) });
    sheet[item.id] = points;
  }
  return sheet;
}
