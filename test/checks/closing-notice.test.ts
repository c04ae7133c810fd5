import { expect, test } from "vitest";
import { closingNotice } from "../../checks/closing-notice.ts";
import { pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

const site = siteOf({ status: "closing", name: "测试市民政局网站" });
const target = { name: "测试市人民政府门户网站", host: "www.ceshi.gov.cn" };
const closing = { from: "2026-11-20", until: "2026-12-20", target: null };
const on = (html: string, more: object = {}) =>
  verdictOf(closingNotice, { site, page: pageOf(html), closing, ...more });

test.each([
  [
    "a notice that says where to go",
    "<p>本网站将于12月20日关停，内容迁移至市政府门户网站，请访问 www.ceshi.gov.cn</p>",
    "pass",
  ],
  ["new address", "<p>因机构改革，本网站停止更新，新网址为 http://www.ceshi.gov.cn</p>", "pass"],
  ["a link, whose page may say it", "<a href='/gg.html'>关于关停测试市民政局网站的公告</a>", "pass"],
  ["merged", "<h1>网站整合迁移公告</h1><p>本站内容已整合至门户网站。</p>", "pass"],
  ["nothing of where", "<p>本网站定于2026年12月20日起停止运行。</p>", "no-target:warning"],
  ["no notice", "<p>我市召开工作会议</p>", "missing:fault"],
  [
    "news of others, long",
    `<p>我市集中整治违规账号，关停网站多家。${"会议强调，要落实主体责任。".repeat(60)}</p>`,
    "missing:fault",
  ],
])("%s", (_, html, verdict) => {
  expect(on(html)).toEqual([verdict]);
});

test.each([
  ["its address in the text", "<p>本网站将关停，请访问 www.ceshi.gov.cn</p>", "pass"],
  ["its name", "<p>本网站将关停，内容并入测试市人民政府门户网站。</p>", "pass"],
  ["a link to it", "<p>本网站将关停。</p><a href='http://www.ceshi.gov.cn/'>点此进入</a>", "pass"],
  ["another site", "<p>本网站将关停，请访问 www.bieri.gov.cn 。</p>", "no-target:warning"],
])("a merged site names the one that takes over: %s", (_, html, verdict) => {
  expect(on(html, { closing: { ...closing, target } })).toEqual([verdict]);
});

test("a closing entered in the registry alone is asked for its notice too", () => {
  expect(verdictOf(closingNotice, { site, page: pageOf("<p>新闻</p>") })).toEqual(["missing:fault"]);
});
test("a page that was not read to its end proves nothing missing", () => {
  expect(on("", { page: pageOf("<p>新闻</p>", { complete: false }) })).toEqual(["unreadable"]);
  const page = pageOf("<p>本网站定于12月20日起停止运行。</p>", { complete: false });
  expect(on("", { page })).toEqual(["pass"]);
});
test("what only a browser shows counts", () => {
  const rendered = pageOf("<p>本网站将关停，请访问市政府门户网站</p>");
  expect(on("<p>新闻</p>", { rendered })).toEqual(["pass"]);
});
test("it does not apply to a site that runs, nor on the day of the approval", () => {
  expect(on("<p>新闻</p>", { site: siteOf() })).toEqual(["not-applicable"]);
  expect(on("<p>新闻</p>", { closing: { ...closing, from: "2026-11-24" } })).toEqual(["not-applicable"]);
});
