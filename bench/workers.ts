/**
 * `npm run bench:workers`: patrols of 1,076 sites with home pages of 52 K characters by one worker and by three on the same cores and one embedded
 * Postgres, a few seconds each in turn, so that what else goes on on the machine meets both; then by a bot and three of
 * which one is killed, and Postgres stopped for ten seconds. Ratios of one run hold. Each visit is a first one: it opens
 * three findings.
 */
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import pg from "pg";
import { sql } from "../db/drizzle.ts";
import { type Db, openDb } from "../db/open.ts";
import { waitingCount } from "../db/talk.ts";
import { office } from "../test/helpers/bot.ts";
import { type Fleet, fleet, probesBySite, register } from "../test/helpers/fleet.ts";
import { bootPostgres } from "../test/helpers/postgres.ts";
import { startTelegram } from "../test/helpers/telegram/telegram.ts";
import { longLists } from "./page.ts";

const SITES = Number(process.argv[2] ?? 1_076);
/** Visits of each crew before the clock starts, 500 for each of three: a worker runs for weeks, and its first hundreds are slow. */
const WARM = 1_500;
/** Patrols of each crew. */
const PATROLS = 3;
/** Turns of a patrol: the other crew stands still meanwhile. */
const TURNS = 4;
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

/** Seconds in which a core of the machine was busy, whoever kept it so. */
async function busy(): Promise<number> {
  const [line = ""] = (await readFile("/proc/stat", "utf8").catch(() => "")).split("\n");
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq) / 100;
}

const GROUP = -1001;
/** How often a crew is asked how far it is. */
const LOOK_MS = 100;

/** `cpu` of the processes, `busy` of the whole machine. */
type Spent = { seconds: number; cpu: number; busy: number };
const NOTHING: Spent = { seconds: 0, cpu: 0, busy: 0 };
/** Worker processes, and a bot if there is one, on a database of their own. */
type Crew = {
  db: Db;
  children: readonly ChildProcess[];
  /** Makes the next sites due and waits until each was visited; `meanwhile` hears how many were. */
  visit(count: number, meanwhile?: (visited: number) => Promise<void>): Promise<Spent>;
  /** Whether each site so far was judged exactly once. */
  exact(): Promise<boolean>;
  dismiss(): Promise<void>;
};

