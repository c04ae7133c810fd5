/** What was wrong in a file of terms, line by line. */
import { more, type Part, say } from "../card.ts";
import type { TermPlan } from "../oversight/terms.ts";

const SHOWN = 20;

export function termFaults({ faults }: TermPlan): Part[] {
  if (faults.length === 0) return [];
  const items = faults.slice(0, SHOWN).map(({ line, reason, value }) => ({
    text: say(`terms.fault-${reason}`, { line: String(line), value: value || "—" }),
  }));
  return [{ kind: "list", items }, ...more(faults.length, SHOWN)];
}
