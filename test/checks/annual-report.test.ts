import fc from "fast-check";
import { expect, test } from "vitest";
import { annualReport } from "../../checks/annual-report.ts";
import type { Fleet, FleetSite, Page } from "../../checks/evidence.ts";
import { fieldsOf, isForm, publishedOf, readCount, saysYear } from "../../checks/reading/annual-form.ts";
import { NOW, pageOf, rulesOf, siteOf, verdictOf } from "../helpers/judge.ts";

const at = (html: string, role: Page["role"], path: string, change: Partial<Page> = {}) =>
  pageOf(html, { role, url: `http://www.ceshi.gov.cn/${path}`, ...change });
const FORM = "2025年政府网站工作年度报表";
const HOME = pageOf("<a href='/xw/'>新闻</a>");
const NEWS = at("<a href='/1.html'>新闻一</a>", "column", "xw/");
const link = (url: string, text = FORM) => `<a href="${url}">${text}</a>`;
const CELLS = [
  "网站名称",
  "首页网址",
  "主办单位",
  "网站类型",
  "政府网站标识码",
  "ICP备案号",
  "公安机关备案号",
  "独立用户访问总量（单位：个）",
  "网站总访问量（单位：次）",
  "信息发布（单位：条）",
  "专栏专题（单位：个）",
  "解读回应",
  "办事服务",
  "互动交流",
  "安全防护",
  "移动新媒体",
  "创新发展",
];
const cells = (texts: string[]) => texts.map((text) => `<td>${text}</td>`).join("");
const sums = (total: string, ...parts: string[]) =>
  cells([
    "总数",
    total,
    "概况类信息更新量",
    parts[0] ?? "",
    "政务动态信息更新量",
    parts[1] ?? "",
    "信息公开目录信息更新量",
    parts[2] ?? "",
  ]);
const table = (labels = CELLS, sum = sums("1,234", "34", "1000", "200")) =>
  `<h1>${FORM}（测试市）</h1><table><tr>${cells(labels)}${sum}</tr></table>`;
const form = (html = table(), change: Partial<Page> = {}) => at(html, "report", "bb.html", change);

test.each<[string, Page, Page[] | undefined, string[]]>([
  ["nowhere", HOME, [NEWS], ["not-found:warning"]],
  [
    "last but one year's",
    pageOf(link("/2024.html", "2024年政府网站工作年度报表")),
    [NEWS, at("<p>2024年政府网站工作年度报表</p>", "report", "2024.html")],
    ["not-found:warning"],
  ],
  ["the overseers' form", pageOf(link("/jg.html", "2025年政府网站监管年度报表")), [NEWS], ["not-found:warning"]],
  [
    "the report on open government",
    pageOf(link("/xx.html", "2025年政府信息公开工作年度报告")),
    [NEWS],
    ["not-found:warning"],
  ],
  ["no other page was read", HOME, undefined, ["not-measured"]],
  ["only articles were read", HOME, [at("<p>x</p>", "article", "1.html")], ["not-measured"]],
  ["the home page was cut", { ...HOME, complete: false }, [NEWS], ["not-measured"]],
  ["a column of forms that was not read", pageOf(link("/nb/", "政府网站工作年度报表")), [NEWS], ["not-measured"]],
  ["a link on the home page", pageOf(link("/bb.html")), [NEWS], ["pass"]],
  ["with the unit's name", pageOf(link("/bb.html", "2025年政府网站工作年度报表（测试市财政局）")), undefined, ["pass"]],
  ["the year behind", pageOf(link("/bb.html", "政府网站工作年度报表（2025年度）")), undefined, ["pass"]],
  [
    "the year in a column of forms",
    HOME,
    [at(`<title>政府网站年度报表</title>${link("/a.html", "2025年")}`, "column", "nb/")],
    ["pass"],
  ],
  ["in a column", HOME, [at(link("/bb.html"), "column", "gg/")], ["pass"]],
  ["as a sound page", pageOf(link("/bb.html")), [form()], ["pass"]],
  ["as a file", pageOf(link("/bb.xlsx")), [NEWS], ["attachment-only:warning"]],
  ["as a file of an office suite", pageOf(link("/bb.wps?x=1")), [NEWS], ["attachment-only:warning"]],
  ["as a file and as a page", pageOf(link("/bb.pdf") + link("/bb.html")), [NEWS], ["pass"]],
  [
    "as a page that hands out the file",
    pageOf(link("/bb.html")),
    [form(`<h1>${FORM}</h1>${link("/bb.xls", "附件")}`)],
    ["attachment-only:warning"],
  ],
  [
    "as a page with a picture and the file",
    pageOf(link("/bb.html")),
    [form(`<h1>${FORM}</h1><div class="content"><img src="/a.png"></div>${link("/bb.xls", "附件")}`)],
    ["pass"],
  ],
  ["without some fields", pageOf(link("/bb.html")), [form(table(CELLS.slice(0, 14)))], ["fields:warning"]],
  [
    "with a wrong sum",
    pageOf(link("/bb.html")),
    [form(table(CELLS, sums("1234", "34", "1000", "100")))],
    ["sum:warning"],
  ],
  ["with a class left blank", pageOf(link("/bb.html")), [form(table(CELLS, sums("1234", "34", "", "100")))], ["pass"]],
  ["cut", pageOf(link("/bb.html")), [form(table(CELLS.slice(0, 14)), { complete: false })], ["pass"]],
])("%s", (_, page, pages, verdict) => {
  expect(verdictOf(annualReport, { page, ...(pages ? { pages } : {}) })).toEqual(verdict);
});

