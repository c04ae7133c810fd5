/** Both databases for one suite: a fresh file, and a fresh database of the run's own Postgres. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { type Db, openDb } from "../../db/open.ts";

export type TestDb = { db: Db; url: string; [Symbol.asyncDispose](): Promise<void> };

export async function sqliteDb(): Promise<TestDb> {
  const folder = mkdtempSync(join(tmpdir(), "xuncha-db-"));
  const url = `file:${join(folder, "test.db")}`;
  const db = await openDb({ url });
  return {
    db,
    url,
    async [Symbol.asyncDispose]() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let count = 0;
export async function postgresUrl(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject("postgresUrl");
  const name = `xuncha_${process.pid}_${++count}`;
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await run(`create database ${name} template template0 encoding 'UTF8' locale 'C'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
export async function postgresDb(): Promise<TestDb> {
  const { url, drop } = await postgresUrl();
  const db = await openDb({ url });
  return {
    db,
    url,
    async [Symbol.asyncDispose]() {
      await db.close();
      await drop();
    },
  };
}
export const databases = [
  ["SQLite", sqliteDb],
  ["Postgres", postgresDb],
] as const;
