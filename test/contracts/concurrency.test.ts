/** The store under many hands: several handles on one database, as several processes hold it. */
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pauseAddress, reserveStart } from "../../db/addresses.ts";
import { eq, max, sql } from "../../db/drizzle.ts";
import { isAway, isDuplicate } from "../../db/errors.ts";
import { allSeals, audit, ensureSetting, setting } from "../../db/office.ts";
import { type Db, openDb, type Queries } from "../../db/open.ts";
import { addProbe, claimDues, setDue } from "../../db/patrol.ts";
import { claimDue } from "../../db/queue.ts";
import { claimRoundSite, markChecked, moveRound } from "../../db/rounds.ts";
import { addJob, claimJob, finishInbox, markSending, putOut, takeIn } from "../../db/talk.ts";
import { claimTold } from "../../db/windows.ts";
import { drawRound } from "../../src/oversight/rounds/draw.ts";
import { startChecking } from "../../src/oversight/rounds/sites.ts";
import { sealAudit, verifySeals } from "../../src/oversight/seals.ts";
import { databases, postgresDb, type TestDb } from "../helpers/databases.ts";
import { by, order, province } from "../helpers/round-office.ts";
import { AT, newFinding, newSite, openFinding, TODAY } from "../helpers/rows.ts";

const LATER = AT.add({ minutes: 10 });
const LEASE = { now: AT, leaseUntil: LATER };
const HANDLES = 3;
/** More at once than a pool has connections. */
const MANY = 36;

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let handles: Db[];
  beforeEach(async () => {
    held = await open();
    handles = await Promise.all(Array.from({ length: HANDLES }, () => openDb({ url: held.url, migrate: false })));
  });
  afterEach(async () => {
    await Promise.all(handles.map((db) => db.close()));
    await held[Symbol.asyncDispose]();
  });
  /** The same from many hands at once, spread over the handles. */
  const all = <T>(run: (tx: Queries, n: number) => Promise<T>, times = MANY): Promise<T[]> =>
    Promise.all(Array.from({ length: times }, (_, n) => (handles[n % HANDLES] as Db).tx((tx) => run(tx, n))));
  const winners = <T>(answers: T[]) => answers.filter(Boolean).length;

  test("what only one may have, one has: a due row, a job, a message, a line, a telling, a pause", async () => {
    const { db } = held;
    const siteId = await newSite(db, { baselineAt: AT });
    await setDue(db, siteId, "visit", AT);
    expect(
      winners(await all((tx, n) => claimDue(tx, { siteId, kind: "visit", job: `j${n}`, attempt: 0, ...LEASE }))),
    ).toBe(1);

    await addJob(db, "check", { url: "http://a.gov.cn/" }, AT);
    expect(winners(await all((tx) => claimJob(tx, AT, LATER)))).toBe(1);

    const base = {
      channel: "telegram:1",
      lane: "answer",
      subject: "answer",
      event: "answer",
      ids: [] as number[],
      at: AT,
    } as const;
    const id = await putOut(db, base);
    const row = { id, state: "waiting", sendingAt: null };
    expect(winners(await all((tx, n) => markSending(tx, row, AT, null, `p${n}`)))).toBe(1);

    const update = { eventId: "telegram:7", channel: "telegram:1", payload: {}, at: AT };
    const taken = (await all((tx) => takeIn(tx, update))).filter((one) => one !== undefined);
    expect(taken).toHaveLength(1);
    expect(winners(await all((tx) => finishInbox(tx, taken[0] ?? 0, AT)))).toBe(1);

    const finding = await openFinding(db, newFinding(siteId));
    expect((await all((tx) => claimTold(tx, [finding], AT))).flat()).toEqual([finding]);
    expect(winners(await all((tx) => pauseAddress(tx, "203.0.113.9", AT, LATER)))).toBe(1);

    await all((tx, n) => ensureSetting(tx, "salt", `s${n}`));
    const salt = await setting(db, "salt");
    await all((tx) => ensureSetting(tx, "salt", "late"));
    expect(await setting(db, "salt")).toBe(salt);
  });

  test("a fault that many visits find at once is one finding", async () => {
    const siteId = await newSite(held.db);
    const ends = await Promise.allSettled(
      Array.from({ length: MANY }, (_, n) =>
        (handles[n % HANDLES] as Db).tx((tx) => openFinding(tx, newFinding(siteId, "http://x/"))),
      ),
    );
    const faults = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(ends.length - faults.length).toBe(1);
    expect(faults.every(isDuplicate)).toBe(true);
    expect(await held.db.$count(held.db.t.episodes)).toBe(1);
  });

  test("nothing is lost that many add to: probes of a day, starts at an address, the sealed audit", async () => {
    const siteId = await newSite(held.db);
    const probe = (tx: Queries, n: number) =>
      addProbe(tx, { siteId, day: TODAY, outcome: "opened", packed: `${n} o 5` });
    await held.db.tx((tx) => probe(tx, 0));
    await all((tx, n) => probe(tx, n + 1));
    const [day] = await held.db.select().from(held.db.t.probeDays);
    expect([day?.opened, new Set(day?.probes).size]).toEqual([MANY + 1, MANY + 1]);

    const wish = { address: "203.0.113.5", lane: "page", now: AT, gapMs: 500 } as const;
    const waits = await all((tx) => reserveStart(tx, wish));
    expect(waits.sort((a, b) => a - b)).toEqual(Array.from({ length: MANY }, (_, n) => n * 500));

    await all(async (tx, n) => {
      await audit(tx, { at: AT, actor: "test", action: "noted", subject: `n:${n}`, data: {} });
      if (n % 9 === 0) await tx.select({ one: sql`1` }).from(tx.t.settings);
    });
    // Past the time after which no transaction that began earlier can still add a row
    const sealers = await Promise.allSettled(handles.map((db) => sealAudit(db, TODAY, AT.add({ hours: 1 }))));
    expect(sealers.flatMap((end) => (end.status === "rejected" ? [end.reason] : [])).every(isDuplicate)).toBe(true);
    expect(await verifySeals(held.db)).toBeUndefined();
    const [newest] = await held.db.select({ id: max(held.db.t.audit.id) }).from(held.db.t.audit);
    const seals = await allSeals(held.db);
    expect(seals).toHaveLength(1);
    expect(seals[0]?.toId).toBe(newest?.id);
  });

  test("many due rows and a round's sites are shared out, each to one", async () => {
    const { db } = held;
    for (let n = 0; n < 20; n++) await setDue(db, await newSite(db, { baselineAt: AT }), "visit", AT);
    const due = (await all((tx, n) => claimDues(tx, { ...LEASE, lease: `l${n}`, limit: 2 }))).flat();
    expect(due).toHaveLength(20);
    expect(new Set(due.map(({ siteId }) => siteId)).size).toBe(20);

    const round = await db.tx(async (tx) => {
      await province(tx, 40);
      const { round: drawn } = await drawRound(tx, order({ seed: "1", quota: { by: "all", total: 20, min: 0 } }), by());
      return startChecking(tx, drawn, by());
    });
    const claimed = (await all((tx) => claimRoundSite(tx, { ...LEASE, most: 3 }))).flatMap((row) => row ?? []);
    expect(new Set(claimed.map(({ siteId }) => siteId)).size).toBe(claimed.length);
    const checked = await Promise.all(
      claimed.flatMap((row) => [held.db, ...handles].map((one) => one.tx((tx) => markChecked(tx, row, AT)))),
    );
    expect(winners(checked)).toBe(claimed.length);
    expect(
      winners(
        await all((tx) =>
          moveRound(tx, round.id, ["checking"], { state: "abandoned", abandonedAt: AT, abandonReason: "x" }),
        ),
      ),
    ).toBe(1);
  });
});

