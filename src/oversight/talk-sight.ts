/** What of a record of accountability somebody may see in a place: the less privileged of person and channel decides. */
import { followUpsDue, proposedTalks, recordsOf, type TalkRecord } from "../../db/accountability.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, organisers, type SiteRow, siteById } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";
import { type Audience, isContactFor, mayAct, placeCovers, type Rights, type Role } from "./rights.ts";

/**
 * names: all of it. whole: persons as a number only. own: as an organiser reads his own, held, without names. reason: kind,
 * date and reason. count: that it is counted.
 */
export type Sight = "names" | "whole" | "own" | "reason" | "count" | "none";
export type Who = { rights: Rights; audience: Audience };
type About = Pick<TalkRecord, "siteId" | "organiserId">;

/** A record about an organiser as a whole is acted on like one about a site of his in no region. */
const owned = (about: About, site: SiteRow | undefined) => ({
  regionId: site?.regionId ?? null,
  organiserId: about.organiserId ?? site?.organiserId ?? null,
});

function sightOfPerson(rights: Rights, target: ReturnType<typeof owned>, held: boolean): Sight {
  if (mayAct(rights, "supervisor", target)) return "names";
  if (mayAct(rights, "inspector", target)) return "reason";
  if (held && isContactFor(rights, target)) return "own";
  return mayAct(rights, "viewer", target) ? "count" : "none";
}

export async function sightOf(q: Queries, { rights, audience }: Who, talk: TalkRecord): Promise<Sight> {
  const site = talk.siteId === null ? undefined : await siteById(q, talk.siteId);
  const target = owned(talk, site);
  if (!(await placeCovers(q, audience))(target)) return "none";
  const held = talk.state === "held";
  const sight = sightOfPerson(rights, target, held);
  const organisers = audience.kind === "bound" && audience.channel.audience === "organiser";
  if (organisers && !held) return "none";
  if (sight !== "names") return sight;
  return organisers ? "own" : audience.kind === "private" ? "names" : "whole";
}

/** Refuses whoever does not hold the role for what a record is about, and channels that may not see it. */
export async function needActingOn(q: Queries, who: Who, role: Role, about: About, name: string): Promise<void> {
  const site = about.siteId === null ? undefined : await siteById(q, about.siteId);
  const target = owned(about, site);
  const { audience } = who;
  const organisers = audience.kind === "bound" && audience.channel.audience === "organiser";
  if (organisers || !mayAct(who.rights, role, target) || !(await placeCovers(q, audience))(target))
    refuse("refuse.not-yours", { name });
}

export type Seen = { talk: TalkRecord; sight: Sight };
const READ = new Set<Sight>(["names", "whole", "own", "reason"]);

async function readable(q: Queries, who: Who, talks: TalkRecord[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const talk of talks) seen.push({ talk, sight: await sightOf(q, who, talk) });
  return seen.filter(({ sight }) => READ.has(sight));
}
/** Proposals waiting and follow-ups due, as far as this person may read them here. */
export async function waitingFor(
  q: Queries,
  who: Who,
  today: Temporal.PlainDate,
): Promise<{ proposed: Seen[]; due: Seen[] }> {
  return {
    proposed: await readable(q, who, await proposedTalks(q)),
    due: await readable(q, who, await followUpsDue(q, today.toString())),
  };
}
/** Held records of the organisers that this person is a contact of, or whose channel this is. */
export async function ownRecords(q: Queries, who: Who): Promise<Seen[]> {
  const { rights, audience } = who;
  const here =
    audience.kind === "bound" && audience.channel.audience === "organiser" ? audience.channel.audienceId : null;
  const contact = (organiserId: number) => isContactFor(rights, { regionId: null, organiserId });
  const own = (await organisers(q)).map(({ id }) => id).filter((id) => (here === null ? contact(id) : id === here));
  const sites = (await allSites(q)).filter(({ organiserId }) => organiserId !== null && own.includes(organiserId));
  const ids = sites.map(({ id }) => id);
  return readable(q, who, await recordsOf(q, own, ids));
}
