import { getDomain } from "tldts";
import { defineCheck, type Finding, finding } from "./check.ts";
import type { Chain, Fleet, Page, ProbeDay, Site, Tls } from "./evidence.ts";
import { hostOf } from "./reading/hosts.ts";

const CLOSING =
  /(?:关停|关闭|停止(?:运行|服务|更新|使用)|下线|迁移|整合|合并|不再(?:使用|更新)).{0,60}|新(?:网址|域名|站)/;
/** A closing notice says little else. */
const NOTICE_CHARS = 800;
const GONE_DAYS = 7;
const VALID = 20;
const GONE: readonly (string | undefined)[] = ["dns-not-found", "connection-refused", "host-unreachable"];
const UNLISTED = 20;

const isNotice = (page: Page | undefined) => {
  if (!page) return false;
  const text = page.paragraphs.map((line) => line.text).join("\n");
  return text.length <= NOTICE_CHARS && CLOSING.test(`${page.title ?? ""}\n${text}`);
};

function gone(days: readonly ProbeDay[], chain: Chain): boolean {
  const last = days.slice(-GONE_DAYS);
  return (
    last.length === GONE_DAYS &&
    last.every(({ opened, missed }) => opened === 0 && missed >= VALID) &&
    chain.outcome === "missed" &&
    GONE.includes(chain.failure)
  );
}

/** Hosts under the domain of a portal of the same region that the registry does not know. */
function unlisted(site: Site, fleet: Fleet, page: Page | undefined, tls: Tls | undefined): Finding[] {
  const ours = new Set(
    [...fleet.byHost.values()]
      .filter(({ portal, region }) => portal && region !== null && region === site.region)
      .map(({ host }) => getDomain(host)),
  );
  if (ours.size === 0) return [];
  const linked = (page?.links ?? [])
    .filter(({ kind }) => kind === "a")
    .map(({ url, text }) => ({ host: hostOf(url), text }));
  const certified =
    tls?.kind === "tls" ? tls.names.filter((name) => !name.startsWith("*")).map((host) => ({ host, text: "" })) : [];
  const found = new Map<string, Finding>();
  for (const { host, text } of [...linked, ...certified]) {
    const bare = host.replace(/^www\./, "");
    const known = fleet.byHost.has(host) || fleet.byHost.has(bare) || fleet.byHost.has(`www.${bare}`);
    if (!host.endsWith(".gov.cn") || known || !ours.has(getDomain(host)) || found.size >= UNLISTED) continue;
    found.set(bare, finding("unlisted", { host, text }, { url: page?.url ?? "", excerpt: text }, bare));
  }
  return [...found.values()];
}

export const lifecycle = defineCheck({
  meta: {
    id: "lifecycle",
    version: 1,
    level: "fault",
    scope: "fleet",
    when: "daily",
    sensitive: false,
    indicators: ["N11", "N10"],
    automation: "ASSIST",
    title: { "zh-CN": "开办与关停", en: "Opened and closed" },
    messages: {
      "still-answers": {
        "zh-CN": "登记为永久下线的网站仍可访问：{title}",
        en: "The site is registered as closed for good and still answers: {title}",
        indicator: "N10",
      },
      gone: {
        "zh-CN": "登记为正常运行的网站连续 {days} 天打不开（{why}），疑为擅自下线",
        en: "Registered as running, the site has not opened for {days} days ({why}): probably taken down without filing",
      },
      unlisted: {
        "zh-CN": "{host} 不在台账中，疑为漏报：{text}",
        en: "{host} is not in the registry: {text}",
        level: "warning",
      },
    },
  },
  needs: ["site", "chain"],
  optional: ["page", "probeDays", "fleet", "tls"],
  run({ site, chain, page, probeDays = [], fleet, tls }) {
    const found: Finding[] = [];
    const opened = chain.outcome === "opened";
    if (site.status === "closed") {
      if (opened && !isNotice(page))
        found.push(finding("still-answers", { title: page?.title ?? "" }, { url: chain.finalUrl }));
    } else if (site.status === "running") {
      if (gone(probeDays, chain))
        found.push(finding("gone", { days: GONE_DAYS, why: chain.failure ?? "" }, { url: site.url }));
      if (fleet) found.push(...unlisted(site, fleet, page, tls));
    }
    // Only an open page shows what it links to; and what does not answer proves nothing about a site that was declined
    const unlooked = opened && fleet ? [] : ["unlisted"];
    const unread = chain.outcome === "declined" || chain.outcome === "unmeasured" ? ("all" as const) : [];
    return found.length > 0
      ? { outcome: "fail", findings: found, unlooked, unread }
      : { outcome: "pass", unlooked, unread };
  },
});
