import { defineCheck, type Finding, finding, inconclusive, judgedPages, notApplicable } from "./check.ts";
import type { Column, Fleet, Page, Site } from "./evidence.ts";
import { fieldsOf, formLinks, HALF, isDocument, isForm, isFormPage, publishedOf } from "./reading/annual-form.ts";
import { bare, coreName, normalUrl } from "./reading/text.ts";

/** With fewer forms a page is not the column that collects them. */
const COLLECTS = 3;
const NAMED = 20;
/** A list that goes on elsewhere shows only a part. */
const GOES_ON = /下一页|下页|尾页|末页|共\s*\d+\s*页|更多/;
const PLACES = /^(?:\p{Script=Han}{1,8}?[省市州区县旗盟])+/u;

const sameUrl = (a: string, b: string) => normalUrl(a) === normalUrl(b);
/** On a portal's column stand the forms of others too: only one that no such column led to is surely the site's own. */
const isOwn = (page: Page, pages: readonly Page[]) =>
  !pages.some(
    (one) =>
      one !== page &&
      one.links.filter(({ text }) => isForm(text)).length >= COLLECTS &&
      one.links.some(({ url }) => sameUrl(url, page.url)),
  );
/** The table may stand there as a picture. */
const hasPicture = (page: Page) =>
  page.links.some(({ kind, place }) => kind === "img" && !/foot|head|logo|nav|top|banner|bottom/i.test(place));

/** Nothing is left unread that could show the form, or lead to it. */
function noneLeft(page: Page, pages: readonly Page[]): boolean {
  const all = [page, ...pages];
  if (!page.complete || page.unreadFrames.length > 0) return false;
  if (!pages.some(({ role }) => role === "column" || role === "report")) return false;
  const leads = all.flatMap(({ links }) => links.filter(({ text, kind }) => kind !== "img" && isForm(text)));
  return leads.every(({ url }) => all.some((one) => one.complete && sameUrl(one.url, url)));
}

/** Only who knows every column and read them all can say that it is nowhere. */
function allRead(columns: readonly Column[], pages: readonly Page[]): boolean {
  const read = new Set(pages.filter(({ complete }) => complete).map(({ url }) => normalUrl(url)));
  return columns.every(({ url, state }) => state === "exempt" || read.has(normalUrl(url)));
}

function inForm(page: Page): Finding[] {
  const where = { url: page.url, excerpt: page.title ?? "" };
  const { present, missing } = fieldsOf(page);
  if (present.length < HALF) return [];
  const found = missing.length > 0 ? [finding("fields", { missing }, where)] : [];
  const published = publishedOf(page);
  const sum = published?.parts.reduce((a, b) => a + b, 0);
  if (published && sum !== published.total)
    found.push(finding("sum", { total: published.total, parts: published.parts.map(String) }, where));
  return found;
}

const listsForms = (page: Page, year: number) =>
  formLinks(page, year).filter(({ text }) => isForm(text)).length >= COLLECTS;

/** Running sites of the region whose form the portal's column does not list; undefined where no column shows all. */
function unlisted(pages: readonly Page[], year: number, site: Site, fleet: Fleet): Finding[] | undefined {
  const columns = pages.filter((page) => (page.role === "column" || page.role === "report") && listsForms(page, year));
  const [column] = columns;
  const whole = columns.every(
    ({ complete, unreadFrames, links, paragraphs, scripts }) =>
      complete &&
      unreadFrames.length === 0 &&
      !scripts.some(({ opaque }) => opaque) &&
      ![...links, ...paragraphs].some(({ text }) => GOES_ON.test(text)),
  );
  if (!column || !whole || site.region === null) return undefined;
  const links = columns.flatMap((page) => page.links);
  const words = links.map(({ text }) => bare(text)).join("\n");
  const hosts = new Set(links.map(({ url }) => URL.parse(url)?.hostname));
  // 云州市江北区财政局 may be listed as 江北区财政局, 区财政局 or 财政局
  const listed = (name: string | null) =>
    name !== null &&
    [bare(name), coreName(name), coreName(name).replace(PLACES, "")].some(
      (one) => one.length >= 2 && words.includes(one),
    );
  const lacking = [...fleet.byHost.values()]
    .filter(({ region, status, host }) => region === site.region && status === "running" && host !== site.host)
    .filter(({ name, organiser, host }) => !hosts.has(host) && !listed(name) && !listed(organiser))
    .map(({ name }) => name)
    .sort();
  if (lacking.length === 0) return [];
  return [finding("unlisted", { n: lacking.length, sites: lacking.slice(0, NAMED) }, { url: column.url })];
}

