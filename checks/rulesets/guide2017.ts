/** 国办发〔2017〕47号, the standing guide: opening, name, foot, tags, re-posting, review, closing. */
import type { RuleItem } from "../check.ts";

const GUIDE = "国办发〔2017〕47号";

export const guide2017 = {
  N1: { document: GUIDE, clause: "网站开设", grade: "A", values: { sitesAUnit: 1 } },
  N2: { document: GUIDE, clause: "网站名称", grade: "B", values: {} },
  N3: { document: GUIDE, clause: "底部功能区", grade: "A", values: {} },
  /** Details of a mark's form: worth a look, not yet worth a finding. */
  "N3-form": { document: GUIDE, clause: "底部功能区", grade: "C", values: {} },
  /** That tags exist is common practice; which of them are required was read in no text. */
  N4: { document: GUIDE, clause: "网页标签", grade: "C", values: {} },
  N5: { document: GUIDE, clause: "信息转载", grade: "A", values: { hours: 24 } },
  N6: { document: GUIDE, clause: "信息审核", grade: "A", values: {} },
  N7: { document: GUIDE, clause: "检查巡查", grade: "A", values: { samplePercent: 30, perQuarter: 1 } },
  /** Two provincial bulletins count three working days; from the receipt on, unless the office says from the passing on. */
  N8: { document: GUIDE, clause: "网民留言", grade: "A", values: { replyWorkingDays: 3, fromPassing: false } },
  "N8-pass-on": { document: GUIDE, clause: "网民留言", grade: "C", values: { passOnWorkingDays: 1 } },
  N9: {
    document: GUIDE,
    clause: "临时下线",
    grade: "D",
    values: { perYear: 1, mostDays: 30, noticeWorkingDays: 3 },
  },
  N10: { document: GUIDE, clause: "永久下线", grade: "B", values: { noticeDays: 30 } },
  N11: { document: GUIDE, clause: "信息报送", grade: "A", values: {} },
  N12: { document: GUIDE, clause: "不得刊登商业广告", grade: "A", values: {} },
  N13: { document: GUIDE, clause: "IPv6 改造", grade: "B", values: {} },
  text: { document: GUIDE, clause: "信息审核", grade: "A", values: {} },
  /** A slip that only statistics suspect is a hint for a reader. */
  "text-suspected": { document: GUIDE, clause: "信息审核", grade: "C", values: {} },
  /** Leaks in published lists became a named problem in bulletins of 2021 and later. */
  privacy: { document: GUIDE, clause: "信息审核", grade: "A", values: { mobiles: 5 } },
  security: { document: GUIDE, clause: "安全防护", grade: "B", values: { renewDays: 14 } },
  "security-form": { document: GUIDE, clause: "安全防护", grade: "C", values: {} },
  /** Asking for files that must not be there is a probe: only where the office says so. */
  exposed: { document: GUIDE, clause: "安全防护", grade: "B", values: { probe: false } },
} as const satisfies Record<string, RuleItem>;
