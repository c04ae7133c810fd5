/** The contract of a check: metadata, the inputs it names, and a pure function from those to a verdict. */
import type { InputName, Inputs, Page } from "./evidence.ts";

export type Level = "veto" | "fault" | "warning" | "info";
export type LocaleText = { "zh-CN": string; en: string };

/** Why a verdict could not be reached. Never shown as the site's fault. */
export const REASONS = [
  "declined",
  "not-measured",
  "own-line",
  "no-history",
  "no-browser",
  "unregistered",
  "needs-person",
  "unreadable",
] as const;
export type Reason = (typeof REASONS)[number];

/** One item of a rule set: where it is written, how sure its figures are, and the figures. */
export type RuleItem = {
  document: string;
  clause: string;
  /** Confidence A to D: what is graded C or D stays a warning until an office confirms it. */
  grade: "A" | "B" | "C" | "D";
  values: Readonly<Record<string, number | string | boolean>>;
  disabled?: boolean;
};
export type RuleSet = {
  id: string;
  title: LocaleText;
  /** First civil day on which it applies. */
  from: string;
  items: Readonly<Record<string, RuleItem>>;
};
/** The items in force, with the office's overrides applied. */
export type Rules = {
  id: string;
  item(id: string): RuleItem;
  /** A figure of an item, as the rule set or the office has it. */
  number(id: string, value: string): number;
};

/** `rendered`: seen only on the page as a browser built it, so that reading alone never clears it. */
export type Where = { url?: string; place?: string; excerpt?: string; rendered?: true };
export type Finding = {
  message: string;
  /** Stable over time: no date, count or position in it. Empty where the check has one fault only. */
  key: string;
  data: Record<string, string | number | string[]>;
  where: Where;
};
/** Keys of findings whose place was not read this time, so that this verdict clears none of them. */
export type Unread = readonly string[] | "all";
/**
 * What a verdict rests on. `read`: the addresses that were read to their end, where a check looks at more than the home
 * page; a finding that stands on another page is not cleared. `unlooked`: messages that were not looked for, because what
 * shows them was not at hand. `prepared`: what a machine laid ready for a person.
 */
type Basis = {
  holdsUntil?: Temporal.Instant;
  unread?: Unread;
  read?: readonly string[];
  unlooked?: readonly string[];
};
export type Prepared = Readonly<Record<string, string | number | string[]>>;
export type Verdict =
  | ({ outcome: "pass" } & Basis)
  | ({ outcome: "fail"; findings: Finding[] } & Basis)
  | { outcome: "not-applicable"; why?: string }
  | { outcome: "inconclusive"; reason: Reason; prepared?: Prepared };

export type MessageMeta = LocaleText & {
  /** Where one message of a check weighs other than the rest. */
  level?: Level;
  /** Where one message rests on another item than the rest. */
  indicator?: string;
};
export type CheckMeta = {
  id: string;
  /** Raised when keys change; the check then ships `oldKeys`. */
  version: number;
  level: Level;
  scope: "visit" | "site" | "fleet";
  when: "each-visit" | "daily" | "round";
  /** Findings hold personal data: excerpts go to supervisors in private only. */
  sensitive: boolean;
  /** Items of the rule set, the one that findings cite first. */
  indicators: [string, ...string[]];
  /** AUTO: the machine decides, people spot-check. ASSIST: it prepares, people decide. HUMAN: it schedules and files. */
  automation: "AUTO" | "ASSIST" | "HUMAN";
  title: LocaleText;
  messages: Readonly<Record<string, MessageMeta>>;
};

/** The clock of one judgement: the instant, and the civil day in the office's zone. */
export type Now = { at: Temporal.Instant; today: Temporal.PlainDate };

export type Check = {
  meta: CheckMeta;
  needs: readonly InputName[];
  /** Inputs that it can do without; any other that is not there makes the verdict inconclusive without a run. */
  optional: readonly InputName[];
  run(inputs: Inputs, rules: Rules, now: Now): Verdict;
  oldKeys?(finding: Finding): string[];
};

type Given<N extends InputName, O extends InputName> = Readonly<Pick<Inputs, N>> & Readonly<Partial<Pick<Inputs, O>>>;

/** `run` is typed to see only what it named; at run time it is handed nothing else either. */
export function defineCheck<const N extends InputName, const O extends InputName = never>(check: {
  meta: CheckMeta;
  needs: readonly N[];
  optional?: readonly O[];
  run(inputs: Given<N, O>, rules: Rules, now: Now): Verdict;
  oldKeys?(finding: Finding): string[];
}): Check {
  return { ...check, optional: check.optional ?? [], run: check.run as Check["run"] };
}

export const pass: Verdict = { outcome: "pass" };
export const inconclusive = (reason: Reason): Verdict => ({ outcome: "inconclusive", reason });
export const notApplicable = (why?: string): Verdict => ({ outcome: "not-applicable", why });
/** Fails when anything was found, passes otherwise. */
export const judged = (findings: Finding[], unread: Unread = []): Verdict =>
  findings.length > 0 ? { outcome: "fail", findings, unread } : { outcome: "pass", unread };
/** The addresses of the pages that were read to their end: only these clear what stood on them. */
export const readToEnd = (pages: readonly Page[]): string[] =>
  pages.filter(({ complete }) => complete).map(({ url }) => url);
/** A verdict over several pages: the same finding twice is one, and only pages read to their end clear anything. */
export function judgedPages(findings: Finding[], pages: readonly Page[]): Verdict {
  const distinct = [...new Map(findings.map((one) => [`${one.message}\n${one.key}`, one])).values()];
  const read = readToEnd(pages);
  return distinct.length > 0 ? { outcome: "fail", findings: distinct, read } : { outcome: "pass", read };
}
/** What reading shows, and what only a browser saw beside it. */
export function seenBy(read: Finding[], rendered: Finding[]): Finding[] {
  const known = new Set(read.map(({ message, key }) => `${message}\n${key}`));
  const further = rendered.filter(({ message, key }) => !known.has(`${message}\n${key}`));
  return [...read, ...further.map((one) => ({ ...one, where: { ...one.where, rendered: true as const } }))];
}
export const finding = (message: string, data: Finding["data"] = {}, where: Where = {}, key = ""): Finding => ({
  message,
  key,
  data,
  where,
});
export type { InputName, Inputs };
