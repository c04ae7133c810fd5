/** Changes of one site's registration, each with its dated history and its audit row. */
import { moveStatus } from "../../db/life.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, noteHistory, type SiteRow, type SiteStatus, updateSite } from "../../db/sites.ts";

export type By = { actor: string; at: Temporal.Instant };

export async function changeName(q: Queries, site: SiteRow, name: string, { actor, at }: By): Promise<void> {
  await updateSite(q, site.id, { name });
  await noteHistory(q, { siteId: site.id, field: "name", value: name, actor, at });
  await audit(q, {
    at,
    actor,
    action: "site-renamed",
    subject: `site:${site.id}`,
    data: { from: site.name, to: name },
  });
}

/** The site's address under another host name: scheme, port and path stay. */
export function addressAt(site: Pick<SiteRow, "url">, host: string): URL {
  const url = new URL(site.url);
  url.hostname = host;
  return url;
}
export async function addressTaken(q: Queries, siteId: number, url: URL): Promise<SiteRow | undefined> {
  return (await allSites(q)).find((one) => one.id !== siteId && one.url === url.href);
}
export async function changeAddress(q: Queries, site: SiteRow, url: URL, { actor, at }: By): Promise<void> {
  await updateSite(q, site.id, { url: url.href, host: url.hostname });
  await noteHistory(q, { siteId: site.id, field: "url", value: url.href, actor, at });
  await audit(q, {
    at,
    actor,
    action: "site-moved",
    subject: `site:${site.id}`,
    data: { from: site.url, to: url.href },
  });
}

/** False where the site has another status by now; then nothing was changed. */
export async function changeStatusFrom(
  q: Queries,
  siteId: number,
  [from, to]: readonly [SiteStatus, SiteStatus],
  { actor, at }: By,
): Promise<boolean> {
  if (!(await moveStatus(q, siteId, from, to))) return false;
  await noteHistory(q, { siteId, field: "status", value: to, actor, at });
  await audit(q, { at, actor, action: "status", subject: `site:${siteId}`, data: { from, to } });
  return true;
}
