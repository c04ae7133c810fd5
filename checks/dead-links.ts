import { defineCheck, type Finding, finding, inconclusive, judged, readToEnd } from "./check.ts";
import type { LinkVerdict } from "./evidence.ts";
import { normalUrl } from "./reading/text.ts";

const MESSAGES: Partial<Record<LinkVerdict["state"], string>> = {
  dead: "dead",
  "soft-404": "soft-404",
  "lands-home": "lands-home",
};

function faultOf(link: LinkVerdict): Finding[] {
  const message = MESSAGES[link.state];
  if (!message) return [];
  const why = link.status && link.state === "dead" ? `HTTP ${link.status}` : (link.failure ?? "");
  return [
    finding(
      link.inside ? message : "outside",
      { link: link.url, text: link.text, why: why || link.state, on: link.on },
      { url: link.on, place: link.place, excerpt: link.text },
      normalUrl(link.url),
    ),
  ];
}

export const deadLinks = defineCheck({
  meta: {
    id: "dead-links",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "daily",
    sensitive: false,
    indicators: ["links"],
    automation: "AUTO",
    title: { "zh-CN": "链接可用性", en: "Links work" },
    messages: {
      dead: { "zh-CN": "链接打不开（{why}）：{text} {link}", en: "Dead link ({why}): {text} {link}" },
      "soft-404": {
        "zh-CN": "链接打开后是“页面不存在”：{text} {link}",
        en: "The link opens a page that says it does not exist: {text} {link}",
      },
      "lands-home": {
        "zh-CN": "链接已失效，被转到首页：{text} {link}",
        en: "The link is dead and lands on the home page: {text} {link}",
      },
      outside: {
        "zh-CN": "站外链接打不开（{why}）：{text} {link}",
        en: "Dead link to another site ({why}): {text} {link}",
        level: "warning",
      },
    },
  },
  needs: ["links"],
  optional: ["page", "pages"],
  run({ links, page, pages = [] }) {
    const found = links.flatMap(faultOf);
    const known = links.filter(({ state }) => state !== "unmeasured" && state !== "declined");
    if (found.length === 0 && links.length > 0 && known.length === 0)
      return inconclusive(links.some(({ state }) => state === "declined") ? "declined" : "not-measured");
    const unread = links.filter((link) => !known.includes(link)).map(({ url }) => normalUrl(url));
    // A link that stood on a page which was not read today may still stand there
    const read = page ? readToEnd([page, ...pages]) : undefined;
    return { ...judged(found, unread), ...(read ? { read } : {}) };
  },
});
