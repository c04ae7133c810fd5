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
  [
    "a film in plain text",
    { ...ALL, "strict-transport-security": "max-age=1" },
    secure(`<video><source src="http://www.ceshi.gov.cn/a.mp4"></video><img src="http://www.ceshi.gov.cn/a.png">`),
    ["pass"],
  ],
  [
    "a session cookie that scripts can read",
    { ...ALL, "set-cookie": "JSESSIONID=…; Path=/" },
    pageOf("<p>x</p>"),
    ["cookie:info"],
  ],
  [
    "one with its flag on a plain page",
    { ...ALL, "set-cookie": "JSESSIONID=…; Path=/; httponly" },
    pageOf("<p>x</p>"),
    ["pass"],
  ],
  [
    "one without Secure on an encrypted page",
    { ...ALL, "strict-transport-security": "max-age=1", "set-cookie": "PHPSESSID=…; HttpOnly\ncolour=red" },
    secure("<p>x</p>"),
    ["cookie:info"],
  ],
  [
    "cookies of a counter and a protection",
    { ...ALL, "set-cookie": "__jsluid_h=…; max-age=31536000\nHm_lvt_1=…" },
    pageOf("<p>x</p>"),
    ["pass"],
  ],
  [
    "a cookie that was cut where it is kept",
    { ...ALL, "set-cookie": `a=${"x".repeat(284)}\nJSESSIONID=…;` },
    pageOf("<p>x</p>"),
    ["pass"],
  ],
  [
    "a policy that was cut where it is kept",
    { ...ALL, "content-security-policy": "default-src 'self' ".repeat(20).slice(0, 300) },
    pageOf("<p>x</p>"),
    ["pass"],
  ],
  ["plain resources of a plain page", ALL, pageOf(`<script src="http://www.ceshi.gov.cn/a.js"></script>`), ["pass"]],
])("%s", (_, headers, page, verdict) => {
  expect(verdictOf(securityHeaders, { chain: chainOf({ headers }), page })).toEqual(verdict);
});
