/** Rows as a queue hands them out: who takes over from whom, what is set aside, what one address is asked. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pauseAddress, pruneAddresses, reserveStart } from "../../db/addresses.ts";
import { lockFile } from "../../db/lock.ts";
import { finishDue, setDue } from "../../db/patrol.ts";
import { asides, claimDue, readyDues, readyJobs, setAside, unplanned } from "../../db/queue.ts";
import { addJob, claimJob } from "../../db/talk.ts";
import { MAX_TRIES } from "../../src/oversight/aside.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { elsewhere } from "../../src/queue/vantages.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { collectorsOf, patrolOf } from "../helpers/patrol.ts";
import { AT, newSite } from "../helpers/rows.ts";

const LATER = AT.add({ minutes: 10 });
const claimed = { now: AT, leaseUntil: LATER };

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let siteId = 0;
  beforeEach(async () => {
    held = await open();
    siteId = await newSite(held.db, { baselineAt: AT });
    await setDue(held.db, siteId, "visit", AT);
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const visit = () => ({ siteId, kind: "visit" as const });

  test("the next attempt of a job takes over from the one before; what that one saw no longer counts", async () => {
    const first = await claimDue(held.db, { ...visit(), job: "a", attempt: 0, ...claimed });
    expect(first).toBeDefined();
    expect(await claimDue(held.db, { ...visit(), job: "b", attempt: 0, ...claimed })).toBeUndefined();
    expect(await readyDues(held.db, AT, 10, ["visit"])).toEqual([]);
    const second = await claimDue(held.db, { ...visit(), job: "a", attempt: 1, ...claimed });
    expect(second?.attempts).toBe(2);
    if (!first || !second) return;
    expect(await finishDue(held.db, first, LATER)).toBe(false);
    expect(await finishDue(held.db, second, LATER)).toBe(true);
    expect(await claimDue(held.db, { ...visit(), job: "a", attempt: 2, ...claimed })).toBeUndefined();
  });

  test("many processes that claim one row at once: one has it", async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        held.db.tx((tx) => claimDue(tx, { ...visit(), job: `j${n}`, attempt: 0, ...claimed })),
      ),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test("what is due is handed out by kind, no more than asked for, with the site's last address", async () => {
    for (let n = 0; n < 5; n++) await setDue(held.db, await newSite(held.db, { baselineAt: AT }), "daily", AT);
    expect(await readyDues(held.db, AT, 3, ["daily"])).toHaveLength(3);
    const [one] = await readyDues(held.db, AT, 3, ["visit", "second-look"]);
    expect(one).toMatchObject({ siteId, kind: "visit", address: null });
  });

  test("a site is set aside by the job that holds it, listed, and back with its next visit that ends", async () => {
    const due = await claimDue(held.db, { ...visit(), job: "a", attempt: 3, ...claimed });
    const aside = { at: AT, until: AT.add({ hours: 24 }), note: "boom" };
    expect(await setAside(held.db, { ...visit(), lease: "b:%" }, aside)).toBe(false);
    expect(await asides(held.db)).toEqual([]);
    expect(await setAside(held.db, { ...visit(), lease: "a:%" }, aside)).toBe(true);
    expect(await asides(held.db)).toMatchObject([{ siteId, kind: "visit", note: "boom" }]);
    expect(due && (await finishDue(held.db, due, LATER))).toBe(false);
    const tomorrow = { now: AT.add({ hours: 24 }), leaseUntil: AT.add({ hours: 25 }) };
    const again = await claimDue(held.db, { ...visit(), job: "c", attempt: 0, ...tomorrow });
    expect(again && (await finishDue(held.db, again, AT.add({ hours: 48 })))).toBe(true);
    expect(await asides(held.db)).toEqual([]);
  });

  test("a visit that fails by a fault of ours is tried a few times, then set aside with its reason; others go on", async () => {
    let now = AT;
    const clock = createClock("Asia/Shanghai", () => now);
    const poisoned = siteId;
    const healthy = await newSite(held.db, { baselineAt: AT });
    await setDue(held.db, healthy, "visit", AT);
    const tried: string[] = [];
    const patrol = patrolOf(
      held.db,
      clock,
      collectorsOf({
        probe: async ({ url }) => {
          tried.push(url);
          throw new Error("the reader fell over\nat somewhere");
        },
      }),
      { width: 2 },
    );
    for (let round = 0; round < 12; round++) {
      await patrol.run(undefined, undefined, ["visit"]);
      now = now.add({ minutes: 1 });
    }
    expect(tried).toHaveLength(2 * MAX_TRIES);
    expect(await asides(held.db)).toMatchObject([
      { siteId: poisoned, note: "the reader fell over" },
      { siteId: healthy, note: "the reader fell over" },
    ]);
  });

  test("a plan looks only at sites that lack a row", async () => {
    expect((await unplanned(held.db, ["visit"])).map(({ id }) => id)).toEqual([]);
    expect((await unplanned(held.db, ["visit", "daily"])).map(({ id }) => id)).toEqual([siteId]);
  });

  test("a person's check is claimed by its number, and anew only where its process is known to be dead", async () => {
    const job = await addJob(held.db, "check", { url: "http://a.gov.cn/" }, AT);
    expect(await readyJobs(held.db, AT, 5)).toEqual([job]);
    expect((await claimJob(held.db, AT, LATER, { id: job, anyway: false }))?.attempts).toBe(1);
    expect(await readyJobs(held.db, AT, 5)).toEqual([]);
    expect(await claimJob(held.db, AT, LATER, { id: job, anyway: false })).toBeUndefined();
    expect((await claimJob(held.db, AT, LATER, { id: job, anyway: true }))?.attempts).toBe(2);
  });

  test("starts at one address are parted by the gap, whoever asks; lanes do not hold each other up", async () => {
    const wish = { address: "203.0.113.5", now: AT, gapMs: 500 };
    const waits = await Promise.all(
      Array.from({ length: 6 }, () => held.db.tx((tx) => reserveStart(tx, { ...wish, lane: "page" }))),
    );
    expect(waits.sort((a, b) => a - b)).toEqual([0, 500, 1000, 1500, 2000, 2500]);
    expect(await reserveStart(held.db, { ...wish, lane: "link" })).toBe(0);
    expect(await reserveStart(held.db, { ...wish, lane: "page", now: AT.add({ seconds: 60 }) })).toBe(0);
    const pause = () => held.db.tx((tx) => pauseAddress(tx, wish.address, AT, LATER));
    expect((await Promise.all([pause(), pause(), pause()])).filter(Boolean)).toHaveLength(1);
    await pruneAddresses(held.db, AT.add({ hours: 1 }));
    expect(await held.db.$count(held.db.t.addresses)).toBe(0);
  });

  test("what one process may hold alone passes on when its session ends", async () => {
    if (held.db.dialect === "sqlite") {
      const unlock = lockFile(held.url.slice("file:".length));
      expect(lockFile(held.url.slice("file:".length))).toBeUndefined();
      unlock?.();
      return;
    }
    const [one, two] = [held.db.holds?.(), held.db.holds?.()];
    if (!one || !two) throw new Error("no holds on Postgres");
    let lost = 0;
    one.onLost(() => lost++);
    expect([await one.take("office"), await one.take("office"), await two.take("office")]).toEqual([true, true, false]);
    expect(await two.isHeld("office")).toBe(true);
    await one.free("office");
    expect(await two.take("office")).toBe(true);
    await two.close();
    await expect.poll(() => one.take("office")).toBe(true);
    await held.db.tx(async (tx) => {
      await tx.executeSql?.(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())",
      );
    });
    await expect.poll(() => lost).toBe(1);
    expect(await one.isHeld("office")).toBe(false);
    expect(await one.take("office")).toBe(true);
    await one.close();
  });
});

test("a miss goes to another vantage while one is alive, spread by the site", () => {
  const alive = new Set(["main", "chengdu", "beijing"]);
  const sent = Array.from({ length: 10 }, (_, site) => elsewhere(alive, "main", site));
  expect(new Set(sent)).toEqual(new Set(["beijing", "chengdu"]));
  expect(elsewhere(new Set(["main"]), "main", 1)).toBeUndefined();
  expect(elsewhere(new Set(), null, 1)).toBeUndefined();
});
