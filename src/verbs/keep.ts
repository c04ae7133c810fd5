/** `xuncha backup`, `xuncha restore`, `xuncha prune`. */
import { existsSync } from "node:fs";
import { lockFile } from "../../db/lock.ts";
import { openDb } from "../../db/open.ts";
import { sqliteFile } from "../app.ts";
import { backup, restore, restoreRows } from "../backup.ts";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { prune } from "../prune.ts";
import { moveFile, sayMoved } from "./move.ts";
import { type Verb, withApp } from "./verb.ts";

export const backupVerb =
  (file: string): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async ({ db, clock }) => {
      const evidence = await backup(db, config.DATA_DIR, file, clock.now());
      io.out(`${tell(say("cli.backed-up", { file, evidence }))}\n`);
      return 0;
    });

/** Into an empty Postgres, as a move from the file in the tar: killed, it goes on when it is run again. */
const restoreInto =
  (source: string, force: boolean | undefined): Verb =>
  async (io, config, tell) => {
    if (force) throw new AppError("USAGE", { detail: tell(say("office-move.no-force")) });
    const target = await openDb({ url: config.DATABASE_URL });
    try {
      const moved = await restoreRows(source, config.DATA_DIR, (file, folder) =>
        moveFile(file, folder, target, config.TIME_ZONE),
      );
      sayMoved(io, tell, moved);
      return 0;
    } finally {
      await target.close();
    }
  };

export const restoreVerb =
  (file: string, options: { force?: boolean }): Verb =>
  async (io, config, tell) => {
    const target = sqliteFile(config.DATABASE_URL);
    if (target === undefined) return restoreInto(file, options.force)(io, config, tell);
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
