/** A dictionary of words of two to four characters with their frequencies, and the likeliest cut of a short text into words. */
import { SIZE } from "./vocabulary.ts";

const LONGEST = 4;
/** Windows that are cut are never longer. */
const MAX_WINDOW = 20;

/** How a window was cut around one place. */
export type Cut = {
  score: number;
  /** Length of the word that covers the place. */
  length: number;
  /** A word of one character stands directly before, after it. */
  looseBefore: boolean;
  looseAfter: boolean;
};
/** The longest dictionary word that covers a place; length 1 and frequency 0 where there is none. */
export type Cover = { length: number; frequency: number };

export class Words {
  readonly #keys: Float64Array;
  readonly #frequencies: Uint32Array;
  readonly #mask: number;
  readonly #single: Float64Array;
  readonly #logTotal: number;
  readonly #firstHan: number;
  readonly #best = new Float64Array(MAX_WINDOW);
  readonly #lengths = new Uint8Array(MAX_WINDOW);

  /** `keys` name a word by its characters' numbers in base SIZE; up to four of them are exact in a double. */
  constructor(
    keys: Float64Array,
    frequencies: Uint32Array,
    single: Uint32Array,
    { logTotal, firstHan }: { logTotal: number; firstHan: number },
  ) {
    const size = 2 ** Math.ceil(Math.log2(keys.length * 1.7));
    this.#mask = size - 1;
    this.#keys = new Float64Array(size);
    this.#frequencies = new Uint32Array(size);
    keys.forEach((key, i) => {
      const at = this.#slot(key);
      this.#keys[at] = key;
      this.#frequencies[at] = frequencies[i] as number;
    });
    this.#single = Float64Array.from(single, (frequency) => Math.log(frequency + 1) - logTotal);
    this.#logTotal = logTotal;
    this.#firstHan = firstHan;
  }
  #slot(key: number): number {
    const low = (key % 4294967296) >>> 0;
    const high = (key / 4294967296) >>> 0;
    let h = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 13;
    let at = (h >>> 0) & this.#mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & this.#mask;
    return at;
  }
  frequency(key: number): number {
    return this.#frequencies[this.#slot(key)] as number;
  }

  /** Cuts the first `n` characters of `window` into words; `at` is the place whose word is described. */
  cut(window: Int32Array, n: number, at: number): Cut {
    const best = this.#best;
    const lengths = this.#lengths;
    best[0] = 0;
    for (let end = 1; end <= n; end++) {
      const last = window[end - 1] as number;
      const isHan = last >= this.#firstHan;
      let score = (best[end - 1] as number) + (isHan ? (this.#single[last] as number) : -1);
      let length = 1;
      let key = last;
      let place = SIZE;
      for (let k = 2; k <= LONGEST && end - k >= 0; k++) {
        const character = window[end - k] as number;
        if (character < this.#firstHan || !isHan) break;
        key += character * place;
        place *= SIZE;
        const frequency = this.frequency(key);
        if (frequency === 0) continue;
        const other = (best[end - k] as number) + Math.log(frequency) - this.#logTotal;
        if (other > score) {
          score = other;
          length = k;
        }
      }
      best[end] = score;
      lengths[end] = length;
    }
    let from = 0;
    let to = 0;
    for (let end = n; end > 0; end -= lengths[end] as number) {
      const start = end - (lengths[end] as number);
      if (at >= start && at < end) {
        from = start;
        to = end;
      }
    }
    let looseBefore = false;
    let looseAfter = false;
    for (let end = n; end > 0; end -= lengths[end] as number) {
      const start = end - (lengths[end] as number);
      if (end - start !== 1 || (window[start] as number) < this.#firstHan) continue;
      if (end === from) looseBefore = true;
      if (start === to) looseAfter = true;
    }
    return { score: best[n] as number, length: to - from, looseBefore, looseAfter };
  }

  cover(window: Int32Array, n: number, at: number): Cover {
    let best: Cover = { length: 1, frequency: 0 };
    for (let length = LONGEST; length >= 2 && best.length !== length + 1; length--) {
      for (let start = Math.max(0, at - length + 1); start <= at && start + length <= n; start++) {
        let key = 0;
        let whole = true;
        for (let q = start; q < start + length && whole; q++) {
          const character = window[q] as number;
          whole = character >= this.#firstHan;
          key = key * SIZE + character;
        }
        const frequency = whole ? this.frequency(key) : 0;
        if (frequency > 0 && (length > best.length || frequency > best.frequency)) best = { length, frequency };
      }
      if (best.length === length) break;
    }
    return best;
  }
}
