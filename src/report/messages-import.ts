/** What an import of netizens' messages did, or would do, line by line. */
import { more, note, type Part, say } from "../card.ts";
import type { MessagesPlan } from "../oversight/messages-import.ts";

const SHOWN = 20;

export function messagePlanParts({ faults, ahead, unknownSites, unknownColumns }: MessagesPlan): Part[] {
  const parts: Part[] = [];
  if (faults.length > 0)
    parts.push(
      {
        kind: "list",
        items: faults.slice(0, SHOWN).map(({ line, reason, value }) => ({
          text: say(`messages.fault-${reason}`, { line: String(line), value: value || "—" }),
        })),
      },
      ...more(faults.length, SHOWN),
    );
  if (ahead.length > 0)
    parts.push(
      note(say("messages.ahead", { n: ahead.length, ids: ahead.slice(0, SHOWN).map(({ id }) => String(id)) })),
    );
  if (unknownSites.length > 0)
    parts.push(note(say("messages.unknown-sites", { n: unknownSites.length, list: unknownSites.slice(0, SHOWN) })));
  if (unknownColumns.length > 0) parts.push(note(say("messages.unknown-columns", { list: unknownColumns })));
  return parts;
}
