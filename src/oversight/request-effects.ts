/** What follows from an approved request: at once, and on the days that it sets. */
import { pass } from "../../checks/check.ts";
import { closingNotice } from "../../checks/closing-notice.ts";
import { moveRequest, type RequestRow } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { type SiteRow, type SiteStatus, siteById, sitesByHost } from "../../db/sites.ts";
import { planMove } from "./campaign.ts";
import { applyVerdicts } from "./findings.ts";
import { planOpening } from "./openings.ts";
import { refuse } from "./refusal.ts";
import { applyImport } from "./registry.ts";
import { rulesFor } from "./rules.ts";
import { addressAt, addressTaken, type By, changeAddress, changeName, changeStatusFrom } from "./site-changes.ts";

export type On = By & { today: Temporal.PlainDate };
/** Somebody else changed the request or its site between our reading and our writing: nothing of ours may stand. */
export class Lost extends Error {}

const dayAfter = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString();
const dayBefore = (day: string) => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();

export async function moveOn(q: Queries, row: RequestRow, set: Parameters<typeof moveRequest>[2]): Promise<RequestRow> {
  const moved = await moveRequest(q, row, set);
  if (!moved) throw new Lost(`request ${row.id} is no longer ${row.state}`);
  return moved;
}
export const finish = (q: Queries, row: RequestRow, { today }: On, set: { siteId?: number } = {}) =>
  moveOn(q, row, { ...set, state: "done", nextOn: null, doneOn: today.toString() });

export async function setStatus(q: Queries, site: SiteRow, to: SiteStatus, on: On): Promise<void> {
  if (!(await changeStatusFrom(q, site.id, [site.status, to], on)))
    throw new Lost(`site ${site.id} is no longer ${site.status}`);
}

async function needSite(q: Queries, row: RequestRow): Promise<SiteRow> {
  const site = row.siteId === null ? undefined : await siteById(q, row.siteId);
  if (!site || site.status === "closed")
    return refuse(
      "refuse.request-site-closed",
      { id: row.id, site: site?.name ?? "" },
      `/request ${row.id} refuse 已关停`,
    );
  return site;
}

async function open(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  const { plan, url } = await planOpening(q, row.data.row ?? {});
  await applyImport(q, plan, on);
  const made = (await sitesByHost(q, url.hostname)).find((site) => site.url === url.href);
  if (!made) throw new Error(`request ${row.id} opened nothing`);
  return finish(q, row, on, { siteId: made.id });
}

async function move(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  const site = await needSite(q, row);
  const newHost = row.data.host ?? "";
  const url = addressAt(site, newHost);
  const taken = await addressTaken(q, site.id, url);
  if (taken) refuse("refuse.request-address", { url: url.href, site: taken.name });
  // The new address is the registered one from now on; the old name serves its notice and is watched afterwards
  await changeAddress(q, site, url, on);
  const notice = await planMove(q, { site, oldHost: site.host, newHost: url.hostname, from: on.today }, on);
  return moveOn(q, row, { ...notice, state: "notice", nextOn: dayAfter(notice.noticeUntil) });
}

/** 永久下线 and 整合迁移: the notice hangs on the site before it is cut off. */
async function close(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  const site = await needSite(q, row);
  const days = (await rulesFor(q, on.today)).number("N10", "noticeDays");
  await setStatus(q, site, "closing", on);
  const noticeUntil = on.today.add({ days }).toString();
  return moveOn(q, row, {
    state: "notice",
    noticeFrom: on.today.toString(),
    noticeUntil,
    nextOn: dayAfter(noticeUntil),
    data: { ...row.data, was: site.status },
  });
}

export async function takeDown(q: Queries, row: RequestRow, site: SiteRow, on: On): Promise<RequestRow> {
  await setStatus(q, site, "suspended", on);
  return moveOn(q, row, {
    state: "suspended",
    nextOn: row.data.until ?? null,
    data: { ...row.data, was: site.status },
  });
}
async function suspend(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  const { from, until = "" } = row.data;
  const today = on.today.toString();
  if (until <= today)
    return refuse("refuse.request-late", { id: row.id, until: { day: until } }, `/request ${row.id} refuse 已过期`);
  const site = await needSite(q, row);
  if (from === undefined || from <= today) return takeDown(q, row, site, on);
  return moveOn(q, row, { noticeFrom: today, noticeUntil: dayBefore(from), nextOn: from });
}

export async function carryOut(q: Queries, row: RequestRow, on: On): Promise<RequestRow> {
  switch (row.kind) {
    case "open":
      return open(q, row, on);
    case "rename":
      await changeName(q, await needSite(q, row), row.data.name ?? "", on);
      return finish(q, row, on);
    case "move":
      return move(q, row, on);
    case "suspend":
      return suspend(q, row, on);
    case "merge":
    case "close":
      return close(q, row, on);
    default:
      return row.kind satisfies never;
  }
}

/** A request for a status that was withdrawn gives the site back what it had, unless somebody changed that since. */
export async function undoStatus(q: Queries, row: RequestRow, by: On): Promise<void> {
  if (row.siteId === null || row.field !== "status" || !row.data.was) return;
  const now = row.state === "notice" ? "closing" : row.state === "suspended" ? "suspended" : undefined;
  if (!now || !(await changeStatusFrom(q, row.siteId, [now, row.data.was as SiteStatus], by))) return;
  const site = await siteById(q, row.siteId);
  if (!site || now !== "closing") return;
  // A site that goes on running owes no notice of its closing
  await applyVerdicts(q, [{ check: closingNotice, verdict: pass, ms: 0 }], {
    site,
    rules: await rulesFor(q, by.today),
    at: by.at,
    today: by.today.toString(),
    evidence: undefined,
    baseline: false,
  });
}
