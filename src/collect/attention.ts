/**
 * Whether this process could listen at all: on a machine that is overworked an answer lies in the socket while nobody
 * reads it, and that must not be called the site's silence.
 */
const TICK_MS = 200;

export type Attention = {
  /** Begins to watch; the result tells for how many milliseconds since then nobody could listen. */
  watch(): () => number;
};

/** Counts by how much a steady tick comes too late. */
export function createAttention(
  nowMs: () => number = () => performance.now(),
  every: (ms: number, tick: () => void) => void = (ms, tick) => void setInterval(tick, ms).unref(),
): Attention {
  let late = 0;
  let last = nowMs();
  const overdue = () => Math.max(0, nowMs() - last - TICK_MS);
  every(TICK_MS, () => {
    late += overdue();
    last = nowMs();
  });
  return {
    watch() {
      const before = late + overdue();
      return () => late + overdue() - before;
    },
  };
}
