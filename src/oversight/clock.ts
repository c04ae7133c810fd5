/** Time as the office reads it: instants, and civil dates in its zone. Handed in everywhere, so that tests own it. */
export type Clock = {
  now(): Temporal.Instant;
  today(): Temporal.PlainDate;
  /** The civil day of an instant, as YYYY-MM-DD. */
  dayOf(instant: Temporal.Instant): string;
  /** The first instant of a civil day. */
  startOf(day: Temporal.PlainDate): Temporal.Instant;
  /** The instant of HH:MM on a civil day. */
  at(day: Temporal.PlainDate, time: string | Temporal.PlainTime): Temporal.Instant;
  zone: string;
};

export function createClock(zone: string, now: () => Temporal.Instant = () => Temporal.Now.instant()): Clock {
  const dayOf = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(zone).toPlainDate();
  // The database keeps milliseconds: anything finer would not survive the way there and back
  const whole = () => now().round({ smallestUnit: "millisecond", roundingMode: "floor" });
  return {
    now: whole,
    today: () => dayOf(whole()),
    dayOf: (instant) => dayOf(instant).toString(),
    startOf: (day) => day.toZonedDateTime(zone).toInstant(),
    at: (day, plainTime) => day.toZonedDateTime({ timeZone: zone, plainTime }).toInstant(),
    zone,
  };
}
