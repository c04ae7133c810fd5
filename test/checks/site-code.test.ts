import { expect, test } from "vitest";
import { siteCode } from "../../checks/site-code.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each<[string, string, string[]]>([
  ["as printed", "<p>网站标识码：5101000001</p>", ["pass"]],
  ["half-width colon", "<p>政府网站标识码:5101000001</p>", ["pass"]],
  ["only a blank", "<p>网站标识码 5101000001</p>", ["pass"]],
  ["tags inside the number", "<p>网站标识码：<em>5101</em>000001</p>", ["pass"]],
  ["of a functional district, not in GB/T 2260", "<p>网站标识码：5199990006</p>", ["differs:fault"]],
  ["missing", "<p>联系电话：028-86600000</p>", ["missing:fault"]],
  [
    "only in the error-report link",
    "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001'>找错</a>",
    ["missing:fault"],
  ],
  ["twelve digits", "<p>网站标识码：510100000044</p>", ["malformed:fault"]],
  ["another site's", "<p>网站标识码：5101000002</p>", ["differs:fault"]],
])("%s", (_, marks, verdict) => {
  expect(verdictOf(siteCode, { page: foot(marks), site: siteOf() })).toEqual(verdict);
});

test("a foot that a script may still write is left open, and a browser's page decides", () => {
  const page = pageOf(`<div id="footer">主办单位：测试市</div><script src="/js/unknown-foot.js"></script>`);
  expect(verdictOf(siteCode, { page })).toEqual(["no-browser"]);
  expect(verdictOf(siteCode, { page, rendered: foot("") })).toEqual(["missing:fault"]);
});
