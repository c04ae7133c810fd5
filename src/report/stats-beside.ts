/** Messages, the life of sites and readings of a period, each figure with what it is made of. */
import { type Part, say } from "../card.ts";
import type { Beside } from "../oversight/stats/beside.ts";
import { messageParts } from "./messages.ts";
import { percent } from "./share.ts";

/** Nothing where nothing of the sort happened: an office that does not use it need not read of it. */
export function besideParts({ messages, life, readings, accountability }: Beside): Part[] {
  const parts: Part[] = messages.received + messages.open > 0 ? messageParts(messages) : [];
  const rows: (Part & { kind: "fields" })["rows"] = [];
  const { kinds } = accountability;
  if (kinds.exposure.records > 0)
    rows.push([
      say("stats.exposed"),
      say("stats.exposed-value", { n: kinds.exposure.records, sites: accountability.sitesExposed }),
    ]);
  if (readings.read > 0)
    rows.push([
      say("stats.readings"),
      say("stats.readings-value", {
        read: readings.read,
        due: readings.due,
        share: percent(readings.read, readings.due),
        found: readings.found,
      }),
    ]);
  if (Object.values(life).some((n) => n > 0)) rows.push([say("stats.life"), say("stats.life-value", { ...life })]);
  if (rows.length > 0) parts.push({ kind: "fields", rows });
  return parts;
}
