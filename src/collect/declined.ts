/** Protections that answer in a site's place. Recorded as declined, neither up nor down; never solved or bypassed. */
import type { Answer } from "./client.ts";

const text = (answer: Answer) => new TextDecoder("latin1").decode(answer.body.subarray(0, 20_000));

/** A challenge is a small page; a site that only sets such a cookie is not one. */
const SMALL = 6_000;

type Sign = { by: string; shows(answer: Answer, cookies: string): boolean };
const SIGNS: readonly Sign[] = [
  {
    by: "jsl", // 加速乐
    shows: (a, cookies) => /__jsl(?:uid|_clearance)/.test(cookies) && (a.status === 521 || a.status === 403),
  },
  { by: "jsl", shows: (a) => a.status === 521 },
  {
    by: "rs", // 瑞数
    shows: (a, cookies) =>
      (a.status === 412 || a.status === 202) &&
      (/FSSBBIl1UgzbN7N\d+[ST]/.test(cookies) ||
        /\$_ts|<meta[^>]+content="[^"]{100,}"|<meta[^>]+\br=['"]m['"]/.test(text(a))),
  },
  { by: "rs", shows: (a) => a.status === 412 },
  { by: "wzws", shows: (a, cookies) => /wzws_c?s?id|WZWSREL/i.test(cookies + text(a)) && a.body.length < SMALL },
  { by: "bot-check", shows: (a, cookies) => /HOY_TR|_bot_sbu/.test(cookies) && a.body.length < SMALL },
  {
    by: "blocked",
    shows: (a) =>
      a.body.length < SMALL &&
      /已被网站管理员设置拦截|您的访问被阻断|请求疑似攻击行为/.test(new TextDecoder().decode(a.body)),
  },
  {
    by: "cloudflare",
    shows: (a) =>
      a.headers["cf-mitigated"] !== undefined || (a.status === 503 && /cf-chl|challenge-platform/.test(text(a))),
  },
  { by: "acw", shows: (a, cookies) => /acw_sc__v2/.test(cookies + text(a)) && /arg1\s*=/.test(text(a)) },
  { by: "rate-limit", shows: (a) => a.status === 429 },
  { by: "forbidden", shows: (a) => a.status === 403 || a.status === 401 },
];

/** Which protection answered, or undefined where the site itself did. */
export function declinedBy(answer: Answer): string | undefined {
  const cookies = answer.cookies.join("\n");
  return SIGNS.find((sign) => sign.shows(answer, cookies))?.by;
}
