/**
 * The queue of many processes: pg-boss hands out, retries, and notices the dead; the due rows stay the truth of what is
 * due and of whose visit counts. A job only points at a row, so that one too many does no harm: its row is claimed no more.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import type { Db, Queries } from "../../db/open.ts";
import { jobsWaiting } from "../../db/queue.ts";
import { releaseJob } from "../../db/talk.ts";
import { rootLine } from "../errors.ts";
import type { OnDemand } from "../on-demand.ts";
import { MAX_TRIES, PROCESS_ENDED, putAside } from "../oversight/aside.ts";
import type { Clock } from "../oversight/clock.ts";
import type { Patrol } from "../oversight/patrol.ts";
import type { RoundChecks } from "../round-checks.ts";
import { createOffers, keyOf, type Pointer, PRIORITY, WORK } from "./offers.ts";
import type { Widths, WorkQueue } from "./port.ts";
import { lookQueue } from "./vantages.ts";

export type BossParts = {
  url: string;
  db: Db;
  clock: Clock;
  /** Whence this process looks; others leave second looks to it. Undefined: it visits nothing. */
  vantage: string | undefined;
  widths: Widths;
  patrol(): Promise<Pick<Patrol, "takeHanded">>;
  onDemand: Pick<OnDemand, "take">;
  rounds: Pick<RoundChecks, "ready" | "take" | "giveUp">;
  /** Seconds before a failed job's first retry; the next ones wait longer. */
  retryDelay?: number;
  onFault(error: unknown, where: string): void;
};
type Handed = JobWithMetadata<Pointer>;
type Band = {
  name: keyof Widths;
  /** After finding nothing it looks again this much later. */
  restMs: number;
  minPriority?: number;
  maxPriority?: number;
  running: number;
  /** Ends its nap. */
  wake: PromiseWithResolvers<void>;
};

const ASIDE = "set-aside";
/** Sites of one address in hand over all processes; the lanes of each visit keep to it exactly. */
const OF_ONE_ADDRESS = 4;
const HEARTBEAT_S = 12;
const BEAT_MS = 4_000;
const POLL_MS = 500;
/** For what takes a minute, and is poked where a person begins it. */
const SLOW_POLL_MS = 3_000;
/** A second look is due a minute after the first. */
const LOOK_MS = 2_000;
const GATHER_MS = 100;
const ALIVE_MS = 3_000;
const CHORES_MS = 3_000;
const FAULT_WAIT_MS = 1_000;
const QUEUE = {
  policy: "exclusive",
  retryLimit: MAX_TRIES - 1,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 120,
  heartbeatSeconds: HEARTBEAT_S,
  expireInSeconds: 1_800,
  retentionSeconds: 3_600,
  deleteAfterSeconds: 600,
  deadLetter: ASIDE,
} as const;

const inTx = (q: Queries) => {
  const { executeSql } = q;
  if (!executeSql) throw new Error("not a transaction of Postgres");
  return { db: { executeSql } };
};
async function openBoss({ url, vantage, widths, retryDelay, onFault }: BossParts): Promise<PgBoss> {
  const { PgBoss: Boss } = await import("pg-boss");
  const looks = vantage !== undefined && widths.probes > 0;
  const boss = new Boss({
    connectionString: url,
    application_name: "xuncha",
    max: 4,
    schedule: false,
    superviseIntervalSeconds: 3,
    monitorIntervalSeconds: 3,
    queueCacheIntervalSeconds: 30,
    instanceHeartbeatSeconds: 3,
    ...(looks ? { instanceName: vantage } : {}),
  });
  boss.on("error", (error) => onFault(error, "queue"));
  await boss.start({ attempts: 5 });
  await boss.createQueue(ASIDE, { retryLimit: 20, retryDelay: 5, deleteAfterSeconds: 86_400 });
  const options = retryDelay === undefined ? QUEUE : { ...QUEUE, retryDelay };
  await boss.createQueue(WORK, options);
  if (looks) await boss.createQueue(lookQueue(vantage), options);
  return boss;
}

