/** What the office already knows of a site, read once before its checks run. */
import type { Closing, Known, Portrait } from "../../checks/evidence.ts";
import { allowances } from "../../db/findings.ts";
import { requestsOfSite } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { probeDaysSince } from "../../db/patrol.ts";
import { domainMove, formerNames, type SiteRow, siteById } from "../../db/sites.ts";
import { checkinsOf } from "../../db/terms.ts";
import { articlesOf, baselineOf, columnsOf, placesOfOpen } from "../../db/watch.ts";
import type { Clock } from "./clock.ts";
import { ARTICLES_KEPT, columnInput } from "./learn.ts";
import type { Supplies } from "./supplies.ts";

/** Days of probes that the weekly rule may ask for. */
const PROBE_DAYS = 8;

/** What only the daily checks ask for. */
async function readDaily(q: Queries, site: SiteRow): Promise<Partial<Known>> {
  const columns = await columnsOf(q, site.id);
  const articles = await articlesOf(q, site.id, ARTICLES_KEPT);
  const checkins = await checkinsOf(q, site.id);
  return {
    ...(columns.length > 0 ? { columns: columns.map(columnInput) } : {}),
    ...(articles.length > 0
      ? { articles: articles.map(({ url, title, read, listed, seenOn }) => ({ url, title, read, listed, seenOn })) }
      : {}),
    checkins: checkins.map(({ checkId, day, outcome, note, actor }) => ({
      check: checkId,
      day,
      outcome,
      note,
      by: actor,
    })),
  };
}

/** The approved closing of a site, as its notice must say it. */
async function closingOf(q: Queries, site: SiteRow): Promise<Closing | undefined> {
  if (site.status !== "closing") return undefined;
  const row = (await requestsOfSite(q, site.id)).find(({ state, field }) => state === "notice" && field === "status");
  if (!row?.noticeFrom || !row.noticeUntil) return undefined;
  const target = row.data.target === undefined ? undefined : await siteById(q, row.data.target);
  return {
    from: row.noticeFrom,
    until: row.noticeUntil,
    target: target ? { name: target.name, host: target.host } : null,
  };
}

/** Pages beside the home page on which findings stand; once a day they are read again. */
export const revisits = async (q: Queries, site: SiteRow): Promise<string[]> =>
  (await placesOfOpen(q, site.id)).filter((url) => url !== site.url);

export async function readDossier(
  q: Queries,
  site: SiteRow,
  clock: Clock,
  { supplies, daily }: { supplies: Supplies; daily: boolean },
): Promise<Partial<Known>> {
  const today = clock.today();
  const move = await domainMove(q, site.id);
  const closing = await closingOf(q, site);
  const names = await formerNames(q, site.id);
  const days = await probeDaysSince(q, site.id, today.subtract({ days: PROBE_DAYS }).toString());
  const baseline = await baselineOf(q, site.id);
  const salt = await supplies.salt(q);
  return Object.freeze({
    ...(daily ? await readDaily(q, site) : {}),
    ...(baseline ? { baseline: baseline.portrait as unknown as Portrait } : {}),
    ...(salt ? { salt } : {}),
    ...(await supplies.read(q, site.id, clock.now().epochMilliseconds)),
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
    ...(closing ? { closing } : {}),
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
