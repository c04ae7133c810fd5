/** Which migrations a database has against which this program knows; the rest is each dialect's. */
import { fileURLToPath } from "node:url";
import type * as MigratorModule from "drizzle-orm/migrator";
import { load } from "./drizzle.ts";
import { StoreError } from "./errors.ts";

export const migrationsFolder = (dialect: "sqlite" | "pg") =>
  fileURLToPath(new URL(`./migrations/${dialect}`, import.meta.url));

/**
 * drizzle only compares with the newest date applied and silently skips the rest (drizzle-orm#5769), so the whole
 * history is held against the folder first. Returns whether anything is left to apply.
 */
export function checkHistory(applied: readonly number[], folder: string): boolean {
  const { readMigrationFiles } = load("drizzle-orm/migrator") as typeof MigratorModule;
  const known = readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.folderMillis);
  if (applied.some((when) => !known.includes(when)))
    throw new StoreError("DB_NEWER", "the database was written by a newer version");
  const newest = Math.max(0, ...applied);
  const disordered = known.some((when, i) => i > 0 && when <= (known[i - 1] ?? 0));
  if (disordered || known.some((when) => when <= newest && !applied.includes(when)))
    throw new StoreError("DB_MIGRATION", "the migrations are out of date order");
  return known.length > applied.length;
}
