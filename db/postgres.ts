/** Postgres: one client a transaction, statements named so that the server plans each once. */
import type * as NodePgModule from "drizzle-orm/node-postgres";
import type * as NodePgMigratorModule from "drizzle-orm/node-postgres/migrator";
import type * as PgDriver from "pg";
import { load } from "./drizzle.ts";
import { isContended, StoreError } from "./errors.ts";
import { type Db, facade } from "./handle.ts";
import { createHolds } from "./holds.ts";
import { pgKit } from "./kit.ts";
import { checkHistory, migrationsFolder } from "./migrate.ts";
import { defineTables } from "./tables.ts";
import { createTxScope, Mutex, type Session, type Via } from "./tx.ts";

/** Two numbers that mean "Xuncha migrates" to pg_advisory_lock. */
const LOCK = [0x78756e, 0x636861];

type QueryConfig = { text: string; name?: string; values?: unknown[] };

function createNames() {
  const names = new Map<string, string>();
  return <T extends QueryConfig>(config: T): T => {
    if (names.size >= 500 && !names.has(config.text)) return config;
    const name = names.get(config.text) ?? `x${names.size}`;
    names.set(config.text, name);
    return { ...config, name };
  };
}

async function migratePostgres(pool: PgDriver.Pool): Promise<void> {
  const folder = migrationsFolder("pg");
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1, $2)", LOCK);
    try {
      const known = await client.query("select to_regclass('drizzle.__drizzle_migrations') as name");
      const applied = known.rows[0]?.name
        ? (await client.query("select created_at from drizzle.__drizzle_migrations")).rows.map((row) =>
            Number(row.created_at),
          )
        : [];
      if (!checkHistory(applied, folder)) return;
      const { drizzle } = load("drizzle-orm/node-postgres") as typeof NodePgModule;
      const { migrate } = load("drizzle-orm/node-postgres/migrator") as typeof NodePgMigratorModule;
      await migrate(drizzle({ client }), { migrationsFolder: folder });
    } finally {
      await client.query("select pg_advisory_unlock($1, $2)", LOCK);
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError("DB_MIGRATION", error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    client.release();
  }
}

/** Statements are short and many: each session plans all of them for itself, and ten a process were a tenth slower than four. */
const CONNECTIONS = 5;
/** How often a transaction that lost a deadlock is begun anew. */
const BEGIN_AGAIN = 3;

export async function openPostgres(url: string, migrate: boolean): Promise<Db> {
  const { Pool } = load("pg") as typeof PgDriver;
  const { drizzle } = load("drizzle-orm/node-postgres") as typeof NodePgModule;
  const pool = new Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: 10_000 });
  // Unheard, a connection that drops while idle would end the process; the pool replaces it
  pool.on("error", () => undefined);
  // The same for one that drops in use, or while a broken one is being put away: whoever waits for its answer hears of it
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await pool.query("select 1");
  } catch (error) {
    await pool.end();
    throw new StoreError("DB_UNREACHABLE", error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (migrate) {
    try {
      await migratePostgres(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }
  const tables = defineTables(pgKit);
  const scope = createTxScope();
  const named = createNames();
  const asDrizzle = (query: (config: QueryConfig, values?: unknown[]) => Promise<unknown>) =>
    facade(drizzle({ client: { query } as unknown as PgDriver.Pool }), tables);

  async function session(): Promise<Session> {
    const client = await pool.connect();
    const line = new Mutex(); // pg warns on overlapping queries of one client and will refuse them in version 9
    return {
      async control(text) {
        const done = await line.run(() => client.query(text));
        if (text === "commit" && done.command !== "COMMIT") throw new StoreError("DB_MISUSE", "rolled back");
      },
      queries: (via: Via) =>
        Object.assign(
          asDrizzle((config, values) => via(() => line.run(() => client.query(named(config) as never, values)))),
          { executeSql: (text: string, values?: unknown[]) => via(() => line.run(() => client.query(text, values))) },
        ),
      release: (broken) => client.release(broken),
    };
  }

  return {
    ...asDrizzle((config, values) => {
      scope.refuseInside();
      return pool.query(named(config) as never, values);
    }),
    dialect: "pg",
    async tx(fn) {
      scope.refuseInside();
      // Nothing but the database happens inside a transaction, so the one that was ended may begin again
      for (let left = BEGIN_AGAIN; ; left--) {
        try {
          return await scope.run(await session(), "begin", fn);
        } catch (error) {
          if (left === 0 || !isContended(error)) throw error;
        }
      }
    },
    async snapshot(fn) {
      scope.refuseInside();
      return createTxScope().run(await session(), "begin isolation level repeatable read read only", fn);
    },
    copyTo: () => Promise.reject(new StoreError("DB_MISUSE", "only a SQLite file is copied as a file")),
    holds: () => createHolds(url),
    close: () => pool.end(),
  };
}
