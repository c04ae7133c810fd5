/** The composition root: the only place that names concrete things and hands each the few functions it uses. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { checks } from "../checks/index.ts";
import { commands } from "../commands/index.ts";
import { isAway } from "../db/errors.ts";
import { lockFile } from "../db/lock.ts";
import { type Db, openDb, type Queries } from "../db/open.ts";
import { dueCounts } from "../db/patrol.ts";
import { moveChannel } from "../db/people.ts";
import { allSites } from "../db/sites.ts";
import { waitingCount } from "../db/talk.ts";
import { diskFreeGb, evidenceBodies } from "./bodies.ts";
import { createDeliverer } from "./chat/deliver.ts";
import { createLimiter } from "./chat/limiter.ts";
import { type Adapter, SendFault } from "./chat/port.ts";
import { createChores } from "./chores.ts";
import { createEvidenceStore } from "./collect/evidence-store.ts";
import type { Collectors } from "./collect/visit.ts";
import type { Config } from "./config.ts";
import { createDispatcher } from "./dispatch.ts";
import { AppError } from "./errors.ts";
import { startHttp } from "./http.ts";
import { createLeader, createSoleLeader } from "./leader.ts";
import { createLog } from "./log.ts";
import { refuseHalfMoved } from "./move.ts";
import { createOnDemand } from "./on-demand.ts";
import { createOutbox } from "./outbox.ts";
import { type Clock, createClock } from "./oversight/clock.ts";
import { paragraphMemory } from "./oversight/paragraphs.ts";
import { createPatrol, type Patrol, type PatrolOptions } from "./oversight/patrol.ts";
import { ensureKinds } from "./oversight/registry.ts";
import { rulesFor } from "./oversight/rules.ts";
import { createSupplies, ensureSalt } from "./oversight/supplies.ts";
import { createVisitor } from "./oversight/visit.ts";
import { createPlatforms } from "./platforms.ts";
import { createPauses, shareLanes } from "./politeness.ts";
import { createBossQueue } from "./queue/boss.ts";
import { createLocalQueue } from "./queue/local.ts";
import { isQuiet } from "./quiet.ts";
import { createAttachments } from "./report/attachments.ts";
import { createIssue } from "./report/bulletin.ts";
import { composeNews, composeStorm } from "./report/news.ts";
import { createRoundChecks } from "./round-checks.ts";
import { startSchedule } from "./schedule.ts";
import { createTypoReaders } from "./typo-readers.ts";
import { unitWords } from "./words/merge.ts";
import { createWords } from "./words/say.ts";

/** People's checks and full readings of one process at the same time, beside its probes. */
const WIDTHS = { asked: 4, readings: 8 };
/** The vantage of a process that nobody named, among several on one Postgres. */
const MAIN = "main";

export const sqliteFile = (url: string): string | undefined =>
  url.startsWith("file:") ? url.slice("file:".length) : undefined;
export const wordsOf = (zone: string) => createWords(unitWords(checks, commands), zone);
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

export type AppOptions = {
  /** A bot holds the lock of its SQLite file; a verb beside it does not. */
  exclusive: boolean;
  clock?: Clock;
  patrol?: Partial<PatrolOptions>;
  paceFactor?: number;
  quiet?: boolean;
};

