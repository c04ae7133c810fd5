/** Runs one check on a page as the collectors would read it; what a test says stands over a sound default. */
import type { Check, Rules } from "../../checks/check.ts";
import type { Chain, Inputs, Known, Page, Site } from "../../checks/evidence.ts";
import { inForce, type Overrides, rulesetOf } from "../../checks/rulesets/index.ts";
import { readHtml } from "../../src/collect/read.ts";
import { judge, weigh } from "../../src/oversight/judge.ts";

export const TODAY = Temporal.PlainDate.from("2026-11-24");
export const NOW = { at: Temporal.Instant.from("2026-11-24T02:00:00Z"), today: TODAY };
export const URL_ = "http://www.ceshi.gov.cn/";

export function pageOf(html: string, change: Partial<Page> = {}): Page {
  const { redirect: _, frames, truncated, ...read } = readHtml(html, URL_, TODAY);
  return {
    ...read,
    unreadFrames: frames.map(({ url }) => url),
    status: 200,
    charset: "utf-8",
    charsetFrom: "header",
    complete: !truncated,
    bytes: html.length,
    ...change,
  };
}
export const chainOf = (change: Partial<Chain> = {}): Chain => ({
  asked: URL_,
  hops: [{ url: URL_, via: "asked", status: 200, address: "203.0.113.5", ms: 120 }],
  outcome: "opened",
  finalUrl: URL_,
  status: 200,
  ms: 120,
  headers: {},
  ...change,
});
export const siteOf = (change: Partial<Site> = {}): Site => ({
  id: 1,
  code: "5101000001",
  name: "测试市人民政府门户网站",
  url: URL_,
  host: "www.ceshi.gov.cn",
  organiser: "测试市人民政府办公室",
  supervisor: null,
  region: "测试市",
  status: "running",
  ...change,
});
export const rulesOf = (overrides: Overrides = {}): Rules => inForce(rulesetOf("2026-11-24"), overrides);

/** `pass`, a reason, `not-applicable`, or the findings as `message:level`. */
export function verdictOf(check: Check, inputs: Partial<Inputs & Known>, rules = rulesOf(), now = NOW): string[] {
  const { verdict } = judge(check, { inputs, absent: {} }, rules, now);
  if (verdict.outcome === "fail")
    return verdict.findings.flatMap((one) => {
      const weighed = weigh(check, one, rules);
      return weighed ? [`${one.message}:${weighed.level}`] : [];
    });
  return [verdict.outcome === "inconclusive" ? verdict.reason : verdict.outcome];
}
/** A page with a foot in which all marks but the one under test are in order. */
export const foot = (marks: string) =>
  pageOf(
    `<title>测试市人民政府</title><body><h1>测试市人民政府</h1><div id="footer"><p>主办单位：测试市人民政府办公室</p>${marks}</div></body>`,
  );
