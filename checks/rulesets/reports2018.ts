/** 国办函〔2018〕12号: the annual forms of sites and of those who oversee them. */
import type { RuleItem } from "../check.ts";

const FORMS = "国办函〔2018〕12号";

export const reports2018 = {
  /** Offices set earlier days (Hunan 29 January 2018, Sichuan 25 January 2019): an override. */
  R1: { document: FORMS, clause: "政府网站工作年度报表", grade: "A", values: { month: 1, day: 31 } },
  R2: { document: FORMS, clause: "政府网站监管年度报表", grade: "A", values: { month: 1, day: 31 } },
  R3: { document: FORMS, clause: "年度报表专栏", grade: "A", values: {} },
  R4: { document: FORMS, clause: "地方发布期限", grade: "A", values: {} },
  /** Shown as a page, not only as a download: read in a province's text, not in the national one. */
  R5: { document: FORMS, clause: "以网页形式发布", grade: "C", values: {} },
  R6: { document: FORMS, clause: "监管年度报表内容", grade: "B", values: {} },
  R7: { document: FORMS, clause: "工作年度报表内容", grade: "C", values: {} },
} as const satisfies Record<string, RuleItem>;
