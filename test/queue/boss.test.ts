/** Work through pg-boss on a real Postgres; what a visit does is the test's. */
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Due, finishDue, setDue } from "../../db/patrol.ts";
import { asides, claimDue } from "../../db/queue.ts";
import { claimRoundSite, markChecked, readyRoundSites, roundSitesOf } from "../../db/rounds.ts";
import { addJob, claimJob, finishJob } from "../../db/talk.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { drawRound } from "../../src/oversight/rounds/draw.ts";
import { startChecking } from "../../src/oversight/rounds/sites.ts";
import { type BossParts, createBossQueue } from "../../src/queue/boss.ts";
import type { WorkQueue } from "../../src/queue/port.ts";
import { postgresDb, type TestDb } from "../helpers/databases.ts";
import { by, order, province } from "../helpers/round-office.ts";
import { newSite } from "../helpers/rows.ts";

const clock = createClock("Asia/Shanghai");
const WIDTHS = { asked: 1, probes: 2, readings: 1 };
const WAIT = { timeout: 60_000, interval: 100 };

let held: TestDb;
let queues: WorkQueue[] = [];
let done: string[] = [];
let faults: string[] = [];

beforeEach(async () => {
  held = await postgresDb();
  [queues, done, faults] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  await held[Symbol.asyncDispose]();
});

const lease = () => ({ now: clock.now(), leaseUntil: clock.now().add({ minutes: 10 }) });
const ends = async (due: Due) => {
  await held.db.tx((tx) => finishDue(tx, due, clock.now().add({ hours: 1 })));
  done.push(`${due.kind} ${due.siteId}`);
  return undefined;
};
function begin(
  vantage: string | undefined,
  change: Partial<BossParts> = {},
  visit: (due: Due) => Promise<undefined> = ends,
) {
  const queue = createBossQueue({
    url: held.url,
    db: held.db,
    clock,
    vantage,
    widths: WIDTHS,
    retryDelay: 1,
    patrol: async () => ({
      async takeHanded(one) {
        const due = await claimDue(held.db, { ...one, ...lease() });
        if (due) await visit(due);
      },
    }),
    onDemand: {
      async take(one) {
        const job = await held.db.tx((tx) => claimJob(tx, lease().now, lease().leaseUntil, one));
        if (!job) return;
        await held.db.tx((tx) => finishJob(tx, job.id, "done"));
        done.push(`asked ${job.id}`);
      },
    },
    rounds: {
      ready: (limit) => readyRoundSites(held.db, { now: clock.now(), most: 3 }, limit),
      async take(one) {
        const row = await held.db.tx((tx) => claimRoundSite(tx, { ...lease(), most: 3 }, one));
        if (!row) return;
        await markChecked(held.db, row, clock.now());
        done.push(`round ${row.siteId}`);
      },
      giveUp: async () => {},
    },
    onFault: (error) => faults.push(String(error)),
    ...change,
  });
  queues.push(queue);
  queue.start();
  return queue;
}
const sites = async (n: number, host?: string) => {
  const ids: number[] = [];
  await held.db.tx(async (tx) => {
    for (let i = 0; i < n; i++) ids.push(await newSite(tx, { baselineAt: clock.now(), ...(host ? { host } : {}) }));
    for (const id of ids) await setDue(tx, id, "visit", clock.now());
  });
  return ids;
};
async function ask<T>(text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: held.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("a person's check goes before the patrol, and a long list of due sites puts few rows into the queue", async () => {
  const gate = Promise.withResolvers<void>();
  await sites(700);
  const queue = begin("main", { widths: { ...WIDTHS, asked: 0 } }, async (due) => {
    await gate.promise;
    return ends(due);
  });
  await expect
    .poll(() => ask("select 1 from pgboss.job where state = 'active'").then((rows) => rows.length), WAIT)
    .toBe(2);
  const rows = await ask<{ n: string }>("select count(*) as n from pgboss.job where state < 'active'");
  expect(Number(rows[0]?.n)).toBeLessThanOrEqual(200);
  // No lane is kept for it here: it has to overtake the patrol
  const job = await held.db.tx(async (tx) => {
    const id = await addJob(tx, "check", { url: "http://a.gov.cn/" }, clock.now());
    await queue.queued(tx, id);
    return id;
  });
  gate.resolve();
  await expect.poll(() => done.indexOf(`asked ${job}`), WAIT).toBeGreaterThanOrEqual(0);
  expect(done.indexOf(`asked ${job}`)).toBeLessThan(8);
});

test("sites of one address are few at a time over all processes", async () => {
  await sites(24, "one.gov.cn");
  let now = 0;
  let most = 0;
  const visit = async (due: Due) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 60));
    now--;
    return ends(due);
  };
  for (let n = 0; n < 3; n++) begin("main", { widths: { ...WIDTHS, probes: 6 } }, visit);
  await expect.poll(() => done.length, WAIT).toBe(24);
  expect(new Set(done).size).toBe(24);
  // pg-boss counts before it hands out, so two processes that ask at once may each hand out one more
  expect(most).toBeLessThanOrEqual(4 + 2 * 4);
});

test("a visit that fails each time is retried, then set aside with its reason; the rest of the patrol goes on", async () => {
  const [bad, ...good] = await sites(4);
  begin("main", {}, async (due) => {
    if (due.siteId === bad) throw new Error("the reader fell over");
    return ends(due);
  });
  await expect
    .poll(() => asides(held.db), WAIT)
    .toMatchObject([{ siteId: bad, kind: "visit", note: "the reader fell over" }]);
  expect(new Set(done)).toEqual(new Set(good.map((id) => `visit ${id}`)));
  expect(faults.filter((text) => text.includes("fell over"))).toHaveLength(4);
});

test("the look after a miss is another vantage's while one is alive, else the same one's", async () => {
  const seen: string[] = [];
  const from = (name: string) => async (due: Due) => {
    seen.push(`${name} ${due.siteId}`);
    return ends(due);
  };
  begin("chengdu", {}, from("chengdu"));
  const [first = 0, second = 0] = await sites(2);
  await expect.poll(() => done.length, WAIT).toBe(2);
  seen.length = 0;
  await setDue(held.db, first, "second-look", clock.now(), "chengdu");
  await expect.poll(() => seen, WAIT).toEqual([`chengdu ${first}`]);
  begin("beijing", {}, from("beijing"));
  await expect
    .poll(() => ask("select 1 from pgboss.instance where name = 'beijing'").then((rows) => rows.length), WAIT)
    .toBe(1);
  // Who is alive is asked every three seconds
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  await setDue(held.db, second, "second-look", clock.now(), "chengdu");
  await expect.poll(() => seen, WAIT).toEqual([`chengdu ${first}`, `beijing ${second}`]);
});

test("the sites of a round go through the same queue: each once, over all processes, beside the patrol", async () => {
  const round = await held.db.tx(async (q) => {
    await province(q, 30);
    const { round: drawn } = await drawRound(q, order({ seed: "1", quota: { by: "all", total: 20, min: 0 } }), by());
    return startChecking(q, drawn, by());
  });
  const [visited] = await sites(1);
  for (let n = 0; n < 3; n++) begin("main");
  const rows = await roundSitesOf(held.db, round.id);
  await expect.poll(() => done.length, WAIT).toBe(rows.length + 1);
  expect(new Set(done)).toEqual(new Set([...rows.map(({ siteId }) => `round ${siteId}`), `visit ${visited}`]));
  expect(faults).toEqual([]);
});
