/** Check-ins: what no machine can judge, a person looks at once a quarter and says what he found. */
import { checks } from "../../checks/index.ts";
import { HOLDS_DAYS } from "../../checks/reading/checkin.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { results } from "../../db/patrol.ts";
import { allSites, type SiteRow } from "../../db/sites.ts";
import { addCheckin, checkinsOf, lastCheckins } from "../../db/terms.ts";

export { checkinsOf };
export const HUMAN_CHECKS: readonly string[] = checks.flatMap(({ meta }) =>
  meta.automation === "HUMAN" ? meta.id : [],
);

export type DueCheckin = { site: SiteRow; check: string; last: string | null };

/** Running sites and checks that nobody looked at for a quarter, those never looked at first. */
export async function dueCheckins(
  q: Queries,
  today: Temporal.PlainDate,
  siteIds: number[] | undefined,
): Promise<DueCheckin[]> {
  const since = today.subtract({ days: HOLDS_DAYS }).toString();
  const last = new Map((await lastCheckins(q)).map(({ siteId, checkId, day }) => [`${siteId} ${checkId}`, day]));
  const due: DueCheckin[] = [];
  for (const site of await allSites(q)) {
    if (site.status !== "running" || (siteIds && !siteIds.includes(site.id))) continue;
    for (const check of HUMAN_CHECKS) {
      const day = last.get(`${site.id} ${check}`) ?? null;
      if (day === null || day < since) due.push({ site, check, last: day });
    }
  }
  return due.sort((a, b) => ((a.last ?? "") < (b.last ?? "") ? -1 : (a.last ?? "") > (b.last ?? "") ? 1 : 0));
}

/** What a visit laid ready for the person, by check. */
export async function readPrepared(
  q: Queries,
  siteId: number,
): Promise<ReadonlyMap<string, Record<string, string | number | string[]>>> {
  return new Map(
    (await results(q, siteId)).flatMap(({ checkId, prepared }) => (prepared ? [[checkId, prepared]] : [])),
  );
}

export async function checkIn(
  q: Queries,
  entry: { site: SiteRow; check: string; outcome: "ok" | "fault"; note: string },
  { actor, at, today }: { actor: string; at: Temporal.Instant; today: Temporal.PlainDate },
): Promise<void> {
  const { site, check, outcome, note } = entry;
  await addCheckin(q, { siteId: site.id, checkId: check, outcome, note, actor, at, day: today.toString() });
  await audit(q, { at, actor, action: `checkin-${outcome}`, subject: `site:${site.id}`, data: { check, note } });
}
