/** How far each database has numbered its rows: a number once given is not given again, even where its row is gone. */
import { eq, lite, sql } from "./drizzle.ts";
import type { Db, Queries } from "./handle.ts";
import { type TableShape, tableShapes } from "./shape.ts";

/** SQLite's own table. */
const counters = lite.sqliteTable("sqlite_sequence", { name: lite.text(), seq: lite.integer() });
/** By the database's name of the table. */
export type Numbers = Readonly<Record<string, number>>;

const numbered = () => tableShapes().filter((shape) => shape.numbered);
const tableOf = (q: Queries, { name }: TableShape) => q.t[name] as unknown as Queries["t"]["audit"];

export async function lastNumbers(q: Queries, dialect: Db["dialect"]): Promise<Numbers> {
  const found: Record<string, number> = {};
  for (const shape of numbered()) {
    const given =
      dialect === "pg"
        ? sql`pg_sequence_last_value(pg_get_serial_sequence(${shape.table}, 'id')::regclass)`
        : sql`(select seq from sqlite_sequence where name = ${shape.table})`;
    const most = sql`max(${tableOf(q, shape).id})`;
    const [row] = await q.select({ given, most }).from(tableOf(q, shape));
    const last = Math.max(Number(row?.given ?? 0), Number(row?.most ?? 0));
    if (last > 0) found[shape.table] = last;
  }
  return found;
}

export async function setNumbers(q: Queries, dialect: Db["dialect"], numbers: Numbers): Promise<void> {
  for (const shape of numbered()) {
    const { table } = shape;
    const last = numbers[table];
    if (last === undefined) continue;
    if (dialect === "pg") {
      const set = sql`setval(pg_get_serial_sequence(${table}, 'id')::regclass, ${last}::bigint)`;
      // The second column makes it one row, whatever the table holds
      await q.select({ set, most: sql`max(${tableOf(q, shape).id})` }).from(tableOf(q, shape));
    } else {
      const own = counters as unknown as Queries["t"]["settings"];
      await q.delete(own).where(eq(counters.name, table));
      await q.insert(own).values({ name: table, seq: last } as never);
    }
  }
}
