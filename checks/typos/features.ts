/** What the trees are asked about a doubtful place: 39 numbers, in the order the model was trained with. */
import { NEAR_SOUND, type Place, SAME_SOUND } from "./candidates.ts";
import type { Counts } from "./counts.ts";
import type { Fit } from "./fit.ts";
import type { Tables } from "./layout.ts";
import { MARGIN, type Tokens } from "./tokens.ts";
import { createWords } from "./words.ts";

const FEATURES = 39;
/** How far to either side of the place words and odd neighbours are looked for, in ids. */
const SIDE = 4;
/** Where words become this much less likely no place of seven thousand ever reached the threshold (least seen: -0.9). */
const LEAST_WORD_GAIN = -5;
/** A lead over the second best beyond this says no more. */
const MOST_LEAD = 20;

const lg = (count: number) => Math.log2(count + 1);
const quads = ({ quad0, quad1, quad2, quad3 }: Fit) => quad0 + quad1 + quad2 + quad3;

export function createFeatures(tables: Tables, counts: Counts) {
  const { figures, nameParts } = tables;
  const firstHan = figures[3] ?? 0;
  const { divide, longestOver } = createWords(tables);
  const around = new Uint16Array(2 * SIDE + 1);
  const row = new Float64Array(FEATURES);

  /** Neighbouring Han characters never seen together, those of the place itself left out. */
  function oddPairs({ ids, end }: Tokens, at: number): number {
    let odd = 0;
    for (let one = Math.max(MARGIN.before + 1, at - SIDE); one < Math.min(end, at + SIDE + 1); one++) {
      const [left, id] = [ids[one - 1] ?? 0, ids[one] ?? 0];
      if (one !== at && one !== at + 1 && left >= firstHan && id >= firstHan && counts.pair(left, id) === 0) odd++;
    }
    return odd;
  }

  /** The row of a place, undefined when its words speak against it; reused, the next call overwrites it. */
  return function featuresOf(tokens: Tokens, place: Place): Float64Array | undefined {
    const { ids, end } = tokens;
    const { at, written, better, writtenFit: old, betterFit: fit, kind } = place;
    const [before2, before, after] = [ids[at - 2] ?? 0, ids[at - 1] ?? 0, ids[at + 1] ?? 0];

    const from = Math.max(MARGIN.before, at - SIDE);
    const size = Math.min(end, at + SIDE + 1) - from;
    for (let one = 0; one < size; one++) around[one] = ids[from + one] ?? 0;
    const { log, length, loneBefore, loneAfter } = divide(around, size, at - from);
    around[at - from] = better;
    const wordGain = divide(around, size, at - from).log - log;
    if (wordGain < LEAST_WORD_GAIN) return undefined;
    row[25] = wordGain;
    const newCover = longestOver(around, size, at - from);
    row[23] = newCover.length;
    row[24] = lg(newCover.count);
    around[at - from] = written;
    const oldCover = longestOver(around, size, at - from);
    row[21] = oldCover.length;
    row[22] = lg(oldCover.count);

    row[0] = place.gain;
    row[1] = place.log;
    row[2] = lg(old.withLeft);
    row[3] = lg(old.withRight);
    row[4] = lg(old.left3);
    row[5] = lg(old.middle3);
    row[6] = lg(old.right3);
    row[7] = lg(fit.withLeft);
    row[8] = lg(fit.withRight);
    row[9] = lg(fit.left3);
    row[10] = lg(fit.middle3);
    row[11] = lg(fit.right3);
    row[12] = lg(fit.quad0);
    row[13] = lg(fit.quad1);
    row[14] = lg(fit.quad2);
    row[15] = lg(fit.quad3);
    row[16] = lg(counts.single(written));
    row[17] = lg(counts.single(better));
    row[18] = kind & SAME_SOUND ? 1 : 0;
    row[19] = kind & NEAR_SOUND ? 1 : 0;
    row[20] = place.likeness;
    row[26] = length;
    row[27] = loneBefore ? 1 : 0;
    row[28] = loneAfter ? 1 : 0;
    row[29] = (nameParts[before2] ?? 0) + 2 * (nameParts[before] ?? 0) + 4 * (nameParts[written] ?? 0);
    row[30] = place.rivals;
    row[31] = Math.min(MOST_LEAD, place.gain - place.secondGain);
    row[32] = before < firstHan ? 1 : 0;
    row[33] = after < firstHan ? 1 : 0;
    row[34] = oddPairs(tokens, at);
    // Once a feature; kept empty because the trees know the others by their numbers
    row[35] = 0;
    row[36] = lg(quads(fit));
    row[37] = lg(quads(old));
    row[38] = Math.min(lg(old.withLeft), lg(old.withRight));
    return row;
  };
}
