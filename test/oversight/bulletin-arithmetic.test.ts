/** Shares and their changes: by table, and against exact fractions. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  agrees,
  changeAgrees,
  changeOf,
  looksWhole,
  percentOf,
  type Ratio,
  shareText,
} from "../../src/oversight/bulletin/arithmetic.ts";

test.each([
  [579, 1076, 2, "53.81%"],
  [579, 1076, 1, "53.8%"],
  [579, 1076, 0, "54%"],
  [572, 579, 2, "98.79%"],
  [987, 998, 1, "98.9%"],
  [987, 998, 2, "98.90%"],
  [944, 1000, 2, "94.40%"],
  [1, 8, 2, "12.50%"],
  // Half up, where a binary fraction would go down: 1.005 is 1.00499… as a double
  [201, 20_000, 2, "1.01%"],
  [1, 200, 0, "1%"],
  [3, 3, 2, "100%"],
  [0, 3, 2, "0%"],
  [99_999, 100_000, 2, "100.00%"],
  [1, 100_000, 2, "0.00%"],
])("%i of %i with %i places is %s", (part, whole, places, text) => expect(percentOf(part, whole, places)).toBe(text));
test("nothing is no share", () => expect(percentOf(0, 0, 2)).toBeUndefined());

test.each([
  ["53.9%", 579, 1076, false],
  ["53.8%", 579, 1076, true],
  ["53.81%", 579, 1076, true],
  ["54%", 579, 1076, true],
  ["98.79%", 572, 579, true],
  ["100.0%", 5, 5, true],
  ["100%", 9_999, 10_000, true],
  ["94.4%", 944, 1000, true],
])("%s for %i of %i agrees: %s", (printed, part, whole, right) => expect(agrees(printed, part, whole)).toBe(right));

const counts = (part: number, whole: number): Ratio => ({ part, whole });
test.each<[Ratio, Ratio, number, string, string, string]>([
  [counts(579, 1076), counts(559, 1080), 2, "up", "2.05", "counts"],
  [counts(559, 1080), counts(579, 1076), 2, "down", "2.05", "counts"],
  [counts(1, 2), counts(2, 4), 2, "same", "0.00", "counts"],
  [counts(579, 1076), { printed: "51.76%" }, 2, "up", "2.05", "printed"],
  [counts(579, 1076), { printed: "51.8%" }, 2, "up", "2.0", "printed"],
  [{ printed: "98.5%" }, { printed: "99.25%" }, 1, "down", "0.8", "printed"],
  // From the rounded shares it would be 0.01
  [counts(10_004, 100_000), counts(9_995, 100_000), 2, "up", "0.01", "counts"],
  [counts(50_005, 1_000_000), counts(50_004, 1_000_000), 2, "same", "0.00", "counts"],
])("from %j to %j", (now, before, places, way, points, by) =>
  expect(changeOf(now, before, places)).toEqual({ way, points, by }),
);
test("a change that was printed is set against the one that there is", () => {
  const [now, before] = [counts(579, 1076), counts(559, 1080)];
  expect(changeAgrees("2.05", now, before)).toBe(true);
  expect(changeAgrees("2.1", now, before)).toBe(true);
  expect(changeAgrees("2.14", now, before)).toBe(false);
  expect(changeAgrees("-2.05", now, before)).toBe(false);
  expect(changeAgrees("-2.05", before, now)).toBe(true);
  expect(changeAgrees("2.05", now, counts(0, 0))).toBeUndefined();
});

const share = fc
  .integer({ min: 1, max: 10_000_000 })
  .chain((whole) => fc.tuple(fc.integer({ min: 0, max: whole }), fc.constant(whole)));
const places = fc.integer({ min: 0, max: 4 });
/** Units of the last place, from the text. */
const units = (text: string) => BigInt(text.replace(/[%.]/g, ""));

test("a share is the nearest there is at its places, and half goes up", () => {
  fc.assert(
    fc.property(share, places, ([part, whole], n) => {
      const text = percentOf(part, whole, n) ?? "";
      if (part === 0 || part === whole) return text === (part === 0 ? "0%" : "100%");
      const scale = 10n ** BigInt(n) * 100n;
      // whole × (units − ½) ≤ part × scale < whole × (units + ½), doubled
      const [twice, own] = [2n * BigInt(part) * scale, units(text) * 2n];
      return BigInt(whole) * (own - 1n) <= twice && twice < BigInt(whole) * (own + 1n);
    }),
  );
});
test("what is printed agrees with its own counts, and no other figure of its places does", () => {
  fc.assert(
    fc.property(share, places, fc.integer({ min: 1, max: 50 }), ([part, whole], n, off) => {
      const text = shareText({ part, whole }, n) ?? "";
      const [, whole_ = "0", rest = ""] = /^(\d+)(?:\.(\d+))?%$/.exec(text) ?? [];
      const other = String(BigInt(whole_ + rest) + BigInt(off)).padStart(rest.length + 1, "0");
      const at = other.length - rest.length;
      const moved = `${other.slice(0, at)}${rest ? `.${other.slice(at)}` : ""}%`;
      return agrees(text, part, whole) && !agrees(moved, part, whole);
    }),
  );
});
test("a change back is the same change the other way, and follows the exact order of the two", () => {
  fc.assert(
    fc.property(share, share, places, ([a, b], [c, d], n) => {
      const there = changeOf(counts(a, b), counts(c, d), n);
      const back = changeOf(counts(c, d), counts(a, b), n);
      const turned = { up: "down", down: "up", same: "same" } as const;
      if (!there || back?.points !== there.points || back.way !== turned[there.way]) return false;
      const cross = BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b);
      return there.way === "same" || (there.way === "up") === cross > 0n;
    }),
  );
});
test("a share that only looks whole is told", () => {
  expect(looksWhole(99_999, 100_000, 2)).toBe(true);
  expect(looksWhole(1, 100_000, 2)).toBe(true);
  expect(looksWhole(99_999, 100_000, 3)).toBe(false);
  expect(looksWhole(5, 5, 2)).toBe(false);
});
