/** SQLite: one writer behind a mutex, a reader apart, drizzle's proxy driver in front of better-sqlite3. */
import { existsSync, mkdirSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type BetterSqlite from "better-sqlite3";
import type * as ProxyModule from "drizzle-orm/sqlite-proxy";
import type * as ProxyMigratorModule from "drizzle-orm/sqlite-proxy/migrator";
import { lite, load } from "./drizzle.ts";
import { driverCode, StoreError } from "./errors.ts";
import { type Db, facade, type Queries } from "./handle.ts";
import { sqliteKit } from "./kit.ts";
import { checkHistory, migrationsFolder } from "./migrate.ts";
import { defineTables, type Tables } from "./tables.ts";
import { createTxScope, Mutex, type Session, type Via } from "./tx.ts";

type Raw = BetterSqlite.Database;
type Method = "run" | "all" | "values" | "get";

/** How long a write waits for another process to let go of the file. */
const BUSY_MS = 10_000;
/** A long row of awaited selects answers in microtasks; timers get a turn after this many milliseconds. */
const BREATH_MS = 10;

// Only Postgres locks rows; here the transaction already owns the one writer
Object.defineProperty(
  (lite as unknown as { SQLiteSelectBase: { prototype: object } }).SQLiteSelectBase.prototype,
  "for",
  {
    value() {
      return this;
    },
    configurable: true,
  },
);

function connection(raw: Raw) {
  const statements = new Map<string, BetterSqlite.Statement>();
  const prepare = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size >= 500) statements.clear();
      statement = raw.prepare(sql);
      if (statement.reader) statement.raw(true);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    raw,
    prepare,
    exec(sql: string, params: unknown[], method: Method) {
      const statement = prepare(sql);
      const bound = params.map((value) => (typeof value === "boolean" ? Number(value) : value));
      if (!statement.reader) {
        statement.run(...bound);
        return { rows: [] };
      }
      return { rows: (method === "get" ? statement.get(...bound) : statement.all(...bound)) as unknown[] };
    },
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** SQLite's own wait stops the whole process, so the wait for another process is done here. */
async function whenFree<T>(run: () => T): Promise<T> {
  const deadline = Date.now() + BUSY_MS;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    try {
      return run();
    } catch (error) {
      if (!driverCode(error)?.startsWith("SQLITE_BUSY") || Date.now() > deadline) throw error;
    }
    await sleep(wait);
  }
}

function createBreath() {
  let turn: number | undefined;
  return () => {
    const now = performance.now();
    if (turn === undefined) {
      turn = now;
      setImmediate(() => {
        turn = undefined;
      });
    }
    return now - turn > BREATH_MS ? new Promise<void>((resolve) => setImmediate(resolve)) : undefined;
  };
}

/** The dates of the migrations that a file has. */
function appliedTo(raw: Raw): number[] {
  const known = raw.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!known) return [];
  return (raw.prepare("select created_at from __drizzle_migrations").raw().all() as [number][]).map(([at]) =>
    Number(at),
  );
}

async function migrateSqlite(raw: Raw): Promise<void> {
  const folder = migrationsFolder("sqlite");
  // Has no effect once a transaction is open; with keys on, rebuilding a table would delete its children (drizzle-orm#5782)
  raw.pragma("foreign_keys = OFF");
  try {
    await whenFree(() => raw.exec("begin exclusive"));
    try {
      if (checkHistory(appliedTo(raw), folder)) {
        const { drizzle } = load("drizzle-orm/sqlite-proxy") as typeof ProxyModule;
        const { migrate } = load("drizzle-orm/sqlite-proxy/migrator") as typeof ProxyMigratorModule;
        const c = connection(raw);
        const orm = drizzle(async (sql, params, method) => c.exec(sql, params, method as Method));
        const run = async (list: string[]) => {
          for (const statement of list) raw.exec(statement);
        };
        await migrate(orm, run, { migrationsFolder: folder });
        if ((raw.pragma("foreign_key_check") as unknown[]).length > 0)
          throw new StoreError("DB_MIGRATION", "a migration left rows without their parent");
      }
      raw.exec("commit");
    } catch (error) {
      raw.exec("rollback");
      if (error instanceof StoreError) throw error;
      throw new StoreError("DB_MIGRATION", error instanceof Error ? error.message : String(error), { cause: error });
    }
  } finally {
    raw.pragma("foreign_keys = ON");
  }
}

