/** Who may what, where. A grant is person, role and scope; an answer shows what the less privileged of person and channel may see. */

import type { Queries } from "../../db/open.ts";
import { type ChannelRow, grantsOf, identityById } from "../../db/people.ts";
import { allSites, regionTree, type SiteRow } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";

export const ROLES = ["contact", "viewer", "inspector", "supervisor", "admin"] as const;
export type Role = (typeof ROLES)[number];

type Placed = Pick<SiteRow, "regionId" | "organiserId">;
type Held = { role: Role; covers(site: Placed): boolean; all: boolean };
export type Assigned = { personId: number | null; organiserId: number | null };
export type Rights = { identity: string; personId: number | null; held: readonly Held[] };

const rank = (role: Role) => ROLES.indexOf(role);
const EVERYTHING = { covers: () => true, all: true };

/** An admin may be named `slack:U1` or with his team, `slack:T1:U1`. */
export function isAdminIdentity(identity: string, admins: readonly string[]): boolean {
  const [platform, ...rest] = identity.split(":");
  return admins.includes(identity) || admins.includes(`${platform}:${rest.at(-1)}`);
}

async function covering(q: Queries, scope: string, scopeId: number | null): Promise<Omit<Held, "role">> {
  if (scope === "all") return EVERYTHING;
  if (scopeId === null) return { covers: () => false, all: false };
  if (scope === "organiser") return { covers: (site) => site.organiserId === scopeId, all: false };
  const under = await regionTree(q, scopeId);
  return { covers: (site) => site.regionId !== null && under.has(site.regionId), all: false };
}

export async function readRights(q: Queries, identity: string, admins: readonly string[]): Promise<Rights> {
  const known = await identityById(q, identity);
  const grants = known ? await grantsOf(q, known.personId) : [];
  const held: Held[] = [];
  for (const { role, scope, scopeId } of grants) held.push({ role, ...(await covering(q, scope, scopeId)) });
  if (isAdminIdentity(identity, admins)) held.push({ role: "admin", ...EVERYTHING });
  return { identity, personId: known?.personId ?? null, held };
}

/** A contact stands outside the ladder: he may act as a contact only, and only for his organiser. */
const suffices = (held: Role, wanted: Role) => held === wanted || (held !== "contact" && rank(held) >= rank(wanted));

export const isRegistered = ({ held }: Rights): boolean => held.length > 0;
/** Holds the role anywhere, or for this site. */
export const mayAct = ({ held }: Rights, role: Role, site?: Placed): boolean =>
  held.some((one) => suffices(one.role, role) && (site === undefined || one.covers(site)));
/** Holds the role for everything. */
export const mayActEverywhere = ({ held }: Rights, role: Role): boolean =>
  held.some((one) => suffices(one.role, role) && one.all);
/** Named as the organiser's contact: no higher role stands in for that. */
export const isContactFor = ({ held }: Rights, site: Placed): boolean =>
  held.some(({ role, covers }) => role === "contact" && covers(site));
/** What was given to this person, or to the organiser whose contact he is. */
export const answersFor = (rights: Rights, { personId, organiserId }: Assigned): boolean =>
  (personId !== null && personId === rights.personId) ||
  (organiserId !== null && isContactFor(rights, { regionId: null, organiserId }));

/** What a place lets through, whoever asks there. A private chat adds no limit of its own. */
export type Audience = { kind: "private" } | { kind: "unbound" } | { kind: "bound"; channel: ChannelRow };

/** The sites that a channel is for. */
export async function channelCovers(
  q: Queries,
  { audience, audienceId }: Pick<ChannelRow, "audience" | "audienceId">,
): Promise<Held["covers"]> {
  return audience === "office" ? EVERYTHING.covers : (await covering(q, audience, audienceId)).covers;
}
/** What a place lets through of a site, whoever asks there. */
export async function placeCovers(q: Queries, audience: Audience): Promise<Held["covers"]> {
  if (audience.kind === "bound") return channelCovers(q, audience.channel);
  return audience.kind === "private" ? EVERYTHING.covers : () => false;
}

/** Sites whose findings may be shown: undefined for all. */
export async function visibleSites(q: Queries, rights: Rights, audience: Audience): Promise<number[] | undefined> {
  // A contact sees what he is ordered to do, not the findings of a site
  const held = rights.held.filter(({ role }) => role !== "contact");
  const personAll = held.some(({ all }) => all);
  const office = audience.kind === "private" || (audience.kind === "bound" && audience.channel.audience === "office");
  if (personAll && office) return undefined;
  const inChannel = await placeCovers(q, audience);
  const sites = await allSites(q);
  return sites.filter((site) => inChannel(site) && held.some((one) => one.covers(site))).map(({ id }) => id);
}

/** Refuses a site that this person, or this channel, may not see. */
export async function needVisible(
  q: Queries,
  { rights, audience }: { rights: Rights; audience: Audience },
  site: Pick<SiteRow, "id" | "name">,
): Promise<void> {
  const visible = await visibleSites(q, rights, audience);
  if (visible && !visible.includes(site.id)) refuse("refuse.not-yours", { name: site.name });
}

/** Refuses a site for which this person does not hold the role, or that he or this channel may not see. */
export async function needActing(
  q: Queries,
  { rights, audience }: { rights: Rights; audience: Audience },
  role: Role,
  site: SiteRow,
): Promise<void> {
  if (!mayAct(rights, role, site)) refuse("refuse.not-yours", { name: site.name });
  await needVisible(q, { rights, audience }, site);
}

/** An organiser's channel hears of orders and closures, never of a finding nobody reviewed. */
export const showsUnreviewed = (audience: Audience): boolean =>
  !(audience.kind === "bound" && audience.channel.audience === "organiser");
