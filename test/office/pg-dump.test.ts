/** Debian's Postgres and its own tools: an office is dumped and restored whole, the queue's schema with it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lastNumbers, setNumbers } from "../../db/numbers.ts";
import { openDb, type Queries } from "../../db/open.ts";
import { type Row, rowBatches } from "../../db/rows.ts";
import { tableShapes } from "../../db/shape.ts";
import { fillAll } from "../helpers/fill.ts";
import { bootPostgres, type Server } from "../helpers/postgres.ts";

/** Where Debian puts each major version's programs. */
const DEBIAN = "/usr/lib/postgresql";
const version = readdirSync(DEBIAN)
  .sort((a, b) => Number(b) - Number(a))
  .at(0);
const program = (name: string) => join(DEBIAN, version ?? "", "bin", name);

const folder = mkdtempSync(join(tmpdir(), "xuncha-dump-"));
let server: Server;
beforeAll(async () => {
  server = await bootPostgres({ initdb: program("initdb"), postgres: program("postgres") });
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

async function database(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database ${name} template template0 encoding 'UTF8' locale 'C'`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}
async function rowsOf(q: Queries): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const shape of tableShapes()) {
    const rows: Row[] = [];
    for await (const batch of rowBatches(q, shape)) rows.push(...batch);
    tables[shape.name] = rows;
  }
  return tables;
}
/** The queue's own schema, made or found. */
async function withQueue(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue("work");
  await boss.send("work", { site: 1, kind: "visit" });
  await boss.stop({ graceful: false });
}

test("pg_dump and pg_restore bring an office back row by row, and its numbers go on", async () => {
  const one = await database("one");
  const from = await openDb({ url: one });
  await from.tx(async (tx) => {
    await fillAll(tx);
    // Its rows came with their numbers; those of an office are given by the database
    await setNumbers(tx, "pg", await lastNumbers(tx, "pg"));
  });
  await withQueue(one);
  const file = join(folder, "office.dump");
  execFileSync(program("pg_dump"), ["-Fc", "-f", file, one]);
  const two = await database("two");
  execFileSync(program("pg_restore"), ["--exit-on-error", "--no-owner", "-d", two, file]);
  const into = await openDb({ url: two });
  expect(await rowsOf(into)).toEqual(await rowsOf(from));
  const [made] = await into.insert(into.t.organisers).values({ name: "新单位" }).returning();
  expect(made?.id).toBe(4);
  // Triggers come over as well: a move that is none is refused
  await expect(into.update(into.t.orders).set({ state: "open" })).rejects.toMatchObject({
    cause: { where: expect.stringContaining("orders_state_moves") },
  });
  await withQueue(two);
  await from.close();
  await into.close();
});