function openRaw(file: string): Raw {
  const Database = load("better-sqlite3") as typeof BetterSqlite;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const raw = new Database(file, { timeout: 0 });
    raw.pragma("journal_mode = WAL");
    raw.pragma("synchronous = FULL");
    raw.pragma("foreign_keys = ON");
    // Also finds a damaged header: opening alone reads nothing
    raw.prepare("select count(*) from sqlite_master").get();
    return raw;
  } catch (error) {
    throw openFault(error, file);
  }
}

function openFault(error: unknown, file: string): unknown {
  const code = driverCode(error) ?? (error as NodeJS.ErrnoException).code ?? "";
  if (/NOTADB|CORRUPT/.test(code)) return new StoreError("DB_DAMAGED", file, { cause: error });
  if (/READONLY|CANTOPEN|EACCES|EROFS|EPERM|ENOTDIR|EEXIST|IOERR|FULL|ENOSPC/.test(code))
    return new StoreError("DB_READ_ONLY", file, { cause: error });
  return error;
}

type Connection = ReturnType<typeof connection>;
const drizzleProxy = () => (load("drizzle-orm/sqlite-proxy") as typeof ProxyModule).drizzle;

function sessionOf(c: Connection, breathe: () => Promise<void> | undefined, tables: Tables): Session {
  const drizzle = drizzleProxy();
  return {
    control: (statement) => whenFree(() => void c.raw.exec(statement)),
    queries: (via: Via) =>
      facade(
        drizzle((sql, params, method) =>
          via(async () => {
            await breathe();
            return whenFree(() => c.exec(sql, params, method as Method));
          }),
        ),
        tables,
      ),
    release: () => undefined,
  };
}

/** One view of a file that must stay as it is: opened read-only, and only where its tables are those of this program. */
export async function readSqlite<T>(file: string, fn: (q: Queries) => Promise<T>): Promise<T> {
  const raw = openUntouched(file);
  try {
    if (checkHistory(appliedTo(raw), migrationsFolder("sqlite"))) throw new StoreError("DB_OLDER", file);
    return await createTxScope().run(sessionOf(connection(raw), createBreath(), defineTables(sqliteKit)), "begin", fn);
  } finally {
    raw.close();
  }
}
function openUntouched(file: string): Raw {
  const Database = load("better-sqlite3") as typeof BetterSqlite;
  try {
    const raw = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    raw.prepare("select count(*) from sqlite_master").get();
    return raw;
  } catch (error) {
    throw openFault(error, file);
  }
}

export async function openSqlite(file: string, migrate: boolean): Promise<Db> {
  const fresh = !existsSync(file);
  const writer = connection(openRaw(file));
  try {
    if (migrate || fresh) await migrateSqlite(writer.raw);
  } catch (error) {
    writer.raw.close();
    throw openFault(error, file);
  }
  const reader = connection(openRaw(file));
  reader.raw.pragma("query_only = ON");
  const lock = new Mutex();
  const scope = createTxScope();
  const breathe = createBreath();
  const tables = defineTables(sqliteKit);

  const root = drizzleProxy()(async (sql, params, method) => {
    scope.refuseInside();
    await breathe();
    // A connection of its own never sees the rows of an open transaction
    if (reader.prepare(sql).readonly) return reader.exec(sql, params, method as Method);
    return lock.run(() => whenFree(() => writer.exec(sql, params, method as Method)));
  });
  const session = (c: Connection) => sessionOf(c, breathe, tables);

  return {
    ...facade(root, tables),
    dialect: "sqlite",
    tx: (fn) => {
      scope.refuseInside();
      return lock.run(() => scope.run(session(writer), "begin immediate", fn));
    },
    async snapshot(fn) {
      scope.refuseInside();
      const own = connection(openRaw(file));
      own.raw.pragma("query_only = ON");
      try {
        return await createTxScope().run(session(own), "begin", fn);
      } finally {
        own.raw.close();
      }
    },
    async copyTo(target) {
      await rm(target, { force: true });
      const partial = `${target}.partial`;
      await rm(partial, { force: true });
      let copy: Promise<BetterSqlite.BackupMetadata> | undefined;
      // Begun inside an open transaction, backup() silently writes nothing: so it starts under the writer's lock
      await lock.run(
        () =>
          new Promise<void>((started) => {
            const progress = () => {
              started();
              return 100;
            };
            copy = writer.raw.backup(partial, { progress });
            copy.then(
              () => started(),
              () => started(),
            );
          }),
      );
      if (!(await copy)?.totalPages) throw new StoreError("DB_DAMAGED", "the copy came out empty");
      await rename(partial, target);
    },
    async close() {
      await lock.run(async () => {
        try {
          writer.raw.pragma("optimize");
        } catch {
          // another process holds the file: the statistics can wait for the next close
        }
        reader.raw.close();
        writer.raw.close();
      });
    },
  };
}
