import { expect, test } from "vitest";
import { homepageFreshness } from "../../checks/homepage-freshness.ts";
import { pageOf, rulesOf, TODAY, verdictOf } from "../helpers/judge.ts";

const list = (back: number) => {
  const day = TODAY.subtract({ days: back }).toString();
  return `<p>今天是2026年11月24日 星期二</p><ul>${[1, 2].map((n) => `<li><a href="/${n}.html">测试市召开第${n}次会议</a><span>${day}</span></li>`).join("")}</ul>`;
};
test.each([
  [0, "pass"],
  [13, "pass"],
  [14, "pass"],
  [15, "stale:veto"],
  [400, "stale:veto"],
])("newest item %i days old: %s", (back, verdict) => {
  expect(verdictOf(homepageFreshness, { page: pageOf(list(back)) })).toEqual([verdict]);
});
test("an office may count the fourteenth day out", () => {
  expect(
    verdictOf(homepageFreshness, { page: pageOf(list(14)) }, rulesOf({ V3: { values: { inclusive: false } } })),
  ).toEqual(["stale:veto"]);
});
test("fresh columns do not make up for a home page that shows old news", () => {
  const pages = [pageOf(list(1), { role: "column" })];
  expect(verdictOf(homepageFreshness, { page: pageOf(list(60)), pages })).toEqual(["stale:veto"]);
});
test("lists that a script fetches are for a browser to see", () => {
  const page = pageOf(`<ul id="list"></ul><script>$.get("/api/news", (rows) => { $("#list").html(rows) })</script>`);
  const second = pageOf("<p>栏目</p>", { role: "second-level" });
  expect(verdictOf(homepageFreshness, { page, pages: [second] })).toEqual(["no-browser"]);
  expect(verdictOf(homepageFreshness, { page, rendered: pageOf(list(1)) })).toEqual(["pass"]);
  expect(verdictOf(homepageFreshness, { page, rendered: pageOf("<p>x</p>"), pages: [second] })).toEqual([
    "undated:warning",
  ]);
});
test("a page cut at a limit proves no lack of news", () => {
  expect(verdictOf(homepageFreshness, { page: pageOf(list(60), { complete: false }) })).toEqual(["unreadable"]);
});
test("undated items warn only, and only when the second level is undated too", () => {
  const page = pageOf("<ul><li><a href='/a.html'>关于召开会议的通知</a></li></ul>");
  expect(verdictOf(homepageFreshness, { page })).toEqual(["unreadable"]);
  expect(verdictOf(homepageFreshness, { page, pages: [{ ...page, role: "second-level" }] })).toEqual([
    "undated:warning",
  ]);
  expect(verdictOf(homepageFreshness, { page, pages: [pageOf(list(3), { role: "second-level" })] })).toEqual(["pass"]);
});
