/** Quiet hours: news wait until after them. */
import type { Config } from "./config.ts";
import type { Clock } from "./oversight/clock.ts";

export function isQuiet(quiet: Config["QUIET"], clock: Clock): boolean {
  if (!quiet) return false;
  const { hour, minute } = clock.now().toZonedDateTimeISO(clock.zone);
  const now = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  return quiet.from <= quiet.to ? now >= quiet.from && now < quiet.to : now >= quiet.from || now < quiet.to;
}
