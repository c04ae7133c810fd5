import { expect, test } from "vitest";
import { advertising } from "../../checks/advertising.ts";
import { judge } from "../../src/oversight/judge.ts";
import { NOW, pageOf, rulesOf, verdictOf } from "../helpers/judge.ts";

test.each([
  ["a network's script", `<script src="https://pagead2.googlesyndication.com/x.js"></script>`, ["network:fault"]],
  ["a network's frame", `<iframe src="http://pos.baidu.com/s?1"></iframe>`, ["network:fault"]],
  ["a marked link", `<a href="http://www.some-shop.com/">广告</a>`, ["link:warning"]],
  ["an offer", `<a href="http://www.some-shop.com/">春季家电限时特价</a>`, ["link:warning"]],
  ["a public-service notice", `<a href="http://www.some-media.com/">公益广告展播</a>`, ["pass"]],
  ["law on advertising", `<a href="/flfg/">广告法</a><a href="/gg/">户外广告招标公告</a>`, ["pass"]],
  ["consumption vouchers", `<a href="http://www.some-pay.com/">消费券优惠活动公告</a>`, ["pass"]],
  ["tax relief explained elsewhere", `<a href="http://www.some-media.com/">小微企业税收优惠政策解读</a>`, ["pass"]],
  ["recruiting", `<a href="http://www.some-jobs.com/">招聘会扫码领取岗位表</a>`, ["pass"]],
  [
    "a counter, a map and share buttons",
    `<script src="https://hm.baidu.com/hm.js"></script><script src="https://api.map.baidu.com/api"></script><script src="http://bdimg.share.baidu.com/s.js"></script>`,
    ["pass"],
  ],
  ["an offer on the authority's own site", `<a href="/gwxq/">年货节限时特价</a>`, ["pass"]],
  ["the bank's own page", `<a href="http://www.some-bank.com/">合作银行</a>`, ["pass"]],
])("%s", (_, html, verdict) => {
  expect(verdictOf(advertising, { page: pageOf(`<body>${html}</body>`) })).toEqual(verdict);
});
test("what the office lists", () => {
  const terms = {
    version: "1",
    quiet: [],
    terms: [{ kind: "advertising" as const, text: "某某白酒", instead: null, since: null }],
  };
  const page = pageOf(`<a href="http://www.some-wine.com/">某某白酒大酬宾</a>`);
  expect(verdictOf(advertising, { page, terms })).toEqual(["listed:fault"]);
});
test("a listed host stands for itself and what is below it", () => {
  const terms = {
    version: "1",
    quiet: [],
    terms: [{ kind: "advertising" as const, text: "shop.com", instead: null, since: null }],
  };
  const at = (url: string) => pageOf(`<a href="${url}">链接</a>`);
  expect(verdictOf(advertising, { page: at("http://www.shop.com/"), terms })).toEqual(["listed:fault"]);
  expect(verdictOf(advertising, { page: at("http://www.bookshop.com/"), terms })).toEqual(["pass"]);
});
test("without the office's list nothing that it listed is cleared", () => {
  const { verdict } = judge(advertising, { inputs: { page: pageOf("<p>x</p>") }, absent: {} }, rulesOf(), NOW);
  expect(verdict).toMatchObject({ outcome: "pass", unlooked: ["listed"] });
});
