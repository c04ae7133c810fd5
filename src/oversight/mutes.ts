/** A mute silences news of a finding, a site or a check until the end of a day; checking goes on. */
import { type MuteTarget, mute } from "../../db/casework.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";

export async function muteTarget(
  q: Queries,
  given: MuteTarget & { until: string; actor: string; at: Temporal.Instant },
): Promise<void> {
  await mute(q, given);
  await audit(q, {
    at: given.at,
    actor: given.actor,
    action: "mute",
    subject: `${given.target}:${given.targetId}`,
    data: { until: given.until },
  });
}
