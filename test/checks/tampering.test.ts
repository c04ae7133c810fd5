import { expect, test } from "vitest";
import { portraitOf } from "../../checks/reading/portrait.ts";
import { tampering } from "../../checks/tampering.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const links = (names: string[]) => names.map((name, i) => `<a href="/${i}/">${name}</a>`).join("");
const COLUMNS = [
  "政务要闻",
  "通知公告",
  "政策文件",
  "政府信息公开",
  "办事服务",
  "互动交流",
  "领导之窗",
  "机构职能",
  "人事任免",
  "财政预算",
  "统计数据",
  "规划计划",
];
const usual = pageOf(`<title>测试市人民政府</title><p>${"本市新闻。".repeat(80)}</p>${links(COLUMNS)}`);
const baseline = portraitOf(usual);

test.each([
  ["as it was", usual, ["pass"]],
  [
    "a redesign keeps name and columns",
    pageOf(`<title>测试市人民政府门户网站</title><p>新版</p>${links(COLUMNS.slice(0, 8))}`),
    ["pass"],
  ],
  [
    "news of the day",
    pageOf(
      `<title>测试市人民政府</title><p>${"另一条新闻。".repeat(80)}</p>${links(COLUMNS)}${links(["今天的第一条", "今天的第二条"])}`,
    ),
    ["pass"],
  ],
  ["another page", pageOf("<title>Hacked by X</title><p>owned</p>"), ["changed:fault"]],
  ["a gambling title", pageOf(`<title>澳门新葡京官网</title>${links(COLUMNS)}`), ["offensive:veto"]],
  [
    "gambling in the text",
    pageOf(`<title>测试市人民政府</title><p>真人娱乐</p><p>六合彩特码资料</p>${links(COLUMNS)}`),
    ["offensive:veto"],
  ],
  [
    "a report of a case",
    pageOf(`<title>测试市人民政府</title><p>警方打击六合彩、时时彩赌博团伙</p>${links(COLUMNS)}`),
    ["pass"],
  ],
  [
    "a strange script",
    pageOf(
      `<title>测试市人民政府</title><p>${"本市新闻。".repeat(80)}</p>${links(COLUMNS)}<script src="http://js.evil-host.com/a.js"></script>`,
    ),
    ["script:warning"],
  ],
  [
    "a counter",
    pageOf(
      `<title>测试市人民政府</title><p>${"本市新闻。".repeat(80)}</p>${links(COLUMNS)}<script src="https://hm.baidu.com/hm.js?1"></script>`,
    ),
    ["pass"],
  ],
])("%s", (_, page, verdict) => {
  expect(verdictOf(tampering, { page, baseline })).toEqual(verdict);
});
test.each([
  "<title>长春药品监督管理局</title>",
  "<title>测试市体育局</title><p>体育彩票开奖结果</p><p>体彩投注站招募</p>",
  "<title>测试市公安局</title><p>预约炮台公园参观</p><p>对口支援交流</p><p>外围网络建设</p>",
  "<title>测试市税务局</title><p>代开发票</p>",
])("ordinary words that run together: %s", (html) => {
  expect(verdictOf(tampering, { page: pageOf(html) })).toEqual(["pass"]);
});
test("a gambling title stays one beside a description of a campaign", () => {
  const html = `<title>澳门新葡京官网</title><meta name="description" content="打击网络赌博专项行动">`;
  expect(verdictOf(tampering, { page: pageOf(html) })).toEqual(["offensive:veto"]);
});
test("scripts that only a browser sees are no news", () => {
  const rendered = pageOf(`<title>测试市人民政府</title><script src="http://js.widget-host.com/a.js"></script>`);
  expect(verdictOf(tampering, { page: usual, baseline, rendered })).toEqual(["pass"]);
});
test("without an accepted look only wording is judged", () => {
  expect(verdictOf(tampering, { page: pageOf("<title>Hacked by X</title><p>owned</p>") })).toEqual(["pass"]);
  expect(verdictOf(tampering, { page: pageOf("<title>六合彩论坛</title>") })).toEqual(["offensive:veto"]);
});
