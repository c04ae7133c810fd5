/**
 * Shares and their changes in whole numbers: half up, with as many places as the template asks for. A binary fraction
 * never decides which way 0.5 goes.
 */

/** A share by its counts, or as a document printed it where it gave none ("51.76%"). */
export type Ratio = { part: number; whole: number } | { printed: string };
/** `up` and `down` with the size of the change in percentage points (个百分点); `same` where nothing is left of it. */
export type Change = { way: "up" | "down" | "same"; points: string; by: "counts" | "printed" };

export const MOST_PLACES = 4;
const scaleOf = (places: number) => 10n ** BigInt(places);

/** `n / of` to the nearest whole number, half away from nought. */
function nearest(n: bigint, of: bigint): bigint {
  const size = n < 0n ? -n : n;
  const rounded = (size * 2n + of) / (of * 2n);
  return n < 0n ? -rounded : rounded;
}
function decimal(scaled: bigint, places: number): string {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, "0");
  const cut = digits.length - places;
  return `${scaled < 0n ? "-" : ""}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ""}`;
}

/** "53.81%" of 579 and 1076; all and none are "100%" and "0%" without places; undefined where there is nothing to divide by. */
export function percentOf(part: number, whole: number, places: number): string | undefined {
  if (whole === 0) return undefined;
  if (part === whole) return "100%";
  if (part === 0) return "0%";
  return `${decimal(nearest(BigInt(part) * 100n * scaleOf(places), BigInt(whole)), places)}%`;
}

/** The figure of "53.9%" in units of its last place, and how many places it has. */
function readShare(printed: string): { scaled: bigint; places: number } {
  const [, sign = "", units = "0", rest = ""] = /^([+-]?)(\d+)(?:\.(\d+))?%?$/.exec(printed) ?? [];
  const scaled = BigInt(units + rest);
  return { scaled: sign === "-" ? -scaled : scaled, places: rest.length };
}
const rescale = ({ scaled, places }: { scaled: bigint; places: number }, to: number) =>
  to >= places ? scaled * scaleOf(to - places) : nearest(scaled, scaleOf(places - to));

export const shareText = (ratio: Ratio, places: number): string | undefined =>
  "printed" in ratio ? ratio.printed : percentOf(ratio.part, ratio.whole, places);

/** Whether what a document printed is what its counts come to, at the places that it used. "100.0%" is "100%". */
export function agrees(printed: string, part: number, whole: number): boolean {
  if (whole === 0) return false;
  const { scaled, places } = readShare(printed);
  return nearest(BigInt(part) * 100n * scaleOf(places), BigInt(whole)) === scaled;
}

/**
 * From the counts of both sides and not from their rounded shares; where one side is known only as it was printed, from
 * what is printed of both, at the places of that one.
 */
export function changeOf(now: Ratio, before: Ratio, places: number): Change | undefined {
  if (!("printed" in now) && !("printed" in before)) {
    if (now.whole === 0 || before.whole === 0) return undefined;
    const cross = BigInt(now.part) * BigInt(before.whole) - BigInt(before.part) * BigInt(now.whole);
    return made(nearest(cross * 100n * scaleOf(places), BigInt(now.whole) * BigInt(before.whole)), places, "counts");
  }
  const given = [now, before].flatMap((one) => ("printed" in one ? [readShare(one.printed).places] : []));
  const common = Math.max(...given);
  const scaled = (ratio: Ratio): bigint | undefined => {
    if ("printed" in ratio) return rescale(readShare(ratio.printed), common);
    return ratio.whole === 0 ? undefined : nearest(BigInt(ratio.part) * 100n * scaleOf(common), BigInt(ratio.whole));
  };
  const [one, two] = [scaled(now), scaled(before)];
  if (one === undefined || two === undefined) return undefined;
  const shown = Math.min(common, places);
  return made(rescale({ scaled: one - two, places: common }, shown), shown, "printed");
}
function made(scaled: bigint, places: number, by: Change["by"]): Change {
  const size = scaled < 0n ? -scaled : scaled;
  return { way: scaled === 0n ? "same" : scaled > 0n ? "up" : "down", points: decimal(size, places), by };
}
/** Whether a change that a document printed ("2.14", "-0.5") is the one that there is, at the places that it used. */
export function changeAgrees(printed: string, now: Ratio, before: Ratio): boolean | undefined {
  const { scaled, places } = readShare(printed);
  const change = changeOf(now, before, places);
  if (!change) return undefined;
  const own = readShare(change.points);
  return (change.way === "down" ? -own.scaled : own.scaled) === rescale({ scaled, places }, own.places);
}
/** A share that is not the whole and yet prints as 100, or is not nought and prints as 0. */
export function looksWhole(part: number, whole: number, places: number): boolean {
  if (part === 0 || part === whole || whole === 0) return false;
  const scaled = nearest(BigInt(part) * 100n * scaleOf(places), BigInt(whole));
  return scaled === 0n || scaled === 100n * scaleOf(places);
}
