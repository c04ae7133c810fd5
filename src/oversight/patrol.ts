/** The patrol: due rows are claimed by a lease that lapses, so a killed process forgets nothing and nobody visits twice. */
import { createHash, randomUUID } from "node:crypto";
import type { Check } from "../../checks/check.ts";
import type { Db } from "../../db/open.ts";
import { claimDues, type Due, type DueKind, ensureDue, finishDue, results, setDue } from "../../db/patrol.ts";
import { claimDue, releaseDue, unplanned } from "../../db/queue.ts";
import { allSites, type SiteRow, siteById } from "../../db/sites.ts";
import { DUE_KINDS } from "../../db/tables.ts";
import type { EvidenceStore } from "../collect/evidence-store.ts";
import type { Suspect } from "../collect/suspicions.ts";
import { rootLine } from "../errors.ts";
import { MAX_TRIES, PROCESS_ENDED, putAside } from "./aside.ts";
import type { Clock } from "./clock.ts";
import { readDossier, revisits } from "./dossier.ts";
import type { Applied } from "./findings.ts";
import { fullReading, LINK_PAUSE_MS, linkMemory } from "./full-reading.ts";
import { LapsedLease, recordVisit } from "./record.ts";
import { rulesFor } from "./rules.ts";
import type { Supplies } from "./supplies.ts";
import type { Visited, Visitor } from "./visit.ts";

export const PROBES_A_DAY = 24;
/** A probe is done long before this; a full reading waits its turn at an address that many sites share. */
const LEASE = { minutes: 10 };
const WHOLE_LEASE = { minutes: 30 };
/** A visit that failed by a fault of ours is tried again after this, times the tries. */
const RETRY_S = 15;
const SECOND_LOOK_AFTER = { seconds: 60 };
/** Probes that top up a thin day are still spaced. */
const SPACED_MINUTES = 5;
/** A full reading of a site that did not open is owed again after this. */
const OWED_AGAIN = { hours: 1 };

/** A site that is being closed stays open, and on patrol, until its notice ends; it is counted among none that run. */
export const onPatrol = ({ status }: Pick<SiteRow, "status">): boolean => status === "running" || status === "closing";
/** A site whose content is moving elsewhere publishes nothing new, and nobody asks that of it. */
const NOT_WHILE_CLOSING = new Set(["homepage-freshness", "column-freshness", "annual-report", "domain-form"]);
export const checksOf = (checks: readonly Check[], { status }: Pick<SiteRow, "status">): readonly Check[] =>
  status === "closing" ? checks.filter(({ meta }) => !NOT_WHILE_CLOSING.has(meta.id)) : checks;

export type PatrolOptions = {
  /** Sites visited at the same time. */
  width: number;
  secondLookAfter?: Temporal.DurationLike;
  linkPauseMs?: number;
  baselineDelay?: Temporal.DurationLike;
  /**
   * Full readings have due times and lanes of their own, so that minutes spent on one never delay a probe. A patrol on
   * demand has them in the first visit of a day instead.
   */
  spread?: boolean;
  /** Whence this process looks; kept with each probe where the office gave it a name. */
  vantage?: string | undefined;
};
export type PatrolParts = {
  db: Db;
  store: EvidenceStore;
  clock: Clock;
  visit: Visitor;
  checks: readonly Check[];
  supplies: Supplies;
  suspect?: Suspect | undefined;
  sleep(ms: number): Promise<void>;
  /** A visit failed by a fault of ours: it is tried again, and set aside in the end. */
  onFault?(error: unknown): void;
  options: PatrolOptions;
};
export type Patrolled = { site: SiteRow; visited: Visited; applied: Applied };

/** A site's place in the hour: spread by a hash, the same on every machine. */
export function offsetMinutes(siteId: number): number {
  return createHash("sha1").update(String(siteId)).digest().readUInt16BE(0) % Math.floor(1440 / PROBES_A_DAY);
}

