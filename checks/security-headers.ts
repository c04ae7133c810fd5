import { defineCheck, type Finding, finding, judged } from "./check.ts";
import { domainOf } from "./reading/hosts.ts";

const ALWAYS = ["content-security-policy", "x-content-type-options"];

export const securityHeaders = defineCheck({
  meta: {
    id: "security-headers",
    version: 1,
    level: "info",
    scope: "visit",
    when: "daily",
    sensitive: false,
    indicators: ["security-form"],
    automation: "AUTO",
    title: { "zh-CN": "安全响应头", en: "Security headers" },
    messages: {
      missing: { "zh-CN": "未设置的安全响应头：{headers}", en: "Security headers that are not set: {headers}" },
      mixed: {
        "zh-CN": "加密页面从 {domain} 明文加载脚本、样式或框架：{resource}",
        en: "The encrypted page loads scripts, styles or frames in plain text from {domain}: {resource}",
        level: "warning",
      },
    },
  },
  needs: ["chain", "page"],
  run({ chain, page }) {
    const { headers } = chain;
    const encrypted = page.url.startsWith("https:");
    const framing = headers["x-frame-options"] ?? /frame-ancestors/.exec(headers["content-security-policy"] ?? "")?.[0];
    const missing = [
      ...ALWAYS.filter((name) => headers[name] === undefined),
      ...(framing ? [] : ["x-frame-options"]),
      ...(encrypted && headers["strict-transport-security"] === undefined ? ["strict-transport-security"] : []),
    ];
    const found: Finding[] = missing.length > 0 ? [finding("missing", { headers: missing }, { url: page.url })] : [];
    if (encrypted) {
      const asked = [...page.scripts.flatMap(({ url }) => url ?? []), ...page.resources];
      const plain = new Map(asked.filter((url) => url.startsWith("http:")).map((url) => [domainOf(url), url]));
      for (const [domain, resource] of plain)
        found.push(finding("mixed", { domain, resource }, { url: page.url }, domain));
    }
    return judged(found, page.complete ? [] : "all");
  },
});
