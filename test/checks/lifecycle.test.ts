import { expect, test } from "vitest";
import type { Chain, Fleet, FleetSite, Page, ProbeDay, Tls } from "../../checks/evidence.ts";
import { lifecycle } from "../../checks/lifecycle.ts";
import { chainOf, NOW, pageOf, rulesOf, siteOf, TODAY, verdictOf } from "../helpers/judge.ts";

const NEWS = Array.from({ length: 6 }, (_, i) => `<a href="/n${i}.html">全市召开第${i}次工作会议</a>`).join("");
const closed = siteOf({ status: "closed" });
test.each<[string, Page | undefined, Partial<Chain>, string[]]>([
  ["a page as ever", pageOf(NEWS), {}, ["still-answers:fault"]],
  ["a notice", pageOf(`<p>本网站已停止运行，内容整合至 http://www.xin.gov.cn</p>${NEWS}`), {}, ["pass"]],
  ["a notice of moving", pageOf(`<h1>网站迁移公告</h1>${NEWS}`), {}, ["pass"]],
  ["a notice of a new address", pageOf(`<p>请访问新网站</p>${NEWS}`), {}, ["pass"]],
  ["a server's first page", pageOf("<h1>Welcome to nginx!</h1>"), {}, ["pass"]],
  ["sent on to the new site", pageOf(NEWS), { finalUrl: "http://www.xin.gov.cn/" }, ["pass"]],
  ["no answer", undefined, { outcome: "missed", failure: "dns-not-found" }, ["pass"]],
  ["declined", undefined, { outcome: "declined" }, ["declined"]],
  ["our own line", undefined, { outcome: "unmeasured" }, ["not-measured"]],
])("closed: %s", (_, page, chain, verdict) => {
  expect(verdictOf(lifecycle, { site: closed, chain: chainOf(chain), ...(page ? { page } : {}) })).toEqual(verdict);
});

const days = (change: (ago: number) => Partial<ProbeDay> = () => ({}), from = 1, count = 7): ProbeDay[] =>
  Array.from({ length: count }, (_, i) => ({
    day: TODAY.subtract({ days: from + i }).toString(),
    opened: 0,
    missed: 24,
    declined: 0,
    unmeasured: 0,
    disputed: 0,
    ...change(from + i),
  }));
const DEAD: Partial<Chain> = { outcome: "missed", failure: "dns-not-found" };
test.each<[string, ProbeDay[], Partial<Chain>, string[]]>([
  ["a week without an answer", days(), DEAD, ["gone:fault"]],
  ["and today", days(() => ({}), 0, 8), DEAD, ["gone:fault"]],
  ["refused", days(), { ...DEAD, failure: "connection-refused" }, ["gone:fault"]],
  ["slow is not gone", days(), { ...DEAD, failure: "timeout" }, ["pass"]],
  ["opened once", days((ago) => (ago === 4 ? { opened: 1 } : {})), DEAD, ["pass"]],
  ["opened today", [...days(), ...days(() => ({ opened: 1 }), 0, 1)], DEAD, ["pass"]],
  ["opens now", days(), {}, ["pass"]],
  ["a day hardly visited", days((ago) => (ago === 2 ? { missed: 19 } : {})), DEAD, ["pass"]],
  ["a day left out", days().map((one, i) => (i === 6 ? { ...one, day: "2026-11-16" } : one)), DEAD, ["pass"]],
  ["too few days", days(() => ({}), 1, 6), DEAD, ["pass"]],
])("running: %s", (_, probeDays, chain, verdict) => {
  expect(verdictOf(lifecycle, { site: siteOf(), chain: chainOf(chain), probeDays })).toEqual(verdict);
});
test("a site closed by its registry is not called gone", () => {
  expect(verdictOf(lifecycle, { site: closed, chain: chainOf(DEAD), probeDays: days() })).toEqual(["pass"]);
});

