/** Opening the store: which database a URL means. */
import type { Db } from "./handle.ts";

export type OpenOptions = {
  /** `file:…` or `postgres://…` */
  url: string;
  /** Apply migrations first; a verb that only reads beside the bot need not. */
  migrate?: boolean;
};

export async function openDb({ url, migrate = true }: OpenOptions): Promise<Db> {
  if (/^postgres(ql)?:/.test(url)) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(url, migrate);
  }
  const { openSqlite } = await import("./sqlite.ts");
  return openSqlite(url.replace(/^file:/, ""), migrate);
}
export type { Db, Queries } from "./handle.ts";
