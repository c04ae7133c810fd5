/**
 * What only one process may hold at a time, on Postgres: advisory locks of one session of its own. The server lets go
 * of them when the session ends, however it ends, so nothing is left behind by a process that was killed.
 */
import type * as PgDriver from "pg";
import { load } from "./drizzle.ts";

export type Holds = {
  /** True where this process holds `name` now, also where it did before. */
  take(name: string): Promise<boolean>;
  free(name: string): Promise<void>;
  /** True where any process holds `name`. */
  isHeld(name: string): Promise<boolean>;
  /** Called whenever the session was lost, and with it every hold. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
};

/** The server notices a machine that went silent after about ten seconds instead of two hours. */
const KEEPALIVE = "set tcp_keepalives_idle = 4; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3";
const KEY = "hashtextextended($1, 7893620)";
/** Named, so that a session plans each once. */
const TAKE = { name: "take", text: `select pg_try_advisory_lock(${KEY}) as yes` };
const FREE = { name: "free", text: `select pg_advisory_unlock(${KEY}) as yes` };

export function createHolds(url: string): Holds {
  const { Client } = load("pg") as typeof PgDriver;
  const held = new Set<string>();
  const listeners: (() => void)[] = [];
  let session: Promise<PgDriver.Client> | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let closed = false;

  function open(): Promise<PgDriver.Client> {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
    const lost = () => {
      if (session !== opening) return;
      session = undefined;
      const had = held.size > 0;
      held.clear();
      if (had && !closed) for (const tell of listeners) tell();
    };
    // Unheard, a connection that drops would end the process
    client.on("error", lost);
    client.on("end", lost);
    const opening: Promise<PgDriver.Client> = client
      .connect()
      .then(() => client.query(KEEPALIVE))
      .then(
        () => client,
        (error) => {
          lost();
          void client.end().catch(() => undefined);
          throw error;
        },
      );
    session = opening;
    return opening;
  }
  /** One statement at a time: pg refuses overlapping ones. */
  function ask(statement: typeof TAKE, name: string): Promise<boolean> {
    const run = async () => {
      if (closed) return false;
      const client = await (session ?? open());
      const { rows } = await client.query({ ...statement, values: [name] });
      return rows[0]?.yes === true;
    };
    const result = line.then(run);
    line = result.catch(() => undefined);
    return result;
  }

  return {
    async take(name) {
      if (held.has(name)) return true;
      const won = await ask(TAKE, name);
      // Lost while the answer was under way: `held` is of the session that lives
      if (won && session) held.add(name);
      return won && held.has(name);
    },
    async free(name) {
      if (held.delete(name)) await ask(FREE, name);
    },
    async isHeld(name) {
      if (held.has(name)) return true;
      const free = await ask(TAKE, name);
      if (free) await ask(FREE, name);
      return !free;
    },
    onLost: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      held.clear();
      const client = await session?.catch(() => undefined);
      session = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}
