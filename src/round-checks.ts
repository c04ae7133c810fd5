/**
 * The check of a round in the background: sampled sites are claimed one by one by a lease, so that a killed process goes
 * on where it was; each is read in full as in a patrol, and one message is edited to the end.
 */
import type { Check } from "../checks/check.ts";
import type { Db, Queries } from "../db/open.ts";
import {
  claimRoundSite,
  markChecked,
  moveRound,
  type RoundPointer,
  type RoundRow,
  type RoundSiteRow,
  readyRoundSites,
  roundForUpdate,
  setRoundSite,
  unreadCount,
} from "../db/rounds.ts";
import { siteById } from "../db/sites.ts";
import { outboxById, putOut } from "../db/talk.ts";
import type { Card } from "./card.ts";
import type { EvidenceStore } from "./collect/evidence-store.ts";
import type { Suspect } from "./collect/suspicions.ts";
import type { Clock } from "./oversight/clock.ts";
import { fullReading, LINK_PAUSE_MS } from "./oversight/full-reading.ts";
import { checksOf, onPatrol } from "./oversight/patrol.ts";
import { LapsedLease, recordVisit } from "./oversight/record.ts";
import { viewRound } from "./oversight/rounds/status.ts";
import { rulesFor } from "./oversight/rules.ts";
import type { Supplies } from "./oversight/supplies.ts";
import type { Visitor } from "./oversight/visit.ts";
import { createPool } from "./pool.ts";
import { progressCard, statusCard } from "./report/rounds.ts";

/** Longer than any full reading takes; a process that died is noticed after it. */
const LEASE = { minutes: 30 };
const MAX_TRIES = 3;
const RETRY = { minutes: 1 };
/** Sampled sites at the same time; the patrol and people's own checks have theirs. */
const WIDTH = 4;
const PROGRESS_EVERY = { seconds: 5 };

export type RoundCheckParts = {
  db: Db;
  store: EvidenceStore;
  clock: Clock;
  checks: readonly Check[];
  visitor(): Promise<Visitor>;
  supplies: Supplies;
  suspect?: Suspect | undefined;
  sleep(ms: number): Promise<void>;
  onAnswer(channel: string): void;
  onFault(error: unknown): void;
};

export function createRoundChecks(parts: RoundCheckParts) {
  const { db, store, clock, checks, visitor, suspect, sleep, onAnswer, onFault } = parts;
  const toldAt = new Map<number, Temporal.Instant>();

  async function edit(q: Queries, { progress, id }: RoundRow, card: Card, lane: "progress" | "answer"): Promise<void> {
    if (!progress) return;
    const first = await outboxById(q, progress.outbox);
    await putOut(q, {
      ...{ channel: first?.channel ?? progress.channel, lane, subject: `round:${id}`, event: "answer", ids: [], card },
      ...{ thread: progress.thread ?? null, editOf: progress.outbox, at: clock.now() },
    });
  }

  /**
   * How far it is, at most every few seconds; at the end how it stands, with picture and tables. The round is held while
   * it is counted: of several lanes and processes the one that speaks last counted last, and the end is told once.
   */
  async function tell(roundId: number): Promise<void> {
    const now = clock.now();
    const unread = (q: Queries) => unreadCount(q, roundId, { now, most: MAX_TRIES });
    const last = toldAt.get(roundId);
    const soon = last && Temporal.Instant.compare(now, last.add(PROGRESS_EVERY)) < 0;
    if (soon && (await unread(db)) > 0) return;
    toldAt.set(roundId, now);
    const channel = await db.tx(async (tx) => {
      const round = await roundForUpdate(tx, roundId);
      if (!round?.progress || round.state !== "checking") return undefined;
      const ended = (await unread(tx)) === 0;
      if (ended && round.progress.ended) return undefined;
      const view = await viewRound(tx, round, clock.today());
      if (ended) await edit(tx, round, statusCard(view), "answer");
      else await edit(tx, round, progressCard(round, view.checked, view.sites.length, view.unreviewed), "progress");
      if (ended !== (round.progress.ended ?? false))
        await moveRound(tx, roundId, ["checking"], { progress: { ...round.progress, ended } });
      return round.progress.channel;
    });
    if (channel) onAnswer(channel);
  }

  async function read(claimed: RoundSiteRow): Promise<void> {
    const site = await siteById(db, claimed.siteId);
    // What runs no more is left to people: it is replaced, with a reason
    if (!site || !onPatrol(site)) {
      await setRoundSite(db, claimed.roundId, claimed.siteId, { attempts: MAX_TRIES, leaseUntil: null });
      return;
    }
    const rules = await rulesFor(db, clock.today());
    const visit = await visitor();
    const visited = await visit({
      ...(await fullReading(parts, site)),
      ...{ url: site.url, rules, checks: checksOf(checks, site), suspect },
      pauseBeforeLinks: () => sleep(LINK_PAUSE_MS),
    });
    await recordVisit(db, store, clock, {
      ...{ site, rules, visited, as: "asked" },
      baselineDelay: Temporal.Duration.from({ minutes: 10 }),
      async also(tx) {
        // Past its lease the site is somebody else's: its reading is not taken twice for this round
        if (!(await markChecked(tx, claimed, clock.now()))) throw new LapsedLease();
      },
    });
  }

  /** One try of a claimed site: a fault of ours lets it go for another. */
  async function attempt(claimed: RoundSiteRow): Promise<void> {
    await read(claimed).catch((error) => {
      if (error instanceof LapsedLease) return;
      onFault(error);
      const leaseUntil = claimed.attempts < MAX_TRIES ? clock.now().add(RETRY) : null;
      return setRoundSite(db, claimed.roundId, claimed.siteId, { leaseUntil });
    });
    await tell(claimed.roundId).catch(onFault);
  }
  const claim = (one?: RoundPointer & { anyway: boolean }) => {
    const now = clock.now();
    return db.tx((tx) => claimRoundSite(tx, { now, leaseUntil: now.add(LEASE), most: MAX_TRIES }, one));
  };
  const pool = createPool(
    WIDTH,
    async () => {
      const claimed = await claim();
      return claimed && (() => attempt(claimed));
    },
    onFault,
  );
  return {
    ...pool,
    /** Sampled sites that anybody may take, the first drawn first. */
    ready: (limit: number) => readyRoundSites(db, { now: clock.now(), most: MAX_TRIES }, limit),
    /** One try of the site that a queue handed out; nothing where somebody else has it. */
    async take(one: RoundPointer & { anyway: boolean }): Promise<void> {
      const claimed = await claim(one);
      if (claimed) await attempt(claimed);
    },
    /** What a queue has given up on: its process died each time. */
    async giveUp({ roundId, siteId }: RoundPointer): Promise<void> {
      await setRoundSite(db, roundId, siteId, { attempts: MAX_TRIES, leaseUntil: null });
      await tell(roundId);
    },
  };
}
export type RoundChecks = ReturnType<typeof createRoundChecks>;
