/** How often characters stand together in legal texts. */
import { COUNT_BITS, gramFingerprint, gramSlot, pairOf, ROW, UNSCALED } from "./hashing.ts";
import type { Tables } from "./layout.ts";

/** Keeps a character never seen from being impossible. */
const UNSEEN = 0.5;
const UNSEEN_TOTAL = 4096;

export type Counts = ReturnType<typeof createCounts>;

/** The bits of all pairs by right character: made here, as a second copy in the file would be a megabyte. */
function turned(rightOf: Uint32Array): Uint32Array {
  const leftOf = new Uint32Array(rightOf.length);
  for (let at = 0; at < rightOf.length; at++) {
    const left = Math.floor(at / ROW);
    for (let bits = rightOf[at] ?? 0; bits !== 0; bits &= bits - 1) {
      const right = (at % ROW) * 32 + 31 - Math.clz32(bits & -bits);
      const to = right * ROW + (left >>> 5);
      leftOf[to] = (leftOf[to] ?? 0) | (1 << (left & 31));
    }
  }
  return leftOf;
}

/** All arguments are ids; counts of n-grams are of half-power-of-two precision. */
export function createCounts({ cells, rightOf, triplesAt, singles, figures }: Tables) {
  const leftOf = turned(rightOf);
  const tripleMask = triplesAt.length * 32 - 1;
  const mask = cells.length - 1;
  const total = (figures[0] ?? 0) + UNSEEN_TOTAL;

  function look(last: number, before: number, order: number, slot = gramSlot(last, before, order)): number {
    const fingerprint = gramFingerprint(last, before, order);
    let at = slot & mask;
    for (let cell = cells[at] ?? 0; cell !== 0; cell = cells[at] ?? 0) {
      if (cell >>> COUNT_BITS === fingerprint) return UNSCALED[cell & (UNSCALED.length - 1)] ?? 0;
      at = (at + 1) & mask;
    }
    return 0;
  }
  function triple(a: number, b: number, c: number): number {
    const slot = gramSlot(pairOf(b, c), a, 3);
    const place = slot & tripleMask;
    // Two megabytes of bits stay in the processor's cache, the cells do not
    return ((triplesAt[place >>> 5] ?? 0) >>> (place & 31)) & 1 ? look(pairOf(b, c), a, 3, slot) : 0;
  }
  const bit = (bits: Uint32Array, row: number, column: number) =>
    ((bits[row * ROW + (column >>> 5)] ?? 0) >>> (column & 31)) & 1;

  return {
    /** Whether `left id` and `id right` were both ever seen; asked of many ids in one place, it stays within two rows. */
    joins: (left: number, id: number, right: number) => bit(rightOf, left, id) === 1 && bit(leftOf, right, id) === 1,
    single: (a: number) => singles[a] ?? 0,
    pair: (a: number, b: number) => look(pairOf(a, b), 0, 2),
    triple,
    quad: (a: number, b: number, c: number, d: number) => look(pairOf(c, d), pairOf(a, b), 4),
    /** Probability of a character by itself. */
    alone: (a: number) => ((singles[a] ?? 0) + UNSEEN) / total,
  };
}
