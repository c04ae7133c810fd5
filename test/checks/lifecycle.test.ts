import { expect, test } from "vitest";
import type { Fleet, FleetSite, ProbeDay } from "../../checks/evidence.ts";
import { lifecycle } from "../../checks/lifecycle.ts";
import { chainOf, pageOf, siteOf, TODAY, verdictOf } from "../helpers/judge.ts";

const days = (missed: number, opened = 0): ProbeDay[] =>
  Array.from({ length: 7 }, (_, i) => ({
    day: TODAY.subtract({ days: 7 - i }).toString(),
    opened,
    missed,
    declined: 0,
    unmeasured: 0,
    disputed: 0,
  }));
const dead = chainOf({ outcome: "missed", failure: "dns-not-found" });
const page = pageOf(`<title>测试市人民政府</title><p>${"新闻。".repeat(400)}</p>`);
const notice = pageOf("<title>公告</title><p>本网站已关停，内容迁移至 www.ceshi.gov.cn，请访问新网址。</p>");
const closed = siteOf({ status: "closed" });

test.each([
  ["closed and silent", { site: closed, chain: dead }, ["pass"]],
  ["closed and answering", { site: closed, chain: chainOf(), page }, ["still-answers:fault"]],
  ["closed, with its notice", { site: closed, chain: chainOf(), page: notice }, ["pass"]],
  ["running and gone for a week", { site: siteOf(), chain: dead, probeDays: days(24) }, ["gone:fault"]],
  ["running, gone for six days", { site: siteOf(), chain: dead, probeDays: days(24).slice(1) }, ["pass"]],
  ["running, opened once", { site: siteOf(), chain: dead, probeDays: days(23, 1) }, ["pass"]],
  ["running, too few visits", { site: siteOf(), chain: dead, probeDays: days(19) }, ["pass"]],
  [
    "running and merely slow",
    { site: siteOf(), chain: chainOf({ outcome: "missed", failure: "timeout" }), probeDays: days(24) },
    ["pass"],
  ],
  ["suspended with leave", { site: siteOf({ status: "suspended" }), chain: dead, probeDays: days(24) }, ["pass"]],
])("%s", (_, inputs, verdict) => {
  expect(verdictOf(lifecycle, inputs)).toEqual(verdict);
});

const one = (host: string, more: Partial<FleetSite> = {}): [string, FleetSite] => [
  host,
  { name: host, host, code: null, organiser: null, region: "测试市", portal: false, status: "running", ...more },
];
const fleet: Fleet = {
  version: "1",
  organisers: [],
  byHost: new Map([one("www.ceshi.gov.cn", { portal: true }), one("jyj.ceshi.gov.cn")]),
};
test.each([
  ["a department that is registered", `<a href="http://jyj.ceshi.gov.cn/">教育局</a>`, ["pass"]],
  ["one that is not", `<a href="http://mzj.ceshi.gov.cn/">民政局</a>`, ["unlisted:warning"]],
  ["another city's", `<a href="http://mzj.bieshi.gov.cn/">民政局</a>`, ["pass"]],
  ["the portal without www", `<a href="http://ceshi.gov.cn/">首页</a>`, ["pass"]],
])("links to %s", (_, html, verdict) => {
  expect(verdictOf(lifecycle, { site: siteOf(), chain: chainOf(), page: pageOf(html), fleet })).toEqual(verdict);
});
test("names in the certificate are links as well", () => {
  const tls = {
    kind: "tls" as const,
    protocol: "TLSv1.3",
    validFrom: null,
    validTo: null,
    names: ["www.ceshi.gov.cn", "*.ceshi.gov.cn", "sjj.ceshi.gov.cn"],
    issuer: "x",
    selfSigned: false,
    refused: null,
    nameMatches: true,
  };
  expect(verdictOf(lifecycle, { site: siteOf(), chain: chainOf(), page, fleet, tls })).toEqual(["unlisted:warning"]);
});
