/** Runs checks over what is there, and says why where something is not. */
import { createHash } from "node:crypto";
import type { Check, Finding, Level, Now, Reason, RuleItem, Rules, Verdict } from "../../checks/check.ts";
import type { Allowance, InputName, Inputs } from "../../checks/evidence.ts";

/** What is at hand, and for what is not the reason; an input in neither is simply not known. */
export type AtHand = { inputs: Partial<Inputs>; absent: Partial<Record<InputName, Reason>> };
/** `rendered`: a browser's page was at hand. */
export type Judged = { check: Check; verdict: Verdict; ms: number; rendered?: boolean };

/** Known inputs without which a check does not apply, rather than having to wait for history. */
const NOT_APPLICABLE: Partial<Record<InputName, string>> = {
  site: "unregistered",
  kind: "unregistered",
  campaign: "no-campaign",
};

export function judge(check: Check, { inputs, absent }: AtHand, rules: Rules, now: Now): Judged {
  const started = performance.now();
  const verdict = ((): Verdict => {
    if (check.meta.indicators.every((id) => rules.item(id).disabled))
      return { outcome: "not-applicable", why: "disabled" };
    for (const name of check.needs) {
      if (inputs[name] !== undefined) continue;
      const why = NOT_APPLICABLE[name];
      if (why) return { outcome: "not-applicable", why };
      return { outcome: "inconclusive", reason: absent[name] ?? "no-history" };
    }
    const given = Object.fromEntries([...check.needs, ...check.optional].map((name) => [name, inputs[name]]));
    return withoutAllowed(check.meta.id, check.run(given as Inputs, rules, now), inputs.allowances ?? []);
  })();
  return { check, verdict, ms: performance.now() - started, rendered: inputs.rendered !== undefined };
}

/** What reviewers dismissed on this site is no fault there; it is neither reported nor thereby proven gone. */
function withoutAllowed(id: string, verdict: Verdict, allowances: readonly Allowance[]): Verdict {
  const own = allowances.filter(({ check }) => check === id);
  if (verdict.outcome !== "fail" || own.length === 0) return verdict;
  const allowed = (one: Finding) => own.some(({ message, key }) => message === one.message && key === one.key);
  const quiet = verdict.findings.filter(allowed).map(({ key }) => key);
  if (quiet.length === 0) return verdict;
  const unread = verdict.unread === "all" ? ("all" as const) : [...(verdict.unread ?? []), ...quiet];
  const findings = verdict.findings.filter((one) => !allowed(one));
  return findings.length > 0 ? { ...verdict, findings, unread } : { outcome: "pass", unread };
}

export type Weighed = { finding: Finding; level: Level; indicator: string; item: RuleItem };

/** What a finding weighs under the rules in force: a doubtful figure warns, and a disabled item says nothing. */
export function weigh(check: Check, finding: Finding, rules: Rules): Weighed | undefined {
  const message = check.meta.messages[finding.message];
  const indicator = message?.indicator ?? check.meta.indicators[0];
  const item = rules.item(indicator);
  if (item.disabled) return undefined;
  const own = message?.level ?? check.meta.level;
  const doubtful = item.grade === "C" || item.grade === "D";
  const level = doubtful && (own === "veto" || own === "fault") ? "warning" : own;
  return { finding, level, indicator, item };
}

const sha = (text: string) => createHash("sha1").update(text).digest("base64url");

/** What many sites share is large and changes rarely: its version stands for it. */
const shared = (value: unknown): string | undefined => (value as { version?: string } | undefined)?.version;

/** One digest an input, of what was read; shared by the checks that ask for it. */
export function createDigests({ inputs, absent }: AtHand) {
  const known = new Map<InputName, string>();
  const of = (name: InputName): string => {
    let digest = known.get(name);
    if (digest === undefined) {
      digest =
        inputs[name] === undefined
          ? `-${absent[name] ?? ""}`
          : (shared(inputs[name]) ?? sha(JSON.stringify(inputs[name])));
      known.set(name, digest);
    }
    return digest;
  };
  /** While this is the same and the verdict's time holds, the check need not run again. */
  return (check: Check, rules: Rules, today: string): string => {
    const items = check.meta.indicators.map((id) => JSON.stringify(rules.item(id)));
    return sha(
      [check.meta.version, today, of("allowances"), ...items, ...[...check.needs, ...check.optional].map(of)].join("|"),
    );
  };
}
