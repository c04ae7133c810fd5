/** The days that an office's calendar adds to the shipped one, and the orders that were reckoned by it. */
import { and, asc, eq, gte, isNotNull, lte, notInArray } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type CalendarDayRow = Tables["calendarDays"]["$inferSelect"];

export const calendarDays = (q: Queries): Promise<CalendarDayRow[]> =>
  q.select().from(q.t.calendarDays).orderBy(asc(q.t.calendarDays.day));

export async function putCalendarDays(q: Queries, rows: CalendarDayRow[]): Promise<void> {
  for (const { day, kind, name } of rows)
    await q
      .insert(q.t.calendarDays)
      .values({ day, kind, name })
      .onConflictDoUpdate({ target: q.t.calendarDays.day, set: { kind, name } });
}
/** Takes the imported days from `from` to `to` off again; returns how many there were. */
export async function dropCalendarDays(q: Queries, from: string, to: string): Promise<number> {
  const { calendarDays: days } = q.t;
  const gone = await q
    .delete(days)
    .where(and(gte(days.day, from), lte(days.day, to)))
    .returning({ day: days.day });
  return gone.length;
}

/** Orders still running whose date was said in working days and never fixed anew by a granted extension. */
export function ordersInWorkingDays(q: Queries) {
  const { orders, sites, extensions } = q.t;
  return q
    .select({ id: orders.id, site: sites.name, day: orders.day, dueOn: orders.dueOn, workingDays: orders.workingDays })
    .from(orders)
    .innerJoin(sites, eq(sites.id, orders.siteId))
    .where(
      and(
        notInArray(orders.state, ["done", "cancelled"]),
        isNotNull(orders.workingDays),
        notInArray(
          orders.id,
          q.select({ id: extensions.orderId }).from(extensions).where(eq(extensions.state, "granted")),
        ),
      ),
    )
    .orderBy(asc(orders.dueOn), asc(orders.id));
}
