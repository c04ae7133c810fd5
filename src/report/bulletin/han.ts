/** Numbers, days and periods as official documents write them. */
import { readPeriod } from "../../oversight/period.ts";

const DIGITS = "零一二三四五六七八九";
/** 1 to 99: 一, 十, 十一, 二十. */
export function hanNumber(n: number): string {
  if (n < 10) return DIGITS[n] ?? "";
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens > 1 ? DIGITS[tens] : ""}十${ones > 0 ? DIGITS[ones] : ""}`;
}
export function hanDay(day: string): string {
  const { year, month, day: on } = Temporal.PlainDate.from(day);
  return `${year}年${month}月${on}日`;
}

/** Which form of the template's [时期] a period takes, and what stands in it. */
export function periodForm(name: string): { form: string; data: Record<string, string> } {
  const period = readPeriod(name, Temporal.PlainDate.from("2000-01-01"));
  if (!period) return { form: "日", data: { 起: name } };
  const { from, to, unit } = period;
  const year = String(from.year);
  switch (unit) {
    case "quarter":
      return { form: "季", data: { 年: year, 汉字季: hanNumber(Math.ceil(from.month / 3)) } };
    case "month":
      return { form: "月", data: { 年: year, 月: String(from.month) } };
    case "year":
      return { form: "年", data: { 年: year } };
    case "day":
      return { form: "日", data: { 起: hanDay(from.toString()) } };
    default: {
      const half =
        name === `${year}-01-01..${year}-06-30`
          ? "上半年"
          : name === `${year}-07-01..${year}-12-31`
            ? "下半年"
            : undefined;
      return half
        ? { form: half, data: { 年: year } }
        : { form: "起止", data: { 起: hanDay(from.toString()), 止: hanDay(to.toString()) } };
    }
  }
}
