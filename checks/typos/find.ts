/**
 * Slips in a text: the list of wrong words, and text statistics for what no list knows. The list needs no preparation;
 * the statistics are read from disk on first use, a few megabytes that only the thread which asks for them pays for.
 */

import { findInLexicon } from "./lexicon.ts";
import { loadStatistics } from "./load.ts";
import type { Slip } from "./statistics.ts";

/** A place in a text (offsets in UTF-16 units), what stands there and what probably should; lists score 10. */
export type Typo = { start: number; end: number; found: string; suggestion: string; score: number };

/** From this score on statistics are worth a reader's look: 0.3 false alarms in 10,000 characters of clean text. */
const THRESHOLD = 3;
const LISTED = 10;
/** Of suspicions closer than this one is the cause of the others. */
const APART = 2;

let scan: ((text: string, threshold: number) => Slip[]) | undefined;

/** Reads the statistics; without it the first text does. */
export function init(): void {
  scan ??= loadStatistics();
}

export function findByStatistics(text: string): Typo[] {
  init();
  const kept: Slip[] = [];
  for (const slip of (scan?.(text, THRESHOLD) ?? []).sort((a, b) => b.score - a.score))
    if (!kept.some(({ at }) => Math.abs(at - slip.at) <= APART)) kept.push(slip);
  return kept
    .sort((a, b) => a.at - b.at)
    .map(({ at, suggestion, score }) => ({ start: at, end: at + 1, found: text.charAt(at), suggestion, score }));
}

/** What the list knows and what the statistics suspect beside it, in order and without overlaps. */
export function findTypos(text: string): Typo[] {
  const listed = findInLexicon(text).map(
    ({ start, end, wrong, right }): Typo => ({ start, end, found: wrong, suggestion: right, score: LISTED }),
  );
  const suspected = findByStatistics(text).filter(
    ({ start, end }) => !listed.some((one) => start < one.end && one.start < end),
  );
  return [...listed, ...suspected].sort((a, b) => a.start - b.start);
}
