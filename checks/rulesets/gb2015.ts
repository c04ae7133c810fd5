import type { RuleSet } from "../check.ts";
import { gb2019 } from "./gb2019.ts";

const CENSUS = "国办发〔2015〕15号";

/**
 * For checks before April 2019: the veto items and the scored table of the first census, beside the guide of 2017. An
 * item keeps the name under which checks cite it; its clause says what the census called it.
 */
export const gb2015: RuleSet = {
  id: "gb2015",
  title: { "zh-CN": "全国政府网站普查评分表（2015年）", en: "National website census table (2015)" },
  from: "2015-03-24",
  items: {
    ...gb2019.items,
    V1: { document: CENSUS, clause: "单项否决 严重错误", grade: "A", values: {} },
    V2: {
      document: CENSUS,
      clause: "单项否决 站点无法访问",
      grade: "A",
      values: { days: 7, perDay: 20, limitMs: 15_000, vetoPercent: 5 },
    },
    V3: { document: CENSUS, clause: "单项否决 网站不更新", grade: "A", values: { days: 14, inclusive: true } },
    "V3-undated": { document: CENSUS, clause: "单项否决 网站不更新", grade: "A", values: {} },
    V4: {
      document: CENSUS,
      clause: "单项否决 栏目不更新",
      grade: "A",
      values: { newsDays: 14, noticeMonths: 6, yearlyMonths: 12, group: 5, long: 10, blank: 5, inclusive: true },
    },
    V5: { document: CENSUS, clause: "单项否决 互动回应差", grade: "A", values: { months: 3, years: 1 } },
    /** The census had no veto for services: what it scored there can only warn. */
    V6: { document: CENSUS, clause: "服务实用情况", grade: "C", values: { missing: 4, items: 5 } },
    links: { document: CENSUS, clause: "链接可用性", grade: "A", values: {} },
    "S-frame": { document: CENSUS, clause: "评分表", grade: "C", values: { full: 100 } },
    "S-availability": { document: CENSUS, clause: "首页可用性", grade: "C", values: { pointsAPercent: 5 } },
    "S-links": { document: CENSUS, clause: "链接可用性", grade: "C", values: { home: 1, inner: 0.1 } },
    "S-homepage": { document: CENSUS, clause: "首页栏目", grade: "C", values: { updates: 10, days: 14, points: 5 } },
    "S-basics": { document: CENSUS, clause: "基本信息", grade: "C", values: { points: 1 } },
    "S-surveys": { document: CENSUS, clause: "调查征集", grade: "C", values: { portal: 6, other: 3 } },
    "S-interviews": { document: CENSUS, clause: "互动访谈", grade: "C", values: { portal: 6, other: 3 } },
    "S-guides": { document: CENSUS, clause: "办事指南、附件下载、在线系统", grade: "C", values: {} },
  },
};
