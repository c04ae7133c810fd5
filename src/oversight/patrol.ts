/** The patrol: due rows are claimed by a lease that lapses, so a killed process forgets nothing and nobody visits twice. */
import { createHash, randomUUID } from "node:crypto";
import type { Check } from "../../checks/check.ts";
import type { Db } from "../../db/open.ts";
import {
  claimDues,
  type Due,
  ensureDue,
  finishDue,
  noteLinks,
  probeDaysSince,
  recallLinks,
  results,
  setDue,
} from "../../db/patrol.ts";
import { allSites, type SiteRow, siteById } from "../../db/sites.ts";
import type { EvidenceStore } from "../collect/evidence-store.ts";
import type { LinkMemory } from "../collect/links.ts";
import type { Suspect } from "../collect/suspicions.ts";
import type { Clock } from "./clock.ts";
import { readDossier, revisits } from "./dossier.ts";
import type { Applied } from "./findings.ts";
import { recordVisit } from "./record.ts";
import { rulesFor } from "./rules.ts";
import type { Supplies } from "./supplies.ts";
import type { Visited, Visitor } from "./visit.ts";

export const PROBES_A_DAY = 24;
/** A day's full visit waits its turn at an address that many sites share. */
const LEASE = { minutes: 30 };
const SECOND_LOOK_AFTER = { seconds: 60 };
/** Probes that top up a thin day are still spaced. */
const SPACED_MINUTES = 5;
/** A dead link is fetched again after this, so that a short fault of the far end blames nobody. */
const LINK_PAUSE_MS = 30_000;
const LINK_HOLDS = { hours: 4 };

class LapsedLease extends Error {}

export type PatrolOptions = {
  /** Sites visited at the same time. */
  width: number;
  secondLookAfter?: Temporal.DurationLike;
  linkPauseMs?: number;
  baselineDelay?: Temporal.DurationLike;
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

export function linkMemory(db: Db, clock: Clock): LinkMemory {
  return {
    recall: async (urls) => (await recallLinks(db, urls, clock.now().subtract(LINK_HOLDS))) as never,
    note: async (found) => {
      if (found.size > 0) await db.tx((tx) => noteLinks(tx, found, clock.now()));
    },
  };
}

export function createPatrol({ db, store, clock, visit, checks, supplies, suspect, sleep, options }: PatrolParts) {
  const memory = linkMemory(db, clock);
  const secondLookAfter = Temporal.Duration.from(options.secondLookAfter ?? SECOND_LOOK_AFTER);
  const baselineDelay = Temporal.Duration.from(options.baselineDelay ?? { minutes: 10 });

  /** Gives every running site its due rows; a site that just came in is due at its own place in the hour. */
  async function plan(): Promise<void> {
    const now = clock.now();
    for (const site of await allSites(db)) {
      // A site that was closed for good is asked once a day whether it still answers
      if (site.status === "closed") await ensureDue(db, site.id, "daily", now);
      if (site.status !== "running") continue;
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
    const daily = !again && (lastDaily === undefined || clock.dayOf(lastDaily) !== today.toString());
    const known = await readDossier(db, site, clock, { supplies, daily });
    const visited = await visit({
      url: site.url,
      known,
      rules,
      checks,
      daily,
      secondLook: "later",
      previous: before,
      memory,
      revisit: daily ? await revisits(db, site) : [],
      suspect,
      pauseBeforeLinks: () => sleep(options.linkPauseMs ?? LINK_PAUSE_MS),
      again,
    });
    const applied = await recordVisit(db, store, clock, {
      site,
      rules,
      visited,
      as: again ? "second" : "probe",
      ...(again ? { missedOn: clock.dayOf(due.dueAt.subtract(secondLookAfter)) } : {}),
      baselineDelay,
      async also(tx) {
        const day = today.toString();
        const [counts] = (await probeDaysSince(tx, site.id, day)).filter((row) => row.day === day);
        const valid = (counts?.opened ?? 0) + (counts?.missed ?? 0);
        if (visited.counted === "pending") await setDue(tx, site.id, "second-look", clock.now().add(secondLookAfter));
        const next = again ? null : nextProbe(clock, site.id, valid, rules.number("V2", "perDay"));
        // Past its lease the visit is somebody else's: what this one saw must not be counted a second time
        if (!(await finishDue(tx, due, next))) throw new LapsedLease();
      },
    });
    return { site, visited, applied };
  }

  async function lookAtClosed(due: Due, site: SiteRow): Promise<Patrolled> {
    const rules = await rulesFor(db, clock.today());
    const own = checks.filter(({ meta }) => meta.id === "lifecycle");
    const known = await readDossier(db, site, clock, { supplies, daily: false });
    const visited = await visit({
      url: site.url,
      known,
      rules,
      checks: own,
      daily: true,
      secondLook: "at-once",
      memory,
      pauseBeforeLinks: () => Promise.resolve(),
    });
    const applied = await recordVisit(db, store, clock, {
      site,
      rules,
      visited,
      as: "asked",
      baselineDelay,
      async also(tx) {
        if (!(await finishDue(tx, due, clock.now().add({ hours: 24 })))) throw new LapsedLease();
      },
    });
    return { site, visited, applied };
  }

  async function claim(limit: number): Promise<Due[]> {
    const now = clock.now();
    return db.tx((tx) => claimDues(tx, { now, lease: randomUUID(), leaseUntil: now.add(LEASE), limit }));
  }

  /** Visits whatever is due, `width` sites at a time, until nothing is or `stop` says so. */
  async function run(onVisited?: (one: Patrolled) => void, stop: () => boolean = () => false): Promise<number> {
    let done = 0;
    const lane = async (): Promise<void> => {
      while (!stop()) {
        const [due] = await claim(1);
        if (!due) return;
        const site = await siteById(db, due.siteId);
        const closed = site?.status === "closed" && due.kind === "daily";
        if (!site || (site.status !== "running" && !closed)) {
          await db.tx((tx) => finishDue(tx, due, null));
          continue;
        }
        const one = await (closed ? lookAtClosed(due, site) : visitDue(due, site)).catch((error) => {
          if (error instanceof LapsedLease) return undefined;
          throw error;
        });
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

  /** Makes every running site due at once: a patrol on demand. */
  async function makeDue(): Promise<void> {
    const now = clock.now();
    for (const site of await allSites(db)) if (site.status === "running") await setDue(db, site.id, "visit", now);
  }
  return { plan, run, makeDue };
}
export type Patrol = ReturnType<typeof createPatrol>;
