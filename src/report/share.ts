/** Shares and spans as they are read, rounded half up in whole numbers: 0.5 goes up, never down by a binary fraction. */
import { say, type Value } from "../card.ts";

/** A part of a whole. */
export type Share = { part: number; whole: number };

/** Hundredths of a per cent; undefined where there is nothing to divide by. */
export function hundredths({ part, whole }: Share): number | undefined {
  return whole === 0 ? undefined : Math.floor((part * 20_000 + whole) / (2 * whole));
}
const decimal = (n: number) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")}`;

/** A share in per cent with two places, from the counts themselves; a dash where there is nothing to divide by. */
export function percent(part: number, whole: number): Value {
  const n = hundredths({ part, whole });
  return n === undefined ? "—" : `${decimal(n)}%`;
}

/** How a share changed in percentage points (个百分点), from the counts and not from the rounded shares. */
export function points(now: Share, before: Share): string | undefined {
  if (now.whole === 0 || before.whole === 0) return undefined;
  const [up, down] = [now.part * before.whole - before.part * now.whole, now.whole * before.whole];
  const n = Math.floor((Math.abs(up) * 20_000 + down) / (2 * down));
  return n === 0 ? "0" : `${up > 0 ? "+" : "-"}${decimal(n)}`;
}
export const change = (now: number, before: number): string =>
  now > before ? `+${now - before}` : String(now - before);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const tenths = (ms: number, unit: number): number => Math.floor((ms * 20 + unit) / (2 * unit)) / 10;
export const hours = (ms: number): number => tenths(ms, HOUR);

/** In hours up to two days, then in days of 24 hours; a dash where nothing was measured. */
export function span(ms: number | null): Value {
  if (ms === null) return "—";
  return ms < 2 * DAY
    ? say("stats.hours", { n: tenths(ms, HOUR).toFixed(1) })
    : say("stats.days", { n: tenths(ms, DAY).toFixed(1) });
}
