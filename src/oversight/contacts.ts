/** Contacts (联系人): a person for the sites of his organiser. */
import type { Queries } from "../../db/open.ts";
import { grantsOf } from "../../db/people.ts";
import { allSites, organisers, type SiteRow } from "../../db/sites.ts";
import { isContactFor, type Rights } from "./rights.ts";

/** The organiser that a person is contact of; undefined where he is of none or of several. */
export async function organiserOfContact(
  q: Queries,
  { personId }: Rights,
): Promise<{ id: number; name: string } | undefined> {
  const grants = personId === null ? [] : await grantsOf(q, personId);
  const ids = [...new Set(grants.flatMap(({ role, scopeId }) => (role === "contact" ? (scopeId ?? []) : [])))];
  return ids.length === 1 ? (await organisers(q)).find(({ id }) => id === ids[0]) : undefined;
}
/** The sites that a person is contact for and that run. */
export async function sitesOfContact(q: Queries, rights: Rights): Promise<SiteRow[]> {
  return (await allSites(q)).filter((site) => site.status === "running" && isContactFor(rights, site));
}
