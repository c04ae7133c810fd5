import { defineCheck, type Finding, finding, inconclusive, judged, readToEnd } from "./check.ts";
import type { LinkVerdict } from "./evidence.ts";
import { isStranger } from "./reading/hosts.ts";
import { offensiveIn } from "./reading/offensive.ts";
import { normalUrl } from "./reading/text.ts";

const PARKED =
  /域名(?:正在|可|待|已)?(?:出售|转让|交易|购买|抢注|停放)|该域名(?:已过期|可出售)|出售(?:该|此|本)域名|domain (?:name )?(?:is|may be) for sale|buy this domain|domain parking|this domain (?:has expired|is parked)/i;

function faultOf(link: LinkVerdict): Finding[] {
  const where = { url: link.on, place: link.place, excerpt: link.text };
  const make = (message: string, more: Finding["data"] = {}) => [
    finding(message, { link: link.url, text: link.text, on: link.on, ...more }, where, normalUrl(link.url)),
  ];
  // A name under .gov.cn or a large platform's is gone for good: strangers cannot take it, and it is merely a dead link
  if (link.failure === "dns-not-found") return isStranger(link.url, link.on) ? make("lapsed") : [];
  const shown = `${link.title ?? ""}\n${link.sample ?? ""}`;
  const words = offensiveIn(shown);
  if (words.length > 0) return make("hijacked", { words });
  return PARKED.test(shown) ? make("parked") : [];
}

export const outboundLinks = defineCheck({
  meta: {
    id: "outbound-links",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "daily",
    sensitive: false,
    indicators: ["links", "V1"],
    automation: "ASSIST",
    title: { "zh-CN": "站外链接去向", en: "Where outside links lead" },
    messages: {
      lapsed: {
        "zh-CN": "站外链接的域名已不存在，可能被他人抢注：{text} {link}",
        en: "The name in this outside link no longer exists; somebody else may come to own it: {text} {link}",
        level: "warning",
      },
      parked: {
        "zh-CN": "站外链接指向待售域名：{text} {link}",
        en: "The outside link leads to a domain for sale: {text} {link}",
      },
      hijacked: {
        "zh-CN": "站外链接指向违法内容（{words}）：{text} {link}",
        en: "The outside link leads to unlawful content ({words}): {text} {link}",
        level: "veto",
        indicator: "V1",
      },
    },
  },
  needs: ["links"],
  optional: ["page", "pages"],
  run({ links, page, pages = [] }) {
    const outside = links.filter(({ inside }) => !inside);
    const known = outside.filter(({ state }) => state !== "unmeasured" && state !== "declined");
    if (outside.length > 0 && known.length === 0) return inconclusive("not-measured");
    const unread = outside.filter((link) => !known.includes(link)).map(({ url }) => normalUrl(url));
    const read = page ? readToEnd([page, ...pages]) : undefined;
    return { ...judged(known.flatMap(faultOf), unread), ...(read ? { read } : {}) };
  },
});
