/** One office on several processes: bots and workers on one Postgres, some of which die. */
import { eq } from "drizzle-orm";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDb } from "../../db/open.ts";
import { asides } from "../../db/queue.ts";
import { waitingCount } from "../../db/talk.ts";
import type { Bot, Office } from "../helpers/bot.ts";
import { postgresDb, type TestDb } from "../helpers/databases.ts";
import { type Fleet, fleet, probesBySite, register } from "../helpers/fleet.ts";
import { bootPostgres } from "../helpers/postgres.ts";
import { BOSS, GROUP, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const SITES = 120;
const DOWN = 6;
const SHARED = 12;
const WAIT_MS = 90_000;
/** Whole processes on a shared machine. */
const TEST_MS = 360_000;

let duty: TelegramOffice;
let telegram: FakeTelegram;
let held: TestDb;
let sites: Fleet;
let place: Office;

beforeEach(async () => {
  held = await postgresDb();
  // The sites that are down stand at addresses of their own, behind those that share one
  sites = await fleet(SITES, { isDown: (n) => n >= SHARED && n < SHARED + DOWN, ms: 100, shared: SHARED });
  duty = await telegramOffice({ hosts: sites.hosts, env: { DATABASE_URL: held.url, TYPO_MODEL: "off" } });
  ({ telegram, place } = duty);
});
afterEach(async () => {
  await duty[Symbol.asyncDispose]();
  await sites[Symbol.asyncDispose]();
  await held[Symbol.asyncDispose]();
});

const worker = (vantage: string) =>
  place.serve(["worker", "--vantage", vantage], { WIDTH: "4", TELEGRAM_BOT_TOKEN: "" });
async function until(holds: () => boolean | Promise<boolean>, what: string, waitMs = WAIT_MS): Promise<void> {
  for (const end = Date.now() + waitMs; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
/** What a restart of the database is to its clients: every connection but ours is gone. */
async function cutConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: held.url });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  await client.end();
}
const texts = () => telegram.messages(GROUP).map(({ text }) => text);

test(
  "every site is judged exactly once though a worker is killed and the database cut off; a miss counts from two vantages",
  async () => {
    await duty.start({ WIDTH: "2" });
    const [first] = await Promise.all([worker("chengdu-telecom"), worker("chengdu-telecom"), worker("beijing-unicom")]);
    await register(held.db, sites.names);
    await until(() => sites.asked.size >= 30, "a third of the patrol");
    await first.kill("SIGKILL");
    await until(() => sites.asked.size >= 60, "half of the patrol");
    await cutConnections();
    await until(async () => (await probesBySite(held.db)).size === SITES, "every site visited");
    expect(new Set((await probesBySite(held.db)).values())).toEqual(new Set([1]));
    expect(sites.mostOpen()).toBeLessThanOrEqual(4);

    const { dues, findings } = held.db.t;
    const misses = (await held.db.select().from(dues)).filter(({ kind }) => kind === "second-look");
    expect(misses).toHaveLength(DOWN);
    expect(
      new Set(misses.map(({ vantage }) => vantage)).isSubsetOf(new Set(["main", "chengdu-telecom", "beijing-unicom"])),
    ).toBe(true);
    await held.db
      .update(dues)
      .set({ dueAt: Temporal.Now.instant().round("millisecond") })
      .where(eq(dues.kind, "second-look"));
    const unreachable = async () =>
      (await held.db.select().from(findings)).filter(
        ({ checkId, state }) => checkId === "availability" && state === "open",
      );
    await until(async () => (await unreachable()).length === DOWN, "every miss looked at again");
    for (const { siteId, data } of await unreachable()) {
      const [before, after] = [...String(data.detail).matchAll(/@([\w-]+)/g)].map((found) => found[1]);
      expect(before).toBe(misses.find((miss) => miss.siteId === siteId)?.vantage);
      expect(after).toBeDefined();
      expect(after).not.toBe(before);
    }
    // News once a site, whoever found it; every row that went out is one message, alone or as a summary of many
    const out = () => waitingCount(held.db).then(({ out: waiting }) => waiting);
    await until(async () => (await out()) === 0, "all news said", 150_000);
    const rows = (await held.db.select().from(held.db.t.outbox)).filter(({ editOf }) => editOf === null);
    for (const { siteId } of await unreachable())
      expect(rows.filter(({ subject }) => subject === `site:${siteId}`)).toHaveLength(1);
    expect(texts().filter((text) => text !== "")).toHaveLength(rows.filter(({ state }) => state === "sent").length);
    expect(await asides(held.db)).toEqual([]);
    expect(telegram.violations).toEqual([]);
  },
  TEST_MS,
);

test(
  "of two bots one polls and answers; the other takes over within seconds of its end",
  async () => {
    const bots: Bot[] = [await duty.start({ WIDTH: "0" })];
    bots.push(await place.start({ WIDTH: "0" }));
    const ask = async (n: number) => {
      telegram.say(BOSS, GROUP, "/whoami");
      await until(() => texts().filter((text) => text.includes("telegram:11")).length >= n, `answer ${n}`, 15_000);
    };
    await ask(1);
    const ended = performance.now();
    await bots[0]?.kill("SIGKILL");
    await ask(2);
    expect(performance.now() - ended).toBeLessThan(10_000);
    await cutConnections();
    await ask(3);
    bots.push(await place.start({ WIDTH: "0" }));
    await ask(4);
    expect(texts().filter((text) => text.includes("telegram:11"))).toHaveLength(4);
    expect(telegram.calls.filter(({ method, status }) => method === "getUpdates" && status === 409)).toEqual([]);
  },
  TEST_MS,
);

test(
  "a database that is away while a message is in flight costs nothing: said once, and the bot that led goes on",
  async () => {
    const server = await bootPostgres();
    try {
      const there = { DATABASE_URL: server.url, WIDTH: "0" };
      const leader = await duty.start(there);
      await place.start(there);
      const sending = telegram.hold("sendMessage");
      telegram.say(BOSS, GROUP, "/whoami");
      await sending.taken;
      await server.stop();
      sending.release();
      await telegram.waitForMessage(GROUP, ({ text }) => text.includes("telegram:11"), { timeoutMs: 15_000 });
      // Long enough for the first tries of both bots to fail
      await until(() => (leader.err().match(/ECONNREFUSED/g) ?? []).length >= 3, "tries in vain");
      await server.start();
      telegram.say(BOSS, GROUP, "/help");
      await telegram.waitForMessage(GROUP, ({ text }) => text.includes("/assign"), { timeoutMs: 60_000 });
      const db = await openDb({ url: server.url });
      await until(async () => (await waitingCount(db)).out === 0, "everything noted");
      const rows = await db.select().from(db.t.outbox);
      expect(rows.map(({ state, attempts }) => ({ state, attempts }))).toEqual(
        rows.map(() => ({ state: "sent", attempts: 1 })),
      );
      await db.close();
      expect(texts().filter((text) => text.includes("telegram:11"))).toHaveLength(1);
    } finally {
      await server.remove();
    }
  },
  TEST_MS,
);

test("a worker refuses an SQLite file, and a name that is none", async () => {
  const lite = await place.run(["worker", "--vantage", "a"], { env: { DATABASE_URL: "file:x.db" } });
  expect([lite.code, lite.err]).toEqual([2, expect.stringContaining("needs Postgres")]);
  const unnamed = await place.run(["worker"]);
  expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining("--vantage")]);
});
