/** What is shared by all sites of an office, read once and kept until it changes: the registry as checks see it, and its terms. */
import type { Fleet, FleetSite, Term, Terms } from "../../checks/evidence.ts";
import { pairOf } from "../../checks/typos/index.ts";
import { ensureSetting, setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { allSites } from "../../db/sites.ts";
import { reviewedKeys, type TermRow, termsFor, type Versions, versions } from "../../db/terms.ts";

/** A pair dismissed this often, and in this share of its reviews, goes quiet. */
export const QUIET = { dismissed: 3, share: 0.75 };
/** What the registry's version does not show (a kind, a region) is seen after this. */
const FLEET_MS = 600_000;

/** Of reviewed findings the pairs that were dismissed too often. */
export function quietOf(reviewed: readonly { key: string; review: string }[]): string[] {
  const counts = new Map<string, { dismissed: number; all: number }>();
  for (const { key, review } of reviewed) {
    const count = counts.get(pairOf(key)) ?? { dismissed: 0, all: 0 };
    count.all++;
    if (review === "dismissed") count.dismissed++;
    counts.set(pairOf(key), count);
  }
  return [...counts]
    .filter(([, { dismissed, all }]) => dismissed >= QUIET.dismissed && dismissed / all >= QUIET.share)
    .map(([pair]) => pair)
    .sort();
}

export { pairOf };
export const readQuiet = async (q: Queries): Promise<string[]> => quietOf(await reviewedKeys(q, "typos"));

const termOf = ({ kind, text, instead, since }: TermRow): Term => ({ kind, text, instead, since });

/** Holds each until it changes, so that a visit costs one statement and checks find the same object again. */
export function createSupplies() {
  let fleet: { value: Fleet; at: number } | undefined;
  let terms: { version: string; byScope: Map<number | null, Terms> } | undefined;
  let quiet: { reviewId: number; pairs: string[] } | undefined;
  let salt: string | undefined;

  /** Pairs that reviewers dismissed so often that showing them again would only cost attention. */
  async function quietPairs(q: Queries, reviewId: number): Promise<string[]> {
    if (quiet?.reviewId === reviewId) return quiet.pairs;
    const pairs = await readQuiet(q);
    quiet = { reviewId, pairs };
    return pairs;
  }

  async function fleetOf(q: Queries, version: string, nowMs: number): Promise<Fleet> {
    if (fleet?.value.version.startsWith(`${version}@`) && nowMs - fleet.at < FLEET_MS) return fleet.value;
    const sites = await allSites(q);
    const byHost = new Map<string, FleetSite>();
    for (const { name, host, code, organiser, region, portal, status } of sites)
      byHost.set(host, { name, host, code, organiser, region, portal: portal ?? false, status });
    const organisers = [...new Set(sites.flatMap(({ organiser }) => organiser ?? []))];
    const value = Object.freeze({ version: `${version}@${nowMs}`, byHost, organisers });
    fleet = { value, at: nowMs };
    return value;
  }
  /** The terms in force on one site; sites without words of their own share one object. */
  async function termsOf(q: Queries, siteId: number, { terms: own, reviews }: Versions): Promise<Terms> {
    const pairs = await quietPairs(q, reviews);
    const version = `${own}/${pairs.join()}`;
    if (terms?.version !== version) {
      const shared = (await termsFor(q, null)).map(termOf);
      terms = { version, byScope: new Map([[null, Object.freeze({ version, terms: shared, quiet: pairs })]]) };
    }
    const { byScope } = terms;
    const known = byScope.get(siteId);
    if (known) return known;
    const rows = (await termsFor(q, siteId)).map(termOf);
    const shared = byScope.get(null);
    const value =
      shared && rows.length === shared.terms.length
        ? shared
        : Object.freeze({ version: `${version}#${siteId}`, terms: rows, quiet: pairs });
    byScope.set(siteId, value);
    return value;
  }

  return {
    /** The fleet, and the terms of one site, as they are now. */
    async read(q: Queries, siteId: number, nowMs: number): Promise<{ fleet: Fleet; terms: Terms }> {
      const now = await versions(q);
      return { fleet: await fleetOf(q, now.registry, nowMs), terms: await termsOf(q, siteId, now) };
    },
    /** The office's secret for keys made of personal numbers. */
    async salt(q: Queries): Promise<string | undefined> {
      salt ??= await setting<string>(q, SALT);
      return salt;
    },
  };
}
export type Supplies = ReturnType<typeof createSupplies>;

const SALT = "salt";
/** Made once, when an office first opens; a new one would give every personal number a new identity. */
export async function ensureSalt(q: Queries, make: () => string): Promise<void> {
  if ((await setting(q, SALT)) === undefined) await ensureSetting(q, SALT, make());
}
