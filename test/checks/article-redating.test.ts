import { expect, test } from "vitest";
import { articleRedating } from "../../checks/article-redating.ts";
import type { Article } from "../../checks/evidence.ts";
import { articleOf } from "../../checks/reading/article.ts";
import { bare, shortHash } from "../../checks/reading/text.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const TEXT = "本市召开工作会议，研究部署下一阶段重点任务，要求各部门提高认识、抓好落实。".repeat(10);
const URL_A = "http://www.ceshi.gov.cn/a1.html";
const articlePage = (date: string, { url = URL_A, text = TEXT, title = "本市召开工作会议" } = {}) =>
  pageOf(`<h1>${title}</h1><p>发布时间：${date}　来源：本站</p><p>${text}</p>`, { url, role: "article" });
const known = (date: string, change: Partial<Article> = {}): Article => {
  const read = articleOf(articlePage(date));
  if (!read?.date) throw new Error("the article must be readable");
  const { title, titleHash, bodyHash } = read;
  return { url: URL_A, title, read: { titleHash, bodyHash, date: read.date }, listed: null, seenOn: date, ...change };
};
const list = (date: string, url = "/a1.html") =>
  pageOf(
    `<ul><li><a href="${url}">本市召开工作会议的消息</a><span>${date}</span></li><li><a href="/b.html">另一条消息的标题</a><span>2026-11-01</span></li></ul>`,
  );
const listed = (date: string): Article => ({
  ...known("2026-01-05"),
  read: null,
  listed: { titleHash: shortHash(bare("本市召开工作会议的消息")), date },
});
const home = pageOf("<p>首页</p>");

test("an article is read with its title, its date and a body that menus do not change", () => {
  const read = articleOf(articlePage("2026年1月5日"));
  expect(read).toMatchObject({ title: "本市召开工作会议", date: "2026-01-05" });
  const tag = pageOf(`<meta name="PubDate" content="2026-02-03 10:00"><h1>标题四个字以上</h1><p>${TEXT}</p>`);
  expect(articleOf(tag)?.date).toBe("2026-02-03");
  expect(articleOf(pageOf("<h1>短文</h1><p>一句话。</p>"))).toBeUndefined();
});
test.each([
  ["as it was", articlePage("2026-01-05"), [known("2026-01-05")], ["pass"]],
  ["corrected the next day", articlePage("2026-01-06"), [known("2026-01-05")], ["pass"]],
  ["the same text under a later date", articlePage("2026-11-20"), [known("2026-01-05")], ["redated:veto"]],
  [
    "another text under a later date",
    articlePage("2026-11-20", { text: `${TEXT}补充一段新的内容说明。` }),
    [known("2026-01-05")],
    ["pass"],
  ],
  [
    "published again elsewhere",
    articlePage("2026-11-20", { url: "http://www.ceshi.gov.cn/z9.html" }),
    [known("2026-01-05")],
    ["again:veto"],
  ],
  [
    "in two columns on the same day",
    articlePage("2026-01-05", { url: "http://www.ceshi.gov.cn/z9.html" }),
    [known("2026-01-05")],
    ["pass"],
  ],
  [
    "the same form text under another title",
    articlePage("2026-11-20", { url: "http://www.ceshi.gov.cn/z9.html", title: "第二季度公开情况" }),
    [known("2026-01-05")],
    ["pass"],
  ],
])("%s", (_, page, articles, verdict) => {
  expect(verdictOf(articleRedating, { page: home, pages: [page], articles })).toEqual(verdict);
});
test.each([
  ["the date in the list stands", list("2026-01-05"), [listed("2026-01-05")], ["pass"]],
  ["it moved", list("2026-11-20"), [listed("2026-01-05")], ["listed-later:warning"]],
  ["a list without years turns over", list("2026-01-05"), [listed("2025-01-05")], ["pass"]],
  ["its address is of another time", list("2026-11-20", "/201812/t20181219_1.html"), [], ["address-older:warning"]],
  ["its address is of last month", list("2026-11-20", "/202611/t20261101_1.html"), [], ["pass"]],
])("%s", (_, page, articles, verdict) => {
  expect(verdictOf(articleRedating, { page, articles })).toEqual(verdict);
});
test("a list dates an article otherwise than its page does: each is compared with itself", () => {
  const both = { ...listed("2026-01-09"), read: known("2026-01-05").read };
  expect(
    verdictOf(articleRedating, { page: list("2026-01-09"), pages: [articlePage("2026-01-05")], articles: [both] }),
  ).toEqual(["pass"]);
});
