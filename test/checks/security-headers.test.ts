import { expect, test } from "vitest";
import { securityHeaders } from "../../checks/security-headers.ts";
import { chainOf, pageOf, verdictOf } from "../helpers/judge.ts";

const ALL = {
  "content-security-policy": "default-src 'self'; frame-ancestors 'self'",
  "x-content-type-options": "nosniff",
};
const secure = (html: string) => pageOf(html, { url: "https://www.ceshi.gov.cn/" });
test.each([
  ["all set on a plain page", ALL, pageOf("<p>x</p>"), ["pass"]],
  ["none set", {}, pageOf("<p>x</p>"), ["missing:info"]],
  ["https wants one more", ALL, secure("<p>x</p>"), ["missing:info"]],
  ["https with all", { ...ALL, "strict-transport-security": "max-age=1" }, secure("<p>x</p>"), ["pass"]],
  [
    "a script in plain text",
    { ...ALL, "strict-transport-security": "max-age=1" },
    secure(
      `<script src="http://www.ceshi.gov.cn/a.js"></script><link rel="stylesheet" href="http://www.ceshi.gov.cn/a.css">`,
    ),
    ["mixed:warning"],
  ],
  ["plain resources of a plain page", ALL, pageOf(`<script src="http://www.ceshi.gov.cn/a.js"></script>`), ["pass"]],
])("%s", (_, headers, page, verdict) => {
  expect(verdictOf(securityHeaders, { chain: chainOf({ headers }), page })).toEqual(verdict);
});
