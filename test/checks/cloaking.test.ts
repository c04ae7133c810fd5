import { expect, test } from "vitest";
import { cloaking } from "../../checks/cloaking.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const columns = Array.from({ length: 12 }, (_, i) => `<a href="/${i}/">第${i}个栏目名称</a>`).join("");
const page = pageOf(`<title>测试市人民政府</title><p>${"新闻内容。".repeat(60)}</p>${columns}`);
const bad = pageOf("<title>澳门新葡京</title><p>真人娱乐</p>");
const away = pageOf("<title>测试</title><p>转到此处</p>", { url: "http://www.elsewhere-shop.com/" });
const other = pageOf("<title>Welcome</title><p>It works</p>");

test.each([
  ["the same for everybody", { crawler: page, visitor: page }, ["pass"]],
  ["gambling for the crawler", { crawler: bad, visitor: page }, ["offensive:veto"]],
  ["visitors sent away", { crawler: page, visitor: away }, ["elsewhere:fault"]],
  ["another page", { crawler: other, visitor: page }, ["different:warning"]],
  [
    "gambling in the tags for the crawler",
    {
      crawler: pageOf(`<title>测试市人民政府</title><meta name="keywords" content="六合彩"><p>新闻</p>${columns}`),
      visitor: page,
    },
    ["offensive:veto"],
  ],
  [
    "the day's news between two looks",
    { crawler: pageOf(`<title>测试市人民政府</title><p>警方打击六合彩团伙</p>${columns}`), visitor: page },
    ["pass"],
  ],
  ["the authority's other name", { crawler: page, visitor: { ...page, url: "http://www.ceshishi.gov.cn/" } }, ["pass"]],
  ["its pages for mobiles", { crawler: page, visitor: { ...page, url: "http://m.ceshi.gov.cn/" } }, ["pass"]],
  ["only one was seen", { crawler: page }, ["pass"]],
  ["neither was seen", {}, ["not-measured"]],
])("%s", (_, views, verdict) => {
  expect(verdictOf(cloaking, { page, views })).toEqual(verdict);
});
test("what everybody is shown is tampering, not cloaking", () => {
  expect(verdictOf(cloaking, { page: bad, views: { crawler: bad, visitor: bad } })).toEqual(["pass"]);
});
