import { expect, test } from "vitest";
import { icpRecord } from "../../checks/icp-record.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each<[string, string, string[]]>([
  ["usual", "<p>蜀ICP备10014763号-1</p>", ["pass"]],
  ["without 号", "<p>沪ICP备12004267</p>", ["pass"]],
  ["full-width colon", "<p>沪ICP备：12004267</p>", ["pass"]],
  ["ten digits", "<p>粤ICP备2020133024号</p>", ["pass"]],
  ["labelled 证", "<p>ICP证：浙ICP备14042003号-1</p>", ["pass"]],
  ["tags inside", "<p>京<span>ICP</span>备<span>19054529</span>号<span>-1</span></p>", ["pass"]],
  ["no-break spaces", "<p>京ICP备&nbsp;19054529&nbsp;号</p>", ["pass"]],
  ["missing", "<p>联系电话：028-86600000</p>", ["missing:fault"]],
  ["placeholder", "<p>蜀ICP备12345678号</p>", ["placeholder:fault"]],
  ["repeated digit", "<p>蜀ICP备88888888号</p>", ["placeholder:fault"]],
  ["old address", "<a href='http://www.miitbeian.gov.cn/'>蜀ICP备10014763号</a>", ["old-link:warning"]],
])("%s", (_, marks, verdict) => {
  expect(verdictOf(icpRecord, { page: foot(marks), site: siteOf() })).toEqual(verdict);
});

test("a foot that a script may still write is left open, and a browser's page decides", () => {
  const page = pageOf(`<div id="footer">主办单位：测试市</div><script src="/js/unknown-foot.js"></script>`);
  expect(verdictOf(icpRecord, { page })).toEqual(["no-browser"]);
  expect(verdictOf(icpRecord, { page, rendered: foot("") })).toEqual(["missing:fault"]);
});
