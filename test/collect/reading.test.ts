/** From bytes to what was read: encodings, dates, lists, scripts, the foot. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newestListDate } from "../../checks/homepage-freshness.ts";
import { readMarks } from "../../checks/reading/marks.ts";
import { decodeText } from "../../src/collect/charset.ts";
import { readDate, readDateInUrl } from "../../src/collect/dates.ts";
import { readHtml } from "../../src/collect/read.ts";
import { readScript } from "../../src/collect/scripts.ts";
import { encodeGb18030 } from "../../src/demo/gb18030.ts";
import { pageOf, TODAY, URL_ } from "../helpers/judge.ts";

describe("encodings", () => {
  const gb = encodeGb18030("<title>测试市人民政府</title>");
  const utf8 = Buffer.from("<title>测试市人民政府</title>");
  test.each<[string, Uint8Array, string, string, string]>([
    ["utf-8 in the header", utf8, "text/html; charset=utf-8", "utf-8", "header"],
    ["gb2312 in the header", gb, "text/html; charset=gb2312", "gb18030", "header"],
    ["utf-8 label on GB 18030", gb, "text/html; charset=utf-8", "gb18030", "corrected"],
    ["gb2312 label on UTF-8", utf8, "text/html; charset=gb2312", "utf-8", "corrected"],
    ["no label, GB 18030", gb, "text/html", "gb18030", "content"],
    ["no label, UTF-8", utf8, "", "utf-8", "content"],
    ["a server's default is no claim", gb, "text/html; charset=ISO-8859-1", "gb18030", "content"],
    ["nonsense label", utf8, "text/html; charset=undefined", "utf-8", "content"],
    [
      "byte order mark",
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8]),
      "text/html; charset=gbk",
      "utf-8",
      "bom",
    ],
    [
      "UTF-16 without a mark",
      Buffer.from("<html><head><title>测试市人民政府</title></head></html>", "utf16le"),
      "",
      "utf-16le",
      "bom",
    ],
  ])("%s", (_, bytes, type, charset, from) => {
    const read = decodeText(bytes, type);
    expect([read.charset, read.from]).toEqual([charset, from]);
    expect(read.text).toContain("测试市人民政府");
  });
  test("any bytes give text", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string(),
        (bytes, type) => typeof decodeText(bytes, type).text === "string",
      ),
    );
  });
});

describe("dates", () => {
  test.each([
    ["2018-12-19", "2018-12-19"],
    ["2018-1-5", "2018-01-05"],
    ["2018-12-19 19:26:05", "2018-12-19"],
    ["2018年12月19日 19时26分", "2018-12-19"],
    ["2018/12/19", "2018-12-19"],
    ["2018.12.19", "2018-12-19"],
    ["[11-19]", "2026-11-19"],
    ["(12-19)", "2025-12-19"],
    ["12/19", "2025-12-19"],
    ["11月19日", "2026-11-19"],
    ["18-12-19", "2018-12-19"],
    ["20181219", "2018-12-19"],
    ["发布时间：2018-12-19", "2018-12-19"],
    ["19 2018-12", "2018-12-19"],
    ["今天是2026年11月24日 星期二", null],
    ["截止日期：2026-11-20", null],
    ["版权所有 2018-2026", null],
    ["2027-01-01", null],
    ["028-86600000", null],
    ["13:45", null],
    ["关于2018年12月19日举行全省政府网站工作会议的通知", null],
  ])("%s: %s", (text, date) => {
    expect(readDate(text, TODAY)).toBe(date);
  });
  test("in addresses", () => {
    expect(readDateInUrl("http://x/xw/201812/t20181219_12.html", TODAY)).toBe("2018-12-19");
    expect(readDateInUrl("http://x/2018/12/19/10465581.shtml", TODAY)).toBe("2018-12-19");
    expect(readDateInUrl("http://x/2018-12/12/content_5347979.htm", TODAY)).toBe("2018-12-12");
    expect(readDateInUrl("http://x/content/post_2639780.html", TODAY)).toBeNull();
  });
  test("whatever a text says, a date read from it exists and is not in the future", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9年月日.\-/\s[\]()]{1,20}$/), (text) => {
        const date = readDate(text, TODAY);
        if (date)
          expect(Temporal.PlainDate.compare(Temporal.PlainDate.from(date), TODAY.add({ days: 1 }))).toBeLessThanOrEqual(
            0,
          );
      }),
    );
  });
});

describe("lists", () => {
  const item = (n: number, date: string) =>
    `<li><a href="/x/${n}.html">测试市召开第${n}次工作会议</a><span>${date}</span></li>`;
  test.each([
    ["ul", `<ul>${item(1, "2026-11-20")}${item(2, "2026-11-22")}</ul>`, "2026-11-22"],
    [
      "table",
      `<table><tr><td><a href="/1">测试市召开工作会议</a></td><td>2026-11-20</td></tr><tr><td><a href="/2">测试市召开第二次会议</a></td><td>2026-11-21</td></tr></table>`,
      "2026-11-21",
    ],
    [
      "dl",
      `<dl><dt><a href="/1">测试市召开工作会议</a></dt><dd>2026-11-20</dd><dt><a href="/2">测试市召开第二次会议</a></dt><dd>2026-11-18</dd></dl>`,
      "2026-11-20",
    ],
    [
      "date first",
      `<ul><li><span>[11-20]</span><a href="/1">测试市召开工作会议</a></li><li><span>[11-21]</span><a href="/2">测试市召开第二次会议</a></li></ul>`,
      "2026-11-21",
    ],
    [
      "split elements",
      `<ul><li><i>20</i><em>2026-11</em><a href="/1">测试市召开工作会议</a></li><li><i>21</i><em>2026-11</em><a href="/2">测试市召开第二次会议</a></li></ul>`,
      "2026-11-21",
    ],
    [
      "date inside the link",
      `<ul><li><a href="/1">测试市召开工作会议<span>11-20</span></a></li><li><a href="/2">测试市召开第二次会议<span>11-21</span></a></li></ul>`,
      "2026-11-21",
    ],
    [
      "records in a data block",
      `<script type="text/xml"><record><![CDATA[${item(1, "2026-11-20")}]]></record><record><![CDATA[${item(2, "2026-11-19")}]]></record></script>`,
      "2026-11-20",
    ],
    [
      "only in addresses",
      `<ul><li><a href="./202611/t20261120_1.html">测试市召开工作会议</a></li><li><a href="./202611/t20261118_2.html">测试市召开第二次会议</a></li></ul>`,
      "2026-11-20",
    ],
    [
      "a header's clock beside the menu",
      `<div>2026-11-24 <a href="/1">首页新闻</a><a href="/2">信息公开</a><a href="/3">办事服务</a><a href="/4">互动交流</a><a href="/5">走进测试</a></div><ul>${item(1, "2026-10-01")}${item(2, "2026-10-02")}</ul>`,
      "2026-10-02",
    ],
    ["nothing", "<p>2026-11-24</p>", undefined],
  ])("%s", (_, html, date) => {
    expect(newestListDate(pageOf(html))).toBe(date);
  });
});

describe("reading a page", () => {
  test("script and style are no text, hidden parts no paragraph, places have names", () => {
    const page = pageOf(
      `<div id="main"><p>正文</p></div><script>var a="脚本"</script><style>.x{}</style><div style="display:none">藏着</div>`,
    );
    expect(page.paragraphs.map(({ text }) => text)).toEqual(["正文"]);
    expect(page.paragraphs[0]?.place).toBe("div#main");
  });
  test("links are resolved by the base, pictures name their link", () => {
    const page = pageOf(
      `<base href="http://a.gov.cn/d/"><a href="x y.html"><img src="p.png" alt="图"></a><a href="javascript:void(0)">no</a>`,
    );
    expect(page.links).toMatchObject([
      { url: "http://a.gov.cn/d/p.png", kind: "img" },
      { url: "http://a.gov.cn/d/x%20y.html", text: "图" },
    ]);
  });
  test("a signpost sends on, a page with a script that may do so does not", () => {
    expect(readHtml(`<meta http-equiv="refresh" content="0;url=/index.htm">`, URL_, TODAY).redirect).toEqual({
      via: "meta",
      url: `${URL_}index.htm`,
    });
    expect(readHtml(`<script>window.location.href="/a/"</script>`, URL_, TODAY).redirect).toEqual({
      via: "script",
      url: `${URL_}a/`,
    });
    expect(
      readHtml(`<p>${"正文".repeat(200)}</p><script>if(x)location.href="/m/"</script>`, URL_, TODAY).redirect,
    ).toBeNull();
  });
  test("a foot written by constant strings is part of the page", () => {
    const page = pageOf(
      `<div id="foot"><script>var s="<p>网站标识码：510"+"1000001</p>";document.write(s);</script></div>`,
    );
    expect(readMarks(page).codes).toEqual([{ code: "5101000001", from: "text" }]);
  });
  test("what a script fetches or evaluates cannot be told", () => {
    expect(readScript("$.get('/foot.html',function(d){$('#f').html(d)})").opaque).toBe(true);
    expect(readScript("document.write(new Date().getFullYear())").opaque).toBe(false);
    expect(readScript("eval(x);document.write(y)").opaque).toBe(true);
    expect(readScript("var s=document.createElement('script');s.src='https://hm.baidu.com/hm.js?1';").loads).toEqual([
      "https://hm.baidu.com/hm.js?1",
    ]);
  });
  test("any markup is read", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "<div",
            ">",
            "</div>",
            "<a href='",
            "'>",
            "<script>",
            "</script>",
            "document.write('",
            "')",
            "2026-11-20",
            "<li>",
            "&#x110000;",
            "<!--",
            "]]>",
            "<title>",
            "\0",
            "标识码",
            "<frame src=//>",
          ),
        ),
        (parts) => {
          readMarks(pageOf(parts.join("")));
        },
      ),
    );
  });
  test("fifty thousand levels deep", () => {
    expect(pageOf(`${"<div>".repeat(50_000)}底`).paragraphs).toHaveLength(1);
  });
});
