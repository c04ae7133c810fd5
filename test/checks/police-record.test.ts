import { expect, test } from "vitest";
import { policeRecord } from "../../checks/police-record.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each<[string, string, string[]]>([
  ["usual", "<p>川公网安备 51010002000123号</p>", ["pass"]],
  ["full-width colon, no 号", "<p>冀公网安备： 13030202002230</p>", ["pass"]],
  ["older word", "<p>沪公安备：31010102045442号</p>", ["pass"]],
  ["without province", "<p>公安机关备案号：43010302000524</p>", ["pass"]],
  [
    "only the link",
    "<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=51010002000123'>x</a>",
    ["pass"],
  ],
  [
    "new link form",
    "<a href='https://beian.mps.gov.cn/#/query/webSearch?code=51010002000123'>川公网安备51010002000123号</a>",
    ["pass"],
  ],
  ["missing", "<p>联系电话：028-86600000</p>", ["missing:fault"]],
  [
    "text and link disagree",
    "<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=51010002000129'>川公网安备 51010002000123号</a>",
    ["disagrees:fault"],
  ],
  [
    "half a number in the link",
    "<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=110102'>川公网安备 51010002000123号</a>",
    ["broken-link:warning"],
  ],
])("%s", (_, marks, verdict) => {
  expect(verdictOf(policeRecord, { page: foot(marks), site: siteOf() })).toEqual(verdict);
});

test("a foot that a script may still write is left open, and a browser's page decides", () => {
  const page = pageOf(`<div id="footer">主办单位：测试市</div><script src="/js/unknown-foot.js"></script>`);
  expect(verdictOf(policeRecord, { page })).toEqual(["no-browser"]);
  expect(verdictOf(policeRecord, { page, rendered: foot("") })).toEqual(["missing:fault"]);
});
