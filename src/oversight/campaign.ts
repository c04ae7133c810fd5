/** The domain campaign (国办函〔2018〕55号): which sites change their names, from when the notice hangs, until when. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { resultsOfCheck } from "../../db/readings.ts";
import { allSites, domainMoves, type SiteRow, setDomainMove } from "../../db/sites.ts";
import { rulesFor } from "./rules.ts";

export type Move = {
  site: SiteRow;
  oldHost: string;
  newHost: string;
  noticeFrom: string;
  noticeUntil: string;
  /** What the last visit said of the notice, or of the old name after it. */
  outcome: "pass" | "fail" | "open";
};

/** Enters a site into the campaign; the notice hangs from that day for the months that the rules say. */
export async function planMove(
  q: Queries,
  move: { site: SiteRow; oldHost: string; newHost: string; from: Temporal.PlainDate },
  { actor, at, today }: { actor: string; at: Temporal.Instant; today: Temporal.PlainDate },
): Promise<{ noticeFrom: string; noticeUntil: string }> {
  const { site, oldHost, newHost, from } = move;
  const months = (await rulesFor(q, today)).number("D8-term", "months");
  const notice = { noticeFrom: from.toString(), noticeUntil: from.add({ months }).toString() };
  await setDomainMove(q, { siteId: site.id, oldHost, newHost, ...notice });
  await audit(q, {
    at,
    actor,
    action: "domain-move",
    subject: `site:${site.id}`,
    data: { oldHost, newHost, ...notice },
  });
  return notice;
}

export async function readMoves(q: Queries, siteIds: number[] | undefined): Promise<Move[]> {
  const byId = new Map((await allSites(q)).map((site) => [site.id, site]));
  const said = new Map((await resultsOfCheck(q, "domain-notice")).map(({ siteId, outcome }) => [siteId, outcome]));
  const moves: Move[] = [];
  for (const { siteId, ...move } of await domainMoves(q)) {
    const site = byId.get(siteId);
    if (!site || (siteIds && !siteIds.includes(siteId))) continue;
    const last = said.get(siteId);
    moves.push({ site, ...move, outcome: last === "pass" || last === "fail" ? last : "open" });
  }
  return moves;
}
