import { defineCheck, type Finding, finding, inconclusive, judged, type Rules } from "./check.ts";
import type { Column } from "./evidence.ts";
import { readColumn } from "./reading/columns.ts";
import { normalUrl } from "./reading/text.ts";

/** What was read longer ago says nothing about today. */
const READ_DAYS = 7;

type State = "fresh" | "stale" | "blank" | "unread";

/** The last day on which an item still counts, for this column; undefined where nobody says how often it must change. */
function since(column: Column, rules: Rules, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (column.days !== null) return today.subtract({ days: column.days });
  switch (column.type) {
    case "news":
      return today.subtract({ days: rules.number("V4", "newsDays") });
    case "notice":
      return today.subtract({ months: rules.number("V4", "noticeMonths") });
    case "yearly":
      return today.subtract({ months: rules.number("V4", "yearlyMonths") });
    default:
      return undefined;
  }
}

function stateOf(column: Column, rules: Rules, today: Temporal.PlainDate): State {
  if (column.readOn === null || column.readOn < today.subtract({ days: READ_DAYS }).toString()) return "unread";
  if (column.blank) return "blank";
  const oldest = since(column, rules, today)?.toString();
  if (column.newest === null || oldest === undefined) return column.newest === null ? "unread" : "fresh";
  const fresh = rules.item("V4").values.inclusive === false ? column.newest > oldest : column.newest >= oldest;
  return fresh ? "fresh" : "stale";
}

const lines = (columns: readonly Column[]) =>
  columns.map(({ title, newest }) => (newest ? `${title} ${newest}` : title)).slice(0, 40);

export const columnFreshness = defineCheck({
  meta: {
    id: "column-freshness",
    version: 1,
    level: "veto",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["V4", "V4-near"],
    automation: "ASSIST",
    title: { "zh-CN": "栏目更新", en: "Columns are updated" },
    messages: {
      group: {
        "zh-CN": "动态要闻和通知公告、政策文件类栏目共 {n} 个未更新（达到 {limit} 个）：{columns}",
        en: "{n} news, notice and policy columns are not updated (limit {limit}): {columns}",
      },
      long: {
        "zh-CN": "应更新的栏目 {n} 个长期未更新（达到 {limit} 个）：{columns}",
        en: "{n} further columns have long not been updated (limit {limit}): {columns}",
      },
      blank: {
        "zh-CN": "空白栏目 {n} 个（达到 {limit} 个）：{columns}",
        en: "{n} columns are blank (limit {limit}): {columns}",
      },
      "blank-near": {
        "zh-CN": "空白栏目已有 {n} 个（{limit} 个即提醒）：{columns}",
        en: "{n} columns are blank already (warned from {limit}): {columns}",
        level: "warning",
        indicator: "V4-near",
      },
      stale: {
        "zh-CN": "栏目“{title}”最新一条为 {newest}，已超过更新期限",
        en: "The newest item of the column {title} is of {newest}, past its interval",
        level: "warning",
      },
    },
  },
  needs: ["columns"],
  optional: ["pages"],
  run({ columns, pages = [] }, rules, { today }) {
    const read = new Map(pages.filter(({ role }) => role === "column").map((page) => [normalUrl(page.url), page]));
    const now = columns
      .filter(({ state }) => state !== "exempt")
      .map((column): Column => {
        const page = read.get(normalUrl(column.url));
        return page ? { ...column, ...readColumn(page, pages), readOn: today.toString() } : column;
      });
    const states = new Map(now.map((column) => [column, stateOf(column, rules, today)]));
    const counted = now.filter(({ state }) => state === "confirmed");
    const of = (state: State, from: readonly Column[] = counted) => from.filter((one) => states.get(one) === state);
    const grouped = ({ type }: Column) => type === "news" || type === "notice";
    const counts = [
      { message: "group", hit: of("stale").filter(grouped), open: of("unread").filter(grouped) },
      { message: "long", hit: of("stale").filter((one) => !grouped(one)), open: of("unread") },
      { message: "blank", hit: of("blank"), open: of("unread") },
    ];
    const found: Finding[] = [];
    let couldHit = false;
    for (const { message, hit, open } of counts) {
      const limit = rules.number("V4", message);
      const data = { n: hit.length, limit, columns: lines(hit) };
      if (hit.length >= limit) found.push(finding(message, data));
      else if (hit.length + open.length >= limit) couldHit = true;
    }
    const near = rules.number("V4-near", "blank");
    const blank = of("blank");
    if (blank.length >= near && blank.length < rules.number("V4", "blank"))
      found.push(finding("blank-near", { n: blank.length, limit: near, columns: lines(blank) }));
    for (const { id, title, newest, url } of of("stale", now))
      found.push(finding("stale", { title, newest: newest ?? "" }, { url, excerpt: title }, `column:${id}`));
    if (found.length === 0 && couldHit) return inconclusive("not-measured");
    if (found.length === 0 && counted.length === 0 && of("fresh", now).length === 0)
      return inconclusive("needs-person");
    return judged(
      found,
      of("unread", now).map(({ id }) => `column:${id}`),
    );
  },
});
