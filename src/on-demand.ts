/** Checks that people asked for: queued with their answer, done beside the patrol, and their message edited to the end. */
import type { Check } from "../checks/check.ts";
import { openOfSite } from "../db/findings.ts";
import type { Db, Queries } from "../db/open.ts";
import { moveRound } from "../db/rounds.ts";
import { siteById } from "../db/sites.ts";
import { claimJob, finishJob, type JobRow, outboxById, putOut, releaseJob } from "../db/talk.ts";
import { type Card, say } from "./card.ts";
import type { EvidenceStore } from "./collect/evidence-store.ts";
import type { Suspect } from "./collect/suspicions.ts";
import type { Clock } from "./oversight/clock.ts";
import { fullReading } from "./oversight/full-reading.ts";
import { checksOf, onPatrol } from "./oversight/patrol.ts";
import { recordVisit } from "./oversight/record.ts";
import { tellUnproven } from "./oversight/rectify.ts";
import { rulesFor } from "./oversight/rules.ts";
import type { Supplies } from "./oversight/supplies.ts";
import type { Visitor } from "./oversight/visit.ts";
import { createPool } from "./pool.ts";
import { checkCard } from "./report/check.ts";

/** Longer than any check takes; a process that died is noticed after it. */
const LEASE = { minutes: 15 };
const MAX_TRIES = 3;
const RETRY = { seconds: 5 };
/** People's checks at the same time; the patrol has its own. */
const WIDTH = 4;

export type OnDemandParts = {
  db: Db;
  store: EvidenceStore;
  clock: Clock;
  checks: readonly Check[];
  /** Loaded when first needed: collectors cost start-up time that `ready` does not have. */
  visitor(): Promise<Visitor>;
  supplies: Supplies;
  suspect?: Suspect | undefined;
  excerpts: boolean;
  onAnswer(channel: string): void;
  /** A round is to be checked: its sites are claimed one by one elsewhere, so that no lease must hold for hours. */
  onRound(): void;
  onFault(error: unknown): void;
};
type JobData = {
  url: string;
  siteId?: number;
  outbox: number;
  channel: string;
  thread?: string;
  reviewedOnly?: boolean;
};

/** A job by its number; `anyway` where its queue knows that the process that had it died. */
type Handed = { id: number; anyway: boolean };

export function createOnDemand(parts: OnDemandParts) {
  const { db, store, clock, checks, visitor, suspect, excerpts, onAnswer, onRound, onFault } = parts;

  const finalRow = async (q: Queries, job: JobRow, card: Card, more: { subject?: string; ids?: number[] } = {}) => {
    const data = job.data as JobData;
    // The first answer knows where the chat is by now
    const first = await outboxById(q, data.outbox);
    return {
      channel: first?.channel ?? data.channel,
      lane: "answer" as const,
      subject: more.subject ?? "answer",
      event: "answer",
      ids: more.ids ?? [],
      card,
      thread: data.thread ?? null,
      editOf: data.outbox,
      at: clock.now(),
    };
  };

  async function runJob(job: JobRow): Promise<void> {
    const { url, siteId, channel, reviewedOnly = false } = job.data as JobData;
    const found = siteId === undefined ? undefined : await siteById(db, siteId);
    // What is off the patrol may be looked at, but opens nothing and is told to nobody
    const site = found && onPatrol(found) ? found : undefined;
    const rules = await rulesFor(db, clock.today());
    const visit = await visitor();
    const visited = await visit({
      ...(await fullReading(parts, found)),
      url,
      rules,
      checks: found ? checksOf(checks, found) : checks,
      suspect,
      pauseBeforeLinks: () => Promise.resolve(),
    });
    const shown = { rules, excerpts };
    const recheck = job.kind === "recheck";
    if (!site) {
      await db.tx(async (tx) => {
        if (!(await finishJob(tx, job.id, "done"))) return;
        if (recheck && found) await tellUnproven(tx, found, clock.now());
        else await putOut(tx, await finalRow(tx, job, checkCard({ name: new URL(url).hostname, url }, visited, shown)));
      });
      return;
    }
    // Sites off the patrol keep their record, but what people look up of them is shown all the same
    await recordVisit(db, store, clock, {
      site,
      rules,
      visited,
      as: "asked",
      except: recheck ? undefined : channel,
      baselineDelay: Temporal.Duration.from({ minutes: 10 }),
      async also(tx) {
        if (!(await finishJob(tx, job.id, "done"))) return;
        if (recheck) return tellUnproven(tx, site, clock.now());
        const all = await openOfSite(tx, site.id);
        const open = reviewedOnly ? all.filter(({ review }) => review === "confirmed") : all;
        const card = checkCard({ name: site.name, url: site.url }, visited, shown, { site, open, reviewedOnly });
        await putOut(tx, await finalRow(tx, job, card, { subject: `site:${site.id}`, ids: open.map(({ id }) => id) }));
      },
    });
  }

  /** Remembers which message tells how the round goes on. */
  async function beginRound(tx: Queries, job: JobRow): Promise<void> {
    const { roundId, outbox, channel, thread } = job.data as JobData & { roundId: number };
    if (await finishJob(tx, job.id, "done"))
      await moveRound(tx, roundId, ["checking"], { progress: { outbox, channel, ...(thread ? { thread } : {}) } });
  }

  /** One try of a claimed job: a fault of ours lets it go for another, and is told in the end. */
  async function attempt(job: JobRow): Promise<void> {
    if (job.kind === "round") {
      await db.tx((tx) => beginRound(tx, job));
      return onRound();
    }
    const { channel, url } = job.data as JobData;
    try {
      if (job.attempts > MAX_TRIES) throw new Error("given up after its process died several times");
      await runJob(job);
    } catch (error) {
      onFault(error);
      if (job.attempts < MAX_TRIES) {
        await db.tx((tx) => releaseJob(tx, job.id, clock.now().add(RETRY)));
        return;
      }
      const card: Card = { title: say("check.failed", { name: new URL(url).hostname }), parts: [] };
      await db.tx(async (tx) => {
        if (!(await finishJob(tx, job.id, "failed", error instanceof Error ? error.message : String(error)))) return;
        const site = job.kind === "recheck" ? await siteById(tx, (job.data as JobData).siteId ?? 0) : undefined;
        if (site) await tellUnproven(tx, site, clock.now());
        else await putOut(tx, await finalRow(tx, job, card));
      });
    }
    onAnswer(channel);
  }

  const claim = (one?: Handed) => {
    const now = clock.now();
    return db.tx((tx) => claimJob(tx, now, now.add(LEASE), one));
  };
  const pool = createPool(
    WIDTH,
    async () => {
      const job = await claim();
      return job && (() => attempt(job));
    },
    onFault,
  );
  return {
    ...pool,
    /** One try of the job that a queue handed out; nothing where somebody else has it. */
    async take(one: Handed): Promise<void> {
      const job = await claim(one);
      if (job) await attempt(job);
    },
  };
}
export type OnDemand = ReturnType<typeof createOnDemand>;
