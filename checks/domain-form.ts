import { domainToUnicode } from "node:url";
import { defineCheck, type Finding, finding, judged } from "./check.ts";
import type { Fleet, Kind, Site } from "./evidence.ts";

const PORTAL = /^www\.[a-z0-9-]+\.gov\.cn$/;
const DEPARTMENT = /^(?!www\.)[a-z0-9-]+\.[a-z0-9-]+\.gov\.cn$/;

function formFault(host: string, kind: Kind | undefined, where: { url: string }): Finding | undefined {
  if (host.endsWith(".xn--zfr164b") || domainToUnicode(host).endsWith(".政务")) return undefined;
  if (!host.endsWith(".gov.cn")) return finding("suffix", { host }, where);
  if (kind?.portal && !PORTAL.test(host)) return finding("portal", { host }, where);
  if (kind && !kind.portal && !DEPARTMENT.test(host)) return finding("department", { host }, where);
  return undefined;
}

/** Told only where the region has one portal of regular form that runs, so that there is one domain to stand under. */
function parentFault({ host, region, url }: Site, fleet: Fleet): Finding[] {
  if (region === null || !host.endsWith(".gov.cn")) return [];
  const portals = [...fleet.byHost.values()].filter(
    (one) => one.portal && one.status === "running" && one.region === region,
  );
  const [portal] = portals;
  if (!portal || portals.length > 1 || !PORTAL.test(portal.host)) return [];
  const parent = portal.host.slice("www.".length);
  return host.endsWith(`.${parent}`) ? [] : [finding("parent", { host, parent }, { url })];
}

export const domainForm = defineCheck({
  meta: {
    id: "domain-form",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["D1", "D2", "D3", "D3-parent", "D11"],
    automation: "AUTO",
    title: { "zh-CN": "域名规范", en: "Domain form" },
    messages: {
      suffix: {
        "zh-CN": "域名 {host} 不以 .gov.cn 或 .政务 结尾",
        en: "The domain {host} does not end in .gov.cn or .政务",
        indicator: "D1",
      },
      portal: {
        "zh-CN": "门户网站域名 {host} 不是 www.□□□.gov.cn 结构",
        en: "The portal's domain {host} is not of the form www.□□□.gov.cn",
        indicator: "D2",
      },
      department: {
        "zh-CN": "部门网站域名 {host} 不是 ○○○.□□□.gov.cn 结构",
        en: "The department's domain {host} is not of the form ○○○.□□□.gov.cn",
        indicator: "D3",
      },
      address: {
        "zh-CN": "网站只用 IP 地址 {host} 提供服务",
        en: "The site is served by the bare address {host}",
        indicator: "D11",
      },
      port: { "zh-CN": "网址带端口 {port}", en: "The address carries port {port}", indicator: "D1" },
      parent: {
        "zh-CN": "部门网站域名 {host} 不在本地区门户域名 {parent} 之下",
        en: "The department's domain {host} is not under the region's portal domain {parent}",
        level: "warning",
        indicator: "D3-parent",
      },
      elsewhere: {
        "zh-CN": "首页被转到其他域名 {host}",
        en: "The home page is redirected to another domain, {host}",
        level: "warning",
        indicator: "D1",
      },
    },
  },
  needs: ["chain"],
  optional: ["site", "kind", "fleet"],
  run({ chain, site, kind, fleet }) {
    const asked = site?.url ?? chain.asked;
    if (!URL.canParse(asked)) return judged([]);
    const { hostname, port } = new URL(asked);
    const where = { url: asked };
    const found: Finding[] = [];
    if (/^\[|^\d+(?:\.\d+){3}$/.test(hostname)) found.push(finding("address", { host: hostname }, where));
    else {
      const fault = formFault(hostname, kind, where);
      if (fault) found.push(fault);
      else if (site && fleet && kind && !kind.portal) found.push(...parentFault(site, fleet));
    }
    if (port) found.push(finding("port", { port }, where));
    const landed = URL.canParse(chain.finalUrl) ? new URL(chain.finalUrl).hostname : hostname;
    const tail = (host: string) => host.split(".").slice(-3).join(".");
    if (chain.outcome === "opened" && tail(landed) !== tail(hostname))
      found.push(finding("elsewhere", { host: landed }, { url: chain.finalUrl }, landed));
    return { ...judged(found), unlooked: fleet ? [] : ["parent"] };
  },
});