async function hire(
  name: string,
  { workers, fleet: { names, hosts }, bot }: { workers: number; fleet: Fleet; bot?: Record<string, string> },
): Promise<Crew> {
  await query(server.url, `create database ${name} template template0 encoding 'UTF8' locale 'C'`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const db = await openDb({ url: url.href });
  const place = await office({ hosts, env: { DATABASE_URL: url.href, TYPO_MODEL: "off" } });
  const started = await Promise.all([
    ...(bot ? [place.serve(["start"], bot)] : []),
    ...Array.from({ length: workers }, (_, n) => place.serve(["worker", "--vantage", `v${n}`], { WIDTH: "8" })),
  ]);
  const children = started.map(({ child }) => child);
  const cpu = async () => (await Promise.all(children.map(cpuOf))).reduce((sum, seconds) => sum + seconds, 0);
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
  let registered = 0;
  return {
    db,
    children,
    async visit(count, meanwhile) {
      const first = registered;
      registered += count;
      await register(db, names.slice(first, registered));
      const [cpuBefore, busyBefore, before] = [await cpu(), await busy(), performance.now()];
      for (let now = await done(); now < registered; now = await done()) {
        await meanwhile?.(now - first);
        await sleep(LOOK_MS);
      }
      const seconds = (performance.now() - before) / 1_000;
      return { seconds, cpu: (await cpu()) - cpuBefore, busy: (await busy()) - busyBefore };
    },
    exact: async () => [...(await probesBySite(db)).values()].every((judged) => judged === 1),
    async dismiss() {
      await Promise.all(started.map((one) => one.kill("SIGKILL")));
      await db.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
const signal = (crew: Crew, name: "SIGSTOP" | "SIGCONT") => {
  for (const child of crew.children) child.kill(name);
};
const add = (a: Spent, b: Spent): Spent => ({
  seconds: a.seconds + b.seconds,
  cpu: a.cpu + b.cpu,
  busy: a.busy + b.busy,
});
const pace = ({ seconds }: Spent) => `${seconds.toFixed(1)} s, ${(SITES / seconds).toFixed(1)} sites a second`;
function say(what: string, spent: Spent): void {
  const { cpu, busy } = spent;
  const each = (spent: number) => `${((1_000 * spent) / SITES).toFixed(1)} ms`;
  console.log(`${what}: ${pace(spent)}, ${each(cpu)} CPU a visit in the processes, ${each(busy - cpu)} elsewhere`);
}
const once = (exact: boolean) => `each site judged ${exact ? "exactly once" : "NOT exactly once"}`;

/** One worker and three, in turn; true where both judged everything exactly once. */
async function race(): Promise<boolean> {
  await using sites = await fleet(WARM + PATROLS * SITES, { ms: 20, body: longLists() });
  const crews = [
    { name: "one worker", crew: await hire("one", { workers: 1, fleet: sites }) },
    { name: "three workers", crew: await hire("three", { workers: 3, fleet: sites }) },
  ] as const;
  const turn = async (crew: Crew, count: number): Promise<Spent> => {
    for (const other of crews) signal(other.crew, other.crew === crew ? "SIGCONT" : "SIGSTOP");
    return crew.visit(count);
  };
  for (const { crew } of crews) await turn(crew, WARM);
  const all = crews.map(() => NOTHING);
  const ratio = ([one, three]: Spent[]) => `${((one?.seconds ?? 0) / (three?.seconds ?? 0)).toFixed(2)} x`;
  const ratios: string[] = [];
  for (let patrol = 0; patrol < PATROLS; patrol++) {
    const spent = crews.map(() => NOTHING);
    for (let n = 0; n < TURNS; n++)
      for (const [i, { crew }] of crews.entries()) spent[i] = add(spent[i] ?? NOTHING, await turn(crew, SITES / TURNS));
    for (const [i, { name }] of crews.entries()) {
      say(name, spent[i] ?? NOTHING);
      all[i] = add(all[i] ?? NOTHING, spent[i] ?? NOTHING);
    }
    ratios.push(ratio(spent));
  }
  console.log(`three against one: ${ratios.join(", ")}; ${ratio(all)} over all`);
  let sound = true;
  for (const { name, crew } of crews) {
    const exact = await crew.exact();
    sound &&= exact;
    const status = await readFile(`/proc/${crew.children.at(-1)?.pid}/status`, "utf8").catch(() => "");
    const rss = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    console.log(`${name}: ${once(exact)}, ${rss.toFixed(0)} MB at most in one`);
    await crew.dismiss();
  }
  return sound;
}

/** A bot and three workers, of which one is killed while Postgres is away; true where nothing was lost or came twice. */
async function disturb(): Promise<boolean> {
  const telegram = await startTelegram();
  telegram.addGroup({ id: GROUP, title: "值班群", members: [] });
  await using sites = await fleet(WARM + SITES, { ms: 20, body: longLists() });
  const bot = {
    WIDTH: "0",
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_CHATS: String(GROUP),
    DIGEST_AT: "23:59",
  };
  const crew = await hire("rough", { workers: 3, fleet: sites, bot });
  await crew.visit(WARM);
  let calm = true;
  const spent = await crew.visit(SITES, async (visited) => {
    if (!calm || visited < SITES / 3) return;
    calm = false;
    crew.children.at(-1)?.kill("SIGKILL");
    await server.stop();
    await sleep(PAUSE_MS);
    await server.start();
  });
  // Once all is said: every row of the outbox one message
  while ((await waitingCount(crew.db)).out > 0) await sleep(200);
  const { outbox } = crew.db.t;
  const rows = (await crew.db.select().from(outbox)).filter(({ editOf, state }) => editOf === null && state === "sent");
  // A file that comes with a message has no text; every page of the fleet has a fault, and so its news
  const texts = telegram.messages(GROUP).flatMap(({ text }) => text || []);
  const repeated = texts.length - new Set(texts).size;
  const exact = await crew.exact();
  // What the killed one had spent is in no book any more
  console.log(`a bot and three workers, one killed, Postgres away for 10 s: ${pace(spent)}`);
  console.log(`${once(exact)}; ${texts.length} messages of ${rows.length} rows, ${repeated} of them twice`);
  await crew.dismiss();
  await telegram.close();
  return exact && repeated === 0 && texts.length === rows.length;
}

console.log(`${SITES} sites, ${availableParallelism()} cores shared by workers, sites and Postgres`);
const sound = [await race(), await disturb()];
await server.remove();
process.exitCode = sound.every(Boolean) ? 0 : 1;
