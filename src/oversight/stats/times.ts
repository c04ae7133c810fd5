/** How long things took. Quantiles by the nearest rank: of n values in order the ⌈p·n⌉-th, so each is a time that really was. */
export type Times = { n: number; medianMs: number | null; p90Ms: number | null };

/** `percent` is a whole number, so that the rank is found without binary fractions. */
function nearestRank(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}
export function timesOf(ms: readonly number[]): Times {
  const sorted = Float64Array.from(ms).sort();
  return {
    n: ms.length,
    medianMs: nearestRank(sorted as unknown as number[], 50),
    p90Ms: nearestRank(sorted as unknown as number[], 90),
  };
}
