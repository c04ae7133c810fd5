import { expect, test } from "vitest";
import { availability } from "../../checks/availability.ts";
import { chainOf, verdictOf } from "../helpers/judge.ts";

test.each([
  ["opened", chainOf(), "pass"],
  ["no answer", chainOf({ outcome: "missed", failure: "timeout", ms: 15_000 }), "unreachable:fault"],
  ["an error status", chainOf({ outcome: "missed", failure: "http-error", status: 503 }), "unreachable:fault"],
  ["a protection answered", chainOf({ outcome: "declined", declinedBy: "jsl" }), "declined"],
  ["our own line was down", chainOf({ outcome: "unmeasured", failure: "dns-failed" }), "own-line"],
])("%s", (_, chain, verdict) => {
  expect(verdictOf(availability, { chain })).toEqual([verdict]);
});
