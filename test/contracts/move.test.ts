/** A whole office from one database into another: nothing forgotten, nothing bent, nothing twice. */
import { mkdtempSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eq } from "../../db/drizzle.ts";
import { sqliteKit } from "../../db/kit.ts";
import { type Db, openDb, type Queries } from "../../db/open.ts";
import { type Row, rowBatches } from "../../db/rows.ts";
import { inOrder, tableShapes } from "../../db/shape.ts";
import { readSqlite } from "../../db/sqlite.ts";
import { defineTables } from "../../db/tables.ts";
import { type MoveOptions, moveOffice, officeRows, refuseHalfMoved } from "../../src/move.ts";
import { moveFile } from "../../src/verbs/move.ts";
import { postgresDb, sqliteDb, type TestDb } from "../helpers/databases.ts";
import { fillAll } from "../helpers/fill.ts";
import { AT } from "../helpers/rows.ts";

test("every table has its place, after those that its foreign keys name", () => {
  const names = tableShapes().map(({ name }) => name);
  expect([...names].sort()).toEqual(Object.keys(defineTables(sqliteKit)).sort());
  for (const { name, parents } of tableShapes())
    for (const parent of parents)
      expect(names.indexOf(parent), `${parent} before ${name}`).toBeLessThan(names.indexOf(name));
  expect(tableShapes().find(({ name }) => name === "orderFindings")).toMatchObject({ parents: ["orders", "findings"] });
  expect(() => inOrder(tableShapes().map((shape) => ({ ...shape, parents: ["sites"] })))).toThrow("circle");
});

