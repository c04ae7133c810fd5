/** Due rows as a queue sees them: which may be handed out, who holds one, and which were set aside. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, like, lt, lte, notInArray, or, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import { type Due, type DueKind, isFree, VISITED } from "./patrol.ts";
import { type SiteRow, sitesById } from "./sites.ts";
import { isUnheld } from "./talk.ts";

const CHUNK = 500;

export type Ready = Pick<Due, "siteId" | "kind" | "vantage"> & { host: string; address: string | null };
/** Due rows that nobody holds, the oldest first, with where their site is: its last address, else its host. */
export function readyDues(
  q: Queries,
  now: Temporal.Instant,
  limit: number,
  kinds: readonly DueKind[],
): Promise<Ready[]> {
  const { dues, sites, visits } = q.t;
  return q
    .select({
      siteId: dues.siteId,
      kind: dues.kind,
      vantage: dues.vantage,
      host: sites.host,
      address: visits.address,
    })
    .from(dues)
    .innerJoin(sites, eq(sites.id, dues.siteId))
    .leftJoin(visits, eq(visits.siteId, dues.siteId))
    .where(isFree(q.t, now, kinds))
    .orderBy(asc(dues.dueAt), asc(dues.siteId))
    .limit(limit);
}

/**
 * Claims one due row for a job. A lease is `<job>:<attempt>`: an attempt of the same job takes over from the one before
 * it, which its queue has found dead; anybody else waits for the lease to lapse.
 */
export async function claimDue(
  q: Queries,
  claim: {
    siteId: number;
    kind: DueKind;
    job: string;
    attempt: number;
    now: Temporal.Instant;
    leaseUntil: Temporal.Instant;
  },
): Promise<Due | undefined> {
  const { dues } = q.t;
  const [row] = await q
    .update(dues)
    .set({
      lease: `${claim.job}:${claim.attempt}`,
      leaseUntil: claim.leaseUntil,
      attempts: sql`${dues.attempts} + 1`,
    })
    .where(
      and(
        eq(dues.siteId, claim.siteId),
        eq(dues.kind, claim.kind),
        lte(dues.dueAt, claim.now),
        or(isNull(dues.leaseUntil), lt(dues.leaseUntil, claim.now), like(dues.lease, `${claim.job}:%`)),
      ),
    )
    .returning();
  return row;
}

const mine = ({ dues }: Queries["t"], due: Due) =>
  and(eq(dues.siteId, due.siteId), eq(dues.kind, due.kind), eq(dues.lease, due.lease ?? ""));

/** Lets a row go after a fault, to be claimed again from `at` on; its tries stay counted. */
export async function releaseDue(q: Queries, due: Due, at: Temporal.Instant): Promise<void> {
  await q.update(q.t.dues).set({ leaseUntil: at }).where(mine(q.t, due));
}

/**
 * Sets a site's visits of one kind aside until `until`. True where it was not yet aside, so that it is told once. `due`
 * without a lease means whoever holds it: its queue has given up on all of them.
 */
export async function setAside(
  q: Queries,
  due: Pick<Due, "siteId" | "kind"> & { lease?: string | null },
  aside: { at: Temporal.Instant; until: Temporal.Instant; note: string },
): Promise<boolean> {
  const { dues } = q.t;
  const [before] = await q
    .select({ asideAt: dues.asideAt })
    .from(dues)
    .where(
      and(
        eq(dues.siteId, due.siteId),
        eq(dues.kind, due.kind),
        due.lease ? like(dues.lease, due.lease) : undefined,
        lte(dues.dueAt, aside.at),
      ),
    )
    .for("update");
  if (!before) return false;
  await q
    .update(dues)
    .set({
      dueAt: aside.until,
      lease: null,
      leaseUntil: null,
      attempts: 0,
      asideAt: before.asideAt ?? aside.at,
      note: aside.note,
    })
    .where(and(eq(dues.siteId, due.siteId), eq(dues.kind, due.kind)));
  return before.asideAt === null;
}

export type Aside = { siteId: number; site: string; kind: DueKind; asideAt: Temporal.Instant; note: string };
/** What is set aside now, the latest first. */
export async function asides(q: Queries): Promise<Aside[]> {
  const { dues, sites } = q.t;
  const rows = await q
    .select({ siteId: dues.siteId, site: sites.name, kind: dues.kind, asideAt: dues.asideAt, note: dues.note })
    .from(dues)
    .innerJoin(sites, eq(sites.id, dues.siteId))
    .where(isNotNull(dues.asideAt))
    .orderBy(desc(dues.asideAt), asc(dues.siteId));
  return rows.flatMap(({ asideAt, note, ...row }) => (asideAt ? [{ ...row, asideAt, note: note ?? "" }] : []));
}

/** Jobs that wait for anybody: those whose process died are among them once their lease has lapsed. */
export async function readyJobs(q: Queries, now: Temporal.Instant, limit: number): Promise<number[]> {
  const { jobs } = q.t;
  const rows = await q
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.state, "queued"), isUnheld(q.t, now)))
    .orderBy(asc(jobs.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Jobs that are not done yet, claimed or not. */
export const jobsWaiting = (q: Queries): Promise<number> => q.$count(q.t.jobs, eq(q.t.jobs.state, "queued"));

/** Sites that may be due and lack a row of one of these kinds: what a plan has to look at. */
export async function unplanned(q: Queries, kinds: readonly DueKind[]): Promise<SiteRow[]> {
  const { dues, sites } = q.t;
  const planned = q
    .select({ siteId: dues.siteId })
    .from(dues)
    .where(inArray(dues.kind, [...kinds]))
    .groupBy(dues.siteId)
    .having(sql`count(*) = ${kinds.length}`);
  const rows = await q
    .select({ id: sites.id })
    .from(sites)
    .where(and(inArray(sites.status, [...VISITED]), notInArray(sites.id, planned)));
  const ids = rows.map(({ id }) => id);
  const found: SiteRow[] = [];
  for (let i = 0; i < ids.length; i += CHUNK) found.push(...(await sitesById(q, ids.slice(i, i + CHUNK))));
  return found;
}
