/** Rounds. Every change of state is conditional: of two that act at once, one wins. */
import { alias, and, asc, desc, eq, getTableColumns, gte, inArray, isNotNull, isNull, lt, or, sql } from "./drizzle.ts";
import type { FindingRow } from "./findings.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";
import type { By } from "./tables-rounds.ts";

export type RoundRow = Tables["rounds"]["$inferSelect"];
export type RoundState = RoundRow["state"];
export type FrameRow = Tables["roundFrame"]["$inferSelect"];
export type RoundSiteRow = Tables["roundSites"]["$inferSelect"];
export type CorrectionRow = Tables["roundCorrections"]["$inferSelect"];
export type RoundOf = { period: string; layer: RoundRow["layer"]; regionId: number | null };

/** Rows a statement: SQLite takes 32,766 values in one. */
const BATCH = 1_000;

const ofLayer = (q: Queries, { layer, regionId }: Omit<RoundOf, "period">) =>
  and(eq(q.t.rounds.layer, layer), regionId === null ? isNull(q.t.rounds.regionId) : eq(q.t.rounds.regionId, regionId));

export async function roundById(q: Queries, id: number): Promise<RoundRow | undefined> {
  return (await q.select().from(q.t.rounds).where(eq(q.t.rounds.id, id)))[0];
}
/** Held until the transaction ends. */
export async function roundForUpdate(q: Queries, id: number): Promise<RoundRow | undefined> {
  return (await q.select().from(q.t.rounds).where(eq(q.t.rounds.id, id)).for("update"))[0];
}
/** All draws of a period and layer, the first first. */
export const roundsOf = (q: Queries, of: RoundOf): Promise<RoundRow[]> =>
  q
    .select()
    .from(q.t.rounds)
    .where(and(eq(q.t.rounds.period, of.period), ofLayer(q, of)))
    .orderBy(asc(q.t.rounds.number));
export const roundsOfPeriod = (q: Queries, period: string): Promise<RoundRow[]> =>
  q.select().from(q.t.rounds).where(eq(q.t.rounds.period, period)).orderBy(asc(q.t.rounds.id));
export const newestRounds = (q: Queries, limit: number): Promise<RoundRow[]> =>
  q.select().from(q.t.rounds).orderBy(desc(q.t.rounds.id)).limit(limit);
/** The round of a layer that closed last. */
export async function lastClosed(q: Queries, of: Omit<RoundOf, "period">): Promise<RoundRow | undefined> {
  const { rounds } = q.t;
  return (
    await q
      .select()
      .from(rounds)
      .where(and(eq(rounds.state, "closed"), ofLayer(q, of)))
      .orderBy(desc(rounds.closedAt), desc(rounds.id))
      .limit(1)
  )[0];
}
/** Undefined where somebody drew at the same time: one number, and one round under way, for each period and layer. */
export async function addRound(q: Queries, row: Tables["rounds"]["$inferInsert"]): Promise<RoundRow | undefined> {
  return (await q.insert(q.t.rounds).values(row).onConflictDoNothing().returning())[0];
}
/** The round as it is now; undefined where it was in none of these states. */
export async function moveRound(
  q: Queries,
  id: number,
  from: readonly RoundState[],
  set: Partial<Tables["rounds"]["$inferInsert"]>,
): Promise<RoundRow | undefined> {
  const { rounds } = q.t;
  const [row] = await q
    .update(rounds)
    .set(set)
    .where(and(eq(rounds.id, id), inArray(rounds.state, [...from])))
    .returning();
  return row;
}

/**
 * Copies the running sites into a round's frame, without a row leaving the database. `cities` names the city of each
 * region; with `within` only sites of these regions. Carried sites are marked.
 */
