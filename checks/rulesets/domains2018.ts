/** 国办函〔2018〕55号: how the domains of government websites are formed, counted and changed. */
import type { RuleItem } from "../check.ts";

const DOMAINS = "国办函〔2018〕55号";

export const domains2018 = {
  D1: { document: DOMAINS, clause: "域名后缀", grade: "A", values: {} },
  D2: { document: DOMAINS, clause: "门户网站域名", grade: "A", values: { labels: 4 } },
  D3: { document: DOMAINS, clause: "部门网站域名", grade: "A", values: { labels: 4 } },
  /** A department may stand under its vertical parent instead: which parent is right, a person knows. */
  "D3-parent": { document: DOMAINS, clause: "部门网站域名", grade: "C", values: {} },
  D4: { document: DOMAINS, clause: "栏目、频道和业务系统", grade: "A", values: {} },
  D5: { document: DOMAINS, clause: "中文域名", grade: "A", values: {} },
  D6: { document: DOMAINS, clause: "域名数量", grade: "A", values: { english: 1, chinese: 1 } },
  D7: { document: DOMAINS, clause: "非行政机关", grade: "A", values: {} },
  D8: { document: DOMAINS, clause: "域名变更公告", grade: "A", values: {} },
  "D8-term": { document: DOMAINS, clause: "域名变更公告", grade: "B", values: { months: 3 } },
  D9: { document: DOMAINS, clause: "清理规范期限", grade: "B", values: { until: "2019-04-30" } },
  D10: { document: DOMAINS, clause: "域名注册", grade: "B", values: { workingDays: 3 } },
  D11: { document: DOMAINS, clause: "域名使用", grade: "A", values: {} },
} as const satisfies Record<string, RuleItem>;
