import type { RuleSet } from "../check.ts";
import { domains2018 } from "./domains2018.ts";
import { guide2017 } from "./guide2017.ts";
import { reports2018 } from "./reports2018.ts";

const INDICATORS = "国办秘函〔2019〕19号";

/**
 * In force for checks from 1 April 2019: the indicators of 19号 beside the standing guide, the rules for domains and
 * those for annual forms. Deductions (`S…`) and assessment (`A…`) apply where an office confirmed their figures.
 */
export const gb2019: RuleSet = {
  id: "gb2019",
  title: { "zh-CN": "政府网站检查指标（2019年版）", en: "Check indicators for government websites (2019)" },
  from: "2019-04-01",
  items: {
    V1: { document: INDICATORS, clause: "单项否决 1", grade: "A", values: {} },
    V2: {
      document: INDICATORS,
      clause: "单项否决 2",
      grade: "A",
      values: { days: 7, perDay: 20, limitMs: 15_000, vetoPercent: 5 },
    },
    V3: { document: INDICATORS, clause: "单项否决 3", grade: "A", values: { days: 14, inclusive: true } },
    /** That items without a date count as not updated is known of the 2015 table only. */
    "V3-undated": { document: INDICATORS, clause: "单项否决 3", grade: "C", values: {} },
    V4: {
      document: INDICATORS,
      clause: "单项否决 4",
      grade: "A",
      values: { newsDays: 14, noticeMonths: 6, yearlyMonths: 12, group: 5, long: 10, blank: 5, inclusive: true },
    },
    /** Where products warn, below the line of the veto. */
    "V4-near": { document: INDICATORS, clause: "单项否决 4", grade: "C", values: { blank: 3 } },
    V5: { document: INDICATORS, clause: "单项否决 5", grade: "A", values: { months: 3, years: 1 } },
    V6: { document: INDICATORS, clause: "单项否决 6", grade: "B", values: { missing: 4, items: 5 } },
    /** How many poor guides make the veto was read in no text. */
    "V6-guides": { document: INDICATORS, clause: "单项否决 6", grade: "C", values: { guides: 5 } },
    links: { document: INDICATORS, clause: "功能设计·可用性", grade: "B", values: {} },
    "S-frame": {
      document: INDICATORS,
      clause: "扣分指标",
      grade: "A",
      values: { full: 100, failBelow: 60, bonusAbove: 80, bonus: 30, withoutService: 75 },
    },
    "S-policy": { document: INDICATORS, clause: "扣分指标·政策文件", grade: "B", values: { months: 6, points: 5 } },
    "S-statistics": {
      document: INDICATORS,
      clause: "扣分指标·办事统计数据",
      grade: "B",
      values: { months: 3, points: 2 },
    },
    "S-replies": { document: INDICATORS, clause: "扣分指标·留言公开", grade: "B", values: { months: 2, points: 3 } },
    "S-surveys": { document: INDICATORS, clause: "扣分指标·征集调查", grade: "B", values: { perYear: 6 } },
    "S-reading": { document: INDICATORS, clause: "扣分指标·政策解读", grade: "C", values: {} },
    "S-search": { document: INDICATORS, clause: "扣分指标·搜索功能", grade: "C", values: {} },
    "A-frame": {
      document: INDICATORS,
      clause: "监管工作年度考核指标",
      grade: "B",
      values: { full: 100, failBelow: 60, bonusAbove: 80, bonus: 20 },
    },
    "A-sample": {
      document: INDICATORS,
      clause: "监管工作年度考核指标·检查",
      grade: "C",
      values: { samplePercent: 30 },
    },
    "A-messages": {
      document: INDICATORS,
      clause: "监管工作年度考核指标·网民留言",
      grade: "D",
      values: { openPoints: 3, latePoints: 2 },
    },
    ...guide2017,
    ...domains2018,
    ...reports2018,
  },
};
