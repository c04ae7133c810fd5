import type { RuleSet } from "../check.ts";
import { gb2019 } from "./gb2019.ts";

const CENSUS = "国办发〔2015〕15号";

/** For checks before April 2019: the veto items of the first census, beside the guide of 2017. */
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
    links: { document: CENSUS, clause: "链接可用性", grade: "A", values: {} },
  },
};
