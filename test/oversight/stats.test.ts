/** Every figure and every grouping against a recount by plain loops over the rows. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock } from "../../src/oversight/clock.ts";
import { periodBefore, readPeriod } from "../../src/oversight/period.ts";
import { type Figures, forGrouping, GROUPINGS, type Grouping } from "../../src/oversight/stats/figures.ts";
import { readStats } from "../../src/oversight/stats.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { LAST, NOW, writeHistory } from "../helpers/history.ts";
import { type Only, type Raw, readAll, recount } from "../helpers/recount.ts";

const TODAY = LAST.toString();
const PERIODS = [
  "2025Q1",
  "2025Q2",
  "2025Q3",
  "2025Q4",
  "2026Q1",
  "2026Q2",
  "2026Q3",
  "2026Q4",
  "2026-02",
  "2025",
  "2025-12-15..2026-01-20",
  "last 30 days",
  "2030Q1",
];
const SEED = 20_261_124;
/** The city of each region of the made-up office, as one reads it off the list. */
const CITY: Record<number, number> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 2, 6: 2, 7: 2, 8: 3, 9: 3, 10: 4, 11: 4, 12: 4 };

const keys = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}:${i + 1}`);
const idOf = (key: string) => (key === "unknown" ? null : Number(key.split(":")[1]));

/** All rows that a grouping may have, each with what belongs to it. */
function groupsOf(by: Grouping, raw: Raw): [string, Only][] {
  const bySite = (
    all: string[],
    of: (site: { regionId: number | null; kindId: number | null; organiserId: number | null }) => number | null,
  ) =>
    [...all, "unknown"].map((key): [string, Only] => [
      key,
      {
        site: (site) => of(site) === idOf(key),
        organiserTalk: (organiserId) => of({ regionId: null, kindId: null, organiserId }) === idOf(key),
      },
    ]);
  switch (by) {
    case "region":
      return bySite(keys("region", 12), ({ regionId }) => regionId);
    case "city":
      return bySite(keys("region", 4), ({ regionId }) => (regionId === null ? null : (CITY[regionId] ?? null)));
    case "kind":
      return bySite(keys("kind", 4), ({ kindId }) => kindId);
    case "organiser":
      return bySite(keys("organiser", 25), ({ organiserId }) => organiserId);
    case "check":
      return [
        ...[...new Set(raw.findings.map(({ checkId }) => checkId))].map((check): [string, Only] => [
          `check:${check}`,
          { check },
        ]),
        ["unknown", { check: "" }],
      ];
    case "person":
      return [
        ...keys("person", 9).map((key): [string, Only] => [
          key,
          {
            reviewer: (actor) => actor !== null && raw.person.get(actor) === idOf(key),
            order: ({ personId }) => personId === idOf(key),
          },
        ]),
        ...keys("organiser", 25).map((key): [string, Only] => [
          key,
          { reviewer: () => false, order: ({ organiserId }) => organiserId === idOf(key) },
        ]),
        ["unknown", { reviewer: (actor) => actor === null || !raw.person.has(actor), order: () => false }],
      ];
    default:
      return by satisfies never;
  }
}
const anything = (figures: object): boolean =>
  Object.entries(figures).some(([name, value]) =>
    typeof value === "object" && value !== null
      ? name !== "pass" && anything(value)
      : typeof value === "number" && value > 0,
  );

describe.each(databases)("figures on %s", (_, open) => {
  let made: TestDb;
  let raw: Raw;
  const clock = createClock("Asia/Shanghai", () => NOW);
  const period = (name: string) => readPeriod(name, clock.today()) ?? expect.fail(name);

  beforeAll(async () => {
    made = await open();
    await writeHistory(made.db, SEED);
    raw = await readAll(made.db);
  });
  afterAll(() => made[Symbol.asyncDispose]());

  test("the history holds what is to be counted", () => {
    const all = recount(raw, "2024-01-01", "2026-12-31", TODAY);
    expect(raw.episodes.length).toBeGreaterThan(2500);
    expect(anything({ o: { n: all.findings.overturned } })).toBe(true);
    expect(all.agreement.pairs).toBeGreaterThan(all.agreement.equal);
    expect(raw.judged.some(({ undone }) => undone)).toBe(true);
    expect(raw.reviews.some(({ episode }) => episode === null)).toBe(true);
    expect(new Set(raw.orders.map(({ state }) => state)).size).toBe(6);
    for (const part of [all.appeals, all.extensions, all.talks, all.due, all.orders, all.open, all.repeat])
      for (const [name, n] of Object.entries(part)) expect(n, name).toBeGreaterThan(0);
  });

  test.each(PERIODS)("%s and the period before agree with the recount", async (name) => {
    const now = period(name);
    const stats = await made.db.snapshot((q) => readStats(q, { period: now, clock }));
    const { period: own, before, worst, groups, ...figures } = stats;
    expect(figures).toEqual(recount(raw, own.from, own.to, TODAY));
    expect(groups).toBeNull();
    const { sites: _s, open: _o, ...earlier } = recount(raw, before.period.from, before.period.to, TODAY);
    const { period: beforeName, ...beforeFigures } = before;
    const { open: _n, overdue: _d, ...orders } = earlier.orders;
    expect(beforeFigures).toEqual({ ...earlier, orders });
    expect(beforeName.to).toBe(Temporal.PlainDate.from(own.from).subtract({ days: 1 }).toString());
    expect(worst.sites.length).toBe(Math.min(5, figures.repeat.sites));
    expect(
      worst.findings.every(({ episodes }, i, all) => episodes >= 2 && episodes <= (all[i - 1]?.episodes ?? 99)),
    ).toBe(true);
  });

  test.each(
    GROUPINGS.flatMap((by) =>
      ["2025Q3", "2026-02", "2025-12-15..2026-01-20", "2026Q4"].map((name) => [by, name] as const),
    ),
  )("by %s in %s: every row agrees, and the total is the ungrouped figure", async (by, name) => {
    const now = period(name);
    const {
      groups,
      period: own,
      before: _b,
      worst: _w,
      ...figures
    } = await readStats(made.db, { period: now, clock, by });
    if (!groups) return expect.fail("no groups");
    expect(groups.total).toEqual(forGrouping(by, recount(raw, own.from, own.to, TODAY)));
    expect(groups.total).toEqual(forGrouping(by, figures as Figures));
    const expected = groupsOf(by, raw);
    expect(groups.rows.map(({ key }) => key).filter((key) => !expected.some(([one]) => one === key))).toEqual([]);
    for (const [key, only] of expected) {
      const row = groups.rows.find((one) => one.key === key);
      const wanted = forGrouping(by, recount(raw, own.from, own.to, TODAY, only));
      if (row) expect(row.figures, key).toEqual(wanted);
      else expect(anything(wanted), `${key} is missing`).toBe(false);
    }
    const confirmed = groups.rows
      .filter(({ key }) => key !== "unknown")
      .map((row) => row.figures.findings.confirmed ?? 0);
    expect(confirmed).toEqual(confirmed.toSorted((a, b) => b - a));
    expect(groups.rows.findIndex(({ key }) => key === "unknown")).toBeOneOf([-1, groups.rows.length - 1]);
    for (const row of groups.rows) expect(row.name === null).toBe(row.key === "unknown");
  });

  test("whoever may see some sites gets the figures of these, and a channel of an organiser nothing unreviewed", async () => {
    const now = period("2026Q2");
    const own = raw.sites.filter(({ organiserId }) => organiserId === 7).map(({ id }) => id);
    const only: Only = { site: ({ organiserId }) => organiserId === 7, organiserTalk: (id) => id === 7 };
    for (const reviewedOnly of [false, true]) {
      const {
        period: p,
        before: _,
        worst: _w,
        groups: _g,
        ...figures
      } = await readStats(made.db, {
        period: now,
        clock,
        siteIds: own,
        reviewedOnly,
      });
      const wanted = recount(raw, p.from, p.to, TODAY, { ...only, reviewedOnly });
      expect(figures).toEqual(
        reviewedOnly ? { ...wanted, agreement: null, open: { ...wanted.open, unreviewed: null } } : wanted,
      );
      expect(figures.findings.opened).toBeGreaterThan(0);
    }
    const none = await readStats(made.db, { period: now, clock, siteIds: [] });
    expect([none.sites.registered, none.findings.opened, none.orders.open, none.talks.held]).toEqual([0, 0, 0, 0]);
  });

  test("a grouping restricted to some sites keeps to them", async () => {
    const own = new Set(
      raw.sites.filter(({ regionId }) => regionId !== null && CITY[regionId] === 2).map(({ id }) => id),
    );
    const { groups, period: p } = await readStats(made.db, {
      period: period("2026Q1"),
      clock,
      siteIds: [...own],
      by: "city",
    });
    expect(groups?.rows.map(({ key, name }) => [key, name])).toEqual([["region:2", "长市"]]);
    const only: Only = { site: ({ id }) => id !== undefined && own.has(id), organiserTalk: () => false };
    expect(groups?.rows[0]?.figures).toEqual(recount(raw, p.from, p.to, TODAY, only));
  });

  test("the period before is of the same kind", () => {
    const before = (name: string) => periodBefore(period(name)).name;
    expect(["2026Q1", "2026-03", "2026", "2026-03-01", "2026-03-01..2026-03-10"].map(before)).toEqual([
      "2025Q4",
      "2026-02",
      "2025",
      "2026-02-28",
      "2026-02-19..2026-02-28",
    ]);
  });
});
