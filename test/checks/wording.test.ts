import { expect, test } from "vitest";
import type { Page, Term, Terms } from "../../checks/evidence.ts";
import { wording } from "../../checks/wording.ts";
import { NOW, pageOf, rulesOf, verdictOf } from "../helpers/judge.ts";

const term = (kind: Term["kind"], text: string, more: Partial<Term> = {}): Term => ({
  kind,
  text,
  instead: null,
  since: null,
  ...more,
});
const termsOf = (...terms: Term[]): Terms => ({ version: "1", terms, quiet: [] });
const TERMS = termsOf(
  term("forbidden", "禁用词", { instead: "规范词" }),
  term("outdated", "国土资源局", { instead: "自然资源局", since: "2019-01-10" }),
  term("outdated", "明年才过时", { since: "2027-01-01" }),
  term("allowed", "禁用词典"),
  term("person", "王小明", { instead: "市长" }),
);
const OTHER = `<li><a href='/b'>全市召开另一次会议</a><span>2026-02-01</span></li>`;
test.each<[string, string, string[]]>([
  ["forbidden", "<p>这里用了禁用词。</p>", ["forbidden:veto"]],
  ["outdated", "<p>请到国土资源局办理</p>", ["outdated:fault"]],
  ["in a sentence each", "<p>禁用词一。禁用词二。</p>", ["forbidden:veto", "forbidden:veto"]],
  ["the same sentence twice", "<p>禁用词。</p><li>禁用词。</li>", ["forbidden:veto"]],
  ["part of what is allowed", "<p>《禁用词典》出版</p>", ["pass"]],
  ["allowed here, not there", "<p>禁用词典里的禁用词</p>", ["forbidden:veto"]],
  ["not out of date yet", "<p>明年才过时</p>", ["pass"]],
  ["the former office", "<p>原国土资源局印发的文件</p>", ["pass"]],
  ["the title of a document", "<p>根据《关于国土资源局职责的通知》执行</p>", ["pass"]],
  [
    "an old line of a list",
    `<ul><li><a href='/a'>国土资源局召开全市工作会议</a><span>2018-03-01</span></li>${OTHER}</ul>`,
    ["pass"],
  ],
  [
    "a new line of a list",
    `<ul><li><a href='/a'>国土资源局召开全市工作会议</a><span>2026-03-01</span></li>${OTHER}</ul>`,
    ["outdated:fault"],
  ],
  ["an article of its time", "<meta name='PubDate' content='2018-03-01 10:00'><p>请到国土资源局办理</p>", ["pass"]],
  ["forbidden at any time", "<meta name='PubDate' content='2018-03-01'><p>原禁用词</p>", ["forbidden:veto"]],
  ["clean", "<p>请到自然资源局办理，市长王小明</p>", ["pass"]],
])("%s", (_, html, verdict) => {
  expect(verdictOf(wording, { page: pageOf(html), terms: TERMS })).toEqual(verdict);
});
test("an office without such words", () => {
  const page = pageOf("<p>禁用词</p>");
  expect(verdictOf(wording, { page, terms: termsOf(term("allowed", "禁用词")) })).toEqual(["not-applicable"]);
  expect(verdictOf(wording, { page })).toEqual(["no-history"]);
});
test("where it stands, under a key without place or day", () => {
  const page = pageOf("<p>请到国土资源局办理</p>", { url: "http://www.ceshi.gov.cn/a.html" });
  const run = (one: Page) => wording.run({ page: pageOf(""), pages: [one], terms: TERMS } as never, rulesOf(), NOW);
  const verdict = run(page);
  expect(verdict).toMatchObject({
    findings: [
      { data: { wrong: "国土资源局", right: "自然资源局" }, where: { url: page.url, excerpt: "请到国土资源局办理" } },
    ],
    read: ["http://www.ceshi.gov.cn/", page.url],
  });
  const key = verdict.outcome === "fail" ? verdict.findings[0]?.key : "";
  expect(key).toMatch(/^国土资源局\|[0-9a-f]{16}$/);
  const elsewhere = run({ ...page, url: "http://www.ceshi.gov.cn/b.html" });
  expect(elsewhere.outcome === "fail" ? elsewhere.findings[0]?.key : "").toBe(key);
});
