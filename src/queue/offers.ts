/** What is due, as jobs of a queue: pointers at rows, in the order of people's needs, by the address that will be asked. */
import type { Db } from "../../db/open.ts";
import type { DueKind } from "../../db/patrol.ts";
import { readyDues, readyJobs } from "../../db/queue.ts";
import type { Clock } from "../oversight/clock.ts";
import type { RoundChecks } from "../round-checks.ts";
import type { Widths } from "./port.ts";
import { elsewhere, lookQueue } from "./vantages.ts";

export const WORK = "work";
/** The higher goes first. */
export const PRIORITY = { asked: 30, "second-look": 20, visit: 10, round: 5, daily: 0 } as const;
/** Rows put into the queue at a time, a band: there are never many more in it, however many are due. */
const FEED = 200;

export type Pointer = { site: number; kind: DueKind } | { round: number; site: number } | { job: number };
/** `group` is the address, so that the sites of one are few at a time. */
export type Offer = { queue: string; pointer: Pointer; priority: number; group?: string };

/** One job a row at a time. */
export function keyOf(pointer: Pointer): string {
  if ("job" in pointer) return `job:${pointer.job}`;
  return "round" in pointer ? `round:${pointer.round}:${pointer.site}` : `${pointer.site}:${pointer.kind}`;
}

export function createOffers(parts: {
  db: Db;
  clock: Clock;
  rounds: Pick<RoundChecks, "ready">;
  vantages(): Promise<ReadonlySet<string>>;
}) {
  const { db, clock, rounds, vantages } = parts;

  async function dues(kinds: readonly DueKind[]): Promise<Offer[]> {
    const rows = await readyDues(db, clock.now(), FEED, kinds);
    const names = rows.some(({ kind }) => kind === "second-look") ? await vantages() : new Set<string>();
    return rows.map(({ siteId: site, kind, host, address, vantage: missed }) => {
      const where = kind === "second-look" ? elsewhere(names, missed, site) : undefined;
      const queue = where ? lookQueue(where) : WORK;
      return { queue, pointer: { site, kind }, priority: PRIORITY[kind], group: address ?? host };
    });
  }
  async function asked(): Promise<Offer[]> {
    const jobs = await readyJobs(db, clock.now(), FEED);
    return jobs.map((job) => ({ queue: WORK, pointer: { job }, priority: PRIORITY.asked }));
  }
  async function sampled(): Promise<Offer[]> {
    return (await rounds.ready(FEED)).map(({ roundId: round, siteId: site, host, address }) => ({
      queue: WORK,
      pointer: { round, site },
      priority: PRIORITY.round,
      group: address ?? host,
    }));
  }

  /** What a band may take and nobody holds. */
  return async (band: keyof Widths): Promise<Offer[]> => {
    if (band === "asked") return asked();
    if (band === "probes") return dues(["visit", "second-look"]);
    return [...(await sampled()), ...(await dues(["daily"]))];
  };
}
