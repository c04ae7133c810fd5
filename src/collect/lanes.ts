/**
 * Politeness by address: fifty sites may stand behind one. Three lanes that cannot starve each other: probes go first
 * and are only bounded in number, pages and links are paced.
 */
export type Lane = "probe" | "page" | "link";
export type Clock = { ms(): number; sleep(ms: number): Promise<void> };

/** What one address is asked to bear. */
const OPEN_PROBES = 4;
const GAP_MS: Record<Exclude<Lane, "probe">, number> = { page: 500, link: 200 };
/** Addresses remembered at most; the longest unused fall out. */
const MAX_ADDRESSES = 5_000;

/** The same budgets kept for all processes together, where there are several; each keeps to its own as well. */
export type SharedLanes = {
  /** Waits for one of `most` places at an address; the function returned lets it go. */
  place(address: string, most: number): Promise<() => void>;
  /** Reserves the next start in a lane and tells in how many milliseconds it is. */
  reserve(address: string, lane: Exclude<Lane, "probe">, gapMs: number): Promise<number>;
};

type State = {
  open: number;
  queue: (() => void)[];
  next: Record<Exclude<Lane, "probe">, number>;
};

export type Lanes = {
  /** Undefined where the address is paused for everything but probes: then `fn` is not called. */
  run<T>(address: string, lane: Lane, fn: () => Promise<T>): Promise<T | undefined>;
};

export type LaneOptions = {
  /** Politeness towards a fleet of our own on loopback may be waived. */
  factor?: number;
  shared?: SharedLanes | undefined;
  /** Whether an address declined so often that only probes may go there. */
  isPaused?(address: string): Promise<boolean>;
};

export function createLanes(clock: Clock, { factor = 1, shared, isPaused }: LaneOptions = {}): Lanes {
  const states = new Map<string, State>();
  const stateOf = (address: string): State => {
    const known = states.get(address);
    if (known) {
      states.delete(address);
      states.set(address, known);
      return known;
    }
    if (states.size >= MAX_ADDRESSES) {
      const idle = [...states].find(([, state]) => state.open === 0 && state.queue.length === 0);
      if (idle) states.delete(idle[0]);
    }
    const state: State = { open: 0, queue: [], next: { page: 0, link: 0 } };
    states.set(address, state);
    return state;
  };
  return {
    async run(address, lane, fn) {
      const state = stateOf(address);
      if (lane === "probe") {
        if (state.open >= OPEN_PROBES) await new Promise<void>((resolve) => state.queue.push(resolve));
        else state.open++;
        try {
          const leave = await shared?.place(address, OPEN_PROBES);
          return await fn().finally(leave);
        } finally {
          const waiting = state.queue.shift();
          if (waiting) waiting();
          else state.open--;
        }
      }
      if (await isPaused?.(address)) return undefined;
      const gap = GAP_MS[lane] * factor;
      if (shared && gap > 0) {
        await clock.sleep(await shared.reserve(address, lane, gap));
        return fn();
      }
      const now = clock.ms();
      const at = Math.max(now, state.next[lane]);
      state.next[lane] = at + gap;
      if (at > now) await clock.sleep(at - now);
      return fn();
    },
  };
}