export async function freezeFrame(
  q: Queries,
  roundId: number,
  given: { by: By; cities: ReadonlyMap<number, string>; within: readonly number[] | undefined; carried: number[] },
): Promise<void> {
  const { sites, kinds, regions, organisers, roundFrame } = q.t;
  const own = alias(regions, "own");
  const kind = sql`coalesce(${kinds.name}, ${sites.kindText}, '')`;
  const cities = [...given.cities].map(([id, name]) => sql`when ${sql.raw(String(id))} then ${name}`);
  const city =
    cities.length === 0
      ? sql`coalesce(${sites.regionText}, '')`
      : sql`case ${sites.regionId} ${sql.join(cities, sql` `)} else coalesce(${sites.regionText}, '') end`;
  const strata: Record<By, ReturnType<typeof sql>> = {
    "kind-region": sql`${kind} || '|' || ${city}`,
    kind,
    region: city,
    all: sql`''`,
  };
  const text = (value: ReturnType<typeof sql>) => sql<string>`cast(${value} as text)`;
  await q.insert(roundFrame).select(
    q
      .select({
        roundId: sql<number>`${sql.raw(String(roundId))}`.as("round_id"),
        siteId: sites.id,
        key: sql<string>`coalesce(${sites.code}, ${sites.url})`.as("site_key"),
        code: sites.code,
        name: sites.name,
        url: sites.url,
        kind: text(kind).as("site_kind"),
        portal: sql<boolean>`coalesce(${kinds.portal}, ${false})`.as("is_portal"),
        region: sql<string>`coalesce(${own.name}, ${sites.regionText}, '')`.as("region"),
        city: text(city).as("city"),
        organiser: sql<string>`coalesce(${organisers.name}, '')`.as("organiser"),
        stratum: text(strata[given.by]).as("stratum"),
        carried: sql<boolean>`1 = 0`.as("carried"),
      })
      .from(sites)
      .leftJoin(kinds, eq(kinds.id, sites.kindId))
      .leftJoin(own, eq(own.id, sites.regionId))
      .leftJoin(organisers, eq(organisers.id, sites.organiserId))
      .where(
        and(eq(sites.status, "running"), given.within ? inArray(sites.regionId, [...given.within, -1]) : undefined),
      ),
  );
  for (let at = 0; at < given.carried.length; at += BATCH)
    await q
      .update(roundFrame)
      .set({ carried: true })
      .where(and(eq(roundFrame.roundId, roundId), inArray(roundFrame.siteId, given.carried.slice(at, at + BATCH))));
}
export const frameOf = (q: Queries, roundId: number): Promise<FrameRow[]> =>
  q.select().from(q.t.roundFrame).where(eq(q.t.roundFrame.roundId, roundId)).orderBy(asc(q.t.roundFrame.siteId));
export type FrameSiteRow = Omit<FrameRow, "roundId" | "code" | "portal" | "organiser">;
/** What is hashed and drawn from, and no more: a nation's frame is read while somebody waits. */
export const drawnFrom = (q: Queries, roundId: number): Promise<FrameSiteRow[]> => {
  const { siteId, key, name, url, kind, region, city, stratum, carried } = q.t.roundFrame;
  return q
    .select({ siteId, key, name, url, kind, region, city, stratum, carried })
    .from(q.t.roundFrame)
    .where(eq(q.t.roundFrame.roundId, roundId))
    .orderBy(asc(siteId));
};

/**
 * The sample just drawn. Numbers, hex and a closed list of words are written into the statement: a row as values of their own
 * for each of twenty columns costs ten times as much, and a nation's sample has 18,000 rows.
 */
