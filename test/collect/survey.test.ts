/** The pages beside the home page: columns, articles, guides, documents and revisits, on real sockets. */
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { Column } from "../../checks/evidence.ts";
import { discoverColumns } from "../../src/collect/columns.ts";
import { survey } from "../../src/collect/survey.ts";
import { clientFor } from "../helpers/collectors.ts";
import { pageOf, TODAY } from "../helpers/judge.ts";
import { type TestSite, testSite } from "../helpers/site.ts";

const HOME = "http://www.ceshi.gov.cn/";
const at = (site: TestSite) => `127.0.0.1:${site.port} www.ceshi.gov.cn`;
const bytes = (text: string) => new TextEncoder().encode(text);
const docx = zipSync({
  "word/document.xml": bytes(
    "<w:document><w:body><w:p><w:r><w:t>救助名单</w:t></w:r></w:p><w:p><w:r><w:t>赵甲 110105</w:t></w:r><w:r><w:t>19491231002X</w:t></w:r></w:p></w:body></w:document>",
  ),
});
const xlsx = zipSync({
  "xl/sharedStrings.xml": bytes("<sst><si><t>姓名</t></si><si><r><t>钱</t></r><r><t>乙</t></r></si></sst>"),
  "xl/worksheets/sheet1.xml": bytes(
    '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>号码</t></is></c></row><row><c t="s"><v>1</v></c><c><v>13800138000</v></c></row></sheetData></worksheet>',
  ),
});
const pdf = (line: string) => {
  const stream = `BT /F1 12 Tf 72 700 Td (${line}) Tj ET`;
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const body = parts.map((part, i) => `${i + 1} 0 obj\n${part}\nendobj\n`);
  return bytes(`%PDF-1.4\n${body.join("")}trailer << /Root 1 0 R /Size 6 >>\n%%EOF`);
};

const list = (n: number) =>
  `<ul>${Array.from({ length: n }, (_, i) => `<li><a href="/art/a${i}.html">测试市召开第${i}次工作会议</a><span>2026-11-${20 - i}</span></li>`).join("")}</ul>`;
const MENU = `<div class="nav"><a href="/">首页</a><a href="/xwdt/">要闻动态</a><a href="/tzgg/index.html">通知公告</a><a href="/ghjh/">规划计划</a><a href="/zx/">咨询留言</a><a href="/bsfw/">办事指南</a><a href="/art/a1.html">测试市召开第一次会议</a><a href="http://other.gov.cn/xw/">新闻中心</a><a href="/login/">登录</a></div>`;
const home = pageOf(`<body>${MENU}${list(3)}<a href="/files/list.docx">救助名单</a></body>`);

const PAGES: Record<string, [string, string | Uint8Array]> = {
  "/xwdt/": ["text/html; charset=utf-8", list(4)],
  "/tzgg/index.html": [
    "text/html; charset=utf-8",
    `<a href="/art/n1.html">关于开展检查工作的通知</a><a href="/files/a.xlsx">名单</a>`,
  ],
  "/ghjh/": ["text/html; charset=utf-8", "<p>暂无内容</p>"],
  "/zx/": ["text/html; charset=utf-8", "<p>咨询列表</p>"],
  "/bsfw/": ["text/html; charset=utf-8", `<a href="/bs/1.html">公共场所卫生许可办理</a>`],
  "/bs/1.html": ["text/html; charset=utf-8", "<p>办理材料</p>"],
  "/art/n1.html": ["text/html; charset=utf-8", `<p>通知正文</p><a href="/files/a.pdf">附件：名单</a>`],
  "/files/list.docx": ["application/octet-stream", docx],
  "/files/a.xlsx": ["application/octet-stream", xlsx],
  "/files/a.pdf": ["application/pdf", pdf("ID 110105 19491231002X")],
};
async function served(): Promise<TestSite> {
  const site = await testSite();
  site.answer((request, response) => {
    const path = request.url ?? "";
    const [type, body] = PAGES[path] ?? (path.startsWith("/art/") ? ["text/html; charset=utf-8", "<p>正文</p>"] : []);
    if (!type) return void response.writeHead(404).end("no");
    response.setHeader("content-type", type).end(typeof body === "string" ? body : Buffer.from(body ?? []));
  });
  return site;
}
const column = (id: number, path: string, more: Partial<Column> = {}): Column => ({
  id,
  url: new URL(path, HOME).href,
  title: path,
  type: "news",
  state: "discovered",
  days: null,
  newest: null,
  blank: false,
  readOn: null,
  ...more,
});

