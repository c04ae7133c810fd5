/** The draw itself: against a plain loop, by its properties, and by how often each stratum's sites come in. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Quota } from "../../db/tables-rounds.ts";
import { frameHash } from "../../src/oversight/rounds/frame.ts";
import { draw, type FrameSite, nextRank, rankOf } from "../../src/oversight/rounds/sampler.ts";

const sha = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const site = (key: string, stratum: string, city = stratum, carried = false): FrameSite => ({
  ...{ key, stratum, city, carried },
});
const keys = (drawn: ReturnType<typeof draw>) => drawn.map((one) => one.site.key);

/** The recipe of README as a person would do it, a stratum at a time. */
function byHand(frame: readonly FrameSite[], ratio: number, seed: string): string[] {
  const chosen: string[] = [];
  for (const stratum of new Set(frame.map((one) => one.stratum))) {
    const all = frame.filter((one) => one.stratum === stratum);
    const hashes = all.filter((one) => !one.carried).map(({ key }) => [sha(`${seed}|${key}`), key] as const);
    hashes.sort(([a], [b]) => (a < b ? -1 : 1));
    const n = Math.ceil((all.length * ratio) / 10_000);
    chosen.push(...hashes.slice(0, n).map(([, key]) => key));
  }
  return [...chosen, ...frame.filter((one) => one.carried).map(({ key }) => key)].sort();
}

describe("known draws", () => {
  // printf '%s' '20181219|5101000001' | sha256sum, and so on: made without this code
  const frame = ["5101000001", "5101000002", "5101000003", "5101000004"].map((key) => site(key, "a"));
  test("golden vectors", () => {
    expect(rankOf("20181219", "5101000001")).toBe(GOLDEN[0]);
    expect(rankOf("20181219", "5101000002")).toBe(GOLDEN[1]);
    expect(keys(draw(frame, { by: "all", ratio: 5_000, min: 0 }, "20181219"))).toEqual(DRAWN);
    const lines = frame.map((one) => ({ ...one, kind: "部门", region: "甲市", name: "网站", url: "http://x/" }));
    expect(frameHash(lines)).toBe(FRAME);
    expect(frameHash(lines.toReversed())).toBe(FRAME);
    expect(frameHash(lines.map((one) => ({ ...one, name: " 网站\t" })))).toBe(FRAME);
    expect(frameHash(lines.map((one, i) => (i === 2 ? { ...one, carried: true } : one)))).not.toBe(FRAME);
  });
  test("numbers a stratum: rounded up, named, shared out by largest remainders, filled up by region", () => {
    const many = [...Array(7).keys()].map((n) => site(`a${n}`, "a", "east"));
    many.push(...[...Array(3).keys()].map((n) => site(`b${n}`, "b", "west")), site("c0", "c", "west"));
    const count = (quota: Quota) => {
      const strata = Map.groupBy(draw(many, quota, "s"), (one) => one.site.stratum);
      return ["a", "b", "c"].map((name) => strata.get(name)?.length ?? 0);
    };
    expect(count({ by: "kind", ratio: 5_000, min: 0 })).toEqual([4, 2, 1]);
    expect(count({ by: "kind", ratio: 100, min: 0 })).toEqual([1, 1, 1]);
    expect(count({ by: "kind", ratio: 10_000, min: 0 })).toEqual([7, 3, 1]);
    expect(count({ by: "kind", total: 6, min: 0 })).toEqual([4, 2, 0]);
    expect(count({ by: "kind", each: { b: 2 }, min: 0 })).toEqual([0, 2, 0]);
    expect(count({ by: "kind", each: { a: 1 }, ratio: 5_000, min: 0 })).toEqual([1, 2, 1]);
    expect(count({ by: "kind", each: { a: 3 }, total: 5, min: 0 })).toEqual([3, 2, 0]);
    const filled = draw(many, { by: "kind", each: { b: 1 }, min: 3 }, "s");
    expect(filled.filter((one) => one.site.city === "west")).toHaveLength(3);
    expect(filled.filter((one) => one.site.city === "east")).toHaveLength(3);
  });
});

const GOLDEN = [
  "efea0d500828cb224d72ec96965ef84dfc9fefa9905aeaa59b41f6f0c54e724b",
  "bc38834da2146204a64ffd4ba015d7cb8d4e48da20c36573a488afdfdb91ca65",
];
const DRAWN = ["5101000004", "5101000003"];
const FRAME = "060e31f9955f50044b7f537f70b9eaf549aafbf96e0d8aed3eba71d982ddabc6";

const frames = fc
  .uniqueArray(
    fc.tuple(
      fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 8 }),
      fc.nat(4),
      fc.nat(3),
      fc.boolean(),
    ),
    {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 80,
    },
  )
  .map((rows) =>
    rows.map(([key, stratum, city, carried]) => site(key, `s${stratum}`, `c${city}`, carried && stratum > 2)),
  );
const quotas = fc.oneof(
  fc.record({ by: fc.constant("kind" as const), ratio: fc.integer({ min: 1, max: 10_000 }), min: fc.nat(6) }),
  fc.record({ by: fc.constant("kind" as const), total: fc.integer({ min: 1, max: 90 }), min: fc.nat(6) }),
);
const seeds = fc.string({ minLength: 1, maxLength: 12 });

