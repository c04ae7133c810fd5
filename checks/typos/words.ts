/** The dictionary: words of two to four characters, how they divide a short stretch of text, which one covers a place. */
import { ID_BITS, pairOf, wordSlot } from "./hashing.ts";
import type { Tables } from "./layout.ts";

const LONGEST = 4;
/** Log probability of what is no Han character: it must not tip the balance between two divisions. */
const OTHER_LOG = -1;
/** Longest stretch that `divide` takes. */
const STRETCH = 16;

/** Reused by every call: the next one overwrites it. */
export type Division = {
  /** log probability of the likeliest division */
  log: number;
  /** length of the word that covers the place asked about */
  length: number;
  /** whether the word before it, and the one after it, is a single Han character */
  loneBefore: boolean;
  loneAfter: boolean;
};

export function createWords({ wordEnds, wordHeads, wordCounts, loneLogs, figures }: Tables) {
  const mask = wordEnds.length - 1;
  const logTotal = figures[1] ?? 0;
  const firstHan = figures[3] ?? 0;
  const bestLog = new Float64Array(STRETCH + 1);
  const bestLength = new Uint8Array(STRETCH + 1);
  const division: Division = { log: 0, length: 1, loneBefore: false, loneAfter: false };
  const cover = { length: 1, count: 0 };

  function count(ends: number, head: number): number {
    let at = wordSlot(ends, head) & mask;
    for (let key = wordEnds[at] ?? 0; key !== 0; key = wordEnds[at] ?? 0) {
      if (key === ends && wordHeads[at] === head) return wordCounts[at] ?? 0;
      at = (at + 1) & mask;
    }
    return 0;
  }

  /** Count of the word of `length` characters that begins at `from`, 0 when it is none. */
  function countAt(ids: Uint16Array, from: number, length: number): number {
    const end = from + length;
    let head = 0;
    for (let at = from; at < end; at++) {
      const id = ids[at] ?? 0;
      if (id < firstHan) return 0;
      if (at < end - 2) head = (head << ID_BITS) | id;
    }
    return count(pairOf(ids[end - 2] ?? 0, ids[end - 1] ?? 0), head);
  }

  /** The likeliest division into words of the first `size` ids, and what it says about the one at `place`. */
  function divide(ids: Uint16Array, size: number, place: number): Division {
    for (let end = 1; end <= size; end++) {
      const id = ids[end - 1] ?? 0;
      let best = (bestLog[end - 1] ?? 0) + (id < firstHan ? OTHER_LOG : (loneLogs[id] ?? 0));
      let length = 1;
      for (let longer = 2; longer <= LONGEST && longer <= end; longer++) {
        if ((ids[end - longer] ?? 0) < firstHan) break;
        const seen = countAt(ids, end - longer, longer);
        if (seen === 0) continue;
        const log = (bestLog[end - longer] ?? 0) + Math.log(seen) - logTotal;
        if (log > best) {
          best = log;
          length = longer;
        }
      }
      bestLog[end] = best;
      bestLength[end] = length;
    }
    division.log = bestLog[size] ?? 0;
    describe(ids, size, place);
    return division;
  }

  /** Walks the words from the end of the stretch back to the one before the place. */
  function describe(ids: Uint16Array, size: number, place: number): void {
    const lone = (end: number) => bestLength[end] === 1 && (ids[end - 1] ?? 0) >= firstHan;
    let end = size;
    let after = 0;
    while (end - (bestLength[end] ?? 1) > place) {
      after = end;
      end -= bestLength[end] ?? 1;
    }
    const length = bestLength[end] ?? 1;
    division.length = length;
    division.loneAfter = after > 0 && lone(after);
    division.loneBefore = end - length > 0 && lone(end - length);
  }

  /** The longest word over `place`, of equally long ones the most frequent; reused by every call. */
  function longestOver(ids: Uint16Array, size: number, place: number): { length: number; count: number } {
    cover.length = 1;
    cover.count = 0;
    for (let length = LONGEST; length >= 2 && cover.count === 0; length--)
      for (let from = Math.max(0, place - length + 1); from <= place && from + length <= size; from++) {
        const seen = countAt(ids, from, length);
        if (seen <= cover.count) continue;
        cover.length = length;
        cover.count = seen;
      }
    return cover;
  }

  return { divide, longestOver };
}