const HASHES = ["aa", "ab", "ff"].map((start) => start.padEnd(64, "0"));
let from: TestDb;
let into: TestDb;
let folder: string;
beforeEach(async () => {
  [from, into] = await Promise.all([sqliteDb(), postgresDb()]);
  folder = mkdtempSync(join(tmpdir(), "xuncha-move-"));
  for (const hash of HASHES) {
    await mkdir(join(folder, "evidence", hash.slice(0, 2)), { recursive: true });
    await writeFile(join(folder, "evidence", hash.slice(0, 2), `${hash}.zst`), `body ${hash}`);
  }
  await writeFile(join(folder, "evidence", "aa", `${HASHES[0]}.zst.77.partial`), "half");
  await from.db.tx((tx) => fillAll(tx, ["evidenceBodies"]));
});
afterEach(async () => {
  await from[Symbol.asyncDispose]();
  await into[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const file = () => from.url.slice("file:".length);
const move = (more: Partial<MoveOptions> = {}, target: Db = into.db) =>
  readSqlite(file(), (q) => moveOffice({ q, dialect: "sqlite", dataDir: folder }, target, { at: AT, ...more }));
async function rowsOf(q: Queries, name: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const shape of tableShapes())
    if (shape.name === name) for await (const batch of rowBatches(q, shape)) rows.push(...batch);
  return rows;
}
/** Rows that the move itself leaves in the target. */
const own = (name: string, row: Row) =>
  (name === "settings" && row.key === "move") || (name === "audit" && row.action === "office-moved");

describe("from SQLite into Postgres", () => {
  test("every row of every table is there as it was; the numbers go on; a second run changes nothing", async () => {
    await from.db.tx(async (tx) => {
      await tx.insert(tx.t.organisers).values({ id: 9, name: "撤销的单位" });
      await tx.delete(tx.t.organisers).where(eq(tx.t.organisers.id, 9));
    });
    let steps = 0;
    const moved = await move({ step: (rows) => (steps += rows) });
    const tables = tableShapes().length;
    expect(moved).toEqual({ tables, rows: 3 * (tables - 1), evidence: 3, before: false });
    expect(steps).toBe(3 * 3 * tables);
    expect(await readSqlite(file(), (q) => officeRows({ q, dialect: "sqlite", dataDir: folder }))).toBe(3 * tables);
    for (const { name } of tableShapes()) {
      const rows = (await rowsOf(into.db, name)).filter((row) => !own(name, row));
      expect(rows.length, name).toBe(3);
      if (name === "evidenceBodies")
        expect(rows).toEqual(HASHES.map((hash) => ({ hash, body: Buffer.from(`body ${hash}`) })));
      else expect(rows, name).toEqual(await rowsOf(from.db, name));
    }
    const [site] = await into.db.insert(into.db.t.organisers).values({ name: "新单位" }).returning();
    expect(site?.id).toBe(10);
    expect(await move()).toEqual({ ...moved, before: true });
    await refuseHalfMoved(into.db);
  });

  test("killed at any step it goes on where its last batch ended, and ends the same", async () => {
    const all = 3 * 3 * tableShapes().length;
    for (const end of [all / 3, all / 3 + 1, Math.floor(all / 2), (2 * all) / 3, all - 1]) {
      let steps = 0;
      const step = (rows: number) => {
        steps += rows;
        if (steps > end) throw new Error("killed");
      };
      await expect(move({ step })).rejects.toThrow("killed");
      if (end > all / 3) await expect(refuseHalfMoved(into.db)).rejects.toMatchObject({ code: "MOVE_UNFINISHED" });
    }
    expect(await move()).toMatchObject({ before: false, evidence: 3 });
    for (const { name } of tableShapes())
      expect((await rowsOf(into.db, name)).filter((row) => !own(name, row)).length, name).toBe(3);
  });

  test("a row changed on its way is found, and the target stays unfinished", async () => {
    let steps = 0;
    const step = (rows: number) => {
      steps += rows;
      if (steps > 3 * 2 * tableShapes().length) throw new Error("killed");
    };
    await expect(move({ step })).rejects.toThrow("killed");
    await into.db.update(into.db.t.kinds).set({ portal: false });
    await expect(move()).rejects.toMatchObject({ code: "MOVE_DIFFERS", exitCode: 3, data: { table: "kinds" } });
    await expect(refuseHalfMoved(into.db)).rejects.toMatchObject({ code: "MOVE_UNFINISHED" });
  });

  test("a target that goes away in the middle is said in one line, and the move goes on", async () => {
    const other = new pg.Client({ connectionString: into.url });
    await other.connect();
    try {
      // Copying stands still at this table, and is cut off there
      await other.query("begin; lock table sites in share mode");
      const ended = move().catch((error: unknown) => error);
      const waiting = "wait_event_type = 'Lock' and datname = current_database()";
      await expect
        .poll(() => other.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${waiting}`), {
          timeout: 20_000,
        })
        .toMatchObject({ rowCount: 1 });
      await other.query("rollback");
      expect(await ended).toMatchObject({
        code: "MOVE_BROKEN",
        data: { detail: expect.not.stringContaining("\n") },
      });
    } finally {
      await other.end();
    }
    expect(await move()).toMatchObject({ before: false });
  });

  test("a target with rows, another source, a changed source and a second process are refused", async () => {
    await using filled = await postgresDb();
    await filled.db.insert(filled.db.t.people).values({ name: "李", createdAt: AT });
    await expect(move({}, filled.db)).rejects.toMatchObject({ code: "MOVE_FILLED", data: { tables: ["people"] } });
    expect(await rowsOf(filled.db, "settings")).toEqual([]);

    await expect(move({ unchanged: async () => false })).rejects.toMatchObject({ code: "MOVE_CHANGED" });
    await from.db.insert(from.db.t.people).values({ name: "李", createdAt: AT });
    await expect(move()).rejects.toMatchObject({ code: "MOVE_OTHER", exitCode: 2 });

    await using both = await postgresDb();
    const ends = await Promise.allSettled([move({}, both.db), move({}, both.db)]);
    const codes = ends.map((end) => (end.status === "fulfilled" ? "done" : end.reason.code));
    expect(codes.sort()).toEqual(["MOVE_BUSY", "done"]);
    expect(await both.db.$count(both.db.t.people)).toBe(4);
  });

  test("a verb that writes to the file meanwhile is noticed", async () => {
    const ended = moveFile(file(), folder, into.db, "Asia/Shanghai").catch((error: unknown) => error);
    while (!(await rowsOf(into.db, "settings")).length) await new Promise((resolve) => setTimeout(resolve, 1));
    await from.db.insert(from.db.t.people).values({ name: "李", createdAt: AT });
    expect(await ended).toMatchObject({ code: "MOVE_CHANGED" });
    await expect(refuseHalfMoved(into.db)).rejects.toMatchObject({ code: "MOVE_UNFINISHED" });
  });

  test("what an older version stored and Postgres refuses is cleaned on the way", async () => {
    const raw = new Database(file());
    raw.prepare("update baselines set portrait = ?").run('{"metaTags":{"a\\u0000b":"x\\u0000y","\\ud800":1}}');
    raw.close();
    await move();
    expect((await rowsOf(into.db, "baselines"))[0]?.portrait).toEqual({ metaTags: { ab: "xy", "\ufffd": 1 } });
  });

  test("a file of an older version is refused and stays as it is", async () => {
    const old = join(folder, "old.db");
    const raw = new Database(old);
    raw.exec("create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)");
    raw.close();
    await expect(readSqlite(old, async () => 1)).rejects.toMatchObject({ code: "DB_OLDER" });
    await expect(readSqlite(join(folder, "none.db"), async () => 1)).rejects.toMatchObject({ code: "DB_READ_ONLY" });
    await expect(
      readSqlite(file(), (q) => q.insert(q.t.people).values({ name: "李", createdAt: AT })),
    ).rejects.toMatchObject({ cause: { code: "SQLITE_READONLY" } });
    await openDb({ url: `file:${file()}` }).then((db) => db.close());
  });
});
