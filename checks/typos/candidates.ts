/**
 * Which places of a text may hold a wrong character: no place where it was seen between these two neighbours, and of the
 * others only those where a similar character makes the text much likelier. Almost every place is turned away after one
 * or two look-ups, and nothing here allocates by the character.
 */
import type { Counts } from "./counts.ts";
import { createFitting, emptyFit, type Fit } from "./fit.ts";
import type { Tables } from "./layout.ts";
import { MARGIN, type Tokens } from "./tokens.ts";

/** Bits of a similarity's kind. */
export const SAME_SOUND = 1;
export const NEAR_SOUND = 2;
/** Added to the gain of what sounds the same: most wrong characters come from typing by sound. */
const SAME_SOUND_BONUS = 0.7;
/** Below this gain in log probability a place is not worth the features. */
const LEAST_GAIN = 2.5;
/** Replacements within this gain of the best are its rivals. */
const RIVAL_WITHIN = 2;

/** One doubtful place with its best replacement. */
export type Place = {
  /** index into the tokens */
  at: number;
  /** the id that stands there, and the one that is likelier */
  written: number;
  better: number;
  /** bits of similarity, and likeness of the strokes from 0 to 1 */
  kind: number;
  likeness: number;
  /** log probability of the text as written; what the better one adds to it; what the second best adds */
  log: number;
  gain: number;
  secondGain: number;
  /** replacements about as good as the best, itself included */
  rivals: number;
  writtenFit: Fit;
  betterFit: Fit;
};

export function createScan(tables: Tables, counts: Counts) {
  const { similarFrom, similarIds, similarKinds, similarLikeness, figures } = tables;
  const firstHan = figures[3] ?? 0;
  const fitting = createFitting(counts);
  const gains: number[] = [];
  let spare = emptyFit();
  const place: Place = {
    at: 0,
    written: 0,
    better: 0,
    kind: 0,
    likeness: 0,
    log: 0,
    gain: 0,
    secondGain: 0,
    rivals: 0,
    writtenFit: emptyFit(),
    betterFit: emptyFit(),
  };

  function logAsWritten(): number {
    fitting.countTriples(place.written, place.writtenFit);
    return fitting.logOf(place.written, place.writtenFit);
  }

  /** Tries every similar character; whether the best one gains enough. */
  function tryOthers({ ids, end }: Tokens, at: number): boolean {
    const written = ids[at] ?? 0;
    const left = ids[at - 1] ?? 0;
    const right = ids[at + 1] ?? 0;
    const last = similarFrom[written + 1] ?? 0;
    let tried = -1;
    place.gain = place.secondGain = Number.NEGATIVE_INFINITY;
    for (let one = similarFrom[written] ?? 0; one < last; one++) {
      const id = similarIds[one] ?? 0;
      if (!counts.joins(left, id, right)) continue;
      if (tried < 0) {
        fitting.around(ids, at, end);
        tried = 0;
      }
      if (!fitting.countTriples(id, spare)) continue;
      if (tried === 0) {
        place.written = written;
        place.log = logAsWritten();
      }
      const kind = similarKinds[one] ?? 0;
      const gain = fitting.logOf(id, spare) - place.log + (kind & SAME_SOUND ? SAME_SOUND_BONUS : 0);
      gains[tried++] = gain;
      if (gain <= place.gain) {
        place.secondGain = Math.max(gain, place.secondGain);
        continue;
      }
      place.secondGain = place.gain;
      place.gain = gain;
      place.better = id;
      place.kind = kind;
      place.likeness = (similarLikeness[one] ?? 0) / 100;
      [spare, place.betterFit] = [place.betterFit, spare];
    }
    if (place.gain < LEAST_GAIN) return false;
    place.at = at;
    place.rivals = 0;
    for (let one = 0; one < tried; one++) if ((gains[one] ?? 0) > place.gain - RIVAL_WITHIN) place.rivals++;
    return true;
  }

  /** Calls `visit` for every doubtful place, always with the same object, filled anew. */
  return function scan(tokens: Tokens, visit: (place: Place) => void): void {
    const { ids, end } = tokens;
    for (let at = MARGIN.before; at < end; at++) {
      const id = ids[at] ?? 0;
      if (id < firstHan || similarFrom[id] === similarFrom[id + 1]) continue;
      if (counts.triple(ids[at - 1] ?? 0, id, ids[at + 1] ?? 0) > 0) continue;
      if (tryOthers(tokens, at)) visit(place);
    }
  };
}