export function createBossQueue(parts: BossParts): WorkQueue {
  const { db, clock, vantage, widths, onFault } = parts;
  const bands: Band[] = [
    { name: "asked", restMs: POLL_MS, minPriority: PRIORITY.asked, running: 0, wake: Promise.withResolvers() },
    { name: "probes", restMs: POLL_MS, minPriority: PRIORITY.visit, running: 0, wake: Promise.withResolvers() },
    { name: "readings", restMs: SLOW_POLL_MS, maxPriority: PRIORITY.round, running: 0, wake: Promise.withResolvers() },
  ];
  let booting: Promise<PgBoss> | undefined;
  let stopping = false;
  const held = new Map<string, Handed>();
  const work = new Set<Promise<void>>();
  /** Done, and not yet said to the queue. */
  const done: Handed[] = [];
  let looked = Number.NEGATIVE_INFINITY;
  let loops: Promise<unknown> = Promise.resolve();
  let alive: { at: number; names: ReadonlySet<string> } = { at: Number.NEGATIVE_INFINITY, names: new Set() };

  const offersOf = createOffers({ db, clock, rounds: parts.rounds, vantages });
  const boss = () => {
    booting ??= openBoss(parts).catch((error) => {
      booting = undefined;
      throw error;
    });
    return booting;
  };
  const nap = (band: Band, ms: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    return Promise.race([promise, band.wake.promise]).finally(() => clearTimeout(timer));
  };
  const rouse = (band: Band) => {
    band.wake.resolve();
    band.wake = Promise.withResolvers();
  };

  async function vantages(): Promise<ReadonlySet<string>> {
    if (performance.now() - alive.at > ALIVE_MS) {
      const instances = await (await boss()).getInstances();
      alive = {
        at: performance.now(),
        names: new Set(instances.flatMap(({ live, name }) => (live && name ? [name] : []))),
      };
    }
    return alive.names;
  }

  /** Puts into the queue what this band may take; what stands there already is refused by its key. Returns how much was new. */
  async function feed({ name }: Band): Promise<number> {
    const queue = await boss();
    let fed = 0;
    for (const [where, some] of Map.groupBy(await offersOf(name), (offer) => offer.queue)) {
      const jobs = some.map(({ pointer, priority, group }) => ({
        data: pointer,
        singletonKey: keyOf(pointer),
        priority,
        ...(group === undefined ? {} : { group: { id: group } }),
      }));
      fed += (await queue.insert(where, jobs, { returnId: true }))?.length ?? 0;
    }
    return fed;
  }

  async function perform({ id, data, retryCount: attempt }: Handed): Promise<void> {
    const anyway = attempt > 0;
    if ("job" in data) await parts.onDemand.take({ id: data.job, anyway });
    else if ("round" in data) await parts.rounds.take({ roundId: data.round, siteId: data.site, anyway });
    else await (await parts.patrol()).takeHanded({ siteId: data.site, kind: data.kind, job: id, attempt });
  }

  /** Says what is done, all in one statement; what cannot be said is handed out again, and its row is claimed no more. */
  async function report(): Promise<void> {
    const queue = await boss();
    for (const [name, jobs] of Map.groupBy(done.splice(0), (job) => job.name)) await queue.complete(name, jobs);
  }

  async function handle(job: Handed): Promise<void> {
    try {
      await perform(job);
      held.delete(job.id);
      done.push(job);
    } catch (error) {
      held.delete(job.id);
      onFault(error, keyOf(job.data));
      // Where even this cannot be said, its heartbeat ends here and the queue takes it back
      const queue = await boss();
      await queue.fail(job.name, job, { message: rootLine(error) }).catch((fault) => onFault(fault, "queue"));
    }
  }

  function begin(band: Band, jobs: readonly Handed[]): void {
    for (const job of jobs) {
      held.set(job.id, job);
      band.running++;
      const run: Promise<void> = handle(job)
        .catch((error) => onFault(error, "queue"))
        .finally(() => {
          band.running--;
          work.delete(run);
          rouse(band);
        });
      work.add(run);
    }
  }

  const roomOf = (band: Band) => widths[band.name] - band.running;
  /** Places that get free soon after each other are filled by one question: it is the dearest of a visit. */
  async function gather(band: Band): Promise<void> {
    const until = performance.now() + GATHER_MS;
    for (let left = GATHER_MS; left > 0 && !stopping; left = until - performance.now()) {
      if (roomOf(band) >= widths[band.name] / 2) return;
      await nap(band, left);
    }
  }
  /** Takes no more than it has room for: what nobody is free for stays in the database. */
  async function take(band: Band): Promise<number> {
    const queue = await boss();
    const { minPriority, maxPriority } = band;
    const options = { includeMetadata: true as const, groupConcurrency: OF_ONE_ADDRESS };
    const before = band.running;
    if (band.name === "probes" && vantage !== undefined && performance.now() - looked > LOOK_MS) {
      looked = performance.now();
      begin(band, await queue.fetch<Pointer>(lookQueue(vantage), { ...options, batchSize: roomOf(band) }));
    }
    if (roomOf(band) > 0 && !stopping)
      begin(
        band,
        await queue.fetch<Pointer>(WORK, {
          ...options,
          batchSize: roomOf(band),
          ...(minPriority === undefined ? {} : { minPriority }),
          ...(maxPriority === undefined ? {} : { maxPriority }),
        }),
      );
    return band.running - before;
  }

  async function loop(band: Band): Promise<void> {
    while (!stopping) {
      try {
        while (!stopping && roomOf(band) === 0) await nap(band, POLL_MS);
        await gather(band);
        await report();
        const room = roomOf(band);
        const taken = await take(band);
        if (taken < room && (await feed(band)) === 0) await nap(band, band.restMs);
      } catch (error) {
        onFault(error, "queue");
        await nap(band, FAULT_WAIT_MS);
      }
    }
  }

  /** What its queue has given up on: set aside with its last reason, in one transaction with the end of its job. */
  async function setAside(): Promise<void> {
    const queue = await boss();
    for (const letter of await queue.fetch<Pointer>(ASIDE, { batchSize: 20, includeMetadata: true })) {
      const output = letter.sourceOutput as { message?: string; value?: { message?: string } } | null;
      const reason = output?.message ?? output?.value?.message ?? PROCESS_ENDED;
      const pointer = letter.data;
      if ("round" in pointer) await parts.rounds.giveUp({ roundId: pointer.round, siteId: pointer.site });
      await db.tx(async (tx) => {
        // A person's check whose process died each time is given up by the next attempt, which says so
        if ("job" in pointer) await releaseJob(tx, pointer.job, clock.now());
        else if ("kind" in pointer) {
          const { site: siteId, kind } = pointer;
          await putAside(tx, clock, { siteId, kind, lease: `${letter.sourceId}:%` }, reason);
        }
        await queue.complete(ASIDE, letter.id, null, inTx(tx));
      });
    }
  }
  async function every(ms: number, run: () => Promise<unknown>): Promise<void> {
    while (!stopping || held.size > 0) {
      await run().catch((error) => onFault(error, "queue"));
      await sleep(stopping ? 100 : ms);
    }
  }
  async function beat(): Promise<void> {
    const queue = await boss();
    for (const [name, jobs] of Map.groupBy(held.values(), (job) => job.name))
      await queue.touch(
        name,
        jobs.map(({ id, retryCount }) => ({ id, retryCount })),
      );
  }

  return {
    ticks: [],
    start() {
      loops = Promise.all([
        ...bands.filter(({ name }) => widths[name] > 0).map(loop),
        every(BEAT_MS, beat),
        every(CHORES_MS, setAside),
      ]);
    },
    async queued(q, job) {
      if (!booting) return;
      await (await boss()).send(WORK, { job }, { singletonKey: keyOf({ job }), priority: PRIORITY.asked, ...inTx(q) });
    },
    poke: (what) => bands.filter(({ name }) => name === what).forEach(rouse),
    async idle() {
      // Whoever does it, here or elsewhere
      while (!stopping && (await jobsWaiting(db)) > 0) await sleep(POLL_MS);
    },
    async stop() {
      stopping = true;
      bands.forEach(rouse);
      await Promise.allSettled([loops, ...work]);
      if (booting) await report().catch((error) => onFault(error, "queue"));
      await (await booting?.catch(() => undefined))?.stop({ graceful: false });
    },
  };
}
