/** Annexes 1 to 3: each as rows, for the tables of the document and for the sheets of the workbook. */
import type { Cell, Table } from "../../card.ts";
import { percentOf } from "../../oversight/bulletin/arithmetic.ts";
import type { Check, Figures, RegionRow } from "../../oversight/bulletin/figures.ts";
import { outsideOf } from "../../oversight/bulletin/misfits.ts";
import { PLACES } from "../../oversight/bulletin/shares.ts";
import type { AnnexName, Template } from "./template.ts";

/** A rate by its counts: the document prints it from them, the workbook holds what the document prints. */
type Rate = { part: number; whole: number };
type AnnexCell = string | number | null | Rate;
type Column = { title: string; kind: "text" | "number" | "percent"; width: number };
export type AnnexTable = {
  which: AnnexName;
  /** 附件2 */
  label: string;
  title: string;
  columns: Column[];
  rows: AnnexCell[][];
};

/** What a table of the document cannot do without: it is left out where there are no rows. */
export function annexNames({ check, effective }: Figures): AnnexName[] {
  return [
    ...(effective && effective.regions.length + effective.departments.length > 0 ? ["effective" as const] : []),
    ...(check?.regions && check.regions.length > 0 ? ["regions" as const] : []),
    ...(check?.failedSites && check.failedSites.length > 0 ? ["failed" as const] : []),
  ];
}
/** One annex alone has no number (GB/T 9704—2012, 7.3.4). */
export const annexLabel = (names: readonly AnnexName[], name: AnnexName): string | undefined => {
  const at = names.indexOf(name);
  return at < 0 ? undefined : names.length === 1 ? "附件" : `附件${at + 1}`;
};

type Totals = { running: number | undefined; sampled: number; failed: number | undefined; outside: number };
function cells(n: number | null, name: string, { running, sampled, failed, outside }: Totals): AnnexCell[] {
  const judged = sampled - outside;
  return [
    n,
    name,
    running ?? null,
    sampled,
    failed ?? null,
    outside,
    failed === undefined || judged === 0 ? null : { part: judged - failed, whole: judged },
  ];
}
const sum = (rows: readonly RegionRow[], of: "running" | "sampled" | "failed" | "outside") =>
  rows.reduce((all, row) => all + (row[of] ?? 0), 0);

/** The rows as given, what of the whole is in none of them, and the whole: the last row is what the text says. */
function regionRows(
  check: Check,
  running: number | undefined,
  [rest = "", total = ""]: readonly string[],
): AnnexCell[][] {
  const rows = check.regions ?? [];
  const runs = rows.every((row) => row.running !== undefined);
  const whole: Totals = {
    running: runs ? (running ?? sum(rows, "running")) : running,
    sampled: check.sampled,
    failed: check.failed ?? sum(rows, "failed"),
    outside: outsideOf(check),
  };
  const left: Totals = {
    running: runs && whole.running !== undefined ? whole.running - sum(rows, "running") : undefined,
    sampled: whole.sampled - sum(rows, "sampled"),
    failed: (whole.failed ?? 0) - sum(rows, "failed"),
    outside: whole.outside - sum(rows, "outside"),
  };
  const short = left.sampled > 0 || (left.failed ?? 0) > 0 || (left.running ?? 0) > 0 || left.outside > 0;
  return [
    ...rows.map((row, i) => cells(i + 1, row.name, { ...row, running: row.running, outside: row.outside ?? 0 })),
    ...(short ? [cells(null, rest, left)] : []),
    cells(null, total, whole),
  ];
}

const SHAPES: Record<AnnexName, { kind: Column["kind"]; width: number }[]> = {
  effective: [
    { kind: "number", width: 12 },
    { kind: "text", width: 24 },
    { kind: "text", width: 64 },
  ],
  regions: [
    { kind: "number", width: 9 },
    { kind: "text", width: 31 },
    { kind: "number", width: 12 },
    { kind: "number", width: 12 },
    { kind: "number", width: 12 },
    { kind: "number", width: 12 },
    { kind: "percent", width: 12 },
  ],
  failed: [
    { kind: "number", width: 7 },
    { kind: "text", width: 17 },
    { kind: "text", width: 22 },
    { kind: "text", width: 26 },
    { kind: "text", width: 28 },
  ],
};

function rowsOf(which: AnnexName, figures: Figures, { annexes }: Template): AnnexCell[][] {
  const { rest } = annexes[which];
  switch (which) {
    case "effective": {
      const { regions = [], departments = [] } = figures.effective ?? {};
      return [...regions.map((name) => [rest[0] ?? "", name]), ...departments.map((name) => [rest[1] ?? "", name])].map(
        (row, i) => [i + 1, ...row],
      );
    }
    case "regions":
      return figures.check ? regionRows(figures.check, figures.running?.total, rest) : [];
    case "failed":
      return (figures.check?.failedSites ?? []).map(({ code, name, url, problems }, i) => [
        i + 1,
        code,
        name,
        url,
        problems.join("；"),
      ]);
    default:
      return which satisfies never;
  }
}

/** Columns of which nothing is known, and counts that are nought in every row where nothing was left out, are not printed. */
function annexTable(which: AnnexName, label: string, title: string, figures: Figures, template: Template): AnnexTable {
  const rows = rowsOf(which, figures, template);
  const columns = SHAPES[which].map((shape, at) => ({ ...shape, title: template.annexes[which].columns[at] ?? "" }));
  const OUTSIDE = 5;
  const kept = columns.map((_, at) =>
    which !== "regions" ? true : rows.some((row) => (at === OUTSIDE ? row[at] !== 0 : row[at] !== null)),
  );
  const only = <T>(list: readonly T[]) => list.filter((_, at) => kept[at]);
  return { which, label, title, columns: only(columns), rows: rows.map(only) };
}
export function annexTables(figures: Figures, template: Template, title: (which: AnnexName) => string): AnnexTable[] {
  const names = annexNames(figures);
  return names.map((which) => annexTable(which, annexLabel(names, which) ?? "", title(which), figures, template));
}

const rateText = ({ part, whole }: Rate) => percentOf(part, whole, PLACES.passed) ?? "";
/** The text of a cell as the document prints it. */
export const cellText = (cell: AnnexCell): string =>
  cell === null ? "" : typeof cell === "object" ? rateText(cell) : String(cell);
const cellOf = (cell: AnnexCell): Cell =>
  cell !== null && typeof cell === "object" ? Number(rateText(cell).slice(0, -1)) / 100 : cell;

export const annexSheet = ({ label, columns, rows }: AnnexTable): Omit<Table, "format"> => ({
  name: label,
  columns: columns.map(({ title, kind }) => ({
    title,
    kind,
    ...(kind === "percent" ? { places: PLACES.passed } : {}),
  })),
  rows: rows.map((row) => row.map(cellOf)),
});
