/**
 * The figures of one period as a bulletin (通报) needs them: counts only, never shares. Shares are made from them by
 * arithmetic.ts. A figure that is not there is not printed; nothing is guessed and nothing is nought by default.
 */

/** What stands together in a bulletin and has one source. */
export const FIGURES = [
  "running",
  "check",
  "selfChecks",
  "problems",
  "effective",
  "messages",
  "exposed",
  "heldToAccount",
  "others",
] as const;
export type FigureName = (typeof FIGURES)[number];

/** 统计: counted by us, by which query; 据报: loaded from a file, after which document. */
export type Source = { from: "counted"; query: string } | { from: "reported"; document?: string };

/** Running sites at the basis day, 个. Kinds may leave sites out (the national portal is of none), never exceed the total. */
export type Running = { total: number; byKind?: { kind: string; n: number }[] };

/** A row of annex 2, 个. `region`: a city or county and what is under it; `department`: a department's own sites. */
export type RegionRow = {
  name: string;
  as: "region" | "department";
  running?: number;
  /** Sites of it in the sample. */
  sampled: number;
  /** 不合格. */
  failed: number;
  /** In the sample, outside the rate: inconclusive and declined together. */
  outside?: number;
};

/** A row of annex 3: a site with prominent problems (存在突出问题). */
export type FailedSite = {
  /** 网站标识码. */
  code: string;
  name: string;
  url: string;
  /** 主要问题, one entry each, in confirmed words. */
  problems: string[];
  region?: string;
};

/** The spot-check of the office that issues the bulletin, 个. All of it comes from one source: parts of one sample. */
export type Check = {
  sampled: number;
  /** What the share is of (纳入抽查范围); the running sites where it is not there. */
  frame?: number;
  /** 不合格. Not there in a document that prints only a rate. */
  failed?: number;
  /** In the sample and without a verdict that holds: outside the rate, shown beside it. */
  outside?: { inconclusive: number; declined: number };
  /** Sites with prominent problems in the last round, checked again: all of them, and those that fail still. */
  carriedOver?: { n: number; failing: number };
  /** Annex 2. */
  regions?: RegionRow[];
  /** Regions of which every site passed, where a document says so without a table; made from `regions` otherwise. */
  allPassed?: { n: number; names?: string[] };
  /** Annex 3: all of them or none. */
  failedSites?: FailedSite[];
};

/** A layer of checking below (自查): its rate is never mixed with that of `check`. 个. */
export type SelfChecks = { sampled: number; failed: number; running?: number };

/** 主要问题 by type. Being named here is not failing: examples are of sites that may have passed. */
export type ProblemGroup = {
  type: string;
  /** Sites with it, 个, where that was counted. */
  count?: number;
  examples?: { site?: string; what: string }[];
};

/** Annex 1: names of regions and departments whose work was effective. */
export type Effective = { regions: string[]; departments: string[] };

/** 我为政府网站找错, 条. On time is 按时办结, closed is 办结 and counts late ones too. */
export type Messages = { handled: number; onTime?: number; closed?: number };

/** Sites exposed (曝光), 个; the basis says of what time: `period`, or `cumulative` (累计) since the year began. */
export type Exposed = { n: number; basis: "period" | "cumulative" };

/** People held to account: persons (人) are counted once, records (人次) each time. */
export type HeldToAccount = {
  persons?: number;
  records?: number;
  basis: "period" | "cumulative";
  /** By kind (约谈, 通报批评 …), 人次. */
  byKind?: { kind: string; n: number }[];
};

/** Another population checked at the same time, such as 政务新媒体: a unit, and rates of its own. */
export type Other = {
  name: string;
  unit: string;
  running?: number;
  sampled?: number;
  failed?: number;
  byKind?: { kind: string; n: number }[];
};

/** Shares as a document printed them ("53.9%"). Printed by us only where no counts are; set against them otherwise. */
export const SHARES = ["sampled", "passed", "carriedOver", "selfPassed", "onTime", "closed"] as const;
export type ShareName = (typeof SHARES)[number];
export type Printed = Partial<Record<ShareName | "sampledChange" | "passedChange", string>>;

/** What is known of a period; everything may be missing in the period before. */
export type Known = {
  /** `2018Q4`, `2018-11`, `2018`, `2018-07-01..2018-12-31`. */
  period: string;
  running?: Running;
  check?: Check;
  selfChecks?: SelfChecks;
  problems?: ProblemGroup[];
  effective?: Effective;
  messages?: Messages;
  exposed?: Exposed;
  heldToAccount?: HeldToAccount;
  others?: Other[];
  printed?: Printed;
  /** Where each figure is from; a figure without one is reported. */
  sources?: Partial<Record<FigureName, Source>>;
};

export type Figures = Known & {
  /** The office that issues the bulletin (发文机关). */
  office: string;
  /** 截至: civil day 'YYYY-MM-DD' at which running sites were counted. */
  basisDay?: string;
  /** 成文日期; the day of printing where it is not there. */
  day?: string;
  /** How the office calls what it oversees: 全省, 全市; made from its name where it is not there. */
  area?: string;
  /** How it calls its regions (市（州）, 设区市, 县（市、区）) and its departments (省直部门, 市直部门). */
  regionWord?: string;
  departmentWord?: string;
  /** 主送机关; the template's where it is not there. */
  addressees?: string;
  /** The office's own sentences for 总体情况, a paragraph each. */
  remarks?: string[];
  /** What is due (整改问责情况) and by when, civil day. */
  deadlines?: { what: string; day: string }[];
  previous?: Known;
};

/** A field of the figures as a figures file writes it, to be named to people as it is. */
export const field = (path: string): string => path;
