/** When a site is due and how its visits went. */
import { and, asc, eq, gte, inArray, isNull, lt, lte, or, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { DUE_KINDS, Tables } from "./tables.ts";

export type DueKind = (typeof DUE_KINDS)[number];
export type Due = Tables["dues"]["$inferSelect"];

/** Makes a due row where there is none; an earlier time wins only where `earlier` asks for it. */
export async function ensureDue(q: Queries, siteId: number, kind: DueKind, dueAt: Temporal.Instant): Promise<void> {
  await q.insert(q.t.dues).values({ siteId, kind, dueAt }).onConflictDoNothing();
}
export async function setDue(
  q: Queries,
  siteId: number,
  kind: DueKind,
  dueAt: Temporal.Instant,
  vantage: string | null = null,
): Promise<void> {
  await q
    .insert(q.t.dues)
    .values({ siteId, kind, dueAt, vantage })
    .onConflictDoUpdate({
      target: [q.t.dues.siteId, q.t.dues.kind],
      set: { dueAt, vantage, lease: null, leaseUntil: null, attempts: 0 },
    });
}

/** Of sites in these states a row may be due: a closed one is asked once a day whether it still answers. */
export const VISITED = ["running", "closing", "closed"] as const;
/** Rows that are due, that nobody holds, and whose site (joined) is visited. */
export const isFree = ({ dues, sites }: Tables, now: Temporal.Instant, kinds?: readonly DueKind[]) =>
  and(
    lte(dues.dueAt, now),
    kinds ? inArray(dues.kind, [...kinds]) : undefined,
    or(isNull(dues.leaseUntil), lt(dues.leaseUntil, now)),
    inArray(sites.status, [...VISITED]),
  );

/** Claims up to `limit` due rows; a lease that lapsed (its process died) is claimed anew. */
export async function claimDues(
  q: Queries,
  claim: {
    now: Temporal.Instant;
    lease: string;
    leaseUntil: Temporal.Instant;
    limit: number;
    kinds?: readonly DueKind[];
  },
): Promise<Due[]> {
  const { dues, sites } = q.t;
  const next = q.$with("next").as(
    q
      .select({ siteId: dues.siteId, kind: dues.kind })
      .from(dues)
      .innerJoin(sites, eq(sites.id, dues.siteId))
      .where(isFree(q.t, claim.now, claim.kinds))
      .orderBy(asc(dues.dueAt), asc(dues.siteId))
      .limit(claim.limit)
      .for("update", { of: dues, skipLocked: true }),
  );
  const rows = await q
    .with(next)
    .update(dues)
    .set({ lease: claim.lease, leaseUntil: claim.leaseUntil, attempts: sql`${dues.attempts} + 1` })
    .where(sql`(${dues.siteId}, ${dues.kind}) in (select ${sql.raw("site_id, kind")} from ${next})`)
    .returning();
  return rows.sort((a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt));
}

/** Ends a claim with the next due time; false when the lease had lapsed and somebody else holds it now. */
export async function finishDue(q: Queries, due: Due, nextAt: Temporal.Instant | null): Promise<boolean> {
  const { dues } = q.t;
  const mine = and(eq(dues.siteId, due.siteId), eq(dues.kind, due.kind), eq(dues.lease, due.lease ?? ""));
  const done = nextAt
    ? await q
        .update(dues)
        .set({ dueAt: nextAt, lease: null, leaseUntil: null, attempts: 0, asideAt: null, note: null })
        .where(mine)
        .returning({ siteId: dues.siteId })
    : await q.delete(dues).where(mine).returning({ siteId: dues.siteId });
  return done.length === 1;
}

/** Of sites that are visited: what is off the patrol is not late. */
export async function dueCounts(q: Queries, now: Temporal.Instant): Promise<{ all: number; late: number }> {
  const { dues, sites } = q.t;
  const visited = q
    .select({ id: sites.id })
    .from(sites)
    .where(inArray(sites.status, ["running", "closing"]));
  const due = and(eq(dues.kind, "visit"), inArray(dues.siteId, visited));
  const all = await q.$count(dues, due);
  const late = await q.$count(dues, and(due, lte(dues.dueAt, now.subtract({ hours: 2 }))));
  return { all, late };
}

export type ProbeDayRow = Tables["probeDays"]["$inferSelect"];
export type Counted = "opened" | "missed" | "declined" | "unmeasured" | "disputed";

export type ProbeCounts = Record<Counted, number>;
/** Adds one probe to its day and returns the day's counts; `packed` is kept for the evidence behind the week's figures. */
export async function addProbe(
  q: Queries,
  probe: { siteId: number; day: string; outcome: Counted; packed: string },
): Promise<ProbeCounts> {
  const { probeDays } = q.t;
  const key = and(eq(probeDays.siteId, probe.siteId), eq(probeDays.day, probe.day));
  const [row] = await q.select().from(probeDays).where(key).for("update");
  if (!row) {
    const counts = { opened: 0, missed: 0, declined: 0, unmeasured: 0, disputed: 0, [probe.outcome]: 1 };
    await q.insert(probeDays).values({ siteId: probe.siteId, day: probe.day, ...counts, probes: [probe.packed] });
    return counts;
  }
  const { siteId: _, day: __, probes, ...before } = row;
  const counts = { ...before, [probe.outcome]: before[probe.outcome] + 1 };
  await q
    .update(probeDays)
    .set({ ...counts, probes: [...probes, probe.packed] })
    .where(key);
  return counts;
}

/** Turns the last probe of a day into another outcome: what the second look found of a miss. */
export async function recountProbe(
  q: Queries,
  probe: { siteId: number; day: string; from: Counted; to: Counted },
): Promise<void> {
  const { probeDays } = q.t;
  if (probe.from === probe.to) return;
  await q
    .update(probeDays)
    .set({
      [probe.from]: sql`${probeDays[probe.from]} - 1`,
      [probe.to]: sql`${probeDays[probe.to]} + 1`,
    })
    .where(and(eq(probeDays.siteId, probe.siteId), eq(probeDays.day, probe.day), sql`${probeDays[probe.from]} > 0`));
}

export const probeDaysSince = (q: Queries, siteId: number, day: string): Promise<ProbeDayRow[]> =>
  q
    .select()
    .from(q.t.probeDays)
    .where(and(eq(q.t.probeDays.siteId, siteId), gte(q.t.probeDays.day, day)))
    .orderBy(asc(q.t.probeDays.day));

export async function seedProbeDay(q: Queries, row: ProbeDayRow): Promise<void> {
  await q.insert(q.t.probeDays).values(row).onConflictDoNothing();
}

export type VisitRow = Tables["visits"]["$inferInsert"];
export async function noteVisit(q: Queries, visit: VisitRow): Promise<void> {
  const { siteId: _, ...set } = visit;
  await q.insert(q.t.visits).values(visit).onConflictDoUpdate({ target: q.t.visits.siteId, set });
}
export async function lastVisit(q: Queries, siteId: number) {
  return (await q.select().from(q.t.visits).where(eq(q.t.visits.siteId, siteId)))[0];
}

export type ResultRow = Tables["results"]["$inferSelect"];
export const results = (q: Queries, siteId: number): Promise<ResultRow[]> =>
  q.select().from(q.t.results).where(eq(q.t.results.siteId, siteId)).orderBy(asc(q.t.results.checkId));
const RESULT = [
  "outcome",
  "level",
  "reason",
  "digest",
  "prepared",
  "holdsUntil",
  "at",
] as const satisfies readonly (keyof ResultRow)[];
/** All verdicts of a visit in one statement: each takes the place of the one before it of its check. */
export async function noteResults(q: Queries, rows: readonly ResultRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { results } = q.t;
  const set = Object.fromEntries(RESULT.map((name) => [name, sql`excluded.${sql.identifier(results[name].name)}`]));
  await q
    .insert(results)
    .values([...rows])
    .onConflictDoUpdate({ target: [results.siteId, results.checkId], set });
}

type LinkReach = Record<string, unknown>;
const CHUNK = 500;

export async function recallLinks(
  q: Queries,
  urls: string[],
  since: Temporal.Instant,
): Promise<Map<string, LinkReach>> {
  const { linkVerdicts } = q.t;
  const found = new Map<string, LinkReach>();
  for (let i = 0; i < urls.length; i += CHUNK) {
    const rows = await q
      .select()
      .from(linkVerdicts)
      .where(and(inArray(linkVerdicts.url, urls.slice(i, i + CHUNK)), gte(linkVerdicts.at, since)));
    for (const row of rows) found.set(row.url, row.verdict);
  }
  return found;
}
export async function noteLinks(
  q: Queries,
  found: ReadonlyMap<string, LinkReach>,
  at: Temporal.Instant,
): Promise<void> {
  const { linkVerdicts } = q.t;
  const rows = [...found].map(([url, verdict]) => ({ url, verdict, at }));
  for (let i = 0; i < rows.length; i += CHUNK)
    await q
      .insert(linkVerdicts)
      .values(rows.slice(i, i + CHUNK))
      .onConflictDoUpdate({ target: linkVerdicts.url, set: { verdict: sql`excluded.verdict`, at: sql`excluded.at` } });
}
/** Drops what is past its time; returns how many rows went. */
export async function pruneLinks(q: Queries, before: Temporal.Instant): Promise<void> {
  await q.delete(q.t.linkVerdicts).where(lt(q.t.linkVerdicts.at, before));
}
export async function pruneProbes(q: Queries, beforeDay: string): Promise<void> {
  await q.update(q.t.probeDays).set({ probes: [] }).where(lt(q.t.probeDays.day, beforeDay));
}
