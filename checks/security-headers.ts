import { defineCheck, type Finding, finding, judged } from "./check.ts";
import { domainOf } from "./reading/hosts.ts";

const ALWAYS = ["content-security-policy", "x-content-type-options"];
/** Headers are kept to this length: what a longer one says at its end is not known. */
const KEPT_LENGTH = 300;
/** Cookies that stand for a session; others are often meant for scripts. */
const SESSION = /^(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|ASPSESSIONID\w*|SESSION(?:_?ID)?|sid|token)$/i;
/** Pictures and films in plain text are fetched encrypted by browsers: only what acts on the page counts. */
const MEDIA = /\.(?:mp[34]|m4[av]|flv|swf|web[mp]|og[gv]|wav|avi|mov|wmv|jpe?g|png|gif|svg|ico)(?:[?#]|$)/i;

/** Names of session cookies that lack a flag which the page's scheme allows. */
function bareCookies(header: string | undefined, encrypted: boolean): Map<string, string[]> {
  const lines = (header ?? "").split("\n");
  if ((header ?? "").length >= KEPT_LENGTH) lines.pop();
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const name = pair.split("=")[0] ?? "";
    const has = (flag: string) => attributes.some((one) => one.toLowerCase() === flag);
    const flags = [...(has("httponly") ? [] : ["HttpOnly"]), ...(encrypted && !has("secure") ? ["Secure"] : [])];
    if (SESSION.test(name) && flags.length > 0) found.set(name, flags);
  }
  return found;
}

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
      cookie: {
        "zh-CN": "会话 Cookie {cookie} 未设置 {flags}",
        en: "The session cookie {cookie} is set without {flags}",
      },
    },
  },
  needs: ["chain", "page"],
  run({ chain, page }) {
    const { headers } = chain;
    const encrypted = page.url.startsWith("https:");
    const policy = headers["content-security-policy"] ?? "";
    const framing = headers["x-frame-options"] ?? (policy.length >= KEPT_LENGTH || /frame-ancestors/i.test(policy));
    const missing = [
      ...ALWAYS.filter((name) => headers[name] === undefined),
      ...(framing ? [] : ["x-frame-options"]),
      ...(encrypted && headers["strict-transport-security"] === undefined ? ["strict-transport-security"] : []),
    ];
    const found: Finding[] = missing.length > 0 ? [finding("missing", { headers: missing }, { url: page.url })] : [];
    for (const [cookie, flags] of bareCookies(headers["set-cookie"], encrypted))
      found.push(finding("cookie", { cookie, flags }, { url: page.url }, cookie.replace(/^(ASPSESSIONID).*/i, "$1")));
    if (encrypted) {
      const asked = [...page.scripts.flatMap(({ url }) => url ?? []), ...page.resources, ...page.unreadFrames];
      const active = asked.filter((url) => url.startsWith("http:") && !MEDIA.test(url));
      const plain = new Map(active.map((url) => [domainOf(url), url]));
      for (const [domain, resource] of plain)
        found.push(finding("mixed", { domain, resource }, { url: page.url }, domain));
    }
    return judged(found, page.complete ? [] : "all");
  },
});
