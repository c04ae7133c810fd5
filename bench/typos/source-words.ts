/** Hashes the word list. */
import { ID_BITS, IDS, pairOf, wordSlot } from "../../checks/typos/hashing.ts";

const LONGEST = 4;
/** Twice the words that are kept, and a half: short ways to an empty place. */
const PLACES = 2 ** 19;

/** Lines are `word count tag`; only Han words of up to four characters are kept, all count for the total. */
export function readWords(lines: string[], ids: Uint16Array, firstHan: number) {
  const wordEnds = new Uint32Array(PLACES);
  const wordHeads = new Uint32Array(PLACES);
  const wordCounts = new Uint32Array(PLACES);
  const lone = new Float64Array(IDS);
  let total = 0;
  const put = (ends: number, head: number, count: number) => {
    let at = wordSlot(ends, head) & (PLACES - 1);
    while (wordEnds[at] !== 0 && (wordEnds[at] !== ends || wordHeads[at] !== head)) at = (at + 1) & (PLACES - 1);
    wordEnds[at] = ends;
    wordHeads[at] = head;
    wordCounts[at] = (wordCounts[at] ?? 0) + count;
  };
  for (const line of lines) {
    const [word = "", column = ""] = line.split(" ");
    const count = Math.max(1, Number(column) || 0);
    total += count;
    const letters = Array.from({ length: word.length }, (_, at) => ids[word.charCodeAt(at)] ?? 0);
    if (letters.length > LONGEST || letters.some((id) => id < firstHan)) continue;
    const [last = 0, second = 0, ...head] = letters.toReversed();
    if (letters.length === 1) lone[last] = count;
    else
      put(
        pairOf(second, last),
        head.reduceRight((key, id) => (key << ID_BITS) | id, 0),
        count + 1,
      );
  }
  const logTotal = Math.log(total);
  return { wordEnds, wordHeads, wordCounts, loneLogs: lone.map((count) => Math.log(count + 1) - logTotal), logTotal };
}
