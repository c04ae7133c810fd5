/** Who may ask, who approves at which level, and who may see a request. */
import type { RequestKind, RequestRow } from "../../db/life.ts";
import { audit, setSetting, setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { organisers, regions, type SiteRow, siteById } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";
import { type Audience, isContactFor, mayAct, mayActEverywhere, placeCovers, type Rights } from "./rights.ts";

const KEY = "requests.levels";
/** The organiser's supervising unit, then the office (国办发〔2017〕47号: 报上级审批). */
const LEVELS = 2;
export const MOST_LEVELS = 3;

type Levels = Partial<Record<RequestKind, number>>;
export async function levelsOf(q: Queries, kind: RequestKind): Promise<number> {
  return (await setting<Levels>(q, KEY))?.[kind] ?? LEVELS;
}
/** Requests under way keep the number of levels that they were asked with. */
export async function setLevels(
  q: Queries,
  kind: RequestKind,
  levels: number,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  await setSetting(q, KEY, { ...(await setting<Levels>(q, KEY)), [kind]: levels });
  await audit(q, { at, actor, action: "request-levels", subject: `request-kind:${kind}`, data: { levels } });
}

/** Whom a request is about: a site, or one that does not exist yet. */
export type About = Pick<SiteRow, "regionId" | "organiserId" | "supervisorId">;
export const NOBODY: About = { regionId: null, organiserId: null, supervisorId: null };

/** Of a site to be opened, as far as its organiser, supervising unit and region are known by name. */
export async function aboutRow(q: Queries, row: Readonly<Record<string, string>>): Promise<About> {
  const units = await organisers(q);
  const idOf = (rows: readonly { id: number; name: string }[], name: string | undefined) =>
    rows.find((one) => one.name === name)?.id ?? null;
  return {
    organiserId: idOf(units, row.organiser),
    supervisorId: idOf(units, row.supervisor),
    regionId: idOf(await regions(q), row.region),
  };
}
export async function aboutOf(q: Queries, request: RequestRow): Promise<About> {
  if (request.siteId !== null) return (await siteById(q, request.siteId)) ?? NOBODY;
  return aboutRow(q, request.data.row ?? {});
}

/** The supervising unit stands over the sites of its organisers as the organiser does over its own. */
const through = (about: About) => [about, { regionId: null, organiserId: about.supervisorId }];
const unitMay = (rights: Rights, role: "inspector" | "supervisor", about: About): boolean =>
  mayAct(rights, role, about) ||
  (about.supervisorId !== null && mayAct(rights, role, { regionId: null, organiserId: about.supervisorId }));

/** A contact for his own organiser, an inspector where he acts. */
export const mayAsk = (rights: Rights, about: About): boolean =>
  mayAct(rights, "inspector", about) || isContactFor(rights, about);

/** Level 1 and those between are the supervising unit's; the last of several is the office's. */
export const isOffice = (level: number, levels: number): boolean => level === levels && levels > 1;
export const mayApprove = (rights: Rights, about: About, level: number, levels: number): boolean =>
  isOffice(level, levels)
    ? mayActEverywhere(rights, "supervisor") || mayAct(rights, "admin", about)
    : unitMay(rights, "supervisor", about);

/** What this person may see in this place, contacts included. */
export async function seesRequests(q: Queries, rights: Rights, audience: Audience): Promise<(about: About) => boolean> {
  const place = await placeCovers(q, audience);
  return (about) =>
    through(about).some(place) && through(about).some((one) => rights.held.some((held) => held.covers(one)));
}
export async function needSeen(
  q: Queries,
  { rights, audience }: { rights: Rights; audience: Audience },
  about: About,
  name: string,
): Promise<void> {
  if (!(await seesRequests(q, rights, audience))(about)) refuse("refuse.not-yours", { name });
}
