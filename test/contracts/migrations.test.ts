/** Migrations: what tables.ts says is what the folders hold, four starts at once apply each once, a newer database is refused. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { StoreError } from "../../db/errors.ts";
import { sqliteKit } from "../../db/kit.ts";
import { openDb } from "../../db/open.ts";
import * as pgSchema from "../../db/schema.pg.ts";
import * as liteSchema from "../../db/schema.sqlite.ts";
import { defineTables } from "../../db/tables.ts";
import { postgresUrl, sqliteDb } from "../helpers/databases.ts";

test("every table is exported to drizzle-kit, for both databases", () => {
  const names = Object.keys(defineTables(sqliteKit)).sort();
  expect(Object.keys(liteSchema).sort()).toEqual(names);
  expect(Object.keys(pgSchema).sort()).toEqual(names);
});

test.each(["sqlite", "pg"])("%s: nothing is left to generate", (dialect) => {
  // drizzle-kit wants its folders inside the project, and answers a question by throwing with exit 0: its words decide
  const copy = `db/migrations/drift-${dialect}-${process.pid}`;
  cpSync(`db/migrations/${dialect}`, copy, { recursive: true });
  try {
    const said = execFileSync(
      "drizzle-kit",
      [
        "generate",
        "--dialect",
        dialect === "pg" ? "postgresql" : "sqlite",
        "--schema",
        `./db/schema.${dialect}.ts`,
        "--out",
        `./${copy}`,
      ],
      {
        encoding: "utf8",
        env: { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH}` },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    expect(said).toContain("No schema changes");
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test("a table that SQLite rebuilds keeps its rows, and takes no name of a column for a text", async () => {
  const folder = mkdtempSync(join(tmpdir(), "xuncha-mig-"));
  const file = join(folder, "old.db");
  const raw = new Database(file);
  raw.exec("create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)");
  const { entries } = JSON.parse(readFileSync("db/migrations/sqlite/meta/_journal.json", "utf8"));
  for (const { tag, when } of entries.slice(0, 2)) {
    for (const statement of readFileSync(`db/migrations/sqlite/${tag}.sql`, "utf8").split("--> statement-breakpoint"))
      raw.exec(statement);
    raw.prepare("insert into __drizzle_migrations (hash, created_at) values ('x', ?)").run(when);
  }
  raw.exec(`insert into organisers values (1, '民政局');
    insert into sites (id, name, url, host, status, extra, created_at) values (1, '网站', 'http://a/', 'a', 'running', '{}', 0);
    insert into orders (id, site_id, organiser_id, due_on, state, actor, at, day, ended_at, confirmed_ids)
      values (1, 1, 1, '2026-11-30', 'done', 'x', 0, '2026-11-24', 5, '[7]');
    insert into talks (id, site_id, held_on, reason, actor, at) values (1, 1, '2026-11-20', '逾期', 'x', 0);`);
  raw.close();
  const db = await openDb({ url: `file:${file}` });
  expect(await db.select().from(db.t.orders)).toMatchObject([
    { id: 1, state: "done", workingDays: null, channel: null, stoppedOn: null, confirmedIds: [7] },
  ]);
  expect(await db.select().from(db.t.talks)).toMatchObject([
    { id: 1, kind: "talk", state: "held", heldOn: "2026-11-20", cause: null },
  ]);
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("starting", () => {
  test("four at once, on a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xuncha-mig-"));
    const url = `file:${join(folder, "x.db")}`;
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDb({ url })));
    expect(await opened[0]?.$count(opened[0].t.sites)).toBe(0);
    for (const db of opened) await db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  test("four at once, on Postgres; a newer database is refused", async () => {
    const { url, drop } = await postgresUrl();
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDb({ url })));
    for (const db of opened) await db.close();
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 99999999999999)");
    await client.end();
    await expect(openDb({ url })).rejects.toMatchObject({ code: "DB_NEWER" });
    await drop();
  });
  test("a Postgres that does not answer is a fault with a code", async () => {
    await expect(openDb({ url: "postgres://postgres@127.0.0.1:1/x" })).rejects.toBeInstanceOf(StoreError);
  });
});

test("a copy is consistent while transactions are written", async () => {
  await using held = await sqliteDb();
  const { db } = held;
  const write = async () => {
    for (let i = 0; i < 200; i++)
      await db.tx(async (tx) => {
        await tx.insert(tx.t.settings).values({ key: `a${i}`, value: i });
        await tx.insert(tx.t.settings).values({ key: `b${i}`, value: i });
      });
  };
  const file = `${held.url.slice(5)}.copy`;
  await Promise.all([write(), db.copyTo(file)]);
  const copy = await openDb({ url: `file:${file}` });
  expect((await copy.$count(copy.t.settings)) % 2).toBe(0);
  await copy.close();
});
