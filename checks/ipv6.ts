import { defineCheck, type Finding, finding, inconclusive } from "./check.ts";
import type { Page } from "./evidence.ts";
import { fold } from "./reading/text.ts";

/** What the site says of itself; a line of news about websites that are to support it is no claim. */
const CLAIM =
  /(?:本网站|本站|(?<!\p{Script=Han})网站)\s*已?(?:全面)?支持\s*IPv6(?!\s*(?:改造|升级|部署|工作|建设|能力|率|的|情况))/iu;
const claims = (page: Page | undefined) =>
  page?.paragraphs.some(({ text }) => text.length < 200 && CLAIM.test(fold(text)));

export const ipv6 = defineCheck({
  meta: {
    id: "ipv6",
    version: 1,
    level: "warning",
    scope: "visit",
    when: "daily",
    sensitive: false,
    indicators: ["N13"],
    automation: "AUTO",
    title: { "zh-CN": "IPv6 支持", en: "IPv6" },
    messages: {
      "no-address": { "zh-CN": "域名 {host} 没有 IPv6 地址", en: "The name {host} has no IPv6 address" },
      claimed: {
        "zh-CN": "页面标明支持 IPv6，而域名 {host} 没有 IPv6 地址",
        en: "The page says that it supports IPv6, but the name {host} has no IPv6 address",
      },
      closed: { "zh-CN": "IPv6 地址 {address} 不能连接", en: "The IPv6 address {address} takes no connection" },
    },
  },
  needs: ["dns", "page"],
  run({ dns, page }) {
    const { host, aaaa, failure, aaaaUnknown, reach6 } = dns;
    if (failure || aaaaUnknown || /^[\d.]+$|^\[/.test(host)) return inconclusive("not-measured");
    const found: Finding[] = [];
    if (aaaa.length === 0) found.push(finding(claims(page) ? "claimed" : "no-address", { host }, { url: page.url }));
    else if (reach6 === "closed") found.push(finding("closed", { address: aaaa[0] ?? "" }));
    const unlooked = aaaa.length > 0 && reach6 === "unmeasured" ? ["closed"] : [];
    return found.length > 0 ? { outcome: "fail", findings: found, unlooked } : { outcome: "pass", unlooked };
  },
});