describe("whatever the frame", () => {
  test("never a site twice, never one outside, in any order the same", () =>
    fc.assert(
      fc.property(frames, quotas, seeds, fc.nat(), (frame, quota, seed, turn) => {
        const drawn = draw(frame, quota, seed);
        expect(new Set(keys(drawn)).size).toBe(drawn.length);
        for (const one of drawn) expect(frame).toContain(one.site);
        const at = turn % frame.length;
        const turned = [...frame.slice(at), ...frame.slice(0, at)].reverse();
        expect(draw(turned, quota, seed).map(({ rank }) => rank)).toEqual(drawn.map(({ rank }) => rank));
      }),
    ));
  test("carried sites are all in, besides the quota; the others meet it", () =>
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 10_000 }), seeds, (frame, ratio, seed) => {
        const drawn = draw(frame, { by: "kind", ratio, min: 0 }, seed);
        expect(keys(drawn).sort()).toEqual(byHand(frame, ratio, seed));
        for (const one of frame.filter(({ carried }) => carried)) expect(keys(drawn)).toContain(one.key);
        for (const [name, all] of Map.groupBy(frame, ({ stratum }) => stratum)) {
          const own = drawn.filter(({ site: { stratum }, why }) => stratum === name && why === "drawn");
          const free = all.filter(({ carried }) => !carried).length;
          expect(own).toHaveLength(Math.min(free, Math.ceil((all.length * ratio) / 10_000)));
        }
      }),
    ));
  test("a total is met exactly, and each region has its least number where it has so many", () =>
    fc.assert(
      fc.property(frames, quotas, seeds, (frame, quota, seed) => {
        const free = frame.filter(({ carried }) => !carried);
        const drawn = draw(free, quota, seed);
        if ("total" in quota && quota.min === 0) expect(drawn).toHaveLength(Math.min(quota.total, free.length));
        for (const [city, all] of Map.groupBy(free, (one) => one.city))
          expect(drawn.filter((one) => one.site.city === city).length).toBeGreaterThanOrEqual(
            Math.min(quota.min, all.length),
          );
      }),
    ));
  test("the next rank is the smallest that nobody has", () =>
    fc.assert(
      fc.property(frames, seeds, (frame, seed) => {
        const taken = new Set(keys(draw(frame, { by: "kind", ratio: 3_000, min: 0 }, seed)));
        const stratum = frame[0]?.stratum ?? "";
        const next = nextRank(frame, seed, stratum, ({ key }) => taken.has(key));
        const left = frame.filter((one) => one.stratum === stratum && !taken.has(one.key)).map(({ key }) => key);
        const smallest = left.sort((a, b) => (sha(`${seed}|${a}`) < sha(`${seed}|${b}`) ? -1 : 1))[0];
        expect(next?.site.key).toBe(smallest);
      }),
    ));
});

describe("over many seeds", () => {
  const DRAWS = 4_000;
  const strata = { small: 3, middle: 20, large: 60 };
  const frame = Object.entries(strata).flatMap(([name, n], at) =>
    [...Array(n).keys()].map((i) => site(`51${at}${String(i).padStart(6, "0")}`, name)),
  );
  const counts = new Map<string, number>();
  const pairs = { both: 0, first: 0, second: 0 };
  for (let seed = 0; seed < DRAWS; seed++) {
    const drawn = new Set(keys(draw(frame, { by: "kind", ratio: 3_000, min: 0 }, String(seed))));
    for (const key of drawn) counts.set(key, (counts.get(key) ?? 0) + 1);
    const [first, second] = [frame[5]?.key ?? "", frame[40]?.key ?? ""].map((key) => drawn.has(key));
    if (first) pairs.first++;
    if (second) pairs.second++;
    if (first && second) pairs.both++;
  }
  test.each(Object.entries(strata))(
    "each site of the stratum %s is as likely in as any other (chi-square)",
    (name, n) => {
      const p = Math.ceil(n * 0.3) / n;
      const seen = frame.filter(({ stratum }) => stratum === name).map(({ key }) => counts.get(key) ?? 0);
      // Inclusion is without replacement: the sum of squares is scaled by (n - 1) / n, with n - 1 degrees of freedom
      const chi = seen.reduce((sum, one) => sum + (one - DRAWS * p) ** 2 / (DRAWS * p * (1 - p)), 0) * ((n - 1) / n);
      const degrees = n - 1;
      // Wilson and Hilferty: beyond 4 standard deviations, once in thirty thousand; the seeds are fixed, so that it is ever the same
      const bound = degrees * (1 - 2 / (9 * degrees) + 4 * Math.sqrt(2 / (9 * degrees))) ** 3;
      expect(chi).toBeLessThan(bound);
      const low = degrees * Math.max(0, 1 - 2 / (9 * degrees) - 4 * Math.sqrt(2 / (9 * degrees))) ** 3;
      expect(chi).toBeGreaterThanOrEqual(low);
    },
  );
  test("strata are drawn independently of one another", () => {
    const expected = (pairs.first * pairs.second) / DRAWS;
    expect(Math.abs(pairs.both - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
  test("what stands first in the frame is not favoured", () => {
    const large = frame.filter(({ stratum }) => stratum === "large").map(({ key }) => counts.get(key) ?? 0);
    const half = (list: number[]) => list.reduce((sum, n) => sum + n, 0);
    const whole = DRAWS * 18;
    const sd = Math.sqrt(DRAWS * 18 * 0.7 * 0.5 * 0.5 * 2);
    expect(half(large)).toBe(whole);
    expect(Math.abs(half(large.slice(0, 30)) - whole / 2)).toBeLessThan(4 * sd);
  });
});
