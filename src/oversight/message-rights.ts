/** Who sees a netizen's message, and who may move it on. */
import type { MessageRow } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, type SiteRow } from "../../db/sites.ts";
import { hears } from "./message-news.ts";
import { refuse } from "./refusal.ts";
import { type Audience, answersFor, mayAct, mayActEverywhere, type Rights, type Role } from "./rights.ts";

type Place = { rights: Rights; audience: Audience };
type Handled = Pick<MessageRow, "siteId" | "organiserId" | "personId">;

/** What person and place together may see. A message about no registered site is the whole office's. */
export async function messageSight(q: Queries, { rights, audience }: Place): Promise<(row: Handled) => boolean> {
  const sites = new Map((await allSites(q)).map((site) => [site.id, site]));
  const held = rights.held.filter(({ role }) => role !== "contact");
  const own = (row: Handled) => {
    const site = row.siteId === null ? undefined : sites.get(row.siteId);
    return answersFor(rights, row) || held.some(({ all, covers }) => all || (site !== undefined && covers(site)));
  };
  if (audience.kind === "unbound") return () => false;
  if (audience.kind === "private") return own;
  const here = await hears(q, audience.channel);
  return (row) => here(row) && own(row);
}

/** Holds the role for the message's site; for a site outside the registry, everywhere. */
export const mayHandle = (rights: Rights, role: Role, site: SiteRow | undefined): boolean =>
  site ? mayAct(rights, role, site) : mayActEverywhere(rights, role);

export function needHandling(rights: Rights, role: Role, site: SiteRow | undefined, name: string): void {
  if (!mayHandle(rights, role, site)) refuse("refuse.not-yours", { name });
}
