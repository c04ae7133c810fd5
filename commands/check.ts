import { say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { seekSite } from "../src/oversight/seek.ts";
import type { Command } from "./command.ts";

export const check: Command = {
  meta: {
    name: "check",
    aliases: ["检查", "查"],
    usage: { "zh-CN": "<网站名称 | 标识码 | 域名 | 网址>", en: "<site | site code | domain | url>" },
    summary: { "zh-CN": "立即检查一个网站", en: "Check a site now" },
    example: "/check www.yunzhou.gov.cn",
    role: "viewer",
    ownSlash: true,
  },
  async run({ q, words, rights, audience, place }) {
    const asked = words.trim() || (place.siteId === undefined ? "" : String(place.siteId));
    if (!asked) refuse("refuse.which-site", {}, "/check www.yunzhou.gov.cn");
    const sought = await seekSite(q, asked);
    if ("near" in sought) {
      const [first] = sought.near;
      const near = sought.near.map(({ name, code }) => (code ? `${name} (${code})` : name));
      return refuse(
        first ? "refuse.site-near" : "refuse.site-unknown",
        { words: asked, near },
        first ? `/check ${first.code ?? first.url}` : "/check www.yunzhou.gov.cn",
      );
    }
    const reviewedOnly = !showsUnreviewed(audience);
    if ("url" in sought && reviewedOnly) return refuse("refuse.not-yours", { name: sought.url.hostname });
    if ("url" in sought)
      return {
        card: { title: say("check.running", { name: sought.url.hostname }), parts: [] },
        job: { kind: "check", data: { url: sought.url.href } },
      };
    const { site } = sought;
    const visible = await visibleSites(q, rights, audience);
    if (!mayAct(rights, "viewer", site) || (visible && audience.kind === "bound" && !visible.includes(site.id)))
      refuse("refuse.not-yours", { name: site.name });
    // In a channel that nobody bound, what the page shows may be said, but nothing of the case
    const known = audience.kind !== "unbound";
    return {
      card: { title: say("check.running", { name: site.name }), parts: [] },
      ...(known ? { subject: `site:${site.id}` } : {}),
      job: { kind: "check", data: known ? { siteId: site.id, url: site.url, reviewedOnly } : { url: site.url } },
    };
  },
};
