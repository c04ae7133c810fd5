/** What one address is asked by all processes together: one statement reserves a start, so no two get the same. */
import { and, eq, gt, gte, lt, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";

const NEVER = Temporal.Instant.fromEpochMilliseconds(0);

/** Reserves the next start in a paced lane; `gapMs` later is the one after it. Returns the milliseconds to wait. */
export async function reserveStart(
  q: Queries,
  wish: { address: string; lane: "page" | "link"; now: Temporal.Instant; gapMs: number },
): Promise<number> {
  const { addresses } = q.t;
  const column = wish.lane === "page" ? "pageAt" : "linkAt";
  const now = wish.now.epochMilliseconds;
  const gap = Math.ceil(wish.gapMs);
  const next = wish.now.add({ milliseconds: gap });
  const at = addresses[column];
  const [row] = await q
    .insert(addresses)
    .values({ address: wish.address, pageAt: NEVER, linkAt: NEVER, pausedUntil: NEVER, [column]: next })
    .onConflictDoUpdate({
      target: addresses.address,
      set: { [column]: sql`case when ${at} > ${now} then ${at} else ${now} end + ${gap}` },
    })
    .returning({ next: at });
  return Math.max(0, (row?.next.epochMilliseconds ?? now) - gap - now);
}

/** Pauses an address; true for the one process that did it. */
export async function pauseAddress(
  q: Queries,
  address: string,
  now: Temporal.Instant,
  until: Temporal.Instant,
): Promise<boolean> {
  const { addresses } = q.t;
  await q.insert(addresses).values({ address, pageAt: NEVER, linkAt: NEVER, pausedUntil: NEVER }).onConflictDoNothing();
  const won = await q
    .update(addresses)
    .set({ pausedUntil: until })
    .where(and(eq(addresses.address, address), lt(addresses.pausedUntil, now)))
    .returning({ address: addresses.address });
  return won.length === 1;
}

export async function pausedAddresses(q: Queries, now: Temporal.Instant): Promise<ReadonlySet<string>> {
  const { addresses } = q.t;
  const rows = await q.select({ address: addresses.address }).from(addresses).where(gt(addresses.pausedUntil, now));
  return new Set(rows.map(({ address }) => address));
}
/** How the sites behind an address answered when they were last visited, of those visited since. */
export async function looksAt(
  q: Queries,
  address: string,
  since: Temporal.Instant,
): Promise<{ all: number; declined: number }> {
  const { visits } = q.t;
  const [row] = await q
    .select({
      all: sql<number>`count(*)`.mapWith(Number),
      declined: sql<number>`coalesce(sum(case when ${visits.outcome} = 'declined' then 1 else 0 end), 0)`.mapWith(
        Number,
      ),
    })
    .from(visits)
    .where(and(eq(visits.address, address), gte(visits.at, since)));
  return row ?? { all: 0, declined: 0 };
}

/** Drops what nobody asked since. */
export async function pruneAddresses(q: Queries, before: Temporal.Instant): Promise<void> {
  const { addresses: t } = q.t;
  await q.delete(t).where(and(lt(t.pageAt, before), lt(t.linkAt, before), lt(t.pausedUntil, before)));
}