export async function addSample(
  q: Queries,
  roundId: number,
  sample: readonly { siteId: number; why: "drawn" | "carried"; rank: string }[],
): Promise<void> {
  const { roundSites, roundFrame } = q.t;
  for (let at = 0; at < sample.length; at += BATCH) {
    const rows = sample.slice(at, at + BATCH).map(({ siteId, why, rank }) => {
      if (!Number.isSafeInteger(siteId) || !/^[0-9a-f]{64}$/.test(rank)) throw new Error("no site or no hash");
      return `(${siteId}, '${why}', '${rank}')`;
    });
    const given: Partial<Record<keyof RoundSiteRow, string>> = {
      ...{ roundId: "f.round_id", siteId: "f.site_id", stratum: "f.stratum", why: "v.column2", rank: "v.column3" },
      ...{ attempts: "0", result: "'pending'" },
    };
    const columns = Object.keys(getTableColumns(roundSites as never)).map(
      (name) => given[name as keyof RoundSiteRow] ?? "null",
    );
    await q.insert(roundSites).select(
      sql`select ${sql.raw(columns.join(", "))} from (values ${sql.raw(rows.join(", "))}) as v
        join ${roundFrame} f on f.site_id = v.column1 and f.round_id = ${sql.raw(String(Number(roundId)))}`,
    );
  }
}
export async function addRoundSites(q: Queries, rows: Tables["roundSites"]["$inferInsert"][]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await q.insert(q.t.roundSites).values(rows.slice(at, at + BATCH));
}
export const roundSitesOf = (q: Queries, roundId: number): Promise<RoundSiteRow[]> =>
  q
    .select()
    .from(q.t.roundSites)
    .where(eq(q.t.roundSites.roundId, roundId))
    .orderBy(asc(q.t.roundSites.stratum), asc(q.t.roundSites.rank));
export async function roundSite(q: Queries, roundId: number, siteId: number): Promise<RoundSiteRow | undefined> {
  const { roundSites } = q.t;
  return (
    await q
      .select()
      .from(roundSites)
      .where(and(eq(roundSites.roundId, roundId), eq(roundSites.siteId, siteId)))
  )[0];
}
/** False where somebody was faster: the row was dropped, or its round is no longer open. */
export async function setRoundSite(
  q: Queries,
  roundId: number,
  siteId: number,
  set: Partial<Tables["roundSites"]["$inferInsert"]>,
): Promise<boolean> {
  const { roundSites, rounds } = q.t;
  const open = sql`exists (select 1 from ${rounds} r where r.id = ${roundId} and r.state in ('drawn', 'checking'))`;
  const won = await q
    .update(roundSites)
    .set(set)
    .where(and(eq(roundSites.roundId, roundId), eq(roundSites.siteId, siteId), isNull(roundSites.droppedAt), open))
    .returning({ siteId: roundSites.siteId });
  return won.length === 1;
}

type RoundClaim = { now: Temporal.Instant; leaseUntil: Temporal.Instant; most: number };
/** A sampled site as a queue points at it; `anyway` where it knows that the process that had it died. */
export type RoundPointer = { roundId: number; siteId: number };

/** Still to be read, of a round that is being checked, and held by nobody. */
const waits = ({ roundSites }: Tables, { now, most }: Omit<RoundClaim, "leaseUntil">, anyway = false) =>
  and(
    isNull(roundSites.checkedAt),
    isNull(roundSites.droppedAt),
    lt(roundSites.attempts, most),
    anyway ? undefined : or(isNull(roundSites.leaseUntil), lt(roundSites.leaseUntil, now)),
  );
const isChecked = ({ roundSites, rounds }: Tables) =>
  and(eq(rounds.id, roundSites.roundId), eq(rounds.state, "checking"));

