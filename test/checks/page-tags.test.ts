import { expect, test } from "vitest";
import { pageTags } from "../../checks/page-tags.ts";
import { pageOf, siteOf, verdictOf } from "../helpers/judge.ts";

const metas = (tags: Record<string, string>) =>
  Object.entries(tags)
    .map(([name, content]) => `<meta name="${name}" content="${content}">`)
    .join("");
const HOME = { SiteName: "测试市人民政府", SiteDomain: "www.ceshi.gov.cn", SiteIDCode: "5101000001" };
const home = (tags: Record<string, string> = HOME) => pageOf(`<head>${metas(tags)}</head><p>x</p>`);
const article = (tags: Record<string, string>) =>
  pageOf(`<head><title>文章</title>${metas(tags)}</head><p>x</p>`, {
    role: "article",
    url: "http://www.ceshi.gov.cn/a",
  });
const ARTICLE = { ArticleTitle: "文章", PubDate: "2026-11-20 08:30", ContentSource: "本站" };

test.each([
  ["all there", { page: home() }, ["pass"]],
  ["none", { page: home({}) }, ["missing:warning"]],
  ["none on a page that was cut", { page: { ...home({}), complete: false } }, ["pass"]],
  ["empty", { page: home({ ...HOME, SiteName: " " }) }, ["missing:warning"]],
  ["another site's code", { page: home({ ...HOME, SiteIDCode: "6401000028" }), site: siteOf() }, ["code:warning"]],
  ["an article with its tags", { page: home(), pages: [article(ARTICLE)] }, ["pass"]],
  ["an article without", { page: home(), pages: [article({})] }, ["page-missing:warning"]],
  [
    "two articles without are one template",
    { page: home(), pages: [article({}), article({})] },
    ["page-missing:warning"],
  ],
  [
    "a date in another form",
    { page: home(), pages: [article({ ...ARTICLE, PubDate: "2026年11月20日" })] },
    ["pub-date:warning"],
  ],
  [
    "a date with its seconds",
    { page: home(), pages: [article({ ...ARTICLE, PubDate: "2026-11-20 08:30:15" })] },
    ["pass"],
  ],
  [
    "the code in capitals",
    { page: home({ ...HOME, SiteIDCode: "BM07000001" }), site: siteOf({ code: "bm07000001" }) },
    ["pass"],
  ],
  ["a page of another kind", { page: home(), pages: [pageOf("<p>x</p>", { role: "guide" })] }, ["pass"]],
])("%s", (_, inputs, verdict) => {
  expect(verdictOf(pageTags, inputs)).toEqual(verdict);
});
