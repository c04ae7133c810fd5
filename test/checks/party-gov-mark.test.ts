import { expect, test } from "vitest";
import { partyGovMark } from "../../checks/party-gov-mark.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each<[string, string, string[]]>([
  [
    "link with a local icon",
    "<a href='http://bszs.conac.cn/sitename?method=show&id=0A1B2C3D4E5F60718293A4B5C6D7E8F9'><img src='/yc-icon-11.png'></a>",
    ["pass"],
  ],
  [
    "script",
    "<script src='http://dcs.conac.cn/js/14/000/0000/40445163/CA140000000404451630001.js'></script>",
    ["pass"],
  ],
  [
    "written by unescape",
    "<script>document.write(unescape(\"%3Cspan id='_ideConac'%3E%3C/span%3E%3Cscript src='http://dcs.conac.cn/js/14/000/0000/40445163/CA140000000404451630001.js'%3E%3C/script%3E\"))</script>",
    ["pass"],
  ],
  ["missing", "<p>联系电话：028-86600000</p>", ["missing:fault"]],
  ["the error icon", "<img src='//dcs.conac.cn/image/red_error.png'>", ["refused:fault"]],
  ["an icon and no link", "<img src='/dzjg.png' alt='党政机关'>", ["no-link:warning"]],
  [
    "contradicting itself",
    "<script src='http://dcs.conac.cn/js/14/000/0000/40445163/CA150000000404451630001.js'></script>",
    ["inconsistent:warning"],
  ],
])("%s", (_, marks, verdict) => {
  expect(verdictOf(partyGovMark, { page: foot(marks), site: siteOf() })).toEqual(verdict);
});

test("a foot that a script may still write is left open, and a browser's page decides", () => {
  const page = pageOf(`<div id="footer">主办单位：测试市</div><script src="/js/unknown-foot.js"></script>`);
  expect(verdictOf(partyGovMark, { page })).toEqual(["no-browser"]);
  expect(verdictOf(partyGovMark, { page, rendered: foot("") })).toEqual(["missing:fault"]);
});
