import { defineCheck, type Finding, finding, judged, notApplicable } from "./check.ts";

export const tls = defineCheck({
  meta: {
    id: "tls",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["security", "security-form"],
    automation: "AUTO",
    title: { "zh-CN": "HTTPS证书", en: "HTTPS certificate" },
    messages: {
      expired: { "zh-CN": "证书已于 {date} 过期", en: "The certificate expired on {date}" },
      name: {
        "zh-CN": "证书不含本站域名 {host}（证书为 {names}）",
        en: "The certificate does not cover {host} (it is for {names})",
      },
      untrusted: { "zh-CN": "证书不受信任：{why}", en: "The certificate is not trusted: {why}" },
      protocol: {
        "zh-CN": "仅支持过时的加密协议 {protocol}",
        en: "Only the outdated protocol {protocol} is offered",
        level: "warning",
        indicator: "security-form",
      },
      soon: {
        "zh-CN": "证书将于 {date} 过期",
        en: "The certificate expires on {date}",
        level: "warning",
        indicator: "security-form",
      },
    },
  },
  needs: ["tls", "chain"],
  run({ tls: seen, chain }, rules, { at, today }) {
    if (seen.kind === "plain") return notApplicable("plain-http");
    const where = { url: chain.finalUrl };
    const found: Finding[] = [];
    const ends = seen.validTo === null ? undefined : Temporal.Instant.from(seen.validTo);
    const day = ends?.toZonedDateTimeISO("UTC").toPlainDate();
    if (ends && day && Temporal.Instant.compare(ends, at) <= 0)
      found.push(finding("expired", { date: day.toString() }, where));
    else if (!seen.nameMatches) {
      const host = URL.canParse(chain.finalUrl) ? new URL(chain.finalUrl).hostname : chain.finalUrl;
      found.push(finding("name", { host, names: seen.names.slice(0, 3).join("、") || "—" }, where));
    } else if (seen.refused !== null) found.push(finding("untrusted", { why: seen.refused }, where));
    else if (day && Temporal.PlainDate.compare(day, today.add({ days: rules.number("security", "renewDays") })) < 0)
      found.push(finding("soon", { date: day.toString() }, where));
    if (/^(?:SSLv|TLSv1(?:\.1)?$)/.test(seen.protocol))
      found.push(finding("protocol", { protocol: seen.protocol }, where, seen.protocol));
    return judged(found);
  },
});
