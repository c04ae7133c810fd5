/**
 * Wrong characters in Chinese official text: the words of the lexicon, and what the statistics of legal texts find odd
 * where a similar character would be common. The statistics are loaded on first use.
 */
import { createScan } from "./candidates.ts";
import { createCounts } from "./counts.ts";
import { createFeatures } from "./features.ts";
import { findInLexicon } from "./lexicon.ts";
import { shippedTables } from "./shipped.ts";
import { tokensOf } from "./tokens.ts";
import { scoreOf } from "./trees.ts";

/** Offsets in UTF-16 units; the score is the model's log odds, or `LEXICON_SCORE`. */
export type Typo = { start: number; end: number; found: string; suggestion: string; score: number };

/** What a word of the lexicon counts as: above what the model gives. */
export const LEXICON_SCORE = 10;
/** Log odds from which the statistics speak: 0.3 false flags in 10,000 clean characters. */
const THRESHOLD = 3;
/** A wrong character makes those up to this far from it look odd too. */
const SHADOW = 2;

type Found = { at: number; unit: number; score: number };
let search: ((text: string) => Found[]) | undefined;

/** Loads the tables (about 70 MB of memory); done by the first search otherwise. */
export function init(): void {
  if (search) return;
  const tables = shippedTables();
  const counts = createCounts(tables);
  const scan = createScan(tables, counts);
  const featuresOf = createFeatures(tables, counts);
  search = (text) => {
    const found: Found[] = [];
    const tokens = tokensOf(text, tables);
    scan(tokens, (place) => {
      const features = featuresOf(tokens, place);
      if (!features) return;
      const score = scoreOf(tables, features);
      if (score < THRESHOLD) return;
      found.push({ at: tokens.offsets[place.at] ?? 0, unit: tables.units[place.better] ?? 0, score });
    });
    return found;
  };
}

const fromLexicon = (text: string): Typo[] =>
  findInLexicon(text).map(({ start, end, wrong, right }) => ({
    start,
    end,
    found: wrong,
    suggestion: right,
    score: LEXICON_SCORE,
  }));

/** What the statistics find, surest first where two are near each other, and away from what is known already. */
function fromStatistics(text: string, known: Typo[]): Typo[] {
  init();
  const taken = new Set<number>();
  for (const { start, end } of known) for (let at = start; at < end; at++) taken.add(at);
  const near = (at: number) => {
    for (let one = at - SHADOW; one <= at + SHADOW; one++) if (taken.has(one)) return true;
    return false;
  };
  const typos: Typo[] = [];
  for (const { at, unit, score } of search?.(text).sort((one, other) => other.score - one.score) ?? []) {
    if (near(at)) continue;
    taken.add(at);
    typos.push({ start: at, end: at + 1, found: text.charAt(at), suggestion: String.fromCharCode(unit), score });
  }
  return typos;
}

const inOrder = (typos: Typo[]) => typos.sort((one, other) => one.start - other.start);

/** Single wrong characters by the statistics alone, by place. */
export const findByStatistics = (text: string): Typo[] => inOrder(fromStatistics(text, []));

/** Everything wrong in a text by lexicon and statistics, by place, never overlapping. */
export function findTypos(text: string): Typo[] {
  const known = fromLexicon(text);
  return inOrder([...known, ...fromStatistics(text, known)]);
}
