/** The registry as a file: CSV (UTF-8 with or without mark, GB 18030) or XLSX, header row in Chinese or English. */
import { stringify } from "csv-stringify/sync";
import type { SiteRow, SiteStatus } from "../../db/sites.ts";
import { AppError } from "../errors.ts";
import { neutral, plain, readCells, untouched } from "./table-file.ts";

export const COLUMNS = [
  "code",
  "name",
  "url",
  "kind",
  "region",
  "parentRegion",
  "organiser",
  "supervisor",
  "status",
] as const;
export type Column = (typeof COLUMNS)[number];
const HEADERS: Record<Column, [string, ...string[]]> = {
  code: ["网站标识码", "标识码", "code", "site code"],
  name: ["网站名称", "名称", "name", "site name"],
  url: ["首页网址", "网址", "地址", "url", "home url", "address"],
  kind: ["网站类别", "类别", "kind", "type"],
  region: ["地区", "区域", "region"],
  parentRegion: ["上级地区", "parent region"],
  organiser: ["主办单位", "organiser", "organizer"],
  supervisor: ["主管单位", "supervisor", "supervising unit"],
  status: ["状态", "运行状态", "status"],
};
export const STATUS_NAMES: Record<SiteStatus, [string, ...string[]]> = {
  running: ["正常运行", "运行", "running"],
  exempt: ["例外", "exempt"],
  suspended: ["临时下线", "暂时关停", "suspended"],
  closing: ["申请关停", "closing"],
  closed: ["永久下线", "关停", "closed"],
};

export type RegistryRow = { line: number; values: Record<Column, string>; extra: Record<string, string> };
export type RegistryFile = {
  /** Lines that are no row at all, such as one with an unclosed quote. */
  broken: { line: number; text: string }[];
  rows: RegistryRow[];
  unknownColumns: string[];
  missingColumns: Column[];
};

export const columnOf = (header: string) =>
  COLUMNS.find((column) => HEADERS[column].some((name) => plain(name) === plain(header)));

/** Reads rows as they stand; what is wrong with one is for the plan to say. Throws FILE_FORMAT where no header is found. */
export async function readRegistryFile(bytes: Uint8Array): Promise<RegistryFile> {
  const { cells, broken } = await readCells(bytes);
  const head = cells.findIndex((row) => row.filter((cell) => columnOf(cell)).length >= 2);
  const header = cells[head];
  if (!header) throw new AppError("FILE_FORMAT", { detail: HEADERS.name[0] });
  const columns = header.map(columnOf);
  const rows = cells.slice(head + 1).flatMap((row, i): RegistryRow[] => {
    if (row.every((cell) => cell.trim() === "")) return [];
    const values = Object.fromEntries(COLUMNS.map((column) => [column, ""])) as Record<Column, string>;
    const extra: Record<string, string> = {};
    row.forEach((cell, at) => {
      const column = columns[at];
      const value = untouched(cell.trim());
      if (column) values[column] = value;
      else if (value && header[at]) extra[header[at]] = value;
    });
    return [{ line: head + i + 2, values, extra }];
  });
  return {
    broken,
    rows,
    unknownColumns: header.filter((name, i) => name.trim() !== "" && !columns[i]),
    missingColumns: COLUMNS.filter((column) => !columns.includes(column)),
  };
}

function tableOf(sites: readonly SiteRow[]): string[][] {
  const extras = [...new Set(sites.flatMap(({ extra }) => Object.keys(extra)))].sort();
  const head = [...COLUMNS.map((column) => HEADERS[column][0]), ...extras];
  return [
    head,
    ...sites.map((site) => [
      site.code ?? "",
      site.name,
      site.url,
      site.kind ?? site.kindText ?? "",
      site.region ?? site.regionText ?? "",
      site.parentRegion ?? "",
      site.organiser ?? "",
      site.supervisor ?? "",
      STATUS_NAMES[site.status][0],
      ...extras.map((name) => site.extra[name] ?? ""),
    ]),
  ];
}

/** CSV with a byte order mark, so that spreadsheet programs read it as UTF-8. */
export const writeRegistryCsv = (sites: readonly SiteRow[]): Uint8Array =>
  Buffer.from(`\ufeff${stringify(tableOf(sites).map((row) => row.map(neutral)))}`, "utf8");

export async function writeRegistryXlsx(sites: readonly SiteRow[]): Promise<Uint8Array> {
  const { default: writeXlsx } = await import("write-excel-file/node");
  const cells = tableOf(sites).map((row, i) =>
    row.map((value) => ({ value, type: String, ...(i === 0 ? { fontWeight: "bold" as const } : {}) })),
  );
  return writeXlsx(cells).toBuffer();
}
