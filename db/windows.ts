/** Announced maintenance, and news that waited for the end of a window or a mute. */
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, or } from "./drizzle.ts";
import type { FindingRow } from "./findings.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type WindowRow = Tables["windows"]["$inferSelect"];

export async function addWindow(q: Queries, row: Omit<Tables["windows"]["$inferInsert"], "id">): Promise<number> {
  const [made] = await q.insert(q.t.windows).values(row).returning({ id: q.t.windows.id });
  return made?.id ?? 0;
}
export async function windowById(q: Queries, id: number): Promise<WindowRow | undefined> {
  return (await q.select().from(q.t.windows).where(eq(q.t.windows.id, id)))[0];
}
/** Ends a window before its time, or calls it off; undefined where it is over already. */
export async function endWindow(q: Queries, id: number, at: Temporal.Instant): Promise<WindowRow | undefined> {
  const { windows } = q.t;
  const [row] = await q
    .update(windows)
    .set({ endedAt: at })
    .where(and(eq(windows.id, id), isNull(windows.endedAt), gt(windows.untilAt, at)))
    .returning();
  return row;
}
/** Windows that are on now or still to come, the first one first. */
export const windowsAhead = (q: Queries, at: Temporal.Instant): Promise<WindowRow[]> =>
  q
    .select()
    .from(q.t.windows)
    .where(and(isNull(q.t.windows.endedAt), gt(q.t.windows.untilAt, at)))
    .orderBy(asc(q.t.windows.fromAt), asc(q.t.windows.id));
export async function sitesInWindow(q: Queries, at: Temporal.Instant): Promise<Set<number>> {
  return new Set(
    (await windowsAhead(q, at))
      .filter(({ fromAt }) => Temporal.Instant.compare(fromAt, at) <= 0)
      .map(({ siteId }) => siteId),
  );
}
/** Windows that are over and whose waiting news nobody told yet. */
export const windowsOver = (q: Queries, at: Temporal.Instant): Promise<WindowRow[]> =>
  q
    .select()
    .from(q.t.windows)
    .where(and(isNull(q.t.windows.overAt), or(isNotNull(q.t.windows.endedAt), lte(q.t.windows.untilAt, at))))
    .orderBy(asc(q.t.windows.id));
/** True for the one call that takes a window's end in hand. */
export async function closeWindow(q: Queries, id: number, at: Temporal.Instant): Promise<boolean> {
  const { windows } = q.t;
  const won = await q
    .update(windows)
    .set({ overAt: at })
    .where(and(eq(windows.id, id), isNull(windows.overAt)))
    .returning({ id: windows.id });
  return won.length === 1;
}

const untold = (q: Queries) => or(isNull(q.t.findings.toldAt), lt(q.t.findings.toldAt, q.t.findings.openedAt));
/** Open findings of running sites that people act on and of whose present episode nobody was told. */
export async function untoldFindings(q: Queries): Promise<FindingRow[]> {
  const { findings, sites } = q.t;
  const rows = await q
    .select({ finding: findings })
    .from(findings)
    .innerJoin(sites, eq(sites.id, findings.siteId))
    .where(
      and(
        eq(findings.state, "open"),
        ne(findings.review, "dismissed"),
        inArray(findings.level, ["veto", "fault"]),
        eq(findings.baseline, false),
        eq(sites.status, "running"),
        untold(q),
      ),
    )
    .orderBy(asc(findings.id));
  return rows.map(({ finding }) => finding);
}
/** Marks findings as told; returns those that nobody else told meanwhile. */
export async function claimTold(q: Queries, ids: number[], at: Temporal.Instant): Promise<number[]> {
  if (ids.length === 0) return [];
  const won = await q
    .update(q.t.findings)
    .set({ toldAt: at })
    .where(and(inArray(q.t.findings.id, ids), untold(q)))
    .returning({ id: q.t.findings.id });
  return won.map(({ id }) => id).sort((a, b) => a - b);
}
/** Findings of a site that were known to people and cleared between two instants. */
export const clearedWithin = (q: Queries, siteId: number, from: Temporal.Instant, to: Temporal.Instant) => {
  const { findings } = q.t;
  return q
    .select()
    .from(findings)
    .where(
      and(
        eq(findings.siteId, siteId),
        eq(findings.state, "cleared"),
        gte(findings.clearedAt, from),
        lte(findings.clearedAt, to),
        or(gte(findings.toldAt, findings.openedAt), eq(findings.review, "confirmed")),
      ),
    )
    .orderBy(asc(findings.id));
};
