import { expect, test } from "vitest";
import { deadLinks } from "../../checks/dead-links.ts";
import type { LinkVerdict } from "../../checks/evidence.ts";
import { verdictOf } from "../helpers/judge.ts";

const link = (state: LinkVerdict["state"], more: Partial<LinkVerdict> = {}): LinkVerdict => ({
  url: "http://www.ceshi.gov.cn/a.html",
  text: "通知",
  place: "ul",
  on: "http://www.ceshi.gov.cn/",
  inside: true,
  state,
  ...more,
});
test.each<[string, LinkVerdict[], string[]]>([
  ["alive", [link("alive")], ["pass"]],
  ["no links at all", [], ["pass"]],
  ["dead", [link("dead", { status: 404 })], ["dead:fault"]],
  ["soft 404", [link("soft-404")], ["soft-404:fault"]],
  ["lands on the home page", [link("lands-home")], ["lands-home:fault"]],
  ["another site's", [link("dead", { inside: false })], ["outside:warning"]],
  ["declined ones blame nobody", [link("declined")], ["declined"]],
  ["unmeasured ones blame nobody", [link("unmeasured")], ["not-measured"]],
])("%s", (_, links, verdict) => {
  expect(verdictOf(deadLinks, { links })).toEqual(verdict);
});
test("a link that was not tried this time clears nothing", () => {
  const verdict = deadLinks.run(
    { links: [link("alive"), link("unmeasured", { url: "http://www.ceshi.gov.cn/b.html" })] } as never,
    undefined as never,
    undefined as never,
  );
  expect(verdict).toMatchObject({ outcome: "pass", unread: ["http://www.ceshi.gov.cn/b.html"] });
});
