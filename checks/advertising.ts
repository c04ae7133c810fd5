import { defineCheck, type Finding, finding, judgedPages, seenBy } from "./check.ts";
import type { Page, Term } from "./evidence.ts";
import { domainOf, hostOf, isStranger } from "./reading/hosts.ts";

const NETWORKS =
  /(?:^|\.)(?:googlesyndication\.com|doubleclick\.net|googleadservices\.com|pos\.baidu\.com|cpro\.baidu\.com|cpro\.baidustatic\.com|dup\.baidustatic\.com|union\.baidu\.com|tanx\.com|mediav\.com|adsame\.com|allyes\.com|alimama\.com|union\.sogou\.com|lianmeng\.360\.cn|union\.360\.cn|gdt\.qq\.com|e\.qq\.com|miaozhen\.com|admaster\.com\.cn|ad\.toutiao\.com|yigao\.com)$/i;
const MARKED = /^(?:广告|推广|赞助商?|商业推广|AD)$|^\[?(?:广告|推广)\]|(?:广告位?招租|广告(?:合作|投放)热线)/i;
const OFFER = /(?:限时|特价|优惠|包邮|秒杀|促销|抢购|立即购买|扫码领取|加盟热线|招商加盟|免费试用|低息贷款|无抵押贷款)/;
/** Public-service notices speak of advertising without being it. */
const PUBLIC =
  /公益广告|广告法|广告监[管测]|广告发布|户外广告|广告审查|虚假广告|违法广告|招标|采购公告|招商引资|招商局|招聘|公告|公示|通[知报]|消费券|惠民|优惠政策|政策优惠|税/;
/** The host itself or one below it, where a listed term is a host. */
const under = (host: string, term: string) => host === term || host.endsWith(`.${term}`);

function inPage(page: Page, terms: readonly Term[]): Finding[] {
  const found: Finding[] = [];
  const asked = [...page.scripts.flatMap(({ url }) => url ?? []), ...page.resources, ...page.unreadFrames];
  for (const url of asked)
    if (NETWORKS.test(hostOf(url)))
      found.push(finding("network", { domain: hostOf(url), resource: url }, { url: page.url }, domainOf(url)));
  const home = URL.canParse(page.url) ? `${new URL(page.url).origin}/` : page.url;
  for (const { url, text, place } of page.links) {
    // Most links stay on the site: of these only the office's list can say anything
    const inside = url.startsWith(home);
    if ((inside && terms.length === 0) || !/^https?:/.test(url)) continue;
    const where = { url: page.url, place, excerpt: text };
    const host = hostOf(url);
    const domain = domainOf(url);
    const listed = terms.find((term) => text.includes(term.text) || under(host, term.text));
    if (!inside && NETWORKS.test(host)) found.push(finding("network", { domain: host, resource: url }, where, domain));
    else if (listed)
      found.push(finding("listed", { term: listed.text, link: url, text }, where, `${listed.text}|${domain}`));
    else if (isStranger(url, page.url) && !PUBLIC.test(text) && (MARKED.test(text.trim()) || OFFER.test(text)))
      found.push(finding("link", { link: url, text }, where, domain));
  }
  return found;
}

export const advertising = defineCheck({
  meta: {
    id: "advertising",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N12"],
    automation: "ASSIST",
    title: { "zh-CN": "商业广告", en: "Commercial advertising" },
    messages: {
      network: {
        "zh-CN": "页面投放广告联盟 {domain} 的广告：{resource}",
        en: "The page carries advertising of the network {domain}: {resource}",
      },
      listed: {
        "zh-CN": "出现本单位列明的广告内容“{term}”：{text} {link}",
        en: "Advertising that the office listed ({term}): {text} {link}",
      },
      link: {
        "zh-CN": "疑似商业推广链接：{text} {link}",
        en: "Probably a commercial link: {text} {link}",
        level: "warning",
      },
    },
  },
  needs: ["page"],
  optional: ["pages", "terms", "rendered"],
  run({ page, pages = [], terms, rendered }) {
    const listed = terms?.terms.filter(({ kind }) => kind === "advertising") ?? [];
    const read = [page, ...pages];
    const found = seenBy(
      read.flatMap((one) => inPage(one, listed)),
      rendered ? inPage(rendered, listed) : [],
    );
    return { ...judgedPages(found, read), ...(terms ? {} : { unlooked: ["listed"] }) };
  },
});
