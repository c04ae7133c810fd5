/**
 * `npm run bench:workers`: a patrol of 1,076 sites with home pages of 52 K characters by one worker and by three on the same cores, in turn, on one
 * embedded Postgres; then by a bot and three of which one is killed, and Postgres stopped for ten seconds. Ratios of one
 * run hold. Each visit is a first one: it opens three findings.
 */
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import pg from "pg";
import { sql } from "../db/drizzle.ts";
import { type Db, openDb } from "../db/open.ts";
import { waitingCount } from "../db/talk.ts";
import { office } from "../test/helpers/bot.ts";
import { fleet, probesBySite, register } from "../test/helpers/fleet.ts";
import { bootPostgres } from "../test/helpers/postgres.ts";
import { type FakeTelegram, startTelegram } from "../test/helpers/telegram/telegram.ts";
import { longLists } from "./page.ts";

const SITES = Number(process.argv[2] ?? 1_076);
/** Visits before the clock starts, 500 for each of three: a worker runs for weeks, and its first hundreds are slow. As many sites either way. */
const WARM = 1_500;
/** One worker and three in turn, so that what else goes on on the machine meets both. */
const PAIRS = 3;
const PAUSE_MS = 10_000;
const server = await bootPostgres();

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Seconds of processor time of a process so far, from the kernel's book of ticks of 10 ms. */
async function cpuOf(child: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => "")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

type Round = { seconds: number; cpu: number; rss: number; exact: boolean; posted?: Posted };
type Posted = { messages: number; rows: number; repeated: number };
type Disturbed = {
  by(children: ChildProcess[]): Promise<void>;
  telegram: FakeTelegram;
};
const GROUP = -1001;

/** What the bot said of it, once all is said: every row of the outbox one message, and none of them tried twice. */
async function postedBy(db: Db, telegram: FakeTelegram): Promise<Posted> {
  while ((await waitingCount(db)).out > 0) await sleep(200);
  const rows = (await db.select().from(db.t.outbox)).filter(({ editOf, state }) => editOf === null && state === "sent");
  // A file that comes with a message has no text; every page of the fleet has a fault, and so its news
  const texts = telegram.messages(GROUP).flatMap(({ text }) => text || []);
  return { messages: texts.length, rows: rows.length, repeated: texts.length - new Set(texts).size };
}

/** One patrol by `workers` processes, and what it cost them; with a bot where it is disturbed. */
async function round(name: string, workers: number, disturbed?: Disturbed): Promise<Round> {
  await query(server.url, `create database ${name} template template0 encoding 'UTF8' locale 'C'`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const db = await openDb({ url: url.href });
  await using sites = await fleet(SITES + WARM, { ms: 20, body: longLists() });
  await using place = await office({ hosts: sites.hosts, env: { DATABASE_URL: url.href, TYPO_MODEL: "off" } });
  const bot = disturbed && {
    WIDTH: "0",
    TELEGRAM_BOT_TOKEN: disturbed.telegram.token,
    TELEGRAM_API_ROOT: disturbed.telegram.url,
    TELEGRAM_CHATS: String(GROUP),
    DIGEST_AT: "23:59",
  };
  const started = await Promise.all([
    ...(bot ? [place.serve(["start"], bot)] : []),
    ...Array.from({ length: workers }, (_, n) => place.serve(["worker", "--vantage", `v${n}`], { WIDTH: "8" })),
  ]);
  const children = started.map(({ child }) => child);
  // Counted by the server: the ruler must not weigh on the scales
  const visited = sql<number>`count(distinct ${db.t.probeDays.siteId})`.mapWith(Number);
  const done = () =>
    db
      .select({ visited })
      .from(db.t.probeDays)
      .then(
        ([row]) => row?.visited ?? 0,
        () => 0,
      );
  await register(db, sites.names.slice(0, WARM));
  while ((await done()) < WARM) await sleep(100);
  const cpuOfAll = async () => (await Promise.all(children.map(cpuOf))).reduce((sum, s) => sum + s, 0);
  const cpuBefore = await cpuOfAll();
  const before = performance.now();
  await register(db, sites.names.slice(WARM));
  let calm = disturbed === undefined;
  for (let count = await done(); count < SITES + WARM; count = await done()) {
    if (!calm && count > WARM + SITES / 3) {
      calm = true;
      await disturbed?.by(children);
    }
    await sleep(200);
  }
  const seconds = (performance.now() - before) / 1_000;
  const cpu = (await cpuOfAll()) - cpuBefore;
  const status = await readFile(`/proc/${children.at(-1)?.pid}/status`, "utf8").catch(() => "");
  const posted = disturbed && (await postedBy(db, disturbed.telegram));
  const exact = [...(await probesBySite(db)).values()].every((count) => count === 1);
  await Promise.all(started.map((one) => one.kill("SIGKILL")));
  await db.close();
  const rss = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  return { seconds, cpu, rss, exact, ...(posted ? { posted } : {}) };
}
function say(what: string, { seconds, cpu, rss, exact, posted }: Round): void {
  const pace = `${seconds.toFixed(1)} s, ${(SITES / seconds).toFixed(1)} sites a second`;
  const cost = `${((1_000 * cpu) / SITES).toFixed(1)} ms CPU a visit in the processes, ${rss.toFixed(0)} MB the last worker`;
  const told = posted ? `; ${posted.messages} messages of ${posted.rows} rows, ${posted.repeated} of them twice` : "";
  console.log(`${what}: ${pace}, ${cost}; each site judged ${exact ? "exactly once" : "NOT exactly once"}${told}`);
}
const telegram = await startTelegram();
telegram.addGroup({ id: GROUP, title: "值班群", members: [] });

console.log(`${SITES} sites, ${availableParallelism()} cores shared by workers, sites and Postgres`);
const pairs: [one: Round, three: Round][] = [];
for (let n = 1; n <= PAIRS; n++) {
  const one = await round(`one_${n}`, 1);
  say("one worker", one);
  const three = await round(`three_${n}`, 3);
  say("three workers", three);
  pairs.push([one, three]);
}
const ratios = pairs.map(([one, three]) => one.seconds / three.seconds).sort((a, b) => a - b);
console.log(`three against one: ${ratios.map((ratio) => `${ratio.toFixed(2)} x`).join(", ")}`);
const rough = await round("rough", 3, {
  telegram,
  async by(children) {
    children.at(-1)?.kill("SIGKILL");
    await server.stop();
    await sleep(PAUSE_MS);
    await server.start();
  },
});
say("a bot and three workers, one killed, Postgres away for 10 s", rough);
await telegram.close();
await server.remove();
const said = rough.posted !== undefined && rough.posted.repeated === 0 && rough.posted.messages === rough.posted.rows;
process.exitCode = said && [...pairs.flat(), rough].every(({ exact }) => exact) ? 0 : 1;
