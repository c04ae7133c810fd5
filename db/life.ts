/** Requests that change a site's registration, with their approvals. */
import { and, asc, desc, eq, gte, inArray, isNotNull, lte } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";
import type { REQUEST_FIELDS, REQUEST_KINDS, REQUEST_STATES } from "./tables-life.ts";

export type { RequestData } from "./tables-life.ts";
export type RequestKind = (typeof REQUEST_KINDS)[number];
export type RequestState = (typeof REQUEST_STATES)[number];
export type RequestField = (typeof REQUEST_FIELDS)[number];
export type RequestRow = Tables["requests"]["$inferSelect"];
export type ApprovalRow = Tables["approvals"]["$inferSelect"];

export const UNDER_WAY: readonly RequestState[] = ["requested", "approved", "notice", "suspended"];

/** Undefined where the site has a request under way that changes the same. */
export async function addRequest(
  q: Queries,
  request: Omit<Tables["requests"]["$inferInsert"], "id" | "state" | "level">,
): Promise<RequestRow | undefined> {
  const [row] = await q
    .insert(q.t.requests)
    .values({ ...request, state: "requested", level: 0 })
    .onConflictDoNothing()
    .returning();
  return row;
}
export async function requestById(q: Queries, id: number): Promise<RequestRow | undefined> {
  return (await q.select().from(q.t.requests).where(eq(q.t.requests.id, id)))[0];
}
export const requestsUnderWay = (q: Queries): Promise<RequestRow[]> =>
  q
    .select()
    .from(q.t.requests)
    .where(inArray(q.t.requests.state, [...UNDER_WAY]))
    .orderBy(asc(q.t.requests.id));
/** Of one site, newest first. */
export const requestsOfSite = (q: Queries, siteId: number): Promise<RequestRow[]> =>
  q.select().from(q.t.requests).where(eq(q.t.requests.siteId, siteId)).orderBy(desc(q.t.requests.id));
export async function underWay(q: Queries, siteId: number, field: RequestField): Promise<RequestRow | undefined> {
  return (await requestsOfSite(q, siteId)).find((row) => row.field === field && UNDER_WAY.includes(row.state));
}
/** Done, whose last day lies from `from` to `to`. */
export const requestsDone = (q: Queries, from: string, to: string): Promise<RequestRow[]> =>
  q
    .select()
    .from(q.t.requests)
    .where(and(eq(q.t.requests.state, "done"), gte(q.t.requests.doneOn, from), lte(q.t.requests.doneOn, to)))
    .orderBy(asc(q.t.requests.id));

/** Undefined where the request stands elsewhere by now: somebody was first. */
export async function moveRequest(
  q: Queries,
  row: Pick<RequestRow, "id" | "state" | "level">,
  set: Partial<Omit<RequestRow, "id" | "kind" | "field">> & { state?: RequestState },
): Promise<RequestRow | undefined> {
  const { requests } = q.t;
  const [moved] = await q
    .update(requests)
    .set(set)
    .where(and(eq(requests.id, row.id), eq(requests.state, row.state), eq(requests.level, row.level)))
    .returning();
  return moved;
}

/** What is due by itself on a day, in the order in which it fell due. */
export const requestsDue = (q: Queries, day: string): Promise<RequestRow[]> =>
  q
    .select()
    .from(q.t.requests)
    .where(and(isNotNull(q.t.requests.nextOn), lte(q.t.requests.nextOn, day)))
    .orderBy(asc(q.t.requests.nextOn), asc(q.t.requests.id));

export const approvalsOf = (q: Queries, requestId: number): Promise<ApprovalRow[]> =>
  q.select().from(q.t.approvals).where(eq(q.t.approvals.requestId, requestId)).orderBy(asc(q.t.approvals.level));
export async function addApproval(q: Queries, approval: Omit<Tables["approvals"]["$inferInsert"], "id">) {
  await q.insert(q.t.approvals).values(approval);
}

/** True for the one that changed it: the site still had the status that the change starts from. */
export async function moveStatus(
  q: Queries,
  siteId: number,
  from: Tables["sites"]["$inferSelect"]["status"],
  to: Tables["sites"]["$inferSelect"]["status"],
): Promise<boolean> {
  const { sites } = q.t;
  const won = await q
    .update(sites)
    .set({ status: to })
    .where(and(eq(sites.id, siteId), eq(sites.status, from)))
    .returning({ id: sites.id });
  return won.length === 1;
}
/** Every status that sites have had, oldest first. */
export const statusHistory = (q: Queries) => {
  const { siteHistory } = q.t;
  return q
    .select({
      siteId: siteHistory.siteId,
      value: siteHistory.value,
      since: siteHistory.since,
      until: siteHistory.until,
    })
    .from(siteHistory)
    .where(eq(siteHistory.field, "status"))
    .orderBy(asc(siteHistory.since), asc(siteHistory.id));
};