/** The instant of the next probe: the site's own minute of the next hour, or sooner where the day would stay thin. */
export function nextProbe(clock: Clock, siteId: number, validToday: number, perDay: number): Temporal.Instant {
  const now = clock.now().toZonedDateTimeISO(clock.zone);
  const minutes = 1440 / PROBES_A_DAY;
  const slot = now.startOfDay().add({ minutes: offsetMinutes(siteId) });
  const passed = Math.floor(now.since(slot).total("minutes") / minutes) + 1;
  const regular = slot.add({ minutes: passed * minutes });
  const midnight = now.startOfDay().add({ days: 1 });
  const left = midnight.since(now).total("minutes");
  const missing = perDay - validToday;
  const coming = Math.max(0, Math.ceil(midnight.since(regular).total("minutes") / minutes));
  if (missing <= coming || left <= SPACED_MINUTES) return regular.toInstant();
  const early = now.add({ minutes: Math.max(SPACED_MINUTES, Math.floor(left / (missing + 1))) });
  const soonest = now.add({ minutes: SPACED_MINUTES });
  const usable =
    Temporal.ZonedDateTime.compare(regular, soonest) >= 0 && Temporal.ZonedDateTime.compare(regular, early) < 0;
  return (usable ? regular : early).toInstant();
}

/** The instant of the next full reading: the site's own minute of tomorrow, spread over the day by the same hash. */
export function nextDaily(clock: Clock, siteId: number): Temporal.Instant {
  const minute = createHash("sha1").update(`daily ${siteId}`).digest().readUInt16BE(0) % 1440;
  return clock.now().toZonedDateTimeISO(clock.zone).startOfDay().add({ days: 1, minutes: minute }).toInstant();
}

