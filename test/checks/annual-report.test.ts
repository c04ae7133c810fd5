import { expect, test } from "vitest";
import { annualReport } from "../../checks/annual-report.ts";
import type { Fleet, FleetSite, Page } from "../../checks/evidence.ts";
import { pageOf, rulesOf, siteOf, TODAY, verdictOf } from "../helpers/judge.ts";

const ROWS: [string, string][] = [
  ["网站名称", "测试市人民政府"],
  ["首页网址", "http://www.ceshi.gov.cn"],
  ["主办单位", "测试市人民政府办公室"],
  ["网站类型", "政府门户网站"],
  ["政府网站标识码", "5101000001"],
  ["ICP备案号", "蜀ICP备10014763号"],
  ["公安机关备案号", "川公网安备51010002000123号"],
  ["独立用户访问总量（单位：个）", "120000"],
  ["网站总访问量（单位：次）", "900000"],
  ["信息发布总数（单位：条）", "1,200"],
  ["概况类信息更新量", "100"],
  ["政务动态信息更新量", "900"],
  ["信息公开目录信息更新量", "200"],
  ["专栏专题维护数量", "3"],
  ["解读回应", "12"],
  ["办事服务事项数量", "80"],
  ["互动交流留言办理", "35"],
  ["安全防护检测评估次数", "4"],
  ["移动新媒体", "有"],
];
const table = (rows: [string, string][]) =>
  `<h1>2025年政府网站工作年度报表</h1><table>${rows.map(([name, value]) => `<tr><td>${name}</td><td>${value}</td></tr>`).join("")}</table>`;
const report = (rows = ROWS): Page =>
  pageOf(table(rows), { role: "report", url: "http://www.ceshi.gov.cn/nb/2025.html" });
const column = pageOf("<p>栏目</p>", { role: "column", url: "http://www.ceshi.gov.cn/xw/" });
const home = (link = "") => pageOf(`<p>首页</p>${link}`);
const LINK = `<a href="/nb/2025.html">2025年政府网站工作年度报表</a>`;
const without = (label: string) => ROWS.filter(([name]) => !name.includes(label));

test.each<[string, Page, Page[], string[]]>([
  ["published as a page", home(LINK), [report()], ["pass"]],
  ["linked, not read today", home(LINK), [column], ["pass"]],
  ["on no page that was read", home(), [column], ["not-found:warning"]],
  ["last year's only", home(`<a href="/nb/2024.html">2024年政府网站工作年度报表</a>`), [column], ["not-found:warning"]],
  ["no column was read", home(), [], ["not-measured"]],
  [
    "only a download",
    home(`<a href="/nb/2025.docx">2025年政府网站工作年度报表</a>`),
    [column],
    ["attachment-only:warning"],
  ],
  ["a row is missing", home(LINK), [report(without("安全防护"))], ["fields:warning"]],
  [
    "sums that do not add up",
    home(LINK),
    [report(ROWS.map(([name, value]) => [name, name.startsWith("政务动态") ? "901" : value]))],
    ["sum:warning"],
  ],
])("%s", (_, page, pages, verdict) => {
  expect(verdictOf(annualReport, { page, pages })).toEqual(verdict);
});
test("it is due on the day after the date set, which an office may set earlier", () => {
  const on = (day: string, rules = rulesOf()) =>
    verdictOf(annualReport, { page: home(), pages: [column] }, rules, {
      at: Temporal.Instant.from(`${day}T02:00:00Z`),
      today: Temporal.PlainDate.from(day),
    });
  expect(on("2026-01-31")).toEqual(["not-applicable"]);
  expect(on("2026-02-01")).toEqual(["not-found:warning"]);
  const earlier = rulesOf({ R1: { values: { month: 1, day: 25 } } });
  expect(on("2026-01-25", earlier)).toEqual(["not-applicable"]);
  expect(on("2026-01-26", earlier)).toEqual(["not-found:warning"]);
  expect(TODAY.year).toBe(2026);
});
test("a portal's column lists the form of every running site of its region", () => {
  const other = (name: string, more: Partial<FleetSite> = {}): FleetSite => ({
    name,
    host: `${name.length}.ceshi.gov.cn`,
    code: null,
    organiser: null,
    region: "测试市",
    portal: false,
    status: "running",
    ...more,
  });
  const names = ["测试市教育局网站", "测试市民政局门户网站", "测试市财政局", "测试市水利水务局"];
  const sites = [
    ...names.map((name) => other(name)),
    other("测试市已关停局某网站", { status: "closed" }),
    other("外地市教育体育局网", { region: "外地市" }),
  ];
  const fleet: Fleet = {
    version: "1",
    organisers: [],
    byHost: new Map(sites.map((one, i) => [`s${i}.gov.cn`, { ...one, host: `s${i}.gov.cn` }])),
  };
  const links = names.slice(0, 3).map((name) => `<a href="/nb/${name}.html">2025年政府网站工作年度报表（${name}）</a>`);
  const list = pageOf(links.join(""), { role: "report", url: "http://www.ceshi.gov.cn/nb/" });
  const kind = { name: "市级政府门户", tier: "city", portal: true };
  expect(verdictOf(annualReport, { page: home(LINK), pages: [list], fleet, kind, site: siteOf() })).toEqual([
    "unlisted:warning",
  ]);
  const whole = pageOf(`${links.join("")}<a href="/nb/4.html">2025年政府网站工作年度报表（测试市水利水务局）</a>`, {
    role: "report",
    url: "http://www.ceshi.gov.cn/nb/",
  });
  expect(verdictOf(annualReport, { page: home(LINK), pages: [whole], fleet, kind, site: siteOf() })).toEqual(["pass"]);
});

test("who read every column of the inventory can say that it is nowhere", () => {
  const own = (url: string) => ({
    id: 1,
    url,
    title: "新闻",
    type: "news" as const,
    state: "discovered" as const,
    days: null,
    newest: null,
    blank: false,
    readOn: null,
  });
  const judge = (...urls: string[]) =>
    verdictOf(annualReport, { page: home(), pages: [column], columns: urls.map(own) });
  expect(judge("http://www.ceshi.gov.cn/xw/")).toEqual(["missing:fault"]);
  expect(judge("http://www.ceshi.gov.cn/xw/", "http://www.ceshi.gov.cn/gk/")).toEqual(["not-found:warning"]);
});
