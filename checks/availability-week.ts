import { defineCheck, finding, inconclusive, pass } from "./check.ts";

/**
 * 国办秘函〔2019〕19号, single veto 2: over one week, at least 20 spaced visits on each day; a visit on which the home
 * page is not open at 15 s fails; a share of failed visits of 5 % or more vetoes, the figure itself included.
 */
export const availabilityWeek = defineCheck({
  meta: {
    id: "availability-week",
    version: 1,
    level: "veto",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["V2"],
    automation: "AUTO",
    title: { "zh-CN": "站点无法访问（一周）", en: "Site unreachable (one week)" },
    messages: {
      over: {
        "zh-CN":
          "{from} 至 {to} 监测 {valid} 次，{missed} 次打不开，占 {percent}%（达到 {limit}% 即单项否决；另有被拦 {declined} 次、未测 {unmeasured} 次、存疑 {disputed} 次不计）",
        en: "{from} to {to}: {missed} of {valid} visits failed, {percent} % (veto from {limit} %; left out: {declined} declined, {unmeasured} not measured, {disputed} disputed)",
      },
    },
  },
  needs: ["probeDays"],
  run({ probeDays }, rules, { today }) {
    const length = rules.number("V2", "days");
    const perDay = rules.number("V2", "perDay");
    const limit = rules.number("V2", "vetoPercent");
    const first = today.subtract({ days: length });
    const days = probeDays
      .filter(({ day }) => day >= first.toString() && day < today.toString())
      .sort((a, b) => (a.day < b.day ? -1 : 1));
    const sum = (of: "opened" | "missed" | "declined" | "unmeasured" | "disputed") =>
      days.reduce((total, day) => total + day[of], 0);
    const thin = days.filter((day) => day.opened + day.missed < perDay);
    if (days.length < length || thin.length > 0) {
      const declined = thin.some((day) => day.declined >= perDay - (day.opened + day.missed));
      return inconclusive(declined ? "declined" : days.length < length ? "no-history" : "not-measured");
    }
    const missed = sum("missed");
    const valid = sum("opened") + missed;
    // Whole numbers on both sides: 7 of 140 is exactly 5 %, and no rounding may decide a veto
    if (missed * 100 < limit * valid) return pass;
    return {
      outcome: "fail",
      findings: [
        finding("over", {
          from: first.toString(),
          to: today.subtract({ days: 1 }).toString(),
          valid,
          missed,
          percent: Math.round((missed / valid) * 10_000) / 100,
          limit,
          declined: sum("declined"),
          unmeasured: sum("unmeasured"),
          disputed: sum("disputed"),
        }),
      ],
    };
  },
});
