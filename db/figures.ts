/** Figures that were loaded for a period. */
import { desc, eq } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type PeriodFiguresRow = Tables["periodFigures"]["$inferSelect"];

export async function addPeriodFigures(q: Queries, row: Omit<PeriodFiguresRow, "id">): Promise<number> {
  const [added] = await q.insert(q.t.periodFigures).values(row).returning({ id: q.t.periodFigures.id });
  return added?.id ?? 0;
}
/** The ones that hold: the newest of the period. */
export async function periodFigures(q: Queries, period: string): Promise<PeriodFiguresRow | undefined> {
  const { periodFigures: table } = q.t;
  const [row] = await q.select().from(table).where(eq(table.period, period)).orderBy(desc(table.id)).limit(1);
  return row;
}