export const annualReport = defineCheck({
  meta: {
    id: "annual-report",
    version: 1,
    level: "fault",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["R1", "R5", "R7", "R3"],
    automation: "ASSIST",
    title: { "zh-CN": "年度报表", en: "Annual form" },
    messages: {
      missing: {
        "zh-CN": "未见 {year} 年政府网站工作年度报表（应于 {due} 前发布）",
        en: "The annual form for {year} was not found (due by {due})",
      },
      "not-found": {
        "zh-CN": "读到的页面中未见 {year} 年政府网站工作年度报表（应于 {due} 前发布）",
        en: "None of the pages read shows the annual form for {year} (due by {due})",
        level: "warning",
      },
      "attachment-only": {
        "zh-CN": "{year} 年工作年度报表只以附件下载形式发布",
        en: "The annual form of {year} is published as a download only",
        indicator: "R5",
      },
      fields: {
        "zh-CN": "工作年度报表缺少：{missing}",
        en: "The annual form lacks: {missing}",
        indicator: "R7",
      },
      sum: {
        "zh-CN": "工作年度报表信息发布总数 {total} 与各类之和不符（{parts}）",
        en: "The annual form's total of {total} published items is not the sum of its classes ({parts})",
        indicator: "R7",
      },
      unlisted: {
        "zh-CN": "年度报表专栏缺少 {n} 个网站的报表：{sites}",
        en: "The column of annual forms lacks those of {n} sites: {sites}",
        level: "warning",
        indicator: "R3",
      },
    },
  },
  needs: ["page"],
  optional: ["pages", "fleet", "site", "kind", "columns"],
  run({ page, pages = [], fleet, site, kind, columns }, rules, { today }) {
    const due = Temporal.PlainDate.from({
      year: today.year,
      month: rules.number("R1", "month"),
      day: rules.number("R1", "day"),
    });
    if (Temporal.PlainDate.compare(today, due) <= 0) return notApplicable("not-due");
    const year = today.year - 1;
    const all = [page, ...pages];
    const shown = all.filter((one) => isFormPage(one, year));
    const links = all.flatMap((one) => formLinks(one, year));
    const found: Finding[] = [];
    const unlooked: string[] = [];
    if (shown.length === 0 && links.length === 0) {
      if (!noneLeft(page, pages)) return inconclusive("not-measured");
      const everywhere = columns !== undefined && allRead(columns, pages);
      const data = { year: String(year), due: due.toString() };
      found.push(finding(everywhere ? "missing" : "not-found", data, { url: page.url }));
      unlooked.push("missing", "attachment-only", "fields", "sum");
    } else {
      const tables = shown.filter((one) => fieldsOf(one).present.length >= HALF);
      const own = tables.filter((one) => one.role === "report" && one.complete && isOwn(one, pages));
      found.push(...own.flatMap(inForm));
      if (own.length === 0) unlooked.push("fields", "sum");
      // A page that only hands out the file is a download too
      const file = [...links, ...shown.flatMap((one) => one.links)].find(({ url }) => isDocument(url));
      const asPage = links.some(({ url }) => !isDocument(url) && !shown.some((one) => sameUrl(one.url, url)));
      if (tables.length === 0 && (!file || asPage || shown.some(hasPicture))) unlooked.push("attachment-only");
      else if (tables.length === 0 && file)
        found.push(finding("attachment-only", { year: String(year) }, { url: page.url, excerpt: file.text }));
    }
    const portal = kind?.portal && fleet && site ? unlisted(pages, year, site, fleet) : undefined;
    found.push(...(portal ?? []));
    if (!portal) unlooked.push("unlisted");
    return { ...judgedPages(found, all), unlooked };
  },
});
