/** Sites with their kinds, regions, organisers and dated history. */
import { alias, and, asc, desc, eq, inArray, isNotNull, isNull, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";
import type { SITE_FIELDS, SITE_STATUSES, TIERS } from "./tables-site.ts";

export type SiteStatus = (typeof SITE_STATUSES)[number];
export type SiteField = (typeof SITE_FIELDS)[number];
export type Tier = (typeof TIERS)[number];
export type SiteRow = {
  id: number;
  code: string | null;
  name: string;
  url: string;
  host: string;
  status: SiteStatus;
  extra: Record<string, string>;
  baselineAt: Temporal.Instant | null;
  kindId: number | null;
  kind: string | null;
  kindText: string | null;
  tier: Tier | null;
  portal: boolean | null;
  regionId: number | null;
  region: string | null;
  regionText: string | null;
  parentRegion: string | null;
  organiserId: number | null;
  organiser: string | null;
  supervisorId: number | null;
  supervisor: string | null;
};

function select(q: Queries) {
  const { sites, kinds, regions, organisers } = q.t;
  const parents = alias(regions, "parents");
  const supervisors = alias(organisers, "supervisors");
  return q
    .select({
      id: sites.id,
      code: sites.code,
      name: sites.name,
      url: sites.url,
      host: sites.host,
      status: sites.status,
      extra: sites.extra,
      baselineAt: sites.baselineAt,
      kindId: sites.kindId,
      kind: kinds.name,
      kindText: sites.kindText,
      tier: kinds.tier,
      portal: kinds.portal,
      regionId: sites.regionId,
      region: regions.name,
      regionText: sites.regionText,
      parentRegion: parents.name,
      organiserId: sites.organiserId,
      organiser: organisers.name,
      supervisorId: sites.supervisorId,
      supervisor: supervisors.name,
    })
    .from(sites)
    .leftJoin(kinds, eq(kinds.id, sites.kindId))
    .leftJoin(regions, eq(regions.id, sites.regionId))
    .leftJoin(parents, eq(parents.id, regions.parentId))
    .leftJoin(organisers, eq(organisers.id, sites.organiserId))
    .leftJoin(supervisors, eq(supervisors.id, sites.supervisorId));
}

export const allSites = (q: Queries): Promise<SiteRow[]> => select(q).orderBy(asc(q.t.sites.id));
export async function siteById(q: Queries, id: number): Promise<SiteRow | undefined> {
  return (await select(q).where(eq(q.t.sites.id, id)))[0];
}
export const sitesById = (q: Queries, ids: number[]): Promise<SiteRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : select(q).where(inArray(q.t.sites.id, ids)).orderBy(asc(q.t.sites.id));
export async function siteByCode(q: Queries, code: string): Promise<SiteRow | undefined> {
  return (await select(q).where(sql`lower(${q.t.sites.code}) = ${code.toLowerCase()}`))[0];
}
export const sitesByHost = (q: Queries, host: string): Promise<SiteRow[]> =>
  select(q).where(eq(q.t.sites.host, host)).orderBy(asc(q.t.sites.id));

export type NewSite = Omit<Tables["sites"]["$inferInsert"], "id">;

export async function insertSite(q: Queries, site: NewSite, actor: string, at: Temporal.Instant): Promise<number> {
  const [row] = await q.insert(q.t.sites).values(site).returning({ id: q.t.sites.id });
  const id = row?.id ?? 0;
  const organiser = site.organiserId ? await organiserName(q, site.organiserId) : null;
  await q.insert(q.t.siteHistory).values(
    (
      [
        ["code", site.code ?? null],
        ["url", site.url],
        ["name", site.name],
        ["organiser", organiser],
        ["status", site.status],
      ] as [SiteField, string | null][]
    ).map(([field, value]) => ({ siteId: id, field, value, since: at, actor })),
  );
  return id;
}

/** Ends the field's present value and begins the next; the site row itself is the caller's to change. */
export async function noteHistory(
  q: Queries,
  change: { siteId: number; field: SiteField; value: string | null; actor: string; at: Temporal.Instant },
): Promise<void> {
  const { siteHistory } = q.t;
  const { siteId, field, value, actor, at } = change;
  await q
    .update(siteHistory)
    .set({ until: at })
    .where(and(eq(siteHistory.siteId, siteId), eq(siteHistory.field, field), isNull(siteHistory.until)));
  await q.insert(siteHistory).values({ siteId, field, value, since: at, actor });
}

export async function updateSite(q: Queries, id: number, set: Partial<NewSite>): Promise<void> {
  await q.update(q.t.sites).set(set).where(eq(q.t.sites.id, id));
}

/** True for the one that made the site's first accepted visit its baseline. */
export async function setBaseline(q: Queries, id: number, at: Temporal.Instant): Promise<boolean> {
  const won = await q
    .update(q.t.sites)
    .set({ baselineAt: at })
    .where(and(eq(q.t.sites.id, id), isNull(q.t.sites.baselineAt)))
    .returning({ id: q.t.sites.id });
  return won.length === 1;
}

export const history = (q: Queries, siteId: number) =>
  q
    .select()
    .from(q.t.siteHistory)
    .where(eq(q.t.siteHistory.siteId, siteId))
    .orderBy(asc(q.t.siteHistory.since), asc(q.t.siteHistory.id));

/** Names that a site no longer bears, newest first. */
export async function formerNames(q: Queries, siteId: number): Promise<{ name: string; until: Temporal.Instant }[]> {
  const { siteHistory } = q.t;
  const rows = await q
    .select({ name: siteHistory.value, until: siteHistory.until })
    .from(siteHistory)
    .where(and(eq(siteHistory.siteId, siteId), eq(siteHistory.field, "name"), isNotNull(siteHistory.until)))
    .orderBy(desc(siteHistory.until));
  return rows.flatMap(({ name, until }) => (name && until ? [{ name, until }] : []));
}

export const kinds = (q: Queries) => q.select().from(q.t.kinds).orderBy(asc(q.t.kinds.id));
export const regions = (q: Queries) => q.select().from(q.t.regions).orderBy(asc(q.t.regions.id));
export const organisers = (q: Queries) => q.select().from(q.t.organisers).orderBy(asc(q.t.organisers.id));

export async function insertKind(
  q: Queries,
  kind: { name: string; aliases: string[]; tier: Tier; portal: boolean },
): Promise<void> {
  await q.insert(q.t.kinds).values(kind).onConflictDoNothing();
}

async function organiserName(q: Queries, id: number): Promise<string | null> {
  const [row] = await q.select({ name: q.t.organisers.name }).from(q.t.organisers).where(eq(q.t.organisers.id, id));
  return row?.name ?? null;
}

/** The organiser's id, made where the name is new. */
export async function ensureOrganiser(q: Queries, name: string): Promise<number> {
  const { organisers: table } = q.t;
  await q.insert(table).values({ name }).onConflictDoNothing();
  const [row] = await q.select({ id: table.id }).from(table).where(eq(table.name, name));
  return row?.id ?? 0;
}

export async function ensureRegion(q: Queries, name: string, parentId: number | null): Promise<number> {
  const { regions: table } = q.t;
  await q.insert(table).values({ name, parentId }).onConflictDoNothing();
  const [row] = await q.select({ id: table.id, parentId: table.parentId }).from(table).where(eq(table.name, name));
  if (row && row.parentId === null && parentId !== null && parentId !== row.id)
    await q.update(table).set({ parentId }).where(eq(table.id, row.id));
  return row?.id ?? 0;
}

/** The region and all that is under it. */
export async function regionTree(q: Queries, id: number): Promise<Set<number>> {
  const all = await q.select({ id: q.t.regions.id, parentId: q.t.regions.parentId }).from(q.t.regions);
  const under = new Set([id]);
  for (let size = 0; size !== under.size; ) {
    size = under.size;
    for (const row of all) if (row.parentId !== null && under.has(row.parentId)) under.add(row.id);
  }
  return under;
}

export async function setDomainMove(q: Queries, move: Tables["domainMoves"]["$inferInsert"]): Promise<void> {
  const { siteId: _, ...set } = move;
  await q.insert(q.t.domainMoves).values(move).onConflictDoUpdate({ target: q.t.domainMoves.siteId, set });
}
export async function domainMove(q: Queries, siteId: number) {
  return (await q.select().from(q.t.domainMoves).where(eq(q.t.domainMoves.siteId, siteId)))[0];
}
export const domainMoves = (q: Queries) => q.select().from(q.t.domainMoves).orderBy(asc(q.t.domainMoves.noticeFrom));
