/** What a person said when he looked at what no machine can judge; a check-in holds for a quarter. */
import { type Finding, finding, type Prepared, type Verdict } from "../check.ts";
import type { Checkin } from "../evidence.ts";

/** A check-in holds for a quarter. */
export const HOLDS_DAYS = 92;

/** Never a machine's verdict: the last check-in's, or what was laid ready for the next. */
export function byPerson(
  check: string,
  checkins: readonly Checkin[],
  today: Temporal.PlainDate,
  prepare: () => Prepared,
): Verdict {
  const since = today.subtract({ days: HOLDS_DAYS }).toString();
  const last = checkins
    .filter((one) => one.check === check && one.day >= since)
    .reduce<Checkin | undefined>((best, one) => (!best || one.day > best.day ? one : best), undefined);
  if (!last) return { outcome: "inconclusive", reason: "needs-person", prepared: prepare() };
  if (last.outcome === "ok") return { outcome: "pass" };
  const findings: Finding[] = [finding("reported", { note: last.note, by: last.by })];
  return { outcome: "fail", findings };
}
