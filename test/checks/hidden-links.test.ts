import { expect, test } from "vitest";
import { hiddenLinks } from "../../checks/hidden-links.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const BAD = "http://www.bad-shop.com/a.html";
test.each([
  ["off the screen", `<div style="position:absolute;left:-9999px"><a href="${BAD}">家具</a></div>`, ["hidden:warning"]],
  ["of no size", `<div style="height:0;overflow:hidden"><a href="${BAD}">家具</a></div>`, ["hidden:warning"]],
  [
    "in the colour of the ground",
    `<div style="background:#fff"><a style="color:white;background:#ffffff" href="${BAD}">家具</a></div>`,
    ["hidden:warning"],
  ],
  [
    "in a marquee of one pixel",
    `<marquee height="1" width="4"><a href="${BAD}">家具</a></marquee>`,
    ["hidden:warning"],
  ],
  [
    "by a rule of the page",
    `<style>.x1{position:absolute;top:-9999px}</style><div class="x1"><a href="${BAD}">家具</a></div>`,
    ["hidden:warning"],
  ],
  [
    "written by a script",
    `<script>document.write('<div style="left:-2000px;position:absolute"><a href="${BAD}">家具</a></div>')</script>`,
    ["hidden:warning"],
  ],
  [
    "to a gambling site, in a menu",
    `<ul style="display:none"><li><a href="${BAD}">澳门新葡京官网</a></li></ul>`,
    ["offensive:veto"],
  ],
  [
    "a list of partners in a hidden menu",
    `<div style="display:none"><a href="http://a-one.com/">一</a><a href="http://b-two.com/">二</a><a href="http://c-three.com/">三</a></div>`,
    ["pass"],
  ],
  ["a menu of one's own pages", `<ul style="display:none"><li><a href="/zwgk/">政务公开</a></li></ul>`, ["pass"]],
  [
    "a menu of other authorities",
    `<ul style="display:none"><li><a href="http://www.mof.gov.cn/">财政部</a></li></ul>`,
    ["pass"],
  ],
  ["one stranger in a menu", `<ul style="display:none"><li><a href="${BAD}">合作媒体</a></li></ul>`, ["pass"]],
  [
    "state media off the screen",
    `<div style="left:-999px"><a href="http://www.people.com.cn/">人民网</a></div>`,
    ["pass"],
  ],
  ["a name set aside for its picture", `<h1 style="text-indent:-9999px"><a href="/">测试市人民政府</a></h1>`, ["pass"]],
  [
    "gambling on an authority's site that was broken into",
    `<div style="left:-999px"><a href="http://www.bieshi.gov.cn/x/">六合彩</a></div>`,
    ["offensive:veto"],
  ],
  [
    "a headline about a case, in a tab",
    `<ul style="display:none"><li><a href="http://www.mps.gov.cn/1">警方打掉六合彩赌博团伙</a></li></ul>`,
    ["pass"],
  ],
  [
    "share buttons and a follow box",
    `<div style="left:-999px"><a href="http://service.weibo.com/share">微博</a><a href="https://mp.weixin.qq.com/s/1">微信</a><a href="https://www.cnzz.com/stat">统计</a></div>`,
    ["pass"],
  ],
  [
    "an institution's site in a menu",
    `<ul style="display:none"><li><a href="http://www.ceshi-hospital.com/">市人民医院</a></li><li><a href="http://www.ceshi-museum.org.cn/">市博物馆</a></li></ul>`,
    ["pass"],
  ],
  ["plain links", `<a href="${BAD}">家具</a>`, ["pass"]],
])("%s", (_, html, verdict) => {
  expect(verdictOf(hiddenLinks, { page: pageOf(`<body><p>正文</p>${html}</body>`) })).toEqual(verdict);
});
test("the key is the domain, however often and wherever it is linked", () => {
  const html = `<div style="left:-999px"><a href="http://a.bad-shop.com/1">一</a><a href="http://b.bad-shop.com/2">二</a></div>`;
  expect(verdictOf(hiddenLinks, { page: pageOf(html) })).toEqual(["hidden:warning"]);
});
test("the same domain is told once over both readings, by its worst", () => {
  const page = pageOf(`<div style="left:-999px"><a href="${BAD}">家具</a></div>`);
  const rendered = pageOf(`<div style="left:-999px"><a href="${BAD}">澳门新葡京官网</a></div>`);
  expect(verdictOf(hiddenLinks, { page, rendered })).toEqual(["offensive:veto"]);
});
test("a page that was cut proves nothing", () => {
  expect(verdictOf(hiddenLinks, { page: pageOf("<p>x</p>", { complete: false }) })).toEqual(["unreadable"]);
});
