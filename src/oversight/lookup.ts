/** Looking things up for answers. */
import { checks } from "../../checks/index.ts";
import { type FindingFilter, type FindingRow, filterFindings } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { lastVisit } from "../../db/patrol.ts";
import { identityById, personById } from "../../db/people.ts";
import { allSites, history, organisers, regions, regionTree } from "../../db/sites.ts";

export const knowsCheck = (id: string): boolean => checks.some(({ meta }) => meta.id === id);
export const filteredFindings = (q: Queries, filter: FindingFilter, most: number): Promise<FindingRow[]> =>
  filterFindings(q, filter, most);
export async function sitesOfRegion(q: Queries, regionId: number): Promise<number[]> {
  const under = await regionTree(q, regionId);
  return (await allSites(q)).filter((site) => site.regionId !== null && under.has(site.regionId)).map(({ id }) => id);
}
export const siteNames = async (q: Queries): Promise<ReadonlyMap<number, string>> =>
  new Map((await allSites(q)).map(({ id, name }) => [id, name]));
export { siteById as siteOf } from "../../db/sites.ts";
export { history, lastVisit };

/** The region's or the organiser's name of a grant; empty for all. */
export async function scopeName(q: Queries, scope: string, scopeId: number | null): Promise<string> {
  if (scope === "all" || scopeId === null) return "";
  const rows = scope === "region" ? await regions(q) : await organisers(q);
  return rows.find(({ id }) => id === scopeId)?.name ?? "";
}
export const listSites = allSites;

export const nameOfPerson = async (q: Queries, id: number): Promise<string> => (await personById(q, id))?.name ?? "";
/** The name behind an identity as the audit and the rows keep it; the identity itself where nobody bears it. */
export async function nameOfIdentity(q: Queries, identity: string): Promise<string> {
  const known = await identityById(q, identity);
  return known ? (await nameOfPerson(q, known.personId)) || known.name : identity;
}
