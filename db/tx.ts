/** Transactions with one meaning on both databases; see ARCHITECTURE.md, "The store". */
import { AsyncLocalStorage } from "node:async_hooks";
import { StoreError } from "./errors.ts";
import type { Queries, Tx } from "./handle.ts";

/** Runs what it guards before and after: how a handle refuses calls once its level is over or has failed. */
export type Via = <T>(run: () => Promise<T>) => Promise<T>;

export type Session = {
  control(statement: string): Promise<void>;
  queries(via: Via): Queries;
  release(broken?: Error): void;
};

export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();
  run<T>(fn: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(fn);
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

const misuse = (text: string) => new StoreError("DB_MISUSE", text);

/** One per database: `db` used inside `db.tx` would wait for itself on SQLite and escape the transaction on Postgres. */
export function createTxScope() {
  const scope = new AsyncLocalStorage<{ open: boolean }>();
  return {
    refuseInside() {
      if (scope.getStore()?.open) throw misuse("inside db.tx() use the tx handle, not db");
    },
    async run<T>(session: Session, begin: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
      const root = { open: true };
      let broken: Error | undefined;
      try {
        await session.control(begin);
        try {
          const result = await scope.run(root, () => runLevel(session, 1, fn));
          await session.control("commit");
          return result;
        } catch (error) {
          await session.control("rollback").catch((fault: Error) => {
            broken = fault;
          });
          throw error;
        }
      } finally {
        root.open = false;
        session.release(broken);
      }
    },
  };
}

async function runLevel<T>(session: Session, depth: number, fn: (tx: Tx) => Promise<T>): Promise<T> {
  let open = true;
  let inner = false;
  let failed: unknown;
  const children = new Mutex();
  const check = () => {
    if (!open) throw misuse("this transaction is over");
    if (inner) throw misuse("use the nested handle while it is open");
    // Postgres refuses everything after an error, SQLite would go on and commit: both follow Postgres here
    if (failed !== undefined) throw misuse("this transaction has failed; put what may fail into tx.tx()");
  };
  const via: Via = async (run) => {
    check();
    try {
      return await run();
    } catch (error) {
      failed ??= error;
      throw error;
    }
  };
  const nested = <U>(child: (tx: Tx) => Promise<U>) =>
    children.run(async () => {
      check();
      await session.control(`savepoint s${depth}`);
      inner = true;
      try {
        const result = await runLevel(session, depth + 1, child);
        await session.control(`release savepoint s${depth}`);
        return result;
      } catch (error) {
        await session.control(`rollback to savepoint s${depth}`);
        throw error;
      } finally {
        inner = false;
      }
    });
  try {
    const result = await fn(Object.assign(session.queries(via), { tx: nested }));
    if (failed !== undefined) throw failed;
    return result;
  } finally {
    open = false;
  }
}
