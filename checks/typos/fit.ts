/** How well one character fits between its neighbours `a b c _ d e f`, by the counts of legal texts. */
import type { Counts } from "./counts.ts";

/** How many imagined sightings at the shorter n-gram's rate are mixed into the estimate of the longer one. */
const PAIR_PRIOR = 8;
const TRIPLE_PRIOR = 6;
const QUAD_PRIOR = 4;

/** Counts of the n-grams that hold the character; reused by the caller. */
export type Fit = {
  withLeft: number;
  withRight: number;
  left3: number;
  middle3: number;
  right3: number;
  /** from the four characters that end with it to the four that begin with it */
  quad0: number;
  quad1: number;
  quad2: number;
  quad3: number;
};
export const emptyFit = (): Fit => ({
  withLeft: 0,
  withRight: 0,
  left3: 0,
  middle3: 0,
  right3: 0,
  quad0: 0,
  quad1: 0,
  quad2: 0,
  quad3: 0,
});

export function createFitting(counts: Counts) {
  const { single, pair, triple, quad, alone } = counts;
  let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
  // What does not depend on the character in the middle is counted once for all that are tried there
  let [singleC, pairBC, pairDE, tripleABC, tripleDEF, aloneD] = [0, 0, 0, 0, 0, 0];
  let [afterD, afterE, reach] = [0, 0, 0];
  let counted = false;

  /** Takes the neighbours of `ids[at]`; `end` is where the text ends. */
  function around(ids: Uint16Array, at: number, end: number): void {
    a = ids[at - 3] ?? 0;
    b = ids[at - 2] ?? 0;
    c = ids[at - 1] ?? 0;
    d = ids[at + 1] ?? 0;
    e = ids[at + 2] ?? 0;
    f = ids[at + 3] ?? 0;
    reach = Math.min(end - at + 1, 4);
    pairBC = pair(b, c);
    counted = false;
  }

  function countNeighbours(): void {
    counted = true;
    singleC = single(c);
    pairDE = pair(d, e);
    tripleABC = triple(a, b, c);
    tripleDEF = triple(d, e, f);
    aloneD = alone(d);
    const pairRateE = (pairDE + PAIR_PRIOR * alone(e)) / (single(d) + PAIR_PRIOR);
    const pairRateF = (pair(e, f) + PAIR_PRIOR * alone(f)) / (single(e) + PAIR_PRIOR);
    afterD = TRIPLE_PRIOR * pairRateE;
    afterE = QUAD_PRIOR * ((tripleDEF + TRIPLE_PRIOR * pairRateF) / (pairDE + TRIPLE_PRIOR));
  }

  /** Counts three characters with `id` into `fit`; whether any three were seen. Shorter n-grams unseen rule out longer. */
  function countTriples(id: number, fit: Fit): boolean {
    fit.middle3 = triple(c, id, d);
    fit.left3 = pairBC === 0 && c !== 0 ? 0 : triple(b, c, id);
    fit.right3 = triple(id, d, e);
    return fit.middle3 > 0 || fit.left3 > 0 || fit.right3 > 0;
  }

  /** Log probability of `id` and of the up to three ids after it; completes `fit`, whose threes are counted. */
  function logOf(id: number, fit: Fit): number {
    if (!counted) countNeighbours();
    const { left3, middle3, right3 } = fit;
    fit.withLeft = pair(c, id);
    fit.withRight = pair(id, d);
    fit.quad0 = left3 > 0 && (tripleABC > 0 || c === 0) ? quad(a, b, c, id) : 0;
    fit.quad1 = left3 > 0 && middle3 > 0 ? quad(b, c, id, d) : 0;
    fit.quad2 = middle3 > 0 && right3 > 0 ? quad(c, id, d, e) : 0;
    fit.quad3 = right3 > 0 && (tripleDEF > 0 || d === 0) ? quad(id, d, e, f) : 0;

    let rate = (fit.withLeft + PAIR_PRIOR * alone(id)) / (singleC + PAIR_PRIOR);
    rate = (left3 + TRIPLE_PRIOR * rate) / (pairBC + TRIPLE_PRIOR);
    let product = (fit.quad0 + QUAD_PRIOR * rate) / (tripleABC + QUAD_PRIOR);
    rate = (fit.withRight + PAIR_PRIOR * aloneD) / (single(id) + PAIR_PRIOR);
    rate = (middle3 + TRIPLE_PRIOR * rate) / (fit.withLeft + TRIPLE_PRIOR);
    product *= (fit.quad1 + QUAD_PRIOR * rate) / (left3 + QUAD_PRIOR);
    if (reach > 2) {
      rate = (right3 + afterD) / (fit.withRight + TRIPLE_PRIOR);
      product *= (fit.quad2 + QUAD_PRIOR * rate) / (middle3 + QUAD_PRIOR);
    }
    if (reach > 3) product *= (fit.quad3 + afterE) / (right3 + QUAD_PRIOR);
    // One logarithm of the product: four of them were a tenth of the whole time
    return Math.log(product);
  }

  return { around, countTriples, logOf };
}
