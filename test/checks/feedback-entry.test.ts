import { expect, test } from "vitest";
import { feedbackEntry } from "../../checks/feedback-entry.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each<[string, string, string[]]>([
  [
    "script",
    "<script id='_jiucuo_' sitecode='5101000001' src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>",
    ["pass"],
  ],
  [
    "script, other order",
    "<script src='//zfwzgl.www.gov.cn/exposure/jiucuo.js' sitecode='5101000001' id='_jiucuo_'></script>",
    ["pass"],
  ],
  [
    "link",
    "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001&url=http%3A%2F%2Fwww.ceshi.gov.cn'>x</a>",
    ["pass"],
  ],
  ["missing", "<p>联系电话：028-86600000</p>", ["missing:fault"]],
  [
    "a developer's file",
    "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001&url=file%3A%2F%2F%2FC%3A%2FUsers%2Fx.html'>x</a>",
    ["local-address:fault"],
  ],
  [
    "another site's address",
    "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001&url=http%3A%2F%2Fwww.other.gov.cn'>x</a>",
    ["wrong-address:fault"],
  ],
  [
    "another site's code",
    "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000009'>x</a>",
    ["wrong-code:fault"],
  ],
  [
    "outdated host",
    "<script id='_jiucuo_' sitecode='5101000001' src='http://pucha.kaipuyun.cn/exposure/jiucuo.js'></script>",
    ["old-host:warning"],
  ],
])("%s", (_, marks, verdict) => {
  expect(verdictOf(feedbackEntry, { page: foot(marks), site: siteOf() })).toEqual(verdict);
});

test("a foot that a script may still write is left open, and a browser's page decides", () => {
  const page = pageOf(`<div id="footer">主办单位：测试市</div><script src="/js/unknown-foot.js"></script>`);
  expect(verdictOf(feedbackEntry, { page })).toEqual(["no-browser"]);
  expect(verdictOf(feedbackEntry, { page, rendered: foot("") })).toEqual(["missing:fault"]);
});
