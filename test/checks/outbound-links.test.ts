import { expect, test } from "vitest";
import type { LinkVerdict } from "../../checks/evidence.ts";
import { outboundLinks } from "../../checks/outbound-links.ts";
import { verdictOf } from "../helpers/judge.ts";

const link = (more: Partial<LinkVerdict>): LinkVerdict[] => [
  {
    url: "http://www.old-partner.com/",
    text: "合作单位",
    place: "div.links",
    on: "http://www.ceshi.gov.cn/",
    inside: false,
    state: "alive",
    ...more,
  },
];
test.each([
  ["alive", link({ title: "某某协会" }), ["pass"]],
  ["a name that is gone", link({ state: "dead", failure: "dns-not-found" }), ["lapsed:warning"]],
  ["for sale", link({ title: "该域名可出售" }), ["parked:fault"]],
  ["gambling now", link({ title: "澳门新葡京", sample: "真人娱乐" }), ["hijacked:veto"]],
  ["a report about gambling", link({ title: "警方打击六合彩赌博" }), ["pass"]],
  [
    "another authority's name that is gone",
    link({ url: "http://www.jiuju.gov.cn/", state: "dead", failure: "dns-not-found" }),
    ["pass"],
  ],
  [
    "a platform's host that is gone",
    link({ url: "http://old.people.com.cn/", state: "dead", failure: "dns-not-found" }),
    ["pass"],
  ],
  ["gambling after a line on campaigns", link({ title: "打击赌博", sample: "严禁赌博\n六合彩" }), ["hijacked:veto"]],
  ["the state's lottery", link({ title: "中国体彩网", sample: "体育彩票开奖结果 体彩投注" }), ["pass"]],
  ["a registrar's page", link({ title: "域名注册、备案服务" }), ["pass"]],
  ["merely down", link({ state: "dead", failure: "timeout" }), ["pass"]],
  ["our own page", link({ inside: true, state: "dead", failure: "dns-not-found" }), ["pass"]],
  ["nothing could be measured", link({ state: "unmeasured" }), ["not-measured"]],
])("%s", (_, links, verdict) => {
  expect(verdictOf(outboundLinks, { links })).toEqual(verdict);
});
