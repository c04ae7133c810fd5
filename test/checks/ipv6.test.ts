import { expect, test } from "vitest";
import type { Dns } from "../../checks/evidence.ts";
import { ipv6 } from "../../checks/ipv6.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const dns = (more: Partial<Dns> = {}): Dns => ({ host: "www.ceshi.gov.cn", a: ["203.0.113.5"], aaaa: [], ...more });
const page = pageOf("<div id='footer'>本网站已支持IPV6</div>");
test.each([
  ["none", { dns: dns() }, ["no-address:warning"]],
  ["none, and the page claims it", { dns: dns(), page }, ["claimed:warning"]],
  ["one that answers", { dns: dns({ aaaa: ["2001:db8::1"], reach6: "open" as const }), page }, ["pass"]],
  ["one that does not", { dns: dns({ aaaa: ["2001:db8::1"], reach6: "closed" as const }) }, ["closed:warning"]],
  ["one we cannot try", { dns: dns({ aaaa: ["2001:db8::1"], reach6: "unmeasured" as const }) }, ["pass"]],
  ["a name that was not resolved", { dns: dns({ failure: "dns-failed" as const }) }, ["not-measured"]],
  [
    "none, and the page tells of IPv6 elsewhere",
    { dns: dns(), page: pageOf("<p>我市加快推进网站支持IPv6改造工作</p>") },
    ["no-address:warning"],
  ],
  ["none, and its foot claims it", { dns: dns(), page: pageOf("<p>网站支持 IPv6 访问</p>") }, ["claimed:warning"]],
  ["a question that was not answered", { dns: dns({ aaaaUnknown: true }) }, ["not-measured"]],
  ["a bare address", { dns: dns({ host: "203.0.113.5" }) }, ["not-measured"]],
])("%s", (_, inputs, verdict) => {
  expect(verdictOf(ipv6, { page: pageOf("<p>x</p>"), ...inputs })).toEqual(verdict);
});
