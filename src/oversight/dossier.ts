/** What the office already knows of a site, read once before its checks run. */
import type { Known } from "../../checks/evidence.ts";
import { allowances } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { probeDaysSince } from "../../db/patrol.ts";
import { domainMove, formerNames, type SiteRow } from "../../db/sites.ts";
import type { Clock } from "./clock.ts";

/** Days of probes that the weekly rule may ask for. */
const PROBE_DAYS = 8;

export async function readDossier(q: Queries, site: SiteRow, clock: Clock): Promise<Partial<Known>> {
  const today = clock.today();
  const move = await domainMove(q, site.id);
  const names = await formerNames(q, site.id);
  const days = await probeDaysSince(q, site.id, today.subtract({ days: PROBE_DAYS }).toString());
  return Object.freeze({
    site: {
      id: site.id,
      code: site.code,
      name: site.name,
      url: site.url,
      host: site.host,
      organiser: site.organiser,
      supervisor: site.supervisor,
      region: site.region,
      status: site.status,
    },
    ...(site.kind && site.tier !== null
      ? { kind: { name: site.kind, tier: site.tier, portal: site.portal ?? false } }
      : {}),
    names: names.map(({ name, until }) => ({ name, until: clock.dayOf(until) })),
    ...(days.length > 0 ? { probeDays: days.map(({ siteId: _, probes: __, ...counts }) => counts) } : {}),
    allowances: await allowances(q, site.id, today.toString()),
    ...(move
      ? {
          campaign: {
            oldHost: move.oldHost,
            newHost: move.newHost,
            noticeFrom: move.noticeFrom,
            noticeUntil: move.noticeUntil,
          },
        }
      : {}),
  });
}
