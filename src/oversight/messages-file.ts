/** Netizens' messages as the platform exports them: CSV (UTF-8 or GB 18030) or XLSX, header row in Chinese or English. */
import type { MessageState } from "../../db/messages.ts";
import { AppError } from "../errors.ts";
import { plain, readCells } from "./table-file.ts";

const HEADERS = {
  number: ["编号", "留言编号", "受理编号", "number", "id"],
  received: ["提交时间", "留言时间", "受理时间", "接收时间", "submitted", "received"],
  site: ["网站名称", "网站", "被找错网站", "site", "site name"],
  code: ["网站标识码", "标识码", "site code", "code"],
  url: ["网址", "问题页面", "问题网址", "页面地址", "首页网址", "url", "address"],
  kind: ["问题类型", "留言类型", "类别", "类型", "kind", "type"],
  text: ["问题描述", "留言内容", "内容", "描述", "text", "message"],
  state: ["状态", "办理状态", "state", "status"],
  passed: ["转办时间", "passed", "passed on"],
  replied: ["回复时间", "答复时间", "replied"],
  closed: ["办结时间", "closed"],
  reply: ["回复内容", "答复内容", "办理结果", "reply"],
  handler: ["承办单位", "办理单位", "主办单位", "handler", "organiser"],
} as const;
type Column = keyof typeof HEADERS;
const COLUMNS = Object.keys(HEADERS) as Column[];

/** `working-again` is 驳回重办: worked on once more after a reply was rejected. */
export type FileState = MessageState | "working-again";
const STATES: Record<FileState, readonly string[]> = {
  waiting: ["待转办", "未转办", "待分办", "待受理", "waiting"],
  working: ["办理中", "处理中", "待办理", "已转办", "working"],
  reviewing: ["待审核", "审核中", "待终审", "已回复待审核", "reviewing"],
  closed: ["已办结", "办结", "已完成", "已回复", "closed"],
  declined: ["不属受理范围", "不属于受理范围", "不予受理", "不受理", "declined"],
  "working-again": ["驳回重办", "退回重办", "已驳回", "rejected"],
};

/** A moment as a file writes it: to the minute or second, or a day only. */
export type Moment = { day: Temporal.PlainDate; time: Temporal.PlainTime | undefined };
export type FileRow = {
  line: number;
  values: Record<Column, string>;
  /** Undefined where the cell is empty, null where it cannot be read. */
  moments: Record<"received" | "passed" | "replied" | "closed", Moment | undefined | null>;
  /** Undefined where the file says none, null where it says something unknown. */
  state: FileState | undefined | null;
};
export type MessagesFile = {
  rows: FileRow[];
  broken: { line: number; text: string }[];
  unknownColumns: string[];
};

const columnOf = (header: string) =>
  COLUMNS.find((column) => HEADERS[column].some((name) => plain(name) === plain(header)));

/** `2025-10-09 08:30:00`, `2025/10/9 8:30`, `2025年10月9日`, `2025-10-09T08:30:00` */
export function readMoment(text: string): Moment | undefined | null {
  const given = text.normalize("NFKC").trim();
  if (given === "") return undefined;
  const found =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?|分)?)?(?:\.\d+)?$/.exec(
      given,
    );
  if (!found) return null;
  const [, year = 0, month = 0, day = 0, hour, minute = 0, second = 0] = found.map((one) =>
    one === undefined ? undefined : Number(one),
  );
  try {
    return {
      day: Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }),
      time: hour === undefined ? undefined : Temporal.PlainTime.from({ hour, minute, second }, { overflow: "reject" }),
    };
  } catch {
    return null; // the thirtieth of February
  }
}

function stateOf(text: string): FileState | undefined | null {
  if (text === "") return undefined;
  const found = (Object.keys(STATES) as FileState[]).find((state) =>
    STATES[state].some((name) => plain(name) === plain(text)),
  );
  return found ?? null;
}

/** Reads rows as they stand; what is wrong with one is for the plan to say. Throws FILE_FORMAT where no header is found. */
export async function readMessagesFile(bytes: Uint8Array): Promise<MessagesFile> {
  const { cells, broken } = await readCells(bytes);
  const has = (row: readonly string[], column: Column) => row.some((cell) => columnOf(cell) === column);
  const head = cells.findIndex((row) => has(row, "text") && has(row, "received"));
  const header = cells[head];
  if (!header) throw new AppError("FILE_FORMAT", { detail: `${HEADERS.received[0]}, ${HEADERS.text[0]}` });
  const columns = header.map(columnOf);
  const rows = cells.slice(head + 1).flatMap((row, i): FileRow[] => {
    if (row.every((cell) => cell.trim() === "")) return [];
    const cell = (column: Column) => (row[columns.indexOf(column)] ?? "").trim().replace(/^'(?=[=+\-@])/, "");
    const values = Object.fromEntries(COLUMNS.map((column) => [column, cell(column)])) as Record<Column, string>;
    const { received, passed, replied, closed } = values;
    return [
      {
        line: head + i + 2,
        values,
        moments: {
          received: readMoment(received),
          passed: readMoment(passed),
          replied: readMoment(replied),
          closed: readMoment(closed),
        },
        state: stateOf(values.state),
      },
    ];
  });
  return { rows, broken, unknownColumns: header.filter((name, i) => name.trim() !== "" && !columns[i]) };
}
