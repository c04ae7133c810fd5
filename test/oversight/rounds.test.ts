/** A province of 1,076 sites on both databases: drawn, checked, closed, verified, corrected, drawn again. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { and, eq, inArray } from "../../db/drizzle.ts";
import type { Queries } from "../../db/open.ts";
import { frameOf, type RoundRow, roundById, roundSitesOf, roundsOf } from "../../db/rounds.ts";
import { siteById, updateSite } from "../../db/sites.ts";
import type { FrozenFinding } from "../../db/tables-rounds.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import { closeRound, correct } from "../../src/oversight/rounds/close.ts";
import { abandon, draftOf, drawFrom, drawRound, freeze } from "../../src/oversight/rounds/draw.ts";
import { figuresOfRound, sourcesOfRound } from "../../src/oversight/rounds/figures.ts";
import { vetoChecks } from "../../src/oversight/rounds/results.ts";
import { decideSite, replaceSite, startChecking } from "../../src/oversight/rounds/sites.ts";
import { rateOf, viewRound } from "../../src/oversight/rounds/status.ts";
import { verify } from "../../src/oversight/rounds/verify.ts";
import { rulesFor } from "../../src/oversight/rules.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, by, type MadeSite, order, province, TODAY } from "../helpers/round-office.ts";
import { newFinding, openFinding } from "../helpers/rows.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const SEED = "20181219";
const refused = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "done",
    (error: unknown) => (error instanceof Refusal ? error.what.say : String(error)),
  );
const wording = {
  office: "某省人民政府办公厅",
  textOf: ({ check, message }: FrozenFinding) => `${check}: ${message}`,
  today: TODAY,
};
const site = async (q: Queries, id: number) => (await siteById(q, id)) ?? Promise.reject(new Error("no site"));
/** Every sampled site was read for the round. */
const allRead = (q: Queries, round: RoundRow) =>
  q.update(q.t.roundSites).set({ checkedAt: AT }).where(eq(q.t.roundSites.roundId, round.id));
const found = (q: Queries, siteId: number, change: object = {}) =>
  openFinding(q, {
    ...newFinding(siteId, String(Math.random())),
    ...{ checkId: "homepage-freshness", messageId: "stale", level: "veto", review: "confirmed", indicator: "V3" },
    ...change,
  });