const row = (host: string, change: Partial<FleetSite> = {}): [string, FleetSite] => [
  host,
  { name: host, host, code: null, organiser: null, region: "测试市", portal: false, status: "running", ...change },
];
const FLEET: Fleet = {
  version: "1",
  byHost: new Map([
    row("www.ceshi.gov.cn", { portal: true }),
    row("mzj.ceshi.gov.cn"),
    row("old.ceshi.gov.cn", { status: "closed" }),
    row("www.bieshi.gov.cn", { portal: true, region: "别市" }),
  ]),
  organisers: [],
};
const hosts = (page: Page, tls?: Tls, site = siteOf(), fleet = FLEET): string[] => {
  const verdict = lifecycle.run({ site, chain: chainOf(), page, tls, fleet } as never, rulesOf(), NOW);
  return verdict.outcome === "fail" ? verdict.findings.map(({ message, key }) => `${message} ${key}`) : [];
};
test.each([
  ["a department that is not registered", "http://swj.ceshi.gov.cn/", ["unlisted swj.ceshi.gov.cn"]],
  ["a registered one", "http://mzj.ceshi.gov.cn/x", []],
  ["with www before it", "https://www.mzj.ceshi.gov.cn/", []],
  ["the portal without www", "http://ceshi.gov.cn/", []],
  ["a part of a registered one", "http://zc.mzj.ceshi.gov.cn/", []],
  ["a closed one", "http://old.ceshi.gov.cn/", []],
  ["another region's", "http://swj.bieshi.gov.cn/", []],
  ["another domain", "http://swj.xceshi.gov.cn/", []],
  ["no government's", "http://www.ceshi.com/", []],
  ["mail", "http://mail.ceshi.gov.cn/", []],
  ["pictures", "http://img1.ceshi.gov.cn/", []],
  ["no page at all", "ftp://swj.ceshi.gov.cn/", []],
])("hosts on the page: %s", (_, url, expected) => {
  expect(hosts(pageOf(`<a href="${url}">市税务局</a>`))).toEqual(expected);
});
test("each once, by name, with the words of its link; at most twenty", () => {
  const link = (host: string, text = "") => `<a href="http://${host}/">${text}</a>`;
  const page = pageOf(link("b.ceshi.gov.cn") + link("b.ceshi.gov.cn", "乙局") + link("a.ceshi.gov.cn", "甲局"));
  const verdict = lifecycle.run({ site: siteOf(), chain: chainOf(), page, fleet: FLEET } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({
    findings: [{ data: { host: "a.ceshi.gov.cn", text: "甲局" } }, { data: { host: "b.ceshi.gov.cn", text: "乙局" } }],
  });
  const many = Array.from({ length: 25 }, (_, i) => link(`s${100 + i}.ceshi.gov.cn`)).join("");
  const long = lifecycle.run(
    { site: siteOf(), chain: chainOf(), page: pageOf(many), fleet: FLEET } as never,
    rulesOf(),
    NOW,
  );
  expect(long.outcome === "fail" && [long.findings.length, long.unread?.length]).toEqual([20, 5]);
});
test("names of the certificate count too, wildcards do not", () => {
  const tls: Tls = {
    kind: "tls",
    protocol: "TLSv1.3",
    validFrom: null,
    validTo: null,
    names: ["www.ceshi.gov.cn", "*.ceshi.gov.cn", "gaj.ceshi.gov.cn"],
    issuer: "",
    selfSigned: false,
    refused: null,
    nameMatches: true,
  };
  expect(hosts(pageOf("<p>x</p>"), tls)).toEqual(["unlisted gaj.ceshi.gov.cn"]);
});
test("it warns; without registry or region nothing is said and nothing cleared", () => {
  const page = pageOf("<a href='http://swj.ceshi.gov.cn/'>x</a>");
  expect(verdictOf(lifecycle, { site: siteOf(), chain: chainOf(), page, fleet: FLEET })).toEqual(["unlisted:warning"]);
  expect(hosts(page, undefined, siteOf({ region: null }))).toEqual([]);
  expect(lifecycle.run({ site: siteOf(), chain: chainOf(), page } as never, rulesOf(), NOW)).toMatchObject({
    outcome: "pass",
    unlooked: ["unlisted"],
  });
});
