/** Announced maintenance (停机维护): news of the site wait until it ends; probes and verdicts go on and count as ever. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { addWindow, endWindow, type WindowRow, windowById, windowsAhead } from "../../db/windows.ts";
import { refuse } from "./refusal.ts";

export async function announceWindow(
  q: Queries,
  given: {
    site: SiteRow;
    from: Temporal.Instant;
    to: Temporal.Instant;
    reason: string;
    actor: string;
    at: Temporal.Instant;
  },
): Promise<number> {
  const { site, from, to, reason, actor, at } = given;
  const id = await addWindow(q, { siteId: site.id, fromAt: from, untilAt: to, reason, actor, at });
  await audit(q, {
    at,
    actor,
    action: "window",
    subject: `site:${site.id}`,
    data: { window: id, from: from.toString(), to: to.toString(), reason },
  });
  return id;
}

export type OpenWindow = WindowRow & { site: SiteRow };
/** A window that can still be ended, with its site. */
export async function needWindow(q: Queries, id: number, at: Temporal.Instant): Promise<OpenWindow> {
  const row = (await windowById(q, id)) ?? refuse("refuse.window-unknown", { id });
  const site = (await siteById(q, row.siteId)) ?? refuse("refuse.window-unknown", { id });
  if (row.endedAt !== null || Temporal.Instant.compare(row.untilAt, at) <= 0) refuse("refuse.window-over", { id });
  return { ...row, site };
}
/** Of two who end it at once the second is told that it is over. */
export async function finishWindow(
  q: Queries,
  id: number,
  who: { actor: string; at: Temporal.Instant },
): Promise<void> {
  const row = (await endWindow(q, id, who.at)) ?? refuse("refuse.window-over", { id });
  await audit(q, { ...who, action: "window-ended", subject: `site:${row.siteId}`, data: { window: id } });
}
export async function openWindows(
  q: Queries,
  at: Temporal.Instant,
  visible: number[] | undefined,
): Promise<OpenWindow[]> {
  const rows: OpenWindow[] = [];
  for (const row of await windowsAhead(q, at)) {
    const site = visible && !visible.includes(row.siteId) ? undefined : await siteById(q, row.siteId);
    if (site) rows.push({ ...row, site });
  }
  return rows;
}
