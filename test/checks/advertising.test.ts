import { expect, test } from "vitest";
import { advertising } from "../../checks/advertising.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

test.each([
  ["a network's script", `<script src="https://pagead2.googlesyndication.com/x.js"></script>`, ["network:fault"]],
  ["a network's frame", `<iframe src="http://pos.baidu.com/s?1"></iframe>`, ["network:fault"]],
  ["a marked link", `<a href="http://www.some-shop.com/">广告</a>`, ["link:warning"]],
  ["an offer", `<a href="http://www.some-shop.com/">春季家电限时特价</a>`, ["link:warning"]],
  ["a public-service notice", `<a href="http://www.some-media.com/">公益广告展播</a>`, ["pass"]],
  ["law on advertising", `<a href="/flfg/">广告法</a><a href="/gg/">户外广告招标公告</a>`, ["pass"]],
  ["consumption vouchers", `<a href="http://www.some-pay.com/">消费券优惠活动公告</a>`, ["pass"]],
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
