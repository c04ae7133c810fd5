import { expect, test } from "vitest";
import { siteName } from "../../checks/site-name.ts";
import { pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

const FORMER = [{ name: "测试省食品药品监督管理局", until: "2018-11-08" }];
const SITE = siteOf({ name: "测试省药品监督管理局" });
test.each([
  ["in the title", "<title>测试省药品监督管理局</title>", "pass"],
  ["in the header's picture", "<title>首页</title><img src='/logo.png' alt='测试省药品监督管理局'>", "pass"],
  ["the former name", "<title>测试省食品药品监督管理局</title><p>测试省药品监督管理局召开会议</p>", "former:fault"],
  ["nowhere", "<title>欢迎您</title><p>新闻</p>", "absent:warning"],
])("%s", (_, html, verdict) => {
  expect(verdictOf(siteName, { page: pageOf(html), site: SITE, names: FORMER })).toEqual([verdict]);
});
test("a registered name with or without the word for site", () => {
  expect(verdictOf(siteName, { page: pageOf("<title>测试市人民政府</title>"), site: siteOf() })).toEqual(["pass"]);
  expect(verdictOf(siteName, { page: pageOf("<title>x</title>") })).toEqual(["not-applicable"]);
});

test("the office's table of renamed units, from its day on", () => {
  const terms = (since: string) => ({
    version: since,
    quiet: [],
    terms: [{ kind: "renamed" as const, text: "测试市工商行政管理局", instead: "测试市市场监督管理局", since }],
  });
  const site = siteOf({ name: "测试市市场监督管理局" });
  const page = pageOf("<title>测试市工商行政管理局</title><body><h1>测试市工商行政管理局</h1></body>");
  expect(verdictOf(siteName, { page, site, terms: terms("2019-01-01") })).toEqual(["former:fault"]);
  expect(verdictOf(siteName, { page, site, terms: terms("2027-01-01") })).toEqual(["absent:warning"]);
});
