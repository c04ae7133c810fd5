/** A mute silences news of a finding, a site or a check until the end of a day; checking goes on. */
import { type MuteTarget, mute, mutesOn, unmute } from "../../db/casework.ts";
import { findingById } from "../../db/findings.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { siteById } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";

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
/** Of two who take it off at once the second is told that nothing is muted. */
export async function unmuteTarget(
  q: Queries,
  { name, today, ...given }: MuteTarget & { name: string; today: string; actor: string; at: Temporal.Instant },
): Promise<void> {
  const { target, targetId, actor, at } = given;
  const row = (await unmute(q, { target, targetId }, today)) ?? refuse("refuse.mute-none", { name }, "/mute");
  await audit(q, { at, actor, action: "unmute", subject: `${target}:${targetId}`, data: { until: row.until } });
}

/** `finding` is the number of a muted finding; `name` that of its site, of the muted site, or the check's id. */
export type Muted = {
  target: MuteTarget["target"];
  finding: number | null;
  name: string;
  until: string;
  actor: string;
};
/** What is muted on a day, of the sites that may be shown; a check is muted for all. */
export async function mutedOn(q: Queries, day: string, visible: number[] | undefined): Promise<Muted[]> {
  const all: Muted[] = [];
  for (const { target, targetId, until, actor } of await mutesOn(q, day)) {
    if (target === "check") {
      all.push({ target, finding: null, name: targetId, until, actor });
      continue;
    }
    const finding = target === "finding" ? Number(targetId) : null;
    const siteId = finding === null ? Number(targetId) : (await findingById(q, finding))?.siteId;
    const site = siteId === undefined || (visible && !visible.includes(siteId)) ? undefined : await siteById(q, siteId);
    if (site) all.push({ target, finding, name: site.name, until, actor });
  }
  return all;
}