describe("Postgres", () => {
  let held: TestDb;
  beforeEach(async () => {
    held = await postgresDb();
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const tally = async () =>
    (await held.db.select().from(held.db.t.settings).orderBy(held.db.t.settings.key)).map(({ value }) => value);
  async function cut(where: string): Promise<void> {
    const client = new pg.Client({ connectionString: held.url });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${where}`,
    );
    await client.end();
  }
  /** Adds one to a number, read and written apart, as work on a row does. */
  async function add(tx: Queries, key: string): Promise<void> {
    const { settings } = tx.t;
    const [row] = await tx.select().from(settings).where(eq(settings.key, key)).for("update");
    await tx
      .update(settings)
      .set({ value: Number(row?.value) + 1 })
      .where(eq(settings.key, key));
  }
  const start = async () => {
    for (const key of ["a", "b"]) await ensureSetting(held.db, key, 0);
  };

  test("of two transactions that wait for each other one begins again: both are done, and each once", async () => {
    await start();
    const both = Promise.withResolvers<void>();
    let first = 0;
    let tries = 0;
    const cross = (one: string, other: string) =>
      held.db.tx(async (tx) => {
        tries++;
        await add(tx, one);
        if (++first === 2) both.resolve();
        await both.promise;
        await add(tx, other);
      });
    await Promise.all([cross("a", "b"), cross("b", "a")]);
    expect(await tally()).toEqual([2, 2]);
    expect(tries).toBe(3);
  });

  test("a connection lost in the middle, or before its commit, leaves nothing and costs the others nothing", async () => {
    await start();
    const { db } = held;
    for (const late of [false, true]) {
      const ended = db
        .tx(async (tx) => {
          await add(tx, "a");
          await cut("state = 'idle in transaction'");
          if (!late) await add(tx, "b");
        })
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(isAway(await ended)).toBe(true);
      expect(await tally()).toEqual([0, 0]);
    }
    await db.tx((tx) => add(tx, "b"));
    expect(await tally()).toEqual([0, 1]);
  });

  test("a lock that is held does not hold up those who want another row, and a pool that is all taken is waited for", async () => {
    await start();
    const gate = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const holder = held.db.tx(async (tx) => {
      await add(tx, "a");
      holding.resolve();
      await gate.promise;
    });
    await holding.promise;
    await held.db.tx((tx) => add(tx, "b"));
    // More than the pool has connections wait for the row
    const waiting = Array.from({ length: MANY }, () => held.db.tx((tx) => add(tx, "a")));
    gate.resolve();
    await Promise.all([holder, ...waiting]);
    expect(await tally()).toEqual([MANY + 1, 1]);
  });
});
