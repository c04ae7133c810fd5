/** Whole tables in batches, whichever database: read by key, written as they were, and hashed the same on both. */
import { createHash } from "node:crypto";
import { asc, columnsOf, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import { clean } from "./kit.ts";
import type { TableShape } from "./shape.ts";

export type Row = Record<string, unknown>;
/** A key as the driver takes it: it stands in JSON, and the next batch begins after it. */
export type Key = readonly (string | number)[];

const BATCH = 500;
/** Bodies of evidence: some megabytes each at worst. */
const HEAVY_BATCH = 8;
/** SQLite takes 32,766 parameters a statement, Postgres 65,535. */
const MOST_PARAMETERS = 30_000;

type AnyColumn = ReturnType<typeof columnsOf>[string];
/** One cast for all: a table that is only known by its name is typed as any one of them. */
const tableOf = (q: Queries, { name }: TableShape) => q.t[name] as unknown as Queries["t"]["settings"];
const keyColumns = (q: Queries, shape: TableShape): AnyColumn[] => {
  const columns = columnsOf(tableOf(q, shape)) as Record<string, AnyColumn>;
  return shape.key.map((property) => columns[property] as AnyColumn);
};
const listOf = (parts: unknown[]) =>
  sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  );

export const keyOf = (q: Queries, shape: TableShape, row: Row): Key =>
  keyColumns(q, shape).map((column, i) => column.mapToDriverValue(row[shape.key[i] ?? ""]) as string | number);

/** All rows after `after`, by the key, a batch at a time. */
export async function* rowBatches(q: Queries, shape: TableShape, after?: Key): AsyncGenerator<Row[]> {
  const columns = keyColumns(q, shape);
  const limit = shape.heavy ? HEAVY_BATCH : Math.min(BATCH, Math.floor(MOST_PARAMETERS / shape.columns));
  for (let last = after; ; ) {
    const beyond = last && sql`(${listOf(columns)}) > (${listOf([...last])})`;
    const rows: Row[] = await q
      .select()
      .from(tableOf(q, shape))
      .where(beyond)
      .orderBy(...columns.map((column) => asc(column)))
      .limit(limit);
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < limit) return;
    last = keyOf(q, shape, end);
  }
}
export async function insertRows(q: Queries, shape: TableShape, rows: readonly Row[]): Promise<void> {
  await q.insert(tableOf(q, shape)).values(rows as never);
}
export const countRows = (q: Queries, shape: TableShape): Promise<number> => q.$count(tableOf(q, shape));

/** Order of names in JSON is the database's own, so it is fixed here; a body counts by its hash. */
function canonical(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Temporal.Instant) return value.epochMilliseconds;
  if (value instanceof Uint8Array) return createHash("sha256").update(value).digest("hex");
  if (Array.isArray(value)) return value.map(canonical);
  const parts = Object.entries(value).map(([name, part]) => [clean(name), canonical(part)] as const);
  return Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export type Sum = { rows: number; hash: string };
const ROOM = 1n << 256n;
/** Rows come in another order where a database sorts text another way: their hashes are added up. */
export function createSum() {
  let rows = 0;
  let total = 0n;
  return {
    add(batch: readonly Row[]): void {
      rows += batch.length;
      for (const row of batch) {
        const hash = createHash("sha256")
          .update(JSON.stringify(canonical(row)))
          .digest("hex");
        total = (total + BigInt(`0x${hash}`)) % ROOM;
      }
    },
    end: (): Sum => ({ rows, hash: total.toString(16).padStart(64, "0") }),
  };
}
