/** Rows in flight, seen by another process: a living sender's are left alone, a dead one's are taken in hand. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { outboxById, putOut } from "../../db/talk.ts";
import { createOutbox } from "../../src/outbox.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT } from "../helpers/rows.ts";

const CHANNEL = "telegram:-1";
const clock = createClock("Asia/Shanghai", () => AT);

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  const living = new Set<string>();
  beforeEach(async () => {
    held = await open();
    living.clear();
    for (const name of ["one", "two"]) living.add(name);
  });
  afterEach(() => held[Symbol.asyncDispose]());

  const of = (self: string) => createOutbox(held.db, clock, "en", { self, lives: async (name) => living.has(name) });
  async function inFlight(by: string): Promise<number> {
    const outbox = of(by);
    const id = await putOut(held.db, {
      channel: CHANNEL,
      lane: "answer",
      subject: "answer",
      event: "answer",
      ids: [],
      at: AT,
    });
    const row = await outbox.byId(id);
    expect(row && (await outbox.sending(row, [], undefined))).toBe(true);
    return id;
  }
  const unknown = async (self: string) => (await of(self).unknown()).map(({ id }) => id);

  test("a starting process leaves a living one's rows alone, and settles a dead one's", async () => {
    const id = await inFlight("one");
    expect((await outboxById(held.db, id))?.sender).toBe("one");
    expect(await unknown("two")).toEqual([]);
    living.delete("one");
    expect(await unknown("two")).toEqual([id]);
  });

  test("its own row, which it may have left when it lost the database, a process looks into itself", async () => {
    const id = await inFlight("one");
    expect(await unknown("one")).toEqual([id]);
  });

  test("of two that settle one row, one sends it", async () => {
    const id = await inFlight("one");
    living.delete("one");
    const seen = await Promise.all(["two", "three"].map(async (self) => ({ self, row: await of(self).byId(id) })));
    const won = await Promise.all(seen.map(({ self, row }) => (row ? of(self).sending(row, [], undefined) : false)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});