test("columns are links with a column's name and address on the same host", () => {
  expect(discoverColumns(home).map(({ title, type }) => `${title} ${type}`)).toEqual([
    "要闻动态 news",
    "通知公告 notice",
    "规划计划 yearly",
    "咨询留言 other",
    "办事指南 other",
  ]);
});

describe("a day's survey", () => {
  test("brings each page with its role and the page that led there", async () => {
    await using site = await served();
    const { client } = clientFor(at(site));
    const pages = await survey(client, home, { columns: undefined, revisit: [], today: TODAY, limitMs: 2_000 });
    const by = (role: string) => pages.filter((page) => page.role === role).map(({ url }) => new URL(url).pathname);
    expect(by("column")).toEqual(expect.arrayContaining(["/xwdt/", "/tzgg/index.html", "/ghjh/"]));
    expect(by("article")).toContain("/art/n1.html");
    expect(by("guide")).toEqual(["/bs/1.html"]);
    expect(pages.find(({ url }) => url.endsWith("/art/n1.html"))?.via).toBe(`${HOME}tzgg/index.html`);
    const text = pages
      .filter(({ role }) => role === "attachment")
      .flatMap(({ paragraphs }) => paragraphs.map((p) => p.text));
    expect(text).toContain("赵甲 11010519491231002X");
    // Nothing is asked twice, and nobody else is asked
    expect(new Set(site.requests).size).toBe(site.requests.length);
    expect(site.requests.every((one) => one.startsWith("www.ceshi.gov.cn"))).toBe(true);
  });
  test("columns take turns: those read longest ago come first, exempt ones never", async () => {
    await using site = await served();
    const { client } = clientFor(at(site));
    const columns = [
      column(1, "/xwdt/", { readOn: "2026-11-23" }),
      column(2, "/tzgg/index.html", { readOn: null }),
      column(3, "/ghjh/", { state: "exempt" }),
    ];
    await survey(client, pageOf("<p>x</p>"), { columns, revisit: [], today: TODAY, limitMs: 2_000 });
    const asked = site.requests.map((one) => one.replace("www.ceshi.gov.cn", ""));
    expect(asked.slice(0, 2).sort()).toEqual(["/tzgg/index.html", "/xwdt/"]);
    expect(asked).not.toContain("/ghjh/");
  });
  test("a page on which a finding stood is read again, and told when it is gone", async () => {
    await using site = await served();
    const { client } = clientFor(at(site));
    const revisit = [`${HOME}art/a2.html`, `${HOME}gone.html`, "http://elsewhere.gov.cn/x"];
    const pages = await survey(client, pageOf("<p>x</p>"), { columns: [], revisit, today: TODAY, limitMs: 2_000 });
    expect(pages.map(({ url, status, role }) => `${new URL(url).pathname} ${status} ${role}`).sort()).toEqual([
      "/art/a2.html 200 revisit",
      "/gone.html 404 revisit",
    ]);
  });
  test("documents: a workbook's rows, a pdf's lines, a damaged one that clears nothing", async () => {
    await using site = await served();
    PAGES["/files/bad.docx"] = ["application/octet-stream", bytes("PK\u0003\u0004 broken")];
    const { client } = clientFor(at(site));
    const links = ["a.xlsx", "bad.docx"].map((name) => `<a href="/files/${name}">名单 ${name}</a>`).join("");
    const pages = await survey(client, pageOf(links), { columns: [], revisit: [], today: TODAY, limitMs: 2_000 });
    const [sheet, bad] = ["a.xlsx", "bad.docx"].map((name) => pages.find(({ url }) => url.endsWith(name)));
    expect(sheet?.paragraphs.map(({ text }) => text)).toEqual(["姓名 号码", "钱乙 13800138000"]);
    expect(bad).toMatchObject({ complete: false, paragraphs: [] });
    const more = await survey(client, pageOf(`<a href="/files/a.pdf">名单</a>`), {
      columns: [],
      revisit: [],
      today: TODAY,
      limitMs: 2_000,
    });
    expect(more[0]?.paragraphs.map(({ text }) => text)).toContain("ID 110105 19491231002X");
  });
});
