/** What every caller of the store gets, whichever database it is. */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { Holds } from "./holds.ts";
import type { Tables } from "./tables.ts";

/** A write without `returning()` answers nothing: the row counts that drivers report differ. */
interface Nothing extends PgQueryResultHKT {
  readonly type: undefined;
}
type Base = PgDatabase<Nothing>;

const SHARED = ["select", "selectDistinct", "insert", "update", "delete", "with", "$with", "$count"] as const;

export type ExecuteSql = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

/** What query functions take: drizzle's builders, with the tables of the database at hand riding along as `t`. */
export interface Queries extends Pick<Base, (typeof SHARED)[number]> {
  readonly t: Tables;
  /** Postgres only: a statement of somebody else's (pg-boss) on this very handle, so inside its transaction. */
  readonly executeSql?: ExecuteSql;
}

export interface Db extends Queries {
  readonly dialect: "sqlite" | "pg";
  /** The only way to write more than one row together. Await nothing but the database inside. */
  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** One consistent view for reports that need several queries. */
  snapshot<T>(fn: (q: Queries) => Promise<T>): Promise<T>;
  /** Writes a consistent copy of the file beside running writers (SQLite only). */
  copyTo(file: string): Promise<void>;
  /** Postgres only: locks that end with this process, on a connection of their own. */
  holds?(): Holds;
  close(): Promise<void>;
}

/** Narrows drizzle's object to what both databases share. It owns `dialect`, `session` and `_`, hence a fresh object. */
export function facade(drizzle: object, t: Tables): Queries {
  const methods = drizzle as Record<string, (...args: unknown[]) => unknown>;
  return { t, ...Object.fromEntries(SHARED.map((name) => [name, methods[name]?.bind(drizzle)])) } as unknown as Queries;
}

export interface Tx extends Queries {
  /** A savepoint: what may fail without undoing the whole goes in here. */
  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}
