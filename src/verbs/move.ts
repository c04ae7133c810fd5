/** `xuncha migrate-to`: an office from its SQLite file into Postgres. The bot must stand still, the file stays as it is. */
import { existsSync, statSync } from "node:fs";
import { lockFile } from "../../db/lock.ts";
import { type Db, openDb, type Queries } from "../../db/open.ts";
import { sqliteFile } from "../app.ts";
import { say } from "../card.ts";
import { AppError, asAppError } from "../errors.ts";
import { type Moved, moveOffice, officeRows, type Side } from "../move.ts";
import { createClock } from "../oversight/clock.ts";
import { createProgress } from "./progress.ts";
import type { Io, Verb } from "./verb.ts";

/** What any write to the file would change; a reader may leave an empty log behind. */
const stampOf = (file: string): string =>
  [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stat) => (stat && stat.size > 0 ? `${stat.size} ${stat.mtimeMs}` : ""))
    .join(";");

async function openTarget(url: string, silent: () => string): Promise<Db> {
  return openDb({ url }).catch((error) => {
    throw asAppError(error).code === "DB_UNREACHABLE"
      ? new AppError("USAGE", { detail: silent() }, { cause: error })
      : error;
  });
}

/** Opens the file without a write, and moves it with a bar on a terminal. */
export async function moveFile(file: string, dataDir: string, target: Db, zone: string): Promise<Moved> {
  const { readSqlite } = await import("../../db/sqlite.ts");
  return readSqlite(file, async (q: Queries) => {
    const stamp = stampOf(file);
    const source: Side = { q, dialect: "sqlite", dataDir };
    const progress = createProgress(process.stderr, 3 * (await officeRows(source)));
    let rows = 0;
    const step = (more: number) => {
      rows += more;
      progress.step(rows);
    };
    try {
      return await moveOffice(source, target, {
        at: createClock(zone).now(),
        step,
        unchanged: async () => stampOf(file) === stamp,
      });
    } finally {
      progress.end();
    }
  });
}
export function sayMoved(io: Io, tell: Parameters<Verb>[2], { before, tables, rows, evidence }: Moved): void {
  io.out(`${tell(say(before ? "office-move.before" : "office-move.done", { tables, rows, evidence }))}\n`);
}

export const migrateTo =
  (url: string): Verb =>
  async (io, config, tell) => {
    const file = sqliteFile(config.DATABASE_URL);
    const usage = (id: string) => new AppError("USAGE", { detail: tell(say(id)) });
    if (!file) throw usage("office-move.from");
    if (!/^postgres(?:ql)?:\/\/./.test(url)) throw usage("office-move.to");
    if (!existsSync(file)) throw new AppError("FILE_UNREADABLE", { detail: file });
    const unlock = lockFile(file);
    if (!unlock) throw new AppError("ALREADY_RUNNING", { detail: file });
    try {
      const target = await openTarget(url, () => tell(say("office-move.target-silent")));
      try {
        sayMoved(io, tell, await moveFile(file, config.DATA_DIR, target, config.TIME_ZONE));
        io.err(`${tell(say("office-move.next"))}\n`);
        return 0;
      } finally {
        await target.close();
      }
    } finally {
      unlock();
    }
  };