/** Sampled sites that anybody may claim, with where each is: its last address, else its host. */
export function readyRoundSites(
  q: Queries,
  given: Omit<RoundClaim, "leaseUntil">,
  limit: number,
): Promise<(RoundPointer & { host: string; address: string | null })[]> {
  const { roundSites, rounds, sites, visits } = q.t;
  return q
    .select({ roundId: roundSites.roundId, siteId: roundSites.siteId, host: sites.host, address: visits.address })
    .from(roundSites)
    .innerJoin(rounds, isChecked(q.t))
    .innerJoin(sites, eq(sites.id, roundSites.siteId))
    .leftJoin(visits, eq(visits.siteId, roundSites.siteId))
    .where(waits(q.t, given))
    .orderBy(asc(roundSites.roundId), asc(roundSites.attempts), asc(roundSites.rank))
    .limit(limit);
}
/** Claims a sampled site, or the one given; a lease lapses. */
export async function claimRoundSite(
  q: Queries,
  given: RoundClaim,
  one?: RoundPointer & { anyway: boolean },
): Promise<RoundSiteRow | undefined> {
  const { roundSites, rounds } = q.t;
  const [next] = await q
    .select({ roundId: roundSites.roundId, siteId: roundSites.siteId, attempts: roundSites.attempts })
    .from(roundSites)
    .innerJoin(rounds, isChecked(q.t))
    .where(
      and(
        waits(q.t, given, one?.anyway),
        one && and(eq(roundSites.roundId, one.roundId), eq(roundSites.siteId, one.siteId)),
      ),
    )
    .orderBy(asc(roundSites.roundId), asc(roundSites.attempts), asc(roundSites.rank))
    .limit(1)
    .for("update", { of: roundSites, skipLocked: true });
  if (!next) return undefined;
  const [row] = await q
    .update(roundSites)
    .set({ leaseUntil: given.leaseUntil, attempts: next.attempts + 1 })
    .where(and(eq(roundSites.roundId, next.roundId), eq(roundSites.siteId, next.siteId)))
    .returning();
  return row;
}
/** Sampled sites that are still to be read, those given up after so many tries not among them. */
export function unreadCount(
  q: Queries,
  roundId: number,
  { now, most }: Omit<RoundClaim, "leaseUntil">,
): Promise<number> {
  const { roundSites } = q.t;
  return q.$count(
    roundSites,
    and(
      eq(roundSites.roundId, roundId),
      isNull(roundSites.checkedAt),
      isNull(roundSites.droppedAt),
      // A site in its last try is not given up yet, unless the process that tried it is gone
      or(lt(roundSites.attempts, most), gte(roundSites.leaseUntil, now)),
    ),
  );
}
/** True for the one whose lease still holds. */
export async function markChecked(q: Queries, row: RoundSiteRow, at: Temporal.Instant): Promise<boolean> {
  const { roundSites } = q.t;
  const won = await q
    .update(roundSites)
    .set({ checkedAt: at, leaseUntil: null })
    .where(
      and(
        eq(roundSites.roundId, row.roundId),
        eq(roundSites.siteId, row.siteId),
        isNull(roundSites.checkedAt),
        row.leaseUntil ? eq(roundSites.leaseUntil, row.leaseUntil) : isNull(roundSites.leaseUntil),
      ),
    )
    .returning({ siteId: roundSites.siteId });
  return won.length === 1;
}

/** Findings of sampled sites that people act on and that stood at some time since the draw. */
export const findingsSince = (q: Queries, roundId: number, since: Temporal.Instant): Promise<FindingRow[]> => {
  const { findings, roundSites } = q.t;
  const sampled = q
    .select({ id: roundSites.siteId })
    .from(roundSites)
    .where(and(eq(roundSites.roundId, roundId), isNull(roundSites.droppedAt)));
  return q
    .select()
    .from(findings)
    .where(
      and(
        inArray(findings.siteId, sampled),
        inArray(findings.level, ["veto", "fault"]),
        or(isNull(findings.clearedAt), gte(findings.clearedAt, since)),
      ),
    )
    .orderBy(asc(findings.id));
};
/** Verdicts of sampled sites that could not be reached. */
export const inconclusiveOf = (q: Queries, roundId: number) => {
  const { results, roundSites } = q.t;
  return q
    .select({ siteId: results.siteId, checkId: results.checkId, reason: results.reason })
    .from(results)
    .innerJoin(roundSites, and(eq(roundSites.siteId, results.siteId), eq(roundSites.roundId, roundId)))
    .where(and(eq(results.outcome, "inconclusive"), isNotNull(results.reason)));
};

export async function addCorrection(q: Queries, row: Tables["roundCorrections"]["$inferInsert"]): Promise<void> {
  await q.insert(q.t.roundCorrections).values(row);
}
export const correctionsOf = (q: Queries, roundId: number): Promise<CorrectionRow[]> =>
  q
    .select()
    .from(q.t.roundCorrections)
    .where(eq(q.t.roundCorrections.roundId, roundId))
    .orderBy(asc(q.t.roundCorrections.id));