export function createPatrol(parts: PatrolParts) {
  const { db, store, clock, visit, checks, supplies, suspect, sleep, options } = parts;
  const memory = linkMemory(db, clock);
  const secondLookAfter = Temporal.Duration.from(options.secondLookAfter ?? SECOND_LOOK_AFTER);
  const baselineDelay = Temporal.Duration.from(options.baselineDelay ?? { minutes: 10 });

  /** Gives every site on patrol its due rows; a site that just came in is due at its own place in the hour. */
  async function plan(): Promise<void> {
    const now = clock.now();
    const kinds = options.spread ? (["daily", "visit"] as const) : (["visit"] as const);
    for (const site of await unplanned(db, kinds)) {
      // A site that was closed for good is asked once a day whether it still answers
      if (site.status === "closed") await ensureDue(db, site.id, "daily", now);
      if (!onPatrol(site)) continue;
      if (options.spread) {
        await ensureDue(db, site.id, "daily", site.baselineAt === null ? now : nextDaily(clock, site.id));
        // The first sight of a site is a full one: probes begin after it
        if (site.baselineAt === null) continue;
      }
      const at = site.baselineAt === null ? now : nextProbe(clock, site.id, 0, 0);
      await ensureDue(db, site.id, "visit", at);
    }
  }

  async function visitDue(due: Due, site: SiteRow): Promise<Patrolled> {
    const today = clock.today();
    const rules = await rulesFor(db, today);
    const before = await results(db, site.id);
    const again = due.kind === "second-look";
    // Links that could not be tried, because the page did not open, are still owed today
    const links = before.find(({ checkId }) => checkId === "dead-links");
    const lastDaily = links?.outcome === "inconclusive" ? undefined : links?.at;
    const owed = lastDaily === undefined || clock.dayOf(lastDaily) !== today.toString();
    const daily = !again && !options.spread && owed;
    const known = await readDossier(db, site, clock, { supplies, daily });
    const visited = await visit({
      url: site.url,
      known,
      rules,
      checks: checksOf(checks, site),
      daily,
      secondLook: "later",
      previous: before,
      memory,
      revisit: daily ? await revisits(db, site) : [],
      suspect,
      pauseBeforeLinks: () => sleep(options.linkPauseMs ?? LINK_PAUSE_MS),
      again,
      missedFrom: again ? (due.vantage ?? undefined) : undefined,
    });
    const applied = await recordVisit(db, store, clock, {
      site,
      rules,
      visited,
      as: again ? "second" : "probe",
      ...(again ? { missedOn: clock.dayOf(due.dueAt.subtract(secondLookAfter)) } : {}),
      baselineDelay,
      async also(tx, _applied, counts) {
        const valid = (counts?.opened ?? 0) + (counts?.missed ?? 0);
        if (visited.counted === "pending") {
          const at = clock.now().add(secondLookAfter);
          await setDue(tx, site.id, "second-look", at, options.vantage ?? null);
        }
        const next = again ? null : nextProbe(clock, site.id, valid, rules.number("V2", "perDay"));
        // Past its lease the visit is somebody else's: what this one saw must not be counted a second time
        if (!(await finishDue(tx, due, next))) throw new LapsedLease();
      },
    });
    return { site, visited, applied };
  }

  /** The full reading of a site, which counts as no probe; of a closed one only whether it still answers. */
  async function readWhole(due: Due, site: SiteRow): Promise<Patrolled> {
    const rules = await rulesFor(db, clock.today());
    const first = site.baselineAt === null;
    // Whether the page opens is for the probes, which look again before they say so
    const own = checksOf(checks, site).filter(({ meta, needs }) =>
      site.status === "closed" ? meta.id === "lifecycle" : first || meta.when === "daily" || !needs.includes("chain"),
    );
    const visited = await visit({
      ...(await fullReading(parts, site)),
      url: site.url,
      rules,
      checks: own,
      previous: await results(db, site.id),
      suspect,
      pauseBeforeLinks: () => sleep(options.linkPauseMs ?? LINK_PAUSE_MS),
    });
    const applied = await recordVisit(db, store, clock, {
      site,
      rules,
      visited,
      as: "asked",
      baselineDelay,
      async also(tx) {
        const opened = visited.chain.outcome === "opened" || site.status === "closed";
        const next = opened ? nextDaily(clock, site.id) : clock.now().add(OWED_AGAIN);
        if (!(await finishDue(tx, due, next))) throw new LapsedLease();
      },
    });
    return { site, visited, applied };
  }

  async function claim(kinds: readonly DueKind[]): Promise<Due | undefined> {
    const now = clock.now();
    const span = options.spread && !kinds.includes("daily") ? LEASE : WHOLE_LEASE;
    const lease = { now, lease: randomUUID(), leaseUntil: now.add(span), limit: 1, kinds };
    return (await db.tx((tx) => claimDues(tx, lease)))[0];
  }

  /** One try of a due row that a queue handed out; nothing where somebody else has it. A fault is the queue's to count. */
  async function takeHanded(one: { siteId: number; kind: DueKind; job: string; attempt: number }): Promise<void> {
    const now = clock.now();
    const leaseUntil = now.add(one.kind === "daily" ? WHOLE_LEASE : LEASE);
    const due = await claimDue(db, { ...one, now, leaseUntil });
    if (due) await take(due);
  }

  /** Visits for one claimed row; undefined where it led to no visit of ours: off the patrol, or somebody else's by now. */
  async function take(due: Due): Promise<Patrolled | undefined> {
    const site = await siteById(db, due.siteId);
    const whole = due.kind === "daily";
    if (!site || (!onPatrol(site) && !(whole && site.status === "closed"))) {
      await db.tx((tx) => finishDue(tx, due, null));
      return undefined;
    }
    return (whole ? readWhole(due, site) : visitDue(due, site)).catch((error) => {
      if (error instanceof LapsedLease) return undefined;
      throw error;
    });
  }

  /** One claimed row in this process: a fault of ours is tried again later, and not for ever. */
  async function attempt(due: Due): Promise<Patrolled | undefined> {
    if (due.attempts > MAX_TRIES) {
      await db.tx((tx) => putAside(tx, clock, due, PROCESS_ENDED));
      return undefined;
    }
    try {
      return await take(due);
    } catch (error) {
      parts.onFault?.(error);
      await db.tx((tx) =>
        due.attempts < MAX_TRIES
          ? releaseDue(tx, due, clock.now().add({ seconds: RETRY_S * due.attempts }))
          : putAside(tx, clock, due, rootLine(error)),
      );
      return undefined;
    }
  }

  /** Visits whatever is due of these kinds, `width` sites at a time, until nothing is or `stop` says so. */
  async function run(
    onVisited?: (one: Patrolled) => void,
    stop: () => boolean = () => false,
    kinds: readonly DueKind[] = DUE_KINDS,
  ): Promise<number> {
    let done = 0;
    const lane = async (): Promise<void> => {
      while (!stop()) {
        const due = await claim(kinds);
        if (!due) return;
        const one = await attempt(due);
        if (!one) continue;
        done++;
        onVisited?.(one);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: options.width }, lane));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return done;
  }

  /** Makes every site on patrol due at once: a patrol on demand. */
  async function makeDue(): Promise<void> {
    const now = clock.now();
    for (const site of await allSites(db)) if (onPatrol(site)) await setDue(db, site.id, "visit", now);
  }
  return { plan, run, takeHanded, makeDue };
}
export type Patrol = ReturnType<typeof createPatrol>;
