import { expect, test } from "vitest";
import { columnFreshness } from "../../checks/column-freshness.ts";
import type { Column } from "../../checks/evidence.ts";
import { pageOf, rulesOf, TODAY, verdictOf } from "../helpers/judge.ts";

let id = 0;
const column = (type: Column["type"], newest: string | null, more: Partial<Column> = {}): Column => ({
  id: ++id,
  url: `http://www.ceshi.gov.cn/c${id}/`,
  title: `栏目${id}`,
  type,
  state: "confirmed",
  days: null,
  newest,
  blank: false,
  readOn: TODAY.toString(),
  ...more,
});
const back = (span: Temporal.DurationLike) => TODAY.subtract(span).toString();
const many = (n: number, make: () => Column) => Array.from({ length: n }, make);
const fresh = () => column("news", back({ days: 14 }));
const staleNews = () => column("news", back({ days: 15 }));
const staleNotice = () => column("notice", back({ months: 6, days: 1 }));
const staleYearly = () => column("yearly", back({ months: 12, days: 1 }));
const blank = () => column("other", null, { blank: true });
const vetoes = (columns: Column[], rules = rulesOf()) =>
  verdictOf(columnFreshness, { columns }, rules).filter((one) => !one.startsWith("stale:"));

test.each<[string, Column[], string[]]>([
  ["news of fourteen days is inside", many(5, fresh), ["pass"]],
  ["news of fifteen days, four columns", many(4, staleNews), []],
  ["five", many(5, staleNews), ["group:veto"]],
  [
    "three news and two notice columns count together",
    [...many(3, staleNews), ...many(2, staleNotice)],
    ["group:veto"],
  ],
  ["a notice of exactly six months is inside", many(5, () => column("notice", back({ months: 6 }))), ["pass"]],
  ["nine other columns long stale", many(9, staleYearly), []],
  ["ten", many(10, staleYearly), ["long:veto"]],
  ["two blank columns", many(2, blank), ["pass"]],
  ["three are warned of", many(3, blank), ["blank-near:warning"]],
  ["five blank columns", many(5, blank), ["blank:veto"]],
  ["a blank column is not stale as well", [...many(4, staleNews), column("news", null, { blank: true })], []],
  ["exempt columns count nowhere", many(9, () => column("news", "2020-01-01", { state: "exempt" })), ["needs-person"]],
  ["discovered ones warn at most", many(9, () => column("news", "2020-01-01", { state: "discovered" })), []],
  ["other columns have no interval by themselves", many(12, () => column("other", "2001-01-01")), ["pass"]],
  [
    "the office's own interval counts",
    many(10, () => column("other", back({ days: 31 }), { days: 30 })),
    ["long:veto"],
  ],
])("%s", (_, columns, verdict) => {
  expect(vetoes(columns)).toEqual(verdict);
});
test("an exclusive window puts the fourteenth day outside", () => {
  expect(vetoes(many(5, fresh), rulesOf({ V4: { values: { inclusive: false } } }))).toEqual(["group:veto"]);
});
test("what was not read for a week may hide the fifth: then nothing is said of the count", () => {
  const old = () => column("news", "2020-01-01", { readOn: back({ days: 8 }) });
  expect(vetoes([...many(4, fresh), ...many(5, old)])).toEqual(["not-measured"]);
  expect(vetoes([...many(4, fresh), ...many(4, old)])).toEqual(["pass"]);
});
test("today's pages count before what is remembered", () => {
  const columns = many(5, staleNews);
  const list = `<ul><li><a href="/n1.html">今天发布的新闻一条</a><span>2026-11-23</span></li><li><a href="/n2.html">昨天发布的新闻一条</a><span>2026-11-22</span></li></ul>`;
  const pages = columns.map(({ url }) => pageOf(list, { url, role: "column" }));
  expect(verdictOf(columnFreshness, { columns, pages })).toEqual(["pass"]);
});
test("an undated column is dated by the articles opened from it, a bare one is blank", () => {
  const [own] = many(1, () => column("news", null, { readOn: null }));
  const url = own?.url ?? "";
  const text = "本市召开工作会议，研究部署下一阶段重点任务，要求各部门抓好落实。".repeat(12);
  const list = pageOf(`<a href="/a1.html">本市召开重要工作会议</a>`, { url, role: "column" });
  const article = pageOf(`<h1>本市召开重要工作会议</h1><p>发布时间：2026-11-20</p><p>${text}</p>`, {
    url: "http://www.ceshi.gov.cn/a1.html",
    role: "article",
    via: url,
  });
  expect(verdictOf(columnFreshness, { columns: own ? [own] : [], pages: [list, article] })).toEqual(["pass"]);
  const empty = pageOf("<p>暂无内容</p>", { url, role: "column" });
  const columns = [...(own ? [own] : []), ...many(4, blank)];
  expect(verdictOf(columnFreshness, { columns, pages: [empty] })).toEqual(["blank:veto"]);
});
