import { expect, test } from "vitest";
import { domainNotice } from "../../checks/domain-notice.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const campaign = {
  oldHost: "www.old.gov.cn",
  newHost: "new.ceshi.gov.cn",
  noticeFrom: "2026-11-01",
  noticeUntil: "2027-01-31",
};
test.each([
  ["a notice", "<p>关于启用新域名的公告</p>", "pass"],
  ["as a link", "<a href='/gg.html'>域名变更公告</a>", "pass"],
  ["none", "<p>新闻</p>", "missing:fault"],
])("%s", (_, html, verdict) => {
  expect(verdictOf(domainNotice, { page: pageOf(html), campaign })).toEqual([verdict]);
});
test("after its months the old name must be gone", () => {
  const page = pageOf("<p>x</p>");
  const over = { ...campaign, noticeFrom: "2026-07-01", noticeUntil: "2026-09-30" };
  const old = (answers: boolean) => ({ host: "www.old.gov.cn", answers });
  expect(verdictOf(domainNotice, { page, campaign: over, oldHost: old(true) })).toEqual(["old-answers:warning"]);
  expect(verdictOf(domainNotice, { page, campaign: over, oldHost: old(false) })).toEqual(["pass"]);
  expect(verdictOf(domainNotice, { page, campaign: over })).toEqual(["not-applicable"]);
});
test("outside its months, and for sites that do not change, it does not apply", () => {
  expect(
    verdictOf(domainNotice, { page: pageOf("<p>x</p>"), campaign: { ...campaign, noticeFrom: "2026-12-01" } }),
  ).toEqual(["not-applicable"]);
  expect(verdictOf(domainNotice, { page: pageOf("<p>x</p>") })).toEqual(["not-applicable"]);
});
