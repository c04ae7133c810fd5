import { defineCheck, type Finding, finding, inconclusive, judgedPages, notApplicable } from "./check.ts";
import type { Fleet, Page, Site } from "./evidence.ts";
import { bare, coreName, fold, normalUrl } from "./reading/text.ts";

const FORM = /政府网站(?:工作|监管)?年度?(?:工作)?报表|网站工作年(?:度报|报)表?/;
const DOCUMENT = /\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)(?:$|[?#])/i;
/** What the form of work asks for; a form that lacks a row of these is not the form. */
const FIELDS: [string, RegExp][] = [
  ["网站名称", /网站名称/],
  ["首页网址", /首页网址|网站域名/],
  ["主办单位", /主办单位/],
  ["网站类型", /网站类型/],
  ["网站标识码", /标识码/],
  ["ICP备案号", /ICP备案/i],
  ["公安机关备案号", /公安(?:机关|联网)?备案/],
  ["独立用户访问总量", /独立用户访问/],
  ["网站总访问量", /总访问量/],
  ["信息发布", /信息发布/],
  ["专栏专题", /专栏专题/],
  ["解读回应", /解读回应|解读信息/],
  ["办事服务", /办事服务|服务事项/],
  ["互动交流", /互动交流|留言办理/],
  ["安全防护", /安全防护|安全检测/],
  ["移动新媒体", /移动新媒体|新媒体/],
];
const PARTS = ["概况类信息更新量", "政务动态信息更新量", "信息公开目录信息更新量"];
/** Fewer lines than this are a stub or a picture of the form. */
const TABLE = 12;
/** A page that links so many forms is the column that collects them. */
const COLLECTED = 3;
const UNLISTED = 20;

type Sighting = { url: string; on: string; text: string; document: boolean };

function sightings(page: Page, year: number): Sighting[] {
  const named = (text: string) => FORM.test(fold(text)) && fold(text).includes(String(year));
  const links = page.links
    .filter(({ kind, text }) => kind === "a" && named(text))
    .map(({ url, text }) => ({ url, on: page.url, text, document: DOCUMENT.test(url) }));
  const own = [page.title ?? "", page.heading ?? ""].find(named);
  return own && page.role === "report"
    ? [...links, { url: page.url, on: page.url, text: own, document: false }]
    : links;
}

const numberAfter = (lines: readonly string[], label: string): number | undefined => {
  const at = lines.findIndex((line) => line.includes(label));
  if (at < 0) return undefined;
  // The figure stands in the same cell or in one of the next
  for (const line of lines.slice(at, at + 4)) {
    const rest = line.replace(label, "").replace(/[,，\s]/g, "");
    const found = /(\d+)/.exec(rest.replace(/[(（][^)）]*[)）]/g, ""));
    if (found) return Number(found[1]);
  }
  return undefined;
};

function ofForm(page: Page): Finding[] {
  const lines = page.paragraphs.map(({ text }) => fold(text));
  const whole = lines.join("\n");
  if (lines.length < TABLE || !page.complete) return [];
  const where = { url: page.url, excerpt: page.title ?? "" };
  const missing = FIELDS.filter(([, pattern]) => !pattern.test(whole)).map(([name]) => name);
  const found: Finding[] = missing.length > 0 ? [finding("fields", { missing }, where)] : [];
  const total = numberAfter(lines, "总数");
  const parts = PARTS.map((label) => numberAfter(lines, label));
  if (total !== undefined && parts.every((part) => part !== undefined)) {
    const sum = parts.reduce<number>((all, part) => all + (part ?? 0), 0);
    if (sum !== total) found.push(finding("sum", { total, sum }, where));
  }
  return found;
}

/** Running sites of the portal's region whose names are on none of the forms that its column lists. */
function unlisted(pages: readonly Page[], fleet: Fleet, site: Site): Finding[] {
  const lists = pages.filter(
    ({ role, links }) =>
      (role === "report" || role === "column") && links.filter(({ text }) => FORM.test(text)).length >= COLLECTED,
  );
  if (lists.length === 0) return [];
  const listed = lists.flatMap(({ links }) => links.map(({ text }) => bare(text))).join("\n");
  const sites = [...fleet.byHost.values()]
    .filter(
      ({ status, region, host }) =>
        status === "running" && region !== null && region === site.region && host !== site.host,
    )
    .filter(
      ({ name, organiser }) => !listed.includes(coreName(name)) && !(organiser && listed.includes(bare(organiser))),
    )
    .map(({ name }) => name);
  return sites.length > 0
    ? [finding("unlisted", { n: sites.length, sites: sites.slice(0, UNLISTED) }, { url: lists[0]?.url ?? "" })]
    : [];
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
        "zh-CN": "{year} 年年度报表只有附件下载，没有网页：{link}",
        en: "The annual form for {year} is only a download, not a page: {link}",
        indicator: "R5",
      },
      fields: {
        "zh-CN": "年度报表缺少：{missing}",
        en: "The annual form lacks: {missing}",
        indicator: "R7",
      },
      sum: {
        "zh-CN": "年度报表信息发布总数为 {total}，各类之和为 {sum}",
        en: "The annual form gives {total} publications in all; its classes add up to {sum}",
        indicator: "R7",
      },
      unlisted: {
        "zh-CN": "年度报表专栏未见 {n} 个网站的报表：{sites}",
        en: "The column of annual forms lacks those of {n} sites: {sites}",
        level: "warning",
        indicator: "R3",
      },
    },
  },
  needs: ["page", "pages"],
  optional: ["site", "kind", "fleet", "columns"],
  run({ page, pages, site, kind, fleet, columns }, rules, { today }) {
    const year = today.year - 1;
    const due = Temporal.PlainDate.from({
      year: today.year,
      month: rules.number("R1", "month"),
      day: rules.number("R1", "day"),
    });
    if (Temporal.PlainDate.compare(today, due) <= 0) return notApplicable("not-due");
    const all = [page, ...pages];
    const seen = all.flatMap((one) => sightings(one, year));
    if (seen.length === 0) {
      const read = new Set(pages.map(({ url }) => normalUrl(url)));
      if (!page.complete || !pages.some(({ role }) => role === "column" || role === "report"))
        return inconclusive("not-measured");
      // Only who knows every column and read them all can say that it is nowhere
      const everywhere = columns?.every(({ url, state }) => state === "exempt" || read.has(normalUrl(url))) ?? false;
      const data = { year: String(year), due: due.toString() };
      return judgedPages([finding(everywhere ? "missing" : "not-found", data, { url: page.url })], all);
    }
    const [first] = seen;
    const found: Finding[] = [];
    if (first && seen.every(({ document }) => document))
      found.push(
        finding("attachment-only", { year: String(year), link: first.url }, { url: first.on, excerpt: first.text }),
      );
    const forms = pages.filter((one) => one.role === "report" && seen.some(({ url }) => url === one.url));
    found.push(
      ...forms.filter((one) => one.links.filter(({ text }) => FORM.test(text)).length < COLLECTED).flatMap(ofForm),
    );
    if (kind?.portal && fleet && site) found.push(...unlisted(pages, fleet, site));
    return judgedPages(found, all);
  },
});
