/** `xuncha backup`, `xuncha restore`, `xuncha prune`. */
import { existsSync } from "node:fs";
import { lockFile } from "../../db/lock.ts";
import { sqliteFile } from "../app.ts";
import { backup, restore } from "../backup.ts";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { prune } from "../prune.ts";
import { type Verb, withApp } from "./verb.ts";

const onlySqlite = (url: string): string => sqliteFile(url) ?? usage("pg_dump / pg_restore");
function usage(detail: string): never {
  throw new AppError("USAGE", { detail });
}

export const backupVerb =
  (file: string): Verb =>
  async (io, config, tell) => {
    onlySqlite(config.DATABASE_URL);
    return withApp(config, { exclusive: false }, async ({ db }) => {
      const evidence = await backup(db, config.DATA_DIR, file);
      io.out(`${tell(say("cli.backed-up", { file, evidence }))}\n`);
      return 0;
    });
  };

export const restoreVerb =
  (file: string, options: { force?: boolean }): Verb =>
  async (io, config, tell) => {
    const target = onlySqlite(config.DATABASE_URL);
    if (existsSync(target) && !options.force)
      throw new AppError("USAGE", { detail: tell(say("cli.restore-refused", { file: target })) });
    const unlock = lockFile(target);
    if (!unlock) throw new AppError("ALREADY_RUNNING", { detail: target });
    try {
      const evidence = await restore(file, target, config.DATA_DIR);
      io.out(`${tell(say("cli.restored", { evidence }))}\n`);
      return 0;
    } finally {
      unlock();
    }
  };

export const pruneVerb = (): Verb => async (io, config, tell) =>
  withApp(config, { exclusive: false }, async ({ db, store, clock }) => {
    const evidence = await prune(db, store, clock);
    io.out(`${tell(say("cli.pruned", { evidence }))}\n`);
    return 0;
  });
