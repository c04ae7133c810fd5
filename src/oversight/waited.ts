/** News that waited: a mute or a maintenance window is over, and the fault is still there. */
import type { FindingRow } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { siteById } from "../../db/sites.ts";
import { claimTold, clearedWithin, closeWindow, sitesInWindow, untoldFindings, windowsOver } from "../../db/windows.ts";
import type { Clock } from "./clock.ts";
import { tellable } from "./findings.ts";
import { type Quiet, readMutes, tell } from "./news.ts";

/** Findings of which nobody was told, that may be told now. One that goes up and down must have lasted for its hour. */
async function ripe(q: Queries, quiet: Quiet): Promise<FindingRow[]> {
  return (await untoldFindings(q)).filter(
    (row) =>
      !quiet.site(row.siteId) && !quiet.finding(row.id) && !quiet.check(row.checkId) && tellable(row, row.lastSeenAt),
  );
}

/** What was known and went away during maintenance: it is told when that ends, unless another window of the site goes on. */
async function tellGone(q: Queries, at: Temporal.Instant, quiet: Quiet): Promise<number> {
  let told = 0;
  const maintained = await sitesInWindow(q, at);
  for (const row of await windowsOver(q, at)) {
    if (maintained.has(row.siteId) || !(await closeWindow(q, row.id, at))) continue;
    const site = await siteById(q, row.siteId);
    if (!site || quiet.site(site.id)) continue;
    const gone = await clearedWithin(q, site.id, row.fromAt, row.endedAt ?? row.untilAt);
    const ids = gone.filter((one) => !quiet.finding(one.id) && !quiet.check(one.checkId)).map(({ id }) => id);
    if (ids.length === 0) continue;
    await tell(q, { subject: `site:${site.id}`, event: "findings-cleared", ids, at, site });
    told++;
  }
  return told;
}

/** Whether anything waits: asked every minute, so that a writing transaction is opened only where there is something to tell. */
export async function waits(q: Queries, clock: Clock): Promise<boolean> {
  const at = clock.now();
  if ((await windowsOver(q, at)).length > 0) return true;
  return (await ripe(q, await readMutes(q, clock.dayOf(at), at))).length > 0;
}

/** Tells what waited, each finding once; returns how many news that made. */
export async function tellWaited(q: Queries, clock: Clock): Promise<number> {
  const at = clock.now();
  const quiet = await readMutes(q, clock.dayOf(at), at);
  let told = await tellGone(q, at, quiet);
  for (const [siteId, rows] of Map.groupBy(await ripe(q, quiet), (row) => row.siteId)) {
    const site = await siteById(q, siteId);
    const ids = await claimTold(
      q,
      rows.map(({ id }) => id),
      at,
    );
    if (!site || ids.length === 0) continue;
    await tell(q, { subject: `site:${siteId}`, event: "findings-opened", ids, at, site });
    told++;
  }
  return told;
}
