/** What an import did, or would do, line by line. */
import { more, type Part, say } from "../card.ts";
import type { Plan } from "../oversight/registry.ts";

const SHOWN = 20;

export function importParts(plan: Plan): Part[] {
  const parts: Part[] = [];
  const list = (items: Part & { kind: "list" }) => {
    parts.push({ kind: "list", items: items.items.slice(0, SHOWN) }, ...more(items.items.length, SHOWN));
  };
  if (plan.faults.length > 0)
    list({
      kind: "list",
      items: plan.faults.map(({ line, reason, value }) => ({
        text: say(`import.fault-${reason}`, { line: String(line), value }),
      })),
    });
  if (plan.conflicts.length > 0)
    list({
      kind: "list",
      items: plan.conflicts.map(({ line, byCode, byUrl }) => ({
        text: say("import.conflict", { line: String(line), byCode, byUrl }),
      })),
    });
  if (plan.unknownKinds.length > 0)
    parts.push({ kind: "note", text: say("import.unknown-kinds", { list: plan.unknownKinds }) });
  if (plan.unknownRegions.length > 0)
    parts.push({ kind: "note", text: say("import.unknown-regions", { list: plan.unknownRegions }) });
  if (plan.unknownColumns.length > 0)
    parts.push({ kind: "note", text: say("import.unknown-columns", { list: plan.unknownColumns }) });
  if (plan.absent.length > 0)
    parts.push({
      kind: "note",
      text: say("import.absent", { n: plan.absent.length, list: plan.absent.slice(0, SHOWN).map(({ name }) => name) }),
    });
  return parts;
}