const draws: string[][] = [];

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let sites: MadeSite[] = [];
  const tx = <T>(fn: (q: Queries) => Promise<T>) => held.db.tx(fn);
  const again = async ({ id }: RoundRow) => (await roundById(held.db, id)) as RoundRow;
  const view = async (round: RoundRow) => viewRound(held.db, await again(round), TODAY);
  const live = async (round: RoundRow) =>
    (await roundSitesOf(held.db, round.id)).filter((row) => row.droppedAt === null);
  beforeAll(async () => {
    held = await open();
    sites = await tx((q) => province(q));
  });
  afterAll(() => held[Symbol.asyncDispose]());

  let round: RoundRow;
  test("the frame is every running site of the instant, and the sample what a plain loop makes of it", async () => {
    expect(sites).toHaveLength(1_076);
    const closed = sites[500]?.id ?? 0;
    await updateSite(held.db, closed, { status: "closed" });
    const made = await tx((q) => drawRound(q, order({ seed: SEED }), by()));
    round = made.round;
    expect(round).toMatchObject({
      number: 1,
      state: "drawn",
      seed: SEED,
      seedGiven: true,
      frameSize: 1_075,
      reason: null,
    });
    const running = sites.filter(({ id }) => id !== closed);
    expect((await frameOf(held.db, round.id)).map(({ siteId }) => siteId).sort()).toEqual(
      running.map(({ id }) => id).sort(),
    );
    const expected: string[] = [];
    for (const [, own] of Map.groupBy(running, ({ kind, city }) => `${kind}|${city}`)) {
      const ranked = own
        .map(({ code }) => [sha(`${SEED}|${code}`), code] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      expected.push(...ranked.slice(0, Math.ceil(own.length / 2)).map(([, code]) => code));
    }
    const drawn = made.drawn.map(({ site: { key } }) => key);
    expect(drawn.toSorted()).toEqual(expected.sort());
    draws.push(drawn, [round.frameHash]);
    expect(await verify(held.db, round)).toMatchObject({ differences: [], sampled: drawn.length });
    // What the registry becomes afterwards changes nothing of it
    await updateSite(held.db, sites[0]?.id ?? 0, { name: "改名的网站" });
    expect((await verify(held.db, round)).differences).toEqual([]);
  });
  test("a second draw needs a supervisor and a reason, and keeps the first", async () => {
    expect(await refused(tx((q) => drawRound(q, order({ supervisor: false, reason: "底册有误" }), by())))).toBe(
      "refuse.round-second",
    );
    expect(await refused(tx((q) => drawRound(q, order(), by())))).toBe("refuse.round-reason");
    const { round: second } = await tx((q) =>
      drawRound(q, order({ reason: "底册有误", seed: "9" }), by("telegram:2", 1)),
    );
    expect(second).toMatchObject({ number: 2, reason: "底册有误", state: "drawn" });
    expect(await again(round)).toMatchObject({ state: "abandoned", abandonReason: "底册有误", seed: SEED });
    expect((await verify(held.db, await again(round))).differences).toEqual([]);
    expect((await roundsOf(held.db, order())).map(({ number }) => number)).toEqual([1, 2]);
    round = second;
  });

  test("of two draws at once one is first and the other is refused", async () => {
    const twice = await Promise.allSettled(
      ["telegram:1", "telegram:2"].map((who) => tx((q) => drawRound(q, order({ period: "2026Q3" }), by(who)))),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = twice.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(lost[0]).toBeInstanceOf(Refusal);
    expect(lost[0].what.say).toBe("refuse.round-reason");
    const [only, ...others] = await roundsOf(held.db, order({ period: "2026Q3" }));
    expect(others).toEqual([]);
    expect((lost[0] as Refusal).what.with?.who).toBe(only?.actor);
    if (only) await tx((q) => abandon(q, only, "测试", by()));
    const [first, second] = await Promise.allSettled([
      tx((q) => drawRound(q, order({ period: "2026Q3", reason: "甲" }), by("telegram:1"))),
      tx((q) => drawRound(q, order({ period: "2026Q3", reason: "乙" }), by("telegram:2"))),
    ]);
    const rows = await roundsOf(held.db, order({ period: "2026Q3" }));
    expect(rows.filter(({ state }) => state === "drawn")).toHaveLength(1);
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
    expect([first?.status, second?.status]).toContain("fulfilled");
  });

  test("a draft shows its hash before there is a seed, and is drawn once", async () => {
    const asked = order({ period: "2026Q2" });
    const { round: draft } = await tx((q) => freeze(q, asked, by()));
    expect(draft).toMatchObject({ state: "draft", seed: null, frameSize: 1_075 });
    const waiting = await draftOf(held.db, asked);
    if (!waiting) throw new Error("no draft");
    const { round: drawn } = await tx((q) => drawFrom(q, waiting, undefined, by()));
    expect(drawn).toMatchObject({ seedGiven: false, frameHash: draft.frameHash });
    expect(drawn.seed).toMatch(/^[0-9a-f]{32}$/);
    expect(await refused(tx((q) => drawFrom(q, waiting, "7", by())))).toBe("refuse.round-state");
    expect(
      await refused(
        tx((q) => freeze(q, order({ period: "2026Q1", quota: { by: "region", each: { 云州: 5 }, min: 0 } }), by())),
      ),
    ).toBe("refuse.round-stratum");
    expect(await refused(tx((q) => drawRound(q, order({ period: "2026Q1", seed: "a b" }), by())))).toBe(
      "refuse.round-seed",
    );
    expect(await roundsOf(held.db, order({ period: "2026Q1" }))).toEqual([]);
    const byRegion = { by: "region" as const, each: { 第1市: 5, 第2市: 3 }, min: 0 };
    const quota = await tx((q) => drawRound(q, order({ period: "2026Q1", quota: byRegion }), by()));
    const counts = Map.groupBy(quota.drawn, ({ site: { city } }) => city);
    expect([...counts].map(([city, all]) => `${city} ${all.length}`).sort()).toEqual(["第1市 5", "第2市 3"]);
  });

  test("who has closed is replaced by the next rank; who runs is left out by a supervisor only", async () => {
    const frame = await frameOf(held.db, round.id);
    const rows = await live(round);
    const stratum = "市级部门网站|第3市";
    const gone = rows.find((row) => row.stratum === stratum);
    const ranked = frame
      .filter((one) => one.stratum === stratum)
      .map((one) => ({ id: one.siteId, rank: sha(`9|${one.key}`) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
    const [skipped, next] = ranked.filter(({ id }) => !rows.some(({ siteId }) => siteId === id));
    const replaced = await site(held.db, gone?.siteId ?? 0);
    const leave = async (supervisor: boolean) =>
      tx(async (q) =>
        replaceSite(
          q,
          { round, site: await site(q, replaced.id), reason: "已关停，电话13912345678", supervisor },
          by(),
        ),
      );
    expect(await refused(leave(false))).toBe("refuse.round-runs");
    await updateSite(held.db, replaced.id, { status: "closed" });
    await updateSite(held.db, skipped?.id ?? 0, { status: "suspended" });
    expect(await leave(false)).toMatchObject({ by: { siteId: next?.id }, passedOver: 1 });
    expect(await refused(leave(false))).toBe("refuse.round-dropped");
    const after = await view(round);
    expect(after.sites.map(({ site: { siteId } }) => siteId)).toContain(next?.id);
    expect(after.sites.map(({ site: { siteId } }) => siteId)).not.toContain(replaced.id);
    expect(after.dropped[0]?.row.droppedWhy).not.toContain("13912345678");
    expect(await verify(held.db, round)).toMatchObject({ differences: [], replaced: 1 });
    const outside = await site(held.db, ranked.at(-1)?.id ?? 0);
    expect(
      await refused(tx((q) => replaceSite(q, { round, site: outside, reason: "x", supervisor: true }, by()))),
    ).toBe("refuse.round-not-sampled");
  });

  test("a tampered row is found, whatever was changed", async () => {
    const { roundSites, roundFrame, rounds } = held.db.t;
    const rows = (await live(round)).filter(({ why }) => why === "drawn");
    const [one, two] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const at = (id: number) => and(eq(roundSites.roundId, round.id), eq(roundSites.siteId, id));
    const undo = new Error("undo");
    const differs = async (change: (q: Queries) => Promise<unknown>): Promise<string[]> => {
      let what: string[] = [];
      await tx(async (q) => {
        await change(q);
        const now = (await roundById(q, round.id)) as RoundRow;
        what = [...new Set((await verify(q, now)).differences.map((difference) => difference.what))].sort();
        throw undo;
      }).catch((error) => {
        if (error !== undo) throw error;
      });
      return what;
    };
    expect(await differs(async (q) => q.delete(roundSites).where(at(one.siteId)))).toEqual(["missing"]);
    expect(await differs(async (q) => q.update(roundSites).set({ rank: two.rank }).where(at(one.siteId)))).toEqual([
      "rank",
    ]);
    const unsampled = (await frameOf(held.db, round.id)).find(
      ({ siteId }) => !rows.some((row) => row.siteId === siteId),
    );
    const swapped = await differs(async (q) =>
      q
        .update(roundSites)
        .set({ siteId: unsampled?.siteId ?? 0 })
        .where(at(one.siteId)),
    );
    expect(swapped).toEqual(expect.arrayContaining(["extra", "missing"]));
    const frameRow = and(eq(roundFrame.roundId, round.id), eq(roundFrame.siteId, one.siteId));
    expect(await differs(async (q) => q.update(roundFrame).set({ name: "别的" }).where(frameRow))).toEqual([
      "frame-hash",
    ]);
    expect(await differs(async (q) => q.update(rounds).set({ seed: "8" }).where(eq(rounds.id, round.id)))).toContain(
      "missing",
    );
    expect(await differs(async () => undefined)).toEqual([]);
  });

  let failed: number[] = [];
  let hurt = 0;
  test("closing waits for review, freezes what was found, and a supervisor may close all the same", async () => {
    const rows = await live(round);
    const ids = rows.map(({ siteId }) => siteId);
    failed = ids.slice(10, 17);
    const close = (reason?: string, supervisor = false) =>
      tx(async (q) =>
        closeRound(q, { round: (await roundById(q, round.id)) as RoundRow, reason, supervisor }, by("telegram:5")),
      );
    expect(await refused(close())).toBe("refuse.round-state");
    round = await tx((q) => startChecking(q, round, by()));
    expect(await refused(close())).toBe("refuse.round-pending");
    await allRead(held.db, round);
    for (const id of failed) await found(held.db, id);
    // Neither of these fails: a fault, a veto that is not confirmed, one that was gone before the draw
    await found(held.db, ids[20] ?? 0, { level: "fault", checkId: "typos", messageId: "slip" });
    await found(held.db, ids[21] ?? 0, { review: "dismissed" });
    const before = AT.subtract({ hours: 48 });
    await found(held.db, ids[22] ?? 0, {
      state: "cleared",
      openedAt: before,
      clearedAt: before.add({ hours: 1 }),
      clearedDay: "2026-11-22",
    });
    // Gone meanwhile, but it stood when the site was checked
    await found(held.db, ids[23] ?? 0, { state: "cleared", clearedAt: AT.add({ hours: 2 }), clearedDay: "2026-11-24" });
    failed.push(ids[23] ?? 0);
    hurt = await found(held.db, ids[30] ?? 0, { review: "unreviewed" });
    const [check = ""] = [...vetoChecks(await rulesFor(held.db, TODAY))];
    const result = { checkId: check, outcome: "inconclusive" as const, digest: "", at: AT };
    await held.db.insert(held.db.t.results).values([
      { ...result, siteId: ids[40] ?? 0, reason: "declined" },
      { ...result, siteId: ids[41] ?? 0, reason: "no-history" },
      { ...result, siteId: ids[42] ?? 0, reason: "needs-person" },
      { ...result, siteId: ids[43] ?? 0, reason: "declined" },
    ]);
    await tx(async (q) =>
      decideSite(q, { round, site: await site(q, ids[43] ?? 0), result: "pass", reason: "人工核查" }, by()),
    );
    const open = await view(round);
    expect(open).toMatchObject({ unreviewed: 1, unreviewedSites: 1 });
    expect(open.total).toMatchObject({ fail: 8, declined: 1, inconclusive: 1, pending: 1, sampled: ids.length });
    expect(await refused(close())).toBe("refuse.round-pending");
    expect(await refused(close("年底前须通报"))).toBe("refuse.round-role");
    const closed = await close("年底前须通报", true);
    round = closed.round;
    expect(round).toMatchObject({ state: "closed", closeReason: "年底前须通报" });
    expect(round.ruleset?.checks["homepage-freshness"]).toBeGreaterThan(0);
    expect(await refused(close("再来", true))).toBe("refuse.round-state");
  });

  test("what is printed of a closed round never changes, whatever happens afterwards", async () => {
    const all = async () => JSON.stringify(await figuresOfRound(held.db, "2026Q4", wording));
    const before = await all();
    const seen = JSON.stringify((await view(round)).total);
    const n = (await live(round)).length;
    const figures = JSON.parse(before);
    expect(figures).toMatchObject({
      running: { total: 1_075 },
      check: { sampled: n, frame: 1_075, failed: 8, outside: { inconclusive: 2, declined: 1 } },
    });
    expect(
      figures.running.byKind.map(({ n: count }: { n: number }) => count).reduce((a: number, b: number) => a + b),
    ).toBe(1_075);
    const sum = (of: string) =>
      figures.check.regions.reduce((total: number, row: Record<string, number>) => total + (row[of] ?? 0), 0);
    expect([sum("running"), sum("sampled"), sum("failed"), sum("outside")]).toEqual([1_075, n, 8, 3]);
    expect(figures.check.regions.filter(({ as }: { as: string }) => as === "region")).toHaveLength(21);
    expect(figures.check.failedSites).toHaveLength(8);
    expect(figures.check.failedSites[0].problems).toEqual(["homepage-freshness: stale"]);
    expect(figures.problems.map(({ type, count }: { type: string; count: number }) => [type, count])).toEqual([
      ["homepage-freshness", 8],
      ["typos", 1],
    ]);
    const { findings, sites: registry, results, kinds } = held.db.t;
    await held.db
      .update(findings)
      .set({ review: "dismissed" })
      .where(and(inArray(findings.siteId, failed), eq(findings.review, "confirmed")));
    await held.db.update(findings).set({ review: "confirmed" }).where(eq(findings.id, hurt));
    await held.db.update(findings).set({ data: { changed: true }, messageId: "other" });
    await held.db.update(registry).set({ status: "closed", name: "改了", regionId: null });
    await held.db.update(kinds).set({ portal: false });
    await held.db.delete(results);
    expect(await all()).toBe(before);
    expect(JSON.stringify((await view(round)).total)).toBe(seen);
    await held.db.update(registry).set({ status: "running" });
    expect(
      await refused(
        tx(async (q) =>
          decideSite(q, { round, site: await site(q, failed[0] ?? 0), result: "pass", reason: "x" }, by()),
        ),
      ),
    ).toBe("refuse.round-state");
  });

  test("a correction stands beside the frozen result, and the next round carries what is left", async () => {
    const target = await site(held.db, failed[0] ?? 0);
    const set = (to: "pass" | "fail", reason = "复核有误") =>
      tx((q) => correct(q, { round, site: target, to, reason }, by("telegram:7")));
    expect(await set("pass")).toEqual({ from: "fail" });
    expect(await refused(set("pass"))).toBe("refuse.round-same");
    const { corrections, total } = await view(round);
    expect(total.fail).toBe(8);
    expect(corrections.map(({ row }) => [row.siteId, row.fromResult, row.toResult, row.actor])).toEqual([
      [target.id, "fail", "pass", "telegram:7"],
    ]);
    const { draws: named, corrections: listed } = await sourcesOfRound(held.db, "2026Q4", TODAY);
    expect(named.map(({ number, state, reason }) => [number, state, reason])).toEqual([
      [1, "abandoned", null],
      [2, "closed", "底册有误"],
    ]);
    expect(listed).toHaveLength(1);
    const next = await tx((q) => drawRound(q, order({ period: "2027Q1", seed: "5" }), by("telegram:1", 24)));
    const carried = next.drawn.filter(({ why }) => why === "carried").map(({ site: { siteId } }) => siteId);
    expect(carried.sort()).toEqual(failed.slice(1).sort());
    // Besides the quota: each stratum has drawn as many as without them
    for (const [name, own] of Map.groupBy(next.frame, ({ stratum }) => stratum)) {
      const drawn = next.drawn.filter(({ site: { stratum }, why }) => stratum === name && why === "drawn");
      const free = own.filter((one) => !one.carried).length;
      expect(drawn).toHaveLength(Math.min(free, Math.ceil(own.length / 2)));
    }
    const checking = await tx((q) => startChecking(q, next.round, by()));
    await allRead(held.db, checking);
    await found(held.db, carried[1] ?? 0, { openedAt: AT.add({ hours: 25 }) });
    const { recheck, total: now } = await view(checking);
    expect(recheck.sampled).toBe(7);
    expect(rateOf(recheck).part + recheck.fail).toBe(7);
    expect(recheck.fail).toBe(1);
    expect(now.carried).toBe(7);
  });

  test("a city's check of itself is a layer of its own", async () => {
    const { regions } = held.db.t;
    const [city] = await held.db.select().from(regions).where(eq(regions.name, "第2市"));
    const self = order({ layer: "self", regionId: city?.id, period: "2026Q4", seed: "3" });
    await held.db
      .update(held.db.t.sites)
      .set({ regionId: city?.id ?? 0 })
      .where(
        inArray(
          held.db.t.sites.id,
          sites.slice(0, 30).map(({ id }) => id),
        ),
      );
    const own = await tx((q) => drawRound(q, self as never, by()));
    expect(own.round).toMatchObject({ number: 1, frameSize: 30, layer: "self" });
    const checking = await tx((q) => startChecking(q, own.round, by()));
    await allRead(held.db, checking);
    await held.db.delete(held.db.t.results);
    await held.db
      .update(held.db.t.findings)
      .set({ state: "cleared", clearedAt: AT.subtract({ hours: 1 }), clearedDay: "2026-11-24" });
    await tx((q) => closeRound(q, { round: checking, reason: undefined, supervisor: false }, by()));
    const figures = await figuresOfRound(held.db, "2026Q4", wording);
    expect(figures?.selfChecks).toEqual({ sampled: own.drawn.length, failed: 0, running: 30 });
    expect(figures?.check?.failed).toBe(8);
  });
});

test("both databases drew the same from the same frame", () => {
  expect(draws).toHaveLength(4);
  expect(draws.slice(2)).toEqual(draws.slice(0, 2));
});
