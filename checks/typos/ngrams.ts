/**
 * Counts of character pairs, triples and quadruples in legal texts, in one table of 32-bit cells: open addressing with
 * linear probing, 27 bits of fingerprint and 5 of a logarithmic count. A gram is named by `low`, its last two
 * characters (left · SIZE + right), and `high`, those before.
 */
import { SIZE } from "./vocabulary.ts";

/** How strongly a shorter history speaks where the longer one was seen rarely, by order. */
const WEIGHT = { pair: 8, triple: 6, quadruple: 4 };

function place(low: number, high: number, order: number): number {
  let h = Math.imul(low ^ Math.imul(order, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h ^ Math.imul(high, 0x27d4eb2f), 0xc2b2ae35);
  h ^= h >>> 13;
  h = Math.imul(h, 0x165667b1);
  return h ^ (h >>> 16);
}
function fingerprint(low: number, high: number, order: number): number {
  let h = Math.imul(low ^ 0x5bd1e995, 0xcc9e2d51);
  h ^= h >>> 14;
  h = Math.imul((h + Math.imul(high, 0x1b873593) + order) | 0, 0xe6546b65);
  return (h ^ (h >>> 16)) >>> 5 || 1;
}

/** A count as five bits, and back: 2^((q − 1) / 2). */
const squeezed = (count: number) => Math.min(31, Math.max(1, Math.round(2 * Math.log2(count)) + 1));
const COUNTS = Uint32Array.from({ length: 32 }, (_, q) => (q === 0 ? 0 : Math.round(2 ** ((q - 1) / 2))));

export function countIn(cells: Uint32Array, low: number, high: number, order: number): number {
  const mask = cells.length - 1;
  const wanted = fingerprint(low, high, order);
  let at = place(low, high, order) & mask;
  for (;;) {
    const cell = cells[at] as number;
    if (cell === 0) return 0;
    if (cell >>> 5 === wanted) return COUNTS[cell & 31] as number;
    at = (at + 1) & mask;
  }
}
/** Adds to a count; used where the data are built. */
export function addTo(cells: Uint32Array, low: number, high: number, order: number, count: number): void {
  const mask = cells.length - 1;
  const wanted = fingerprint(low, high, order);
  let at = place(low, high, order) & mask;
  while (cells[at] !== 0 && (cells[at] as number) >>> 5 !== wanted) at = (at + 1) & mask;
  const cell = cells[at] as number;
  cells[at] = ((wanted << 5) | squeezed(cell === 0 ? count : (COUNTS[cell & 31] as number) + count)) >>> 0;
}

export class Ngrams {
  readonly #cells: Uint32Array;
  readonly #single: Uint32Array;
  readonly #total: number;
  /** One bit a pair that was seen: by its left character, and by its right one. */
  readonly #after = new Uint32Array(SIZE * (SIZE / 32));
  readonly #before = new Uint32Array(SIZE * (SIZE / 32));

  constructor(cells: Uint32Array, single: Uint32Array, pairs: Uint32Array, total: number) {
    this.#cells = cells;
    this.#single = single;
    this.#total = total;
    for (const pair of pairs) {
      const left = pair >>> 16;
      const right = pair & 0xffff;
      const after = (left << 8) | (right >>> 5);
      const before = (right << 8) | (left >>> 5);
      this.#after[after] = (this.#after[after] as number) | (1 << (right & 31));
      this.#before[before] = (this.#before[before] as number) | (1 << (left & 31));
    }
  }
  /** Whether `middle` was ever seen right of `left` and left of `right`: two looks at small rows. */
  fits(left: number, middle: number, right: number): boolean {
    const bit = middle & 31;
    const word = middle >>> 5;
    return (
      ((((this.#after[(left << 8) | word] as number) & (this.#before[(right << 8) | word] as number)) >>> bit) & 1) ===
      1
    );
  }
  one(a: number): number {
    return this.#single[a] as number;
  }
  two(a: number, b: number): number {
    return countIn(this.#cells, a * SIZE + b, 0, 2);
  }
  three(a: number, b: number, c: number): number {
    return countIn(this.#cells, b * SIZE + c, a, 3);
  }
  four(a: number, b: number, c: number, d: number): number {
    return countIn(this.#cells, c * SIZE + d, a * SIZE + b, 4);
  }
  /** How probable a character is by itself. */
  own(a: number): number {
    return (this.one(a) + 0.5) / (this.#total + 4096);
  }
}

/**
 * Logarithm of the probability of a character after three others, each order smoothed by the one below: how often it
 * was seen after one, two and three of them, over how often these were seen.
 */
export function logProbability(
  own: number,
  pair: number,
  pairOf: number,
  triple: number,
  tripleOf: number,
  quadruple: number,
  quadrupleOf: number,
): number {
  const two = (pair + WEIGHT.pair * own) / (pairOf + WEIGHT.pair);
  const three = (triple + WEIGHT.triple * two) / (tripleOf + WEIGHT.triple);
  return Math.log((quadruple + WEIGHT.quadruple * three) / (quadrupleOf + WEIGHT.quadruple));
}