const on = (day: string) => ({ ...NOW, today: Temporal.PlainDate.from(day) });
const EARLY = rulesOf({ R1: { values: { day: 25 } } });
test.each([
  ["2026-01-31", rulesOf(), "not-applicable"],
  ["2026-02-01", rulesOf(), "not-found:warning"],
  ["2026-01-25", EARLY, "not-applicable"],
  ["2026-01-26", EARLY, "not-found:warning"],
])("on %s", (day, rules, verdict) => {
  expect(verdictOf(annualReport, { page: HOME, pages: [NEWS] }, rules, on(day))).toEqual([verdict]);
});
test("the year stands in no key", () => {
  const verdict = annualReport.run({ page: HOME, pages: [NEWS] } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({
    findings: [{ key: "", data: { year: "2025", due: "2026-01-31" } }],
    unlooked: expect.arrayContaining(["missing"]),
  });
});
test("what was not read is not cleared", () => {
  const verdict = annualReport.run({ page: pageOf(link("/bb.html")), pages: [NEWS] } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({ outcome: "pass", unlooked: ["fields", "sum", "attachment-only", "unlisted"] });
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
  const judge = (...urls: string[]) => verdictOf(annualReport, { page: HOME, pages: [NEWS], columns: urls.map(own) });
  expect(judge("http://www.ceshi.gov.cn/xw/")).toEqual(["missing:fault"]);
  expect(judge("http://www.ceshi.gov.cn/xw/", "http://www.ceshi.gov.cn/gk/")).toEqual(["not-found:warning"]);
});

const row = (name: string, host: string, change: Partial<FleetSite> = {}): [string, FleetSite] => [
  host,
  { name, host, code: null, organiser: null, region: "测试市", portal: false, status: "running", ...change },
];
const fleet: Fleet = {
  version: "1",
  organisers: [],
  byHost: new Map([
    row("测试市人民政府门户网站", "www.ceshi.gov.cn", { portal: true }),
    row("测试市财政局网站", "czj.ceshi.gov.cn"),
    row("测试市民政局", "mzj.ceshi.gov.cn"),
    row("教育信息网", "jyj.ceshi.gov.cn", { organiser: "测试市教育局" }),
    row("测试市水利局", "slj.ceshi.gov.cn"),
    row("测试市旧网", "old.ceshi.gov.cn", { status: "closed" }),
    row("别市财政网", "czj.bieshi.gov.cn", { region: "别市" }),
  ]),
};
const PORTAL = { name: "市级政府门户网站", tier: "city", portal: true };
const column = (more = "") =>
  at(
    `<title>政府网站年度报表</title>${link("/1.html", `${FORM}（测试市）`)}${link("/2.html", `市财政局${FORM}`)}` +
      `${link("http://mzj.ceshi.gov.cn/bb.html")}${link("/4.html", `${FORM}（教育局）`)}${more}`,
    "column",
    "nb/",
  );
test.each<[string, Page, boolean, string[]]>([
  ["one is lacking", column(), true, ["unlisted:warning"]],
  ["all are there", column(link("/5.html", `测试市水利局${FORM}`)), true, ["pass"]],
  ["the list goes on", column("<a href='/nb/2.html'>下一页</a>"), true, ["pass"]],
  ["no column of forms", at(link("/1.html"), "column", "nb/"), true, ["pass"]],
  ["a department's column", column(), false, ["pass"]],
])("a portal's column: %s", (_, page, portal, verdict) => {
  const kind = { ...PORTAL, portal };
  expect(verdictOf(annualReport, { page: HOME, pages: [page], fleet, kind, site: siteOf() })).toEqual(verdict);
});
test("it names the sites", () => {
  const inputs = { page: HOME, pages: [column()], fleet, kind: PORTAL, site: siteOf() };
  expect(annualReport.run(inputs as never, rulesOf(), NOW)).toMatchObject({
    findings: [{ message: "unlisted", data: { n: 1, sites: ["测试市水利局"] }, key: "" }],
  });
});
test("forms of others on a portal's column are not its own", () => {
  const other = at(table(CELLS.slice(0, 14)), "report", "2.html");
  const inputs = { page: HOME, pages: [column(link("/5.html", `测试市水利局${FORM}`)), other] };
  expect(verdictOf(annualReport, inputs)).toEqual(["pass"]);
});

test.each([
  ["1234", 1234],
  ["1,234", 1234],
  ["12，345，678 条", 12_345_678],
  ["１２３４", 1234],
  ["0", 0],
  ["1.2万", undefined],
  ["1,23", undefined],
  ["约100", undefined],
  ["", undefined],
])("the count %s", (text, count) => {
  expect(readCount(text)).toBe(count);
});
test("counts as any locale of ours writes them", () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.constantFrom("", "条", " 个"), (n, unit) => {
      expect(readCount(`${n}${unit}`)).toBe(n);
      expect(readCount(`${n.toLocaleString("zh-CN")}${unit}`)).toBe(n);
    }),
  );
});
test("the sum is read only where all four numbers stand", () => {
  fc.assert(
    fc.property(fc.nat(), fc.tuple(fc.nat(), fc.nat(), fc.nat()), fc.nat(4), (total, parts, blank) => {
      const values = [total, ...parts].map((n, i) => (i === blank ? "—" : String(n)));
      const page = form(table(CELLS, sums(...(values as [string, string, string, string]))));
      expect(publishedOf(page)).toEqual(blank < 4 ? undefined : { total, parts });
    }),
  );
});
test("label and number in one line", () => {
  const lines = [
    "信息发布（单位：条）",
    "总数：10",
    "概况类信息更新量：1",
    "政务动态信息更新量（条）：4",
    "信息公开目录信息更新量 5",
  ];
  expect(publishedOf(pageOf(lines.map((line) => `<p>${line}</p>`).join("")))).toEqual({ total: 10, parts: [1, 4, 5] });
});
test("words and years", () => {
  expect(["政府网站工作年度报表", "2018年政府网站年度工作报表", "网站年报"].every(isForm)).toBe(true);
  expect(["政府信息公开年度报告", "政府网站监管年度报表", "年度工作总结"].some(isForm)).toBe(false);
  expect(saysYear("二〇二五年度", 2025) && saysYear("二○二五年", 2025) && saysYear("２０２５年", 2025)).toBe(true);
  expect(saysYear("12025", 2025) || saysYear("20251", 2025)).toBe(false);
  expect(fieldsOf(form()).missing).toEqual([]);
});
