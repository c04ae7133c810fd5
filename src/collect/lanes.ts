/**
 * Politeness by address: fifty sites may stand behind one. Three lanes that cannot starve each other: probes go first
 * and are only bounded in number, pages and links are paced.
 */
export type Lane = "probe" | "page" | "link";
export type Clock = { ms(): number; sleep(ms: number): Promise<void> };

/** What one address is asked to bear. */
const OPEN_PROBES = 4;
const GAP_MS: Record<Exclude<Lane, "probe">, number> = { page: 500, link: 200 };
/** Declined share over this window that makes us stop asking for anything but the probe. */
const WINDOW_MS = 600_000;
const DECLINED_SHARE = 0.2;
const ENOUGH = 10;
/** Addresses remembered at most; the longest unused fall out. */
const MAX_ADDRESSES = 5_000;

type State = {
  open: number;
  queue: (() => void)[];
  next: Record<Exclude<Lane, "probe">, number>;
  answers: { at: number; declined: boolean }[];
  pausedUntil: number;
};

export type Lanes = {
  run<T>(address: string, lane: Lane, fn: () => Promise<T>): Promise<T>;
  /** Notes how an address answered; returns true when this made it paused. */
  note(address: string, declined: boolean): boolean;
  isPaused(address: string): boolean;
};

export function createLanes(clock: Clock, pace: { factor: number } = { factor: 1 }): Lanes {
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
    const state: State = { open: 0, queue: [], next: { page: 0, link: 0 }, answers: [], pausedUntil: 0 };
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
          return await fn();
        } finally {
          const waiting = state.queue.shift();
          if (waiting) waiting();
          else state.open--;
        }
      }
      const now = clock.ms();
      const at = Math.max(now, state.next[lane]);
      state.next[lane] = at + GAP_MS[lane] * pace.factor;
      if (at > now) await clock.sleep(at - now);
      return fn();
    },
    note(address, declined) {
      const state = stateOf(address);
      const now = clock.ms();
      state.answers.push({ at: now, declined });
      while ((state.answers[0]?.at ?? now) < now - WINDOW_MS) state.answers.shift();
      const refused = state.answers.filter((answer) => answer.declined).length;
      const over = state.answers.length >= ENOUGH && refused > state.answers.length * DECLINED_SHARE;
      if (!over || state.pausedUntil > now) return false;
      state.pausedUntil = now + WINDOW_MS;
      return true;
    },
    isPaused: (address) => (states.get(address)?.pausedUntil ?? 0) > clock.ms(),
  };
}
