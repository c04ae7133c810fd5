/** What requests do by themselves on the days that they set: taken once, and caught up after a downtime. */
import { type RequestRow, requestById, requestsDue } from "../../db/life.ts";
import { audit } from "../../db/office.ts";
import type { Db, Queries } from "../../db/open.ts";
import { type SiteStatus, siteById } from "../../db/sites.ts";
import type { Clock } from "./clock.ts";
import { finish, Lost, moveOn, type On, setStatus, takeDown } from "./request-effects.ts";
import { tellRequest } from "./requests.ts";

/** Somebody set the status himself meanwhile: that stands, and the request is over. */
const giveUp = (q: Queries, row: RequestRow, { today }: On) =>
  moveOn(q, row, { state: "withdrawn", nextOn: null, doneOn: today.toString() });

async function step(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  const site = row.siteId === null ? undefined : await siteById(q, row.siteId);
  if (row.kind === "move" || !site || site.status === "closed") return finish(q, row, on);
  if (row.state === "approved") {
    if ((row.data.until ?? "") <= on.today.toString()) return finish(q, row, on);
    return site.status === "running" || site.status === "exempt" ? takeDown(q, row, site, on) : giveUp(q, row, on);
  }
  const closing = row.state === "notice";
  const end = closing ? "closed" : ((row.data.was ?? "running") as SiteStatus);
  if (site.status !== (closing ? "closing" : "suspended"))
    return site.status === end ? finish(q, row, on) : giveUp(q, row, on);
  await setStatus(q, site, end, on);
  return finish(q, row, on);
}

/** Takes every step that is due; returns how many. Of two processes at once each step is one's. */
export async function runLife(db: Db, clock: Clock): Promise<number> {
  const today = clock.today();
  const on: On = { actor: "system", at: clock.now(), today };
  let taken = 0;
  for (const { id } of await requestsDue(db, today.toString())) {
    const done = await db
      .tx(async (tx) => {
        const row = await requestById(tx, id);
        if (!row || row.nextOn === null || row.nextOn > today.toString()) return false;
        const moved = await step(tx, row, on);
        await audit(tx, {
          at: on.at,
          actor: on.actor,
          action: `request-${moved.state}`,
          subject: `request:${id}`,
          data: { kind: moved.kind, due: row.nextOn, site: moved.siteId },
        });
        await tellRequest(tx, moved, on.at);
        return true;
      })
      .catch((error) => {
        if (error instanceof Lost) return false;
        throw error;
      });
    if (done) taken++;
  }
  return taken;
}
