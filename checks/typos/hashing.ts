/**
 * Where an n-gram or a word stands in its open-addressing table, for the script that fills the tables and for those who
 * read them. Characters are ids below 2^13, so two of them make one 26-bit number (`pairOf`); an n-gram is the pair of its
 * last two characters and whatever stands before (0, one id or a pair).
 */
export const ID_BITS = 13;
/** How many ids there may be. */
export const IDS = 1 << ID_BITS;
/** Words of 32 bits in a row of a table with a bit for every pair. */
export const ROW = IDS / 32;
/** Low bits of a cell: the count on a half-power-of-two scale; the 27 bits above are the fingerprint. */
export const COUNT_BITS = 5;
const SCALE = 1 << COUNT_BITS;

/** Two ids as one number of 26 bits. */
export const pairOf = (left: number, right: number) => (left << ID_BITS) | right;

/** Place of an n-gram before masking to the table's size. */
export function gramSlot(last: number, before: number, order: number): number {
  let hash = Math.imul(last ^ Math.imul(order, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash ^ Math.imul(before, 0x27d4eb2f), 0xc2b2ae35);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x165667b1);
  return hash ^ (hash >>> 16);
}

/** 27 bits that tell n-grams of one place apart; never 0, which marks an empty cell. */
export function gramFingerprint(last: number, before: number, order: number): number {
  let hash = Math.imul(last ^ 0x5bd1e995, 0xcc9e2d51);
  hash ^= hash >>> 14;
  hash = Math.imul((hash + Math.imul(before, 0x1b873593) + order) | 0, 0xe6546b65);
  return (hash ^ (hash >>> 16)) >>> COUNT_BITS || 1;
}

/** Place of a dictionary word before masking to the table's size. */
export function wordSlot(last: number, before: number): number {
  const hash = Math.imul(last ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** A count as five bits. */
export const scaled = (count: number) => Math.min(SCALE - 1, Math.max(1, Math.round(2 * Math.log2(count)) + 1));

/** What five bits stand for. */
export const UNSCALED = Uint32Array.from({ length: SCALE }, (_, step) =>
  step === 0 ? 0 : Math.round(2 ** ((step - 1) / 2)),
);
