import { defineCheck, type Finding, finding, judgedPages } from "./check.ts";
import type { Page, Site } from "./evidence.ts";

const SITE_TAGS = ["SiteName", "SiteDomain", "SiteIDCode"];
const PAGE_TAGS: Partial<Record<NonNullable<Page["role"]>, readonly string[]>> = {
  column: ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"],
  article: ["ArticleTitle", "PubDate", "ContentSource"],
};
const PUB_DATE = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$/;

const lacks = (page: Page, tags: readonly string[]) => tags.filter((tag) => !page.metas[tag.toLowerCase()]?.trim());

function ofHome(page: Page, site: Site | undefined): Finding[] {
  const tags = page.complete ? lacks(page, SITE_TAGS) : [];
  const code = page.metas.siteidcode?.trim() ?? "";
  const where = { url: page.url, place: "head" };
  return [
    ...(tags.length > 0 ? [finding("missing", { tags }, where, "site")] : []),
    ...(code && site?.code && code.toLowerCase() !== site.code.toLowerCase()
      ? [finding("code", { code, registered: site.code }, where)]
      : []),
  ];
}

/** One finding a kind of page: templates lack their tags on all pages alike. */
function ofPages(pages: readonly Page[]): Finding[] {
  const found: Finding[] = [];
  for (const [role, wanted] of Object.entries(PAGE_TAGS)) {
    const first = pages.find((page) => page.role === role && page.complete && lacks(page, wanted).length > 0);
    if (first)
      found.push(
        finding(
          "page-missing",
          { role, tags: lacks(first, wanted), title: first.title ?? "" },
          { url: first.url, place: "head" },
          role,
        ),
      );
  }
  const dated = pages.find(
    ({ role, metas }) => role === "article" && metas.pubdate && !PUB_DATE.test(metas.pubdate.trim()),
  );
  if (dated)
    found.push(
      finding(
        "pub-date",
        { value: dated.metas.pubdate ?? "", title: dated.title ?? "" },
        { url: dated.url, place: "head" },
      ),
    );
  return found;
}

export const pageTags = defineCheck({
  meta: {
    id: "page-tags",
    version: 1,
    level: "warning",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N4"],
    automation: "AUTO",
    title: { "zh-CN": "网页标签", en: "Page tags" },
    messages: {
      missing: { "zh-CN": "首页缺少网站标签：{tags}", en: "The home page lacks the tags {tags}" },
      code: {
        "zh-CN": "标签 SiteIDCode 为 {code}，登记为 {registered}",
        en: "The tag SiteIDCode says {code}, the registry {registered}",
      },
      "page-missing": {
        "zh-CN": "{role|page-role}页缺少标签：{tags}（如《{title}》）",
        en: "Pages of the kind {role|page-role} lack the tags {tags} (such as {title})",
      },
      "pub-date": {
        "zh-CN": "标签 PubDate 的写法不合规范：{value}（《{title}》）",
        en: "The tag PubDate is not written as it should be: {value} ({title})",
      },
    },
  },
  needs: ["page"],
  optional: ["site", "pages"],
  run({ page, site, pages = [] }) {
    return judgedPages([...ofHome(page, site), ...ofPages(pages)], [page, ...pages]);
  },
});
