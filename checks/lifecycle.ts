import { getDomain } from "tldts";
import { defineCheck, type Finding, finding, inconclusive, judged } from "./check.ts";
import type { Chain, Fleet, Page, ProbeDay, Site, Tls } from "./evidence.ts";
import { CLOSING } from "./reading/closing.ts";
import { fold } from "./reading/text.ts";

/** An empty page, or a server's first page, is no site. */
const CHARS = 200;
const LINKS = 5;

/** The page of a site that goes on as if it had not been closed. */
function goesOn(page: Page): boolean {
  const lines = [page.title ?? "", ...page.paragraphs.map(({ text }) => text), ...page.links.map(({ text }) => text)];
  if (lines.some((line) => CLOSING.test(fold(line)))) return false;
  const chars = page.paragraphs.reduce((sum, { text }) => sum + text.length, 0);
  return chars >= CHARS || page.links.filter(({ kind }) => kind === "a").length >= LINKS;
}

const DAYS = 7;
const VISITS = 20;
/** Nothing answered on each of the last seven whole days, and nothing is left that could. */
function isGone({ outcome, failure }: Chain, days: readonly ProbeDay[], today: Temporal.PlainDate): boolean {
  if (outcome !== "missed" || (failure !== "dns-not-found" && failure !== "connection-refused")) return false;
  const byDay = new Map(days.map((one) => [one.day, one]));
  if ((byDay.get(today.toString())?.opened ?? 0) > 0) return false;
  return Array.from({ length: DAYS }, (_, i) => byDay.get(today.subtract({ days: i + 1 }).toString())).every(
    (one) => one?.opened === 0 && one.missed >= VISITS,
  );
}

/** Hosts that serve files, mail or an app: parts of a site, none of their own. */
const PART =
  /^(?:e?mail|oa|vpn|img|image|pic|static|res|cdn|file|upload|download|api|sso|login|auth|search|so|m|wap|app|map|tj|stat|stats|video|vod|live|ftp|ns|dns)\d*\./;
const NAMED = 20;
const plain = (host: string) => host.replace(/^www\./, "");

type Met = { host: string; text: string; place: string; url: string };

function metHosts(page: Page | undefined, tls: Tls | undefined, site: Site): Met[] {
  const links = (page?.links ?? []).flatMap(({ url, text, place, kind }): Met[] => {
    const parsed = kind === "a" || kind === "area" ? URL.parse(url) : null;
    return parsed && /^https?:$/.test(parsed.protocol)
      ? [{ host: parsed.hostname, text: fold(text), place, url: page?.url ?? "" }]
      : [];
  });
  const names = tls?.kind === "tls" ? tls.names : [];
  return [
    ...links,
    ...names.map((name) => ({ host: name.toLowerCase(), text: "", place: "certificate", url: site.url })),
  ].filter(({ host }) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.gov\.cn$/.test(host) && !PART.test(host));
}

/** Hosts under the domain of a portal of this region that the registry does not know. */
function unlisted(met: readonly Met[], site: Site, fleet: Fleet): Met[] {
  if (site.region === null) return [];
  const rows = [...fleet.byHost.values()];
  const domains = new Set(
    rows.filter((one) => one.portal && one.region === site.region).map(({ host }) => getDomain(host) ?? host),
  );
  const known = new Set([site.host, ...fleet.byHost.keys()].map(plain));
  // Everything stands under the portal's domain; under a department's host stand its own parts
  const departments = [...known].filter((host) => !domains.has(host));
  const found = new Map<string, Met>();
  for (const one of met) {
    const host = plain(one.host);
    if (!domains.has(getDomain(host) ?? "") || known.has(host)) continue;
    if (departments.some((department) => host.endsWith(`.${department}`))) continue;
    const before = found.get(host);
    if (!before?.text) found.set(host, before ? { ...one, host: before.host } : one);
  }
  return [...found.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
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
        "zh-CN": "登记为已关停，但 {url} 仍可打开且不是关停公告",
        en: "Registered as closed, but {url} still opens and shows no notice of closing",
        indicator: "N10",
      },
      gone: {
        "zh-CN": "登记为正常运行，但连续 {days} 天无法打开（{failure}），疑为擅自下线",
        en: "Registered as running, but it has not opened for {days} days ({failure}): perhaps taken down without notice",
      },
      unlisted: {
        "zh-CN": "站点 {host}（{text}）不在登记中，疑为漏报",
        en: "The site {host} ({text}) is not in the registry: perhaps never reported",
        level: "warning",
      },
    },
  },
  needs: ["site", "chain"],
  optional: ["fleet", "probeDays", "page", "tls"],
  run({ site, chain, fleet, probeDays, page, tls }, _rules, { today }) {
    const found: Finding[] = [];
    const unlooked: string[] = [];
    const unread: string[] = [];
    if (site.status === "closed") {
      const opened = chain.outcome === "opened";
      const landed = URL.parse(chain.finalUrl)?.hostname ?? site.host;
      // Sent on to another site, the old one answers no more
      if (opened && page && getDomain(landed) === getDomain(site.host) && goesOn(page))
        found.push(finding("still-answers", { url: site.url }, { url: page.url, excerpt: page.title ?? "" }));
      else if (chain.outcome === "declined" || chain.outcome === "unmeasured" || (opened && !page))
        unlooked.push("still-answers");
    }
    if (site.status === "running") {
      if (!probeDays || probeDays.length < DAYS) unlooked.push(...(chain.outcome === "opened" ? [] : ["gone"]));
      else if (isGone(chain, probeDays, today))
        found.push(finding("gone", { days: DAYS, failure: chain.failure ?? "" }, { url: site.url }));
      else if (chain.outcome !== "opened") unlooked.push("gone");
    }
    if (fleet && page) {
      const hosts = unlisted(metHosts(page, tls, site), site, fleet);
      for (const { host, text, place, url } of hosts.slice(0, NAMED))
        found.push(finding("unlisted", { host, text: text || "—" }, { url, place, excerpt: text }, host));
      unread.push(...hosts.slice(NAMED).map(({ host }) => host));
    }
    if (!fleet || !page?.complete) unlooked.push("unlisted");
    if (found.length === 0 && unlooked.includes("still-answers"))
      return inconclusive(chain.outcome === "declined" ? "declined" : "not-measured");
    return { ...judged(found, unread), unlooked };
  },
});
