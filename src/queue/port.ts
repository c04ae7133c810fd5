/**
 * Work handed out to whoever is free: people's checks before second looks, those before the patrol's visits, full
 * readings beside them. In this process on SQLite, through pg-boss on Postgres.
 */
import type { Queries } from "../../db/open.ts";
import type { Tick } from "../schedule.ts";

export type WorkQueue = {
  /** What the schedule must run for it. */
  readonly ticks: readonly Tick[];
  start(): void;
  /** A person's check was written to `jobs`: handed over in that very transaction. */
  queued(q: Queries, job: number): Promise<void>;
  /** Something of this sort may wait: look now. */
  poke(what: "asked" | "readings"): void;
  /** Resolves when nothing that people asked for waits or is under way. */
  idle(): Promise<void>;
  /** Takes nothing new; resolves when what was taken is done. */
  stop(): Promise<void>;
};

/** Sites and people's checks that one process has in hand at a time. */
export type Widths = { asked: number; probes: number; readings: number };
