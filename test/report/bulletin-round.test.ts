/** From a round to its bulletin on both databases: what is printed is what a plain count of the sample says. */
import { expect, test } from "vitest";
import { checks } from "../../checks/index.ts";
import { commands } from "../../commands/index.ts";
import { eq } from "../../db/drizzle.ts";
import type { Queries } from "../../db/open.ts";
import { roundSitesOf } from "../../db/rounds.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { readPeriod } from "../../src/oversight/period.ts";
import { closeRound } from "../../src/oversight/rounds/close.ts";
import { drawRound } from "../../src/oversight/rounds/draw.ts";
import { startChecking } from "../../src/oversight/rounds/sites.ts";
import { createIssue, needBulletin } from "../../src/report/bulletin.ts";
import { unitWords } from "../../src/words/merge.ts";
import { createWords } from "../../src/words/say.ts";
import { databases } from "../helpers/databases.ts";
import { AT, by, order, province, TODAY } from "../helpers/round-office.ts";
import { newFinding, openFinding } from "../helpers/rows.ts";

const words = createWords(unitWords(checks, commands), "Asia/Shanghai");
const clock = createClock("Asia/Shanghai", () => AT.add({ hours: 3 }));
const veto = (q: Queries, siteId: number) =>
  openFinding(q, {
    ...newFinding(siteId),
    ...{ checkId: "homepage-freshness", messageId: "stale", level: "veto", review: "confirmed", indicator: "V3" },
    data: { days: 40, newest: "2026-10-15" },
  });

test.each(databases)("%s: a round of 1,076 sites, from draw to bulletin", async (_, open) => {
  await using held = await open();
  const { db } = held;
  await db.tx((q) => province(q));
  const { round } = await db.tx((q) => drawRound(q, order({ seed: "20181219" }), by()));
  await db.tx((q) => startChecking(q, round, by()));
  const sampled = await roundSitesOf(db, round.id);
  const failing = sampled.filter((_row, i) => i % 80 === 0).map(({ siteId }) => siteId);
  await db.tx(async (q) => {
    for (const siteId of failing) await veto(q, siteId);
    await q.update(q.t.roundSites).set({ checkedAt: AT }).where(eq(q.t.roundSites.roundId, round.id));
  });
  await db.tx((q) =>
    closeRound(q, { round: { ...round, state: "checking" }, reason: undefined, supervisor: true }, by("t", 2)),
  );
  const issue = createIssue("某省人民政府办公厅", "/nowhere", words);
  const period = readPeriod("2026Q4", TODAY) ?? expect.fail("no period");
  const { traces, notes } = await needBulletin(db, period, clock, issue);
  const printed = (name: string) => traces.find((trace) => trace.name === name)?.text;
  const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
  expect(printed("运行总数")).toBe("1076");
  expect(printed("抽查数")).toBe(String(sampled.length));
  expect(printed("不合格数")).toBe(String(failing.length));
  expect(printed("抽查比例")).toBe(share(sampled.length, 1_076));
  expect(printed("合格率")).toBe(share(sampled.length - failing.length, sampled.length));
  expect(notes).toEqual([]);
});
