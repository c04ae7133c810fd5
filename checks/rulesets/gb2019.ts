import type { RuleSet } from "../check.ts";

const INDICATORS = "国办秘函〔2019〕19号";
const GUIDE = "国办发〔2017〕47号";
const DOMAINS = "国办函〔2018〕55号";

/** In force for checks from 1 April 2019: the indicators of 19号 with the standing guide and the rules for domains. */
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
    links: { document: INDICATORS, clause: "功能设计·可用性", grade: "B", values: {} },
    text: { document: GUIDE, clause: "信息审核", grade: "A", values: {} },
    N2: { document: GUIDE, clause: "网站名称", grade: "B", values: {} },
    N3: { document: GUIDE, clause: "底部功能区", grade: "A", values: {} },
    /** Details of a mark's form: worth a look, not yet worth a finding. */
    "N3-form": { document: GUIDE, clause: "底部功能区", grade: "C", values: {} },
    security: { document: GUIDE, clause: "安全防护", grade: "B", values: { renewDays: 14 } },
    "security-form": { document: GUIDE, clause: "安全防护", grade: "C", values: {} },
    D1: { document: DOMAINS, clause: "域名后缀", grade: "A", values: {} },
    D2: { document: DOMAINS, clause: "门户网站域名", grade: "A", values: {} },
    D3: { document: DOMAINS, clause: "部门网站域名", grade: "A", values: {} },
    D8: { document: DOMAINS, clause: "域名变更公告", grade: "A", values: {} },
    D11: { document: DOMAINS, clause: "域名使用", grade: "A", values: {} },
  },
};
