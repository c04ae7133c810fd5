/** What is asked of statistics: `2026Q4 by region`, `按地区 上季度`, `by check last quarter`. */
import { type Period, readPeriod } from "../period.ts";
import { GROUPINGS, type Grouping } from "./figures.ts";

const WORDS: Record<Grouping, RegExp> = {
  region: /^(?:regions?|所属地区|地区|区域|行政区划)$/i,
  city: /^(?:city|cities|地市|市州|市)$/i,
  kind: /^(?:kinds?|types?|网站类别|网站类型|类别|类型)$/i,
  organiser: /^(?:organi[sz]ers?|主办单位|单位)$/i,
  check: /^(?:checks?|检查项目?|检查)$/i,
  person: /^(?:persons?|people|责任人|人员|个人|人)$/i,
};
/** Chinese is written without blanks: the longest known word after 按 is the group, the rest is the period. */
const HAN =
  "所属地区|行政区划|网站类别|网站类型|主办单位|检查项目|检查项|责任人|地区|区域|地市|市州|类别|类型|单位|检查|人员|个人|市|人";
const BY = new RegExp(`(?:\\bby\\s+(?<latin>\\S+)|按\\s*(?:(?<han>${HAN})(?:统计|分组|分)?|(?<other>\\S+)))`, "iu");

export const groupingOf = (word: string): Grouping | undefined => GROUPINGS.find((name) => WORDS[name].test(word));

export type Asked = { period: Period; by: Grouping | undefined };
/** The words that were not understood, by which part they would be. */
export type Unread = { group: string } | { period: string };

export function readQuestion(words: string, today: Temporal.PlainDate): Asked | Unread {
  const found = BY.exec(words);
  const given = found?.groups?.latin ?? found?.groups?.han ?? found?.groups?.other;
  const by = given === undefined ? undefined : groupingOf(given);
  if (given !== undefined && by === undefined) return { group: given };
  const rest = (found ? `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}` : words).trim();
  const period = readPeriod(rest, today);
  return period ? { period, by } : { period: rest };
}
