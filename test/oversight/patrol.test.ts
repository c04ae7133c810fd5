/** The patrol on a real database with hand-made visits: leases, the second look, what is counted. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Chain } from "../../checks/evidence.ts";
import { probeDaysSince } from "../../db/patrol.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { chainOf, pageOf } from "../helpers/judge.ts";
import { collectorsOf, patrolOf } from "../helpers/patrol.ts";
import { AT, newSite } from "../helpers/rows.ts";
import { page } from "../helpers/site.ts";

const OK = chainOf();
const DOWN = chainOf({ outcome: "missed", failure: "timeout", ms: 15_000 });
const WAF = chainOf({ outcome: "declined", declinedBy: "jsl" });

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let script: Chain[] = [];
  let siteId = 0;
  const clock = createClock("Asia/Shanghai", () => now);
  const collectors = collectorsOf({
    probe: async () => {
      const chain = script.shift() ?? OK;
      return {
        chain,
        ...(chain.outcome === "opened" ? { page: pageOf(page()), tls: { kind: "plain" as const } } : {}),
      };
    },
  });
  beforeEach(async () => {
    held = await open();
    now = AT;
    siteId = await newSite(held.db, { baselineAt: AT });
  });
  afterEach(() => held[Symbol.asyncDispose]());

  const patrol = () => patrolOf(held.db, clock, collectors, { width: 2 });
  const counts = async () => {
    const [day] = await probeDaysSince(held.db, siteId, "2026-11-24");
    return day && { opened: day.opened, missed: day.missed, declined: day.declined, disputed: day.disputed };
  };
  const open_ = async () =>
    (await held.db.select().from(held.db.t.findings)).filter(
      ({ state, checkId }) => state === "open" && checkId === "availability",
    );

  test("a miss is said only after a second look a minute later", async () => {
    script = [DOWN, DOWN];
    const p = patrol();
    await p.makeDue();
    await p.run();
    expect(await counts()).toEqual({ opened: 0, missed: 1, declined: 0, disputed: 0 });
    expect(await open_()).toHaveLength(0);
    now = now.add({ seconds: 61 });
    await p.run();
    expect(await counts()).toEqual({ opened: 0, missed: 1, declined: 0, disputed: 0 });
    expect(await open_()).toHaveLength(1);
  });

  test("a miss that cannot be repeated is disputed: neither counted nor turned into a success", async () => {
    script = [DOWN, OK];
    const p = patrol();
    await p.makeDue();
    await p.run();
    now = now.add({ seconds: 61 });
    await p.run();
    expect(await counts()).toEqual({ opened: 0, missed: 0, declined: 0, disputed: 1 });
    expect(await open_()).toHaveLength(0);
  });

  test("a protection's answer is declined and opens nothing", async () => {
    script = [WAF];
    const p = patrol();
    await p.makeDue();
    await p.run();
    expect(await counts()).toEqual({ opened: 0, missed: 0, declined: 1, disputed: 0 });
    expect(await held.db.$count(held.db.t.findings)).toBe(0);
  });

  test("a site is planned at its own minute and visited about once an hour", async () => {
    const p = patrol();
    await p.plan();
    let visits = 0;
    for (let minute = 0; minute < 180; minute += 5) {
      await p.run(() => visits++);
      now = now.add({ minutes: 5 });
    }
    expect(visits).toBeGreaterThanOrEqual(2);
    // A day that began late is topped up, so a little oftener than once an hour
    expect(visits).toBeLessThanOrEqual(7);
  });

  test("two patrols at once visit each site once", async () => {
    for (let i = 0; i < 7; i++) await newSite(held.db, { baselineAt: AT });
    const [one, two] = [patrol(), patrol()];
    await one.makeDue();
    const done = await Promise.all([one.run(), two.run()]);
    expect(done[0] + done[1]).toBe(8);
  });

  test("what did not change is not judged again, and stays seen", async () => {
    const p = patrol();
    await p.makeDue();
    await p.run();
    const skipped: string[][] = [];
    for (let hour = 0; hour < 2; hour++) {
      now = now.add({ hours: 1 });
      await p.makeDue();
      await p.run(({ visited }) => skipped.push(visited.skipped));
    }
    expect(skipped[0]).toContain("site-code");
    // The first visit of a day reads more pages: only the next hourly one sees the same as its predecessor
    expect(skipped[0]).not.toContain("typos");
    expect(skipped[1]).toContain("typos");
  });
});
