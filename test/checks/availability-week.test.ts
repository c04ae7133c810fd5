import { expect, test } from "vitest";
import { availabilityWeek } from "../../checks/availability-week.ts";
import type { ProbeDay } from "../../checks/evidence.ts";
import { rulesOf, TODAY, verdictOf } from "../helpers/judge.ts";

/** Seven days before today, each with the given misses among `valid` visits. */
const week = (misses: number[], valid = 20, more: Partial<ProbeDay> = {}): ProbeDay[] =>
  misses.map((missed, i) => ({
    day: TODAY.subtract({ days: 7 - i }).toString(),
    opened: valid - missed,
    missed,
    declined: 0,
    unmeasured: 0,
    disputed: 0,
    ...more,
  }));

test.each<[string, ProbeDay[], string]>([
  ["7 of 140 is 5.000 %: the limit itself vetoes", week([7, 0, 0, 0, 0, 0, 0]), "over:veto"],
  ["6 of 140 is 4.29 %", week([6, 0, 0, 0, 0, 0, 0]), "pass"],
  ["spread over the days", week([1, 1, 1, 1, 1, 1, 1]), "over:veto"],
  ["8 of 168 is 4.76 %", week([8, 0, 0, 0, 0, 0, 0], 24), "pass"],
  ["9 of 168 is 5.36 %", week([9, 0, 0, 0, 0, 0, 0], 24), "over:veto"],
  [
    "a day of 19 makes the week inconclusive",
    [
      ...week([0, 0, 0, 0, 0, 0]).map((d, i) => ({ ...d, day: TODAY.subtract({ days: 7 - i }).toString() })),
      { ...(week([0])[0] as ProbeDay), day: TODAY.subtract({ days: 1 }).toString(), opened: 19 },
    ],
    "not-measured",
  ],
  ["a week of declined visits is no verdict", week([0, 0, 0, 0, 0, 0, 0], 0, { declined: 24 }), "declined"],
  ["disputed visits do not count", week([6, 0, 0, 0, 0, 0, 0], 20, { disputed: 9 }), "pass"],
  ["six days are no week", week([5, 5, 5, 5, 5, 5]), "no-history"],
])("%s", (_, probeDays, verdict) => {
  expect(verdictOf(availabilityWeek, { probeDays })).toEqual([verdict]);
});

test("without history it waits, and an office may set another limit", () => {
  expect(verdictOf(availabilityWeek, {})).toEqual(["no-history"]);
  expect(
    verdictOf(
      availabilityWeek,
      { probeDays: week([6, 0, 0, 0, 0, 0, 0]) },
      rulesOf({ V2: { values: { vetoPercent: 4 } } }),
    ),
  ).toEqual(["over:veto"]);
});
