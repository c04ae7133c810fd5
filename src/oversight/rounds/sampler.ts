/**
 * The draw. Anybody can do it again without this code: within each stratum the n smallest SHA-256(seed + "|" + key), in
 * hex. README says it in full; a word changed here is a word to change there.
 */
import { hash } from "node:crypto";
import type { Quota } from "../../../db/tables-rounds.ts";

/** A site of the frame as the draw sees it. `key` is the site code, or the address where there is none. */
export type FrameSite = { key: string; stratum: string; city: string; carried: boolean };
export type Drawn<T extends FrameSite> = { site: T; rank: string; why: "drawn" | "carried" };

/** Keys are ASCII, as are hashes: the order of their characters is the order of their bytes. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const rankOf = (seed: string, key: string): string => hash("sha256", `${seed}|${key}`, "hex");

/** `total` shared out in proportion: whole parts first, the rest by largest remainder, and of equal ones by name. */
function shareOut(total: number, sizes: ReadonlyMap<string, number>): Map<string, number> {
  const all = [...sizes.values()].reduce((sum, n) => sum + n, 0);
  const parts = [...sizes].map(([name, n]) => ({
    name,
    whole: Math.floor((total * n) / all),
    left: (total * n) % all,
  }));
  let rest = Math.min(total, all) - parts.reduce((sum, { whole }) => sum + whole, 0);
  const shared = new Map(parts.map(({ name, whole }) => [name, whole]));
  for (const { name, whole } of parts.toSorted((a, b) => b.left - a.left || byText(a.name, b.name)))
    if (rest-- > 0) shared.set(name, whole + 1);
  return shared;
}

/** How many of each stratum. A ratio is rounded up, so that every stratum has at least one and the whole at least the ratio. */
export function wanted({ each = {}, ratio, total }: Quota, sizes: ReadonlyMap<string, number>): Map<string, number> {
  const others = new Map([...sizes].filter(([name]) => each[name] === undefined));
  const named = Object.values(each).reduce((sum, n) => sum + n, 0);
  const shared = ratio === undefined && total !== undefined ? shareOut(Math.max(0, total - named), others) : undefined;
  return new Map(
    [...sizes].map(([name, size]) => {
      const n = each[name] ?? (ratio === undefined ? (shared?.get(name) ?? 0) : Math.ceil((size * ratio) / 10_000));
      return [name, Math.min(n, size)];
    }),
  );
}

/**
 * The sample. Carried sites are in besides the quota: they take nobody's place, though they count where the size of a
 * stratum is asked. Then each region with fewer drawn than `min` is filled up by its smallest ranks, whatever their stratum.
 */
export function draw<T extends FrameSite>(frame: readonly T[], quota: Quota, seed: string): Drawn<T>[] {
  const ranked = frame.map((site) => ({ site, rank: rankOf(seed, site.key) }));
  type Ranked = (typeof ranked)[number];
  const byRank = (a: Ranked, b: Ranked) => byText(a.rank, b.rank);
  const strata = [...Map.groupBy(ranked, ({ site }) => site.stratum)].sort(([a], [b]) => byText(a, b));
  for (const [, sites] of strata) sites.sort(byRank);
  const numbers = wanted(quota, new Map(strata.map(([name, sites]) => [name, sites.length])));
  const taken = new Set<T>();
  const counts = new Map<string, number>();
  const take = ({ site }: Ranked) => {
    taken.add(site);
    counts.set(site.city, (counts.get(site.city) ?? 0) + 1);
  };
  for (const [name, sites] of strata)
    for (const one of sites.filter(({ site }) => !site.carried).slice(0, numbers.get(name))) take(one);
  if (quota.min > 0)
    for (const one of ranked.sort(byRank))
      if (!one.site.carried && !taken.has(one.site) && (counts.get(one.site.city) ?? 0) < quota.min) take(one);
  return strata.flatMap(([, sites]) =>
    sites
      .filter(({ site }) => site.carried || taken.has(site))
      .map((one): Drawn<T> => ({ ...one, why: one.site.carried ? "carried" : "drawn" })),
  );
}

/** Who comes next in a stratum: the smallest rank that nobody has. */
export function nextRank<T extends FrameSite>(
  frame: readonly T[],
  seed: string,
  stratum: string,
  has: (site: T) => boolean,
): { site: T; rank: string } | undefined {
  let best: { site: T; rank: string } | undefined;
  for (const site of frame) {
    if (site.stratum !== stratum || has(site)) continue;
    const rank = rankOf(seed, site.key);
    if (!best || rank < best.rank) best = { site, rank };
  }
  return best;
}
