/** Forms met on real pages that an independent tester tried: each was once a wrong accusation or a missed fault. */
import { describe, expect, test } from "vitest";
import { contact } from "../../checks/contact.ts";
import { feedbackEntry } from "../../checks/feedback-entry.ts";
import { newestListDate } from "../../checks/homepage-freshness.ts";
import { icpRecord } from "../../checks/icp-record.ts";
import { partyGovMark } from "../../checks/party-gov-mark.ts";
import { policeRecord } from "../../checks/police-record.ts";
import { readMarks } from "../../checks/reading/marks.ts";
import { siteCode } from "../../checks/site-code.ts";
import { foot, pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

test.each([
  [
    "a scheme chosen at run time",
    `<script>var p=("https:"==document.location.protocol)?" https://":" http://";document.write(unescape("%3Cspan id='_ideConac'%3E%3C/span%3E%3Cscript src='"+p+"dcs.conac.cn/js/14/000/0000/40445163/CA140000000404451630001.js'%3E%3C/script%3E"))</script>`,
  ],
  [
    "parameters the other way round",
    `<a href="http://bszs.conac.cn/sitename?id=0A1B2C3D4E5F60718293A4B5C6D7E8F9&method=show">x</a>`,
  ],
  [
    "a click handler",
    `<img src="/a.png" onclick="window.open('http://bszs.conac.cn/sitename?method=show&id=0A1B2C3D4E5F60718293A4B5C6D7E8F9')">`,
  ],
])("party and government mark: %s", (_, marks) => {
  expect(verdictOf(partyGovMark, { page: foot(marks) })).toEqual(["pass"]);
});
test.each([
  [
    "a click handler",
    `<a onclick="window.open('https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001')">找错</a>`,
  ],
  [
    "a function of the page",
    `<script>function jc(){window.open('https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001')}</script>`,
  ],
  [
    "the rendered span",
    `<span id="_span_jiucuo"><img onclick="Link('5101000001')" src="https://zfwzgl.www.gov.cn/exposure/images/jiucuo.png?v=5101000001"></span>`,
  ],
  [
    "parameters the other way round",
    `<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?url=http%3A%2F%2Fwww.ceshi.gov.cn&site_code=5101000001">找错</a>`,
  ],
  [
    "the address of another host of the same domain",
    `<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5101000001&url=http%3A%2F%2Fmzj.ceshi.gov.cn">找错</a>`,
  ],
])("error-report entry: %s", (_, marks) => {
  expect(verdictOf(feedbackEntry, { page: foot(marks), site: siteOf() })).toEqual(["pass"]);
});
test.each([
  "<table><tr><td>网站标识码：</td><td>5101000001</td></tr></table>",
  "<p>网站标识码为5101000001</p>",
  "<p>网站标识码（5101000001）</p>",
])("site code: %s", (marks) => {
  expect(verdictOf(siteCode, { page: foot(marks), site: siteOf() })).toEqual(["pass"]);
});
test.each([
  "<div>浙ICP备</div><div>12004267号</div>",
  "<p>浙ICP备第12004267号</p>",
  "<p>浙ICP备字12004267号</p>",
  "<p>(浙)ICP备12004267号</p>",
])("ICP: %s", (marks) => {
  expect(verdictOf(icpRecord, { page: foot(marks) })).toEqual(["pass"]);
});
test("an ICP number keeps its part after a long dash", () => {
  expect(readMarks(foot("<p>浙ICP备12004267号—1</p>")).icp[0]?.text).toBe("浙ICP备12004267号-1");
});
test.each([
  ["<p>公安备案号：33010202000394</p>", "pass"],
  ["<p>浙公网安备第33010202000394号</p>", "pass"],
  ["<p>浙公网安备 33010 202000394号</p>", "pass"],
  ["<p>京公网安备110105003150号</p>", "malformed:warning"],
])("police record: %s", (marks, verdict) => {
  expect(verdictOf(policeRecord, { page: foot(marks) })).toEqual([verdict]);
});
test.each([
  ["主办单位：云州市质量技术监督局", "云州市质量技术监督局"],
  ["主办单位：云州市政府网站管理中心 承办：某局", "云州市政府网站管理中心"],
  ["主办单位：云州市经济运行局", "云州市经济运行局"],
  ["Copyright © 2019-2026 云州市人民政府 版权所有", "云州市人民政府"],
])("organiser in %s", (line, name) => {
  expect(readMarks(pageOf(`<div id="footer">${line}</div>`)).organiser).toBe(name);
});
test("who organised an event in the news is not who organises the site", () => {
  expect(
    readMarks(
      pageOf(`<p>本次大会由省文旅厅主办。</p>${"<p>新闻</p>".repeat(40)}<div id="footer">蜀ICP备10014763号</div>`),
    ).organiser,
  ).toBeNull();
});

describe("doubt stays doubt", () => {
  test.each([
    ["a foot loaded into the page", `<script>$("#app").load("/foot.html")</script>`],
    ["a script named like a library", `<script src="/js/jquery.footer.js"></script>`],
    ["another one", `<script src="/js/layer-foot-marks.js"></script>`],
  ])("%s", (_, script) => {
    expect(verdictOf(contact, { page: pageOf(`<div id="footer">版权所有：云州市人民政府</div>${script}`) })).toEqual([
      "no-browser",
    ]);
  });
  test("real libraries are harmless", () => {
    const page = pageOf(
      `<script src="/js/jquery-3.6.0.min.js"></script><script src="/js/jquery.SuperSlide.2.1.1.js"></script><div id="footer">版权所有：云州市人民政府</div>`,
    );
    expect(verdictOf(contact, { page })).toEqual(["missing:fault"]);
  });
  test("links past the limit prove no lack", () => {
    const page = pageOf(`${`<a href="/a">文</a>`.repeat(12_050)}<div id="footer">版权所有：云州市人民政府</div>`);
    expect(verdictOf(feedbackEntry, { page })).toEqual(["unreadable"]);
  });
});

describe("newest dates", () => {
  const li = (title: string, date: string) => `<li><a href="/${title}">${title}</a><span>${date}</span></li>`;
  test.each([
    [
      "scores are no dates",
      `<ul>${li("本周足球联赛结果", "1-9")}${li("本周篮球联赛结果", "1-10")}${li("市政府召开会议", "2026-01-02")}${li("市政府再开会议", "2026-01-01")}</ul>`,
      "2026-01-02",
    ],
    [
      "a span of time is none",
      `<ul>${li("公示某某项目", "2026.10.22-2026.11.22")}${li("市政府召开会议", "2026-01-02")}${li("市政府再开会议", "2026-01-01")}</ul>`,
      "2026-01-02",
    ],
    [
      "year and month first",
      `<ul><li><em>2026-11</em><i>20</i><a href="/1">测试市召开工作会议</a></li><li><em>2026-11</em><i>19</i><a href="/2">测试市召开第二次会议</a></li></ul>`,
      "2026-11-20",
    ],
    [
      "a tab that waits for the pointer holds news as well",
      `<div style="display:none"><ul>${li("通知的第一条标题", "2026-11-24")}${li("通知的第二条标题", "2026-11-24")}</ul></div><ul>${li("市政府召开会议", "2026-01-02")}${li("市政府再开会议", "2026-01-01")}</ul>`,
      "2026-11-24",
    ],
    [
      "blanks and line ends around a short date",
      `<ul>${li("市政府召开会议", "\n\t\t\t\t03-11\n\n\t\t")}${li("市政府再开会议", "\n\t03-10\n")}</ul>`,
      "2026-03-11",
    ],
    [
      "a column of dotted days",
      `<ul>${li("市政府召开会议", "10.11")}${li("市政府再开会议", "10.09")}</ul>`,
      "2026-10-11",
    ],
    [
      "laws linked in the foot are no news",
      `<p>首页</p><div id="footer"><a href="/201808/t20180824_1618906.html">中华人民共和国经济普查条例</a><a href="/201709/t20170912_1.html">关于本网站的若干声明</a></div>`,
      undefined,
    ],
  ])("%s", (_, html, date) => {
    expect(newestListDate(pageOf(html))).toBe(date);
  });
});
test.each([
  ["网站标识号：5101000001", "5101000001"],
  ["网站识别号:5101000001", "5101000001"],
])("site code by another label: %s", (text, code) => {
  expect(readMarks(foot(`<p>${text}</p>`)).codes[0]?.code).toBe(code);
});
test.each([
  ["<p>沪ICP备</p><p>B2-20050088-49</p>", "沪ICP备B2-20050088-49"],
  ["<p>辽ICP06018765</p>", "辽ICP备06018765号"],
  [
    `<script>document.write("<a href=\\"http://beian.miit.gov.cn\\" title=\\"沪ICP备12004267\\"><img src=\\"/x.gif\\"></a>")</script>`,
    "沪ICP备12004267号",
  ],
])("ICP record: %s", (marks, text) => {
  expect(readMarks(foot(marks)).icp[0]?.text).toBe(text);
});
test.each([
  ["四平市人民政府主办  四平市人民政府办公室承办", "四平市人民政府"],
  ["公共信用体系建设领导小组办公室主办 测试市信用信息中心管理", "公共信用体系建设领导小组办公室"],
  ["北京市高级人民法院版权所有", "北京市高级人民法院"],
  ["黄石市文化新闻出版广电局 版权所有<br>黄石市安达路6号", "黄石市文化新闻出版广电局"],
  ["© 宁波市住房公积金管理中心 版权所有</p><p>住房公积金热线：12329", "宁波市住房公积金管理中心"],
  ["太原市杏花岭区人民政府 主办 © 2010 版权所有", "太原市杏花岭区人民政府"],
  ["Copyright @ 2016 抚顺市交通局", "抚顺市交通局"],
  ["Copyright©2010-2020 河南畜牧业信息网 WWW.X.COM", null],
])("organiser: %s", (text, organiser) => {
  expect(readMarks(pageOf(`<p>首页</p><div id="footer"><p>${text}</p></div>`)).organiser).toBe(organiser);
});
test.each([
  ["电子邮件：yzq@yzq.gov.cn", "yzq@yzq.gov.cn"],
  ["联系电邮：jxgxwbgs@jxciit.gov.cn", "jxgxwbgs@jxciit.gov.cn"],
  ["热线：0517--86812345", "0517--86812345"],
  ["技术支持：某公司 您是本站第57587377位访客", null],
])("contact: %s", (text, shown) => {
  expect(readMarks(pageOf(`<p>首页</p><div id="footer"><p>${text}</p></div>`)).contact).toBe(shown);
});
test("a number in the news is not the site's, and a copy of the error-report script is one", () => {
  const page = pageOf(`<p>联系人电话：13984083455</p><div id="footer"><p>主办：测试市民政局</p></div>`);
  expect(readMarks(page).contact).toBeNull();
  const marks = `<script id="_jiucuo_" sitecode="5101000001" src="./x_files/jiucuo.js.download"></script>`;
  expect(verdictOf(feedbackEntry, { page: foot(marks), site: siteOf() })).toEqual(["pass"]);
});