async function openOffice(url: string): Promise<Db> {
  const db = await openDb({ url });
  try {
    await refuseHalfMoved(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

export async function createApp(
  config: Config,
  { exclusive, clock = createClock(config.TIME_ZONE), patrol: patrolOptions, paceFactor, quiet }: AppOptions,
) {
  const log = createLog(config.LOG_LEVEL);
  const file = sqliteFile(config.DATABASE_URL);
  const unlock = exclusive && file ? lockFile(file) : () => undefined;
  if (!unlock) throw new AppError("ALREADY_RUNNING", { detail: file ?? "" });
  mkdirSync(config.DATA_DIR, { recursive: true });
  const db = await openOffice(config.DATABASE_URL).catch((error) => {
    unlock();
    throw error;
  });
  const words = wordsOf(config.TIME_ZONE);
  const holds = db.holds?.();
  const leader = holds && exclusive ? createLeader(holds, (error) => onFault(error, "lead")) : createSoleLeader();
  const store = createEvidenceStore(evidenceBodies(db, config.DATA_DIR));
  const adapters = new Map<string, Adapter>();
  const connecting = new Set<string>();
  const onFault = (error: unknown, where = "work") => log.error({ err: error, where }, "fault");
  const shown = async (q: Queries = db) => ({ rules: await rulesFor(q, clock.today()), excerpts: config.EXCERPTS });
  const newsParts = async () => ({
    q: db,
    clock,
    shown: await shown(),
    diskFreeGb: () => diskFreeGb(config.DATA_DIR),
    words,
    locale: config.LOCALE,
  });

  const outbox = createOutbox(db, clock, config.LOCALE, leader);
  const attachments = createAttachments({ words, body: store.get, onFault: (error) => onFault(error, "attachment") });
  const supplies = createSupplies();
  const typos = createTypoReaders(config, paragraphMemory(db, clock), (error) => onFault(error, "typos"));
  const onDemand = createOnDemand({
    supplies,
    suspect: typos.suspect,
    db,
    store,
    clock,
    checks,
    visitor: async () => (await collecting()).visit,
    excerpts: config.EXCERPTS,
    onAnswer: (channel) => deliverer.poke(channel),
    onRound: () => hands().poke("readings"),
    onFault,
  });
  const roundChecks = createRoundChecks({
    ...{ db, store, clock, checks, supplies, suspect: typos.suspect, sleep },
    visitor: async () => (await collecting()).visit,
    onAnswer: (channel) => deliverer.poke(channel),
    onFault,
  });
  const dispatcher = createDispatcher({
    db,
    clock,
    commands,
    admins: config.ADMINS,
    locale: config.LOCALE,
    shown,
    issue: createIssue(config.OFFICE, config.DATA_DIR, words),
    download: async (platform, ref) => {
      const adapter = adapters.get(platform);
      if (!adapter) throw new Error(`no adapter for ${platform}`);
      return adapter.download(ref);
    },
    keep: (bytes) => store.put(bytes),
    onAnswer: (channel) => deliverer.poke(channel),
    onJob: () => hands().poke("asked"),
    leads: () => leader.leads(),
    queued: (q, job) => queue.queued(q, job),
    onFault,
  });
  const deliverer = createDeliverer({
    outbox,
    adapters,
    compose: async (rows) => composeNews(rows, await newsParts()),
    composeStorm: async (rows) => composeStorm(rows, await newsParts()),
    attach: attachments.make,
    limiter: createLimiter(() => performance.now()),
    isQuiet: () => quiet !== false && isQuiet(config.QUIET, clock),
    isAway,
    onGone: (channel, why) => dispatcher.lose(channel, why),
    onMoved: (from, to) => db.tx((tx) => moveChannel(tx, from, to)),
    onToken: (platform) => refusedToken(platform),
    sleep,
    onFault: (error, row) =>
      log.warn(
        { fault: error instanceof Error ? error.message : String(error), row: row.id, channel: row.channel },
        "sending",
      ),
  });

  const vantage = config.VANTAGE || (holds ? MAIN : undefined);
  let collecting_:
    | Promise<{ collectors: Collectors & { lineWorks(): Promise<boolean> }; visit: ReturnType<typeof createVisitor> }>
    | undefined;
  /** Reaching sites costs a tenth of a second to load: not before `ready`. */
  function collecting() {
    collecting_ ??= import("./collectors.ts").then(async ({ buildCollectors }) => {
      const collectors = await buildCollectors({
        ...config,
        lanes: {
          ...(paceFactor === undefined ? {} : { factor: paceFactor }),
          shared: holds ? shareLanes(db, holds, clock, sleep) : undefined,
          isPaused: createPauses(db, clock),
        },
      });
      return { collectors, visit: createVisitor(collectors, clock, vantage) };
    });
    return collecting_;
  }
  let patrolling: Promise<Patrol> | undefined;
  const patrol = () => {
    patrolling ??= collecting().then(({ visit }) =>
      createPatrol({
        db,
        store,
        clock,
        visit,
        checks,
        supplies,
        suspect: typos.suspect,
        sleep,
        onFault: (error) => onFault(error, "visit"),
        // A bot that leaves visits to workers still makes those that a command line asks for
        options: { width: config.WIDTH || WIDTHS.readings, vantage, ...patrolOptions },
      }),
    );
    return patrolling;
  };

  const own = createLocalQueue({ patrol, onDemand, rounds: roundChecks });
  const queue = holds
    ? createBossQueue({
        url: config.DATABASE_URL,
        db,
        clock,
        vantage: config.WIDTH > 0 ? vantage : undefined,
        widths: config.WIDTH > 0 ? { ...WIDTHS, probes: config.WIDTH } : { asked: 0, probes: 0, readings: 0 },
        patrol,
        onDemand,
        rounds: roundChecks,
        onFault,
      })
    : own;
  /** A verb beside the bots does by itself what it was asked for; its own queue hands out nothing else. */
  const hands = () => (running ? queue : own);
  const chores = createChores({ db, clock, config, sweep: () => deliverer.sweep() });
  let stopping = false;
  let running = false;
  let refusedToken = (_platform: string): void => {};
  let stopTicks = () => {};
  let http: Awaited<ReturnType<typeof startHttp>> | undefined;
  let settling: Promise<void> = Promise.resolve();

  /** Connects one platform behind `ready`: its waiting rows are settled before anything new goes out. */
  async function connect(adapter: Adapter): Promise<void> {
    adapters.set(adapter.platform, adapter);
    if (leader.leads()) await deliverer.recover(adapter.platform);
    await adapter.start((updates) => dispatcher.intake(updates));
    connecting.delete(adapter.platform);
    log.info({ platform: adapter.platform }, "connected");
    if (leader.leads()) await deliverer.sweep();
  }
  /** This process sends and does the chores from now on; first what the one before left in flight. */
  async function lead(): Promise<void> {
    log.info({ process: leader.self }, "leads");
    for (const platform of adapters.keys()) await deliverer.recover(platform);
    if (!leader.leads()) return deliverer.pause();
    void dispatcher.sweep();
    await chores.catchUp();
    await (await patrol()).plan();
  }
  const leading = (run: () => Promise<unknown>) => async () => (leader.leads() && !stopping ? run() : undefined);

  const platforms = createPlatforms({
    config,
    commands,
    words,
    turn: leader.turn,
    localeOf: outbox.localeOf,
    db,
    clock,
    connect,
    sleep,
    log: (event, data) => log.warn(data, event),
    stopping: () => stopping,
  });

  return {
    config,
    db,
    clock,
    words,
    log,
    store,
    supplies,
    typos,
    dispatcher,
    deliverer,
    onDemand,
    adapters,
    connect,
    patrol,
    reports: newsParts,
    runningSites: async () => (await allSites(db)).filter(({ status }) => status === "running").length,
    collectors: async () => (await collecting()).collectors,
    visitor: async () => (await collecting()).visit,

    /** Binds the port and prepares the database; when it resolves the bot is ready. */
    async open(bindPort = exclusive): Promise<void> {
      await db.tx(async (tx) => {
        await ensureKinds(tx);
        await ensureSalt(tx, () => randomBytes(16).toString("hex"));
      });
      await platforms.bindTelegram();
      if (config.PORT === undefined || !bindPort) return;
      http = await startHttp(config.HOST, config.PORT, {
        notReady: () => [...connecting],
        gauges: async () => {
          const waiting = await waitingCount(db);
          const dues = await dueCounts(db, clock.now());
          return { inbox_waiting: waiting.in, outbox_waiting: waiting.out, sites_due: dues.all, sites_late: dues.late };
        },
        telegram: platforms.webhook,
        slack: platforms.slackHandle,
      });
    },
    port: () => http?.port,
    /** Platforms and ticks, behind `ready`. `refused` is told when a platform will not have our token. */
    run(refused: (platform: string) => void): void {
      refusedToken = refused;
      const platform = (name: string, run: Promise<void>) =>
        run.catch((error) => {
          if (error instanceof SendFault && error.kind === "token") refused(name);
          else if (!stopping) onFault(error, name);
        });
      if (config.TELEGRAM_BOT_TOKEN) {
        connecting.add("telegram");
        void platform("Telegram", platforms.telegram(refused));
      }
      if (config.SLACK_BOT_TOKEN) {
        connecting.add("slack");
        void platform("Slack", platforms.slack(refused));
      }
      running = true;
      stopTicks = startSchedule(
        [
          {
            name: "outbox",
            every: "second",
            run: leading(() => Promise.all([deliverer.sweep(), dispatcher.sweep()])),
          },
          {
            name: "in flight",
            every: "5 seconds",
            run: leading(() => Promise.all([...adapters.keys()].map((platform) => deliverer.recover(platform)))),
          },
          { name: "plan", every: "minute", run: leading(async () => (await patrol()).plan()) },
          ...queue.ticks,
          ...chores.ticks.map((tick) => ({ ...tick, run: leading(tick.run) })),
        ],
        config.TIME_ZONE,
        onFault,
      );
      queue.start();
      leader.start({ gained: () => void lead().catch(onFault), lost: () => deliverer.pause() });
    },
    /** Visits only: what `xuncha worker` is. */
    async work(): Promise<void> {
      running = true;
      queue.start();
    },
    /** Everything that was said has its effect, and everything to say is said. */
    settled(): Promise<void> {
      const settle = async () => {
        for (let round = 0; round < 5 && !stopping; round++) {
          await dispatcher.idle();
          await hands().idle();
          if (!stopping) await deliverer.sweep();
          await deliverer.idle();
        }
      };
      settling = settle();
      return settling;
    },
    async stop(): Promise<void> {
      stopping = true;
      stopTicks();
      await Promise.allSettled([platforms.stop(), ...[...adapters.values()].map((adapter) => adapter.stop())]);
      await Promise.allSettled([dispatcher.stop(), queue.stop(), own.stop(), deliverer.stop(), settling]);
      await leader.stop();
      await http?.close();
      await Promise.all([typos.close(), attachments.close()]);
      if (collecting_) await (await collecting_).collectors.close().catch(() => undefined);
      await holds?.close();
      await db.close();
      unlock();
    },
  };
}
export type App = Awaited<ReturnType<typeof createApp>>;
