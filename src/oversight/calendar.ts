/** The office's calendar: what it imported over the shipped one, and what a new one would change. */
import { calendarDays, dropCalendarDays, ordersInWorkingDays, putCalendarDays } from "../../db/calendar.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { decodeText } from "../collect/charset.ts";
import { type NoticeFault, readNotice } from "./holiday-notice.ts";
import { plain, readCells } from "./table-file.ts";
import { importedYears, overlay, readCalendar, type SpecialDay, shippedDays, workingDaysIn } from "./working-days.ts";

const HEADERS = {
  day: ["日期", "date", "day"],
  kind: ["类型", "类别", "type", "kind"],
  name: ["名称", "节日", "name", "holiday"],
};
type Header = keyof typeof HEADERS;
const KINDS: Record<SpecialDay["kind"], string[]> = {
  off: ["休", "放假", "假", "休息", "off", "holiday"],
  work: ["班", "上班", "补班", "调休上班", "work", "workday"],
};
export type CalendarFault = NoticeFault | { what: "day" | "kind" | "twice"; line: number; value: string };
export type CalendarPlan = { days: SpecialDay[]; faults: CalendarFault[] };

function dayOf(text: string): string | undefined {
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(text.normalize("NFKC"));
  try {
    const [, year = 0, month = 0, day = 0] = found?.map(Number) ?? [];
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }).toString();
  } catch {
    return undefined; // the caller names the cell
  }
}

/** Rows under a header 日期, 类型, 名称; undefined where the table has none. */
function readTable(cells: string[][]): CalendarPlan | undefined {
  const headerOf = (cell: string) =>
    (Object.keys(HEADERS) as Header[]).find((name) => HEADERS[name].some((one) => plain(one) === plain(cell)));
  const head = cells.findIndex((row) => {
    const names = row.map(headerOf);
    return names.includes("day") && names.includes("kind");
  });
  const columns = cells[head]?.map(headerOf);
  if (!columns) return undefined;
  const plan: CalendarPlan = { days: [], faults: [] };
  for (const [i, row] of cells.slice(head + 1).entries()) {
    if (row.every((cell) => cell.trim() === "")) continue;
    const cell = (name: Header) => (row[columns.indexOf(name)] ?? "").trim();
    const line = head + i + 2;
    const day = dayOf(cell("day"));
    const kind = (["off", "work"] as const).find((one) =>
      KINDS[one].some((name) => plain(name) === plain(cell("kind"))),
    );
    if (!day) plan.faults.push({ what: "day", line, value: cell("day") });
    else if (!kind) plan.faults.push({ what: "kind", line, value: cell("kind") });
    else if (plan.days.some((one) => one.day === day)) plan.faults.push({ what: "twice", line, value: day });
    else plan.days.push({ day, kind, name: cell("name") || null });
  }
  return plan.days.length + plan.faults.length > 0 ? plan : undefined;
}

/** A table of days, or a file that holds the notice as text; undefined where it is neither. */
export async function readCalendarFile(bytes: Uint8Array, year: number | undefined): Promise<CalendarPlan | undefined> {
  const cells = await readCells(bytes).catch(() => undefined);
  const table = cells ? readTable(cells.cells) : undefined;
  return table ?? (bytes[0] === 0x50 && bytes[1] === 0x4b ? undefined : readNotice(decodeText(bytes, "").text, year));
}

/** An order whose date would be another by the calendar as it is now. */
export type MovedOrder = { order: number; site: string; fixed: string; reckoned: string };
export async function movedOrders(q: Queries): Promise<MovedOrder[]> {
  const calendar = await readCalendar(q);
  return (await ordersInWorkingDays(q)).flatMap(({ id, site, day, dueOn, workingDays }) => {
    const reckoned = calendar.add(Temporal.PlainDate.from(day), workingDays ?? 0).toString();
    return reckoned === dueOn ? [] : [{ order: id, site, fixed: dueOn, reckoned }];
  });
}

/** Lays days over the calendar. Orders that stand keep their dates: a deadline is fixed when the order is made. */
export async function importCalendar(
  q: Queries,
  days: SpecialDay[],
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<{ off: number; work: number; years: number[]; changed: number; ends: number }> {
  const before = await readCalendar(q);
  await putCalendarDays(q, days);
  const years = [...importedYears(days)].sort();
  const kinds = (kind: SpecialDay["kind"]) => days.filter((one) => one.kind === kind).length;
  const counts = { off: kinds("off"), work: kinds("work"), years };
  await audit(q, { at, actor, action: "calendar-import", subject: `calendar:${years.join(",")}`, data: { days } });
  const changed = days.filter(
    ({ day, kind }) => before.isWorkingDay(Temporal.PlainDate.from(day)) !== (kind === "work"),
  ).length;
  return { ...counts, changed, ends: (await readCalendar(q)).ends };
}

/** Takes what was imported of a year off again; returns how many days that were. */
export async function resetCalendar(
  q: Queries,
  year: number,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<number> {
  const gone = await dropCalendarDays(q, `${year}-01-01`, `${year}-12-31`);
  if (gone > 0) await audit(q, { at, actor, action: "calendar-reset", subject: `calendar:${year}`, data: { gone } });
  return gone;
}

export type Holiday = { name: string; from: string; to: string; n: number; workedOn: string[] };
export type CalendarYear = {
  source: "shipped" | "imported" | "both" | "none";
  holidays: Holiday[];
  workingDays: number;
  ends: number;
};

const following = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** Days off joined into holidays, each with the weekends worked for it. */
function holidaysOf(days: SpecialDay[]): Holiday[] {
  const holidays: Holiday[] = [];
  for (const { day, name } of days.filter(({ kind }) => kind === "off")) {
    const last = holidays.at(-1);
    if (last && last.name === (name ?? "") && following(last.to) === day) {
      last.to = day;
      last.n++;
    } else holidays.push({ name: name ?? "", from: day, to: day, n: 1, workedOn: [] });
  }
  for (const { day, name } of days.filter(({ kind }) => kind === "work")) {
    const own = holidays.find((one) => one.name === (name ?? ""));
    if (own) own.workedOn.push(day);
    else holidays.push({ name: name ?? "", from: day, to: day, n: 0, workedOn: [day] });
  }
  return holidays.sort((a, b) => (a.from < b.from ? -1 : 1));
}

export async function readCalendarYear(q: Queries, year: number): Promise<CalendarYear> {
  const all = await calendarDays(q);
  const imported = all.filter(({ day }) => day.startsWith(`${year}-`));
  const shipped = shippedDays(year);
  const known = new Set(imported.map(({ day }) => day));
  const days = [...shipped.filter(({ day }) => !known.has(day)), ...imported].sort((a, b) => (a.day < b.day ? -1 : 1));
  const calendar = overlay(all);
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const last = first.add({ years: 1 }).subtract({ days: 1 });
  const workingDays = workingDaysIn({ from: first, to: last }, calendar.isWorkingDay).length;
  const own = importedYears(all).has(year);
  const source = own ? (shipped.length > 0 ? "both" : "imported") : shipped.length > 0 ? "shipped" : "none";
  return { source, holidays: holidaysOf(days), workingDays, ends: calendar.ends };
}
export { readNotice };
