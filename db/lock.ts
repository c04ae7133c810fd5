/** One bot on one SQLite file: a lock that the operating system lets go of when its holder dies, however it dies. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type BetterSqlite from "better-sqlite3";
import { load } from "./drizzle.ts";
import { driverCode } from "./errors.ts";

/** Returns how to let go, or undefined where another process holds it. */
export function lockFile(file: string): (() => void) | undefined {
  const Database = load("better-sqlite3") as typeof BetterSqlite;
  mkdirSync(dirname(file), { recursive: true });
  const raw = new Database(`${file}.lock`, { timeout: 0 });
  try {
    raw.exec("begin exclusive");
    return () => raw.close();
  } catch (error) {
    raw.close();
    if (driverCode(error)?.startsWith("SQLITE_BUSY")) return undefined;
    throw error;
  }
}
