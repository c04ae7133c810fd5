import { expect, test } from "vitest";
import type { Tls } from "../../checks/evidence.ts";
import { tls } from "../../checks/tls.ts";
import { chainOf, verdictOf } from "../helpers/judge.ts";

const seen = (change: Partial<Extract<Tls, { kind: "tls" }>> = {}): Tls => ({
  kind: "tls",
  protocol: "TLSv1.3",
  validFrom: "2026-01-01T00:00:00.000Z",
  validTo: "2027-01-01T00:00:00.000Z",
  names: ["www.ceshi.gov.cn"],
  issuer: "CA",
  selfSigned: false,
  refused: null,
  nameMatches: true,
  ...change,
});
test.each<[string, Tls, string[]]>([
  ["in order", seen(), ["pass"]],
  ["plain HTTP", { kind: "plain" }, ["not-applicable"]],
  ["expired a second ago", seen({ validTo: "2026-11-24T01:59:59.000Z" }), ["expired:fault"]],
  ["13 days left", seen({ validTo: "2026-12-07T00:00:00.000Z" }), ["soon:warning"]],
  ["14 days left", seen({ validTo: "2026-12-08T00:00:00.000Z" }), ["pass"]],
  ["another name", seen({ nameMatches: false, names: ["x.cn"] }), ["name:fault"]],
  ["self-signed", seen({ selfSigned: true, refused: "DEPTH_ZERO_SELF_SIGNED_CERT" }), ["untrusted:fault"]],
  ["an old protocol", seen({ protocol: "TLSv1" }), ["protocol:warning"]],
])("%s", (_, evidence, verdict) => {
  expect(verdictOf(tls, { tls: evidence, chain: chainOf({ finalUrl: "https://www.ceshi.gov.cn/" }) })).toEqual(verdict);
});
