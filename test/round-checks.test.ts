/** The check of a round in the background: every sampled site once, one message edited, and on after a kill. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checks } from "../checks/index.ts";
import { eq } from "../db/drizzle.ts";
import { moveRound, type RoundRow, roundById, roundSitesOf } from "../db/rounds.ts";
import { updateSite } from "../db/sites.ts";
import { putOut } from "../db/talk.ts";
import { createClock } from "../src/oversight/clock.ts";
import { drawRound } from "../src/oversight/rounds/draw.ts";
import { startChecking } from "../src/oversight/rounds/sites.ts";
import { viewRound } from "../src/oversight/rounds/status.ts";
import { createSupplies } from "../src/oversight/supplies.ts";
import { createVisitor } from "../src/oversight/visit.ts";
import { createRoundChecks } from "../src/round-checks.ts";
import { databases, type TestDb } from "./helpers/databases.ts";
import { chainOf, pageOf } from "./helpers/judge.ts";
import { collectorsOf, memoryStore } from "./helpers/patrol.ts";
import { AT, by, order, province, TODAY } from "./helpers/round-office.ts";
import { page } from "./helpers/site.ts";

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let round: RoundRow;
  let now = AT;
  let visits: string[] = [];
  let answer: (url: string) => Promise<void> = async () => {};
  let open_ = 0;
  let most = 0;
  const clock = createClock("Asia/Shanghai", () => now);
  const faults: unknown[] = [];
  const collectors = collectorsOf({
    probe: async ({ url }) => {
      visits.push(url);
      most = Math.max(most, ++open_);
      await answer(url);
      open_--;
      return { chain: chainOf(), page: pageOf(page()), tls: { kind: "plain" as const } };
    },
  });
  const runner = () =>
    createRoundChecks({
      ...{ db: held.db, store: memoryStore(), clock, checks, supplies: createSupplies(), sleep: async () => {} },
      visitor: async () => createVisitor(collectors, clock),
      onAnswer: () => {},
      onFault: (error) => void faults.push(error),
    });
  const rows = () => roundSitesOf(held.db, round.id);
  const outbox = () =>
    held.db
      .select()
      .from(held.db.t.outbox)
      .where(eq(held.db.t.outbox.subject, `round:${round.id}`))
      .orderBy(held.db.t.outbox.id);
  beforeEach(async () => {
    held = await open();
    [now, visits, most, open_] = [AT, [], 0, 0];
    answer = async () => {};
    faults.length = 0;
    await held.db.tx(async (q) => {
      await province(q, 40);
      const { round: drawn } = await drawRound(q, order({ seed: "1", quota: { by: "all", total: 12, min: 0 } }), by());
      round = await startChecking(q, drawn, by());
      const first = await putOut(q, {
        ...{ channel: "terminal", lane: "answer", subject: "answer", event: "answer", ids: [], at: AT },
        card: { title: "x", parts: [] },
      });
      await moveRound(q, round.id, ["checking"], { progress: { outbox: first, channel: "terminal" } });
    });
  });
  afterEach(() => held[Symbol.asyncDispose]());

  test("each sampled site is read once, a few at a time, and one message says so to the end", async () => {
    // The first reading is held until a second one runs beside it
    const second = Promise.withResolvers<void>();
    let begun = 0;
    answer = async () => {
      if (++begun === 1) await second.promise;
      second.resolve();
      now = now.add({ seconds: 2 });
    };
    const checks_ = runner();
    checks_.poke();
    await checks_.idle();
    expect(faults).toEqual([]);
    expect(new Set(visits).size).toBe(12);
    expect(visits).toHaveLength(12);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    expect((await rows()).every(({ checkedAt }) => checkedAt !== null)).toBe(true);
    const told = await outbox();
    expect(new Set(told.map(({ editOf }) => editOf)).size).toBe(1);
    expect(told.filter(({ lane }) => lane === "answer")).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ lane: "answer", card: { picture: { kind: "share" } } });
    // Edited at most every five seconds
    expect(told.filter(({ lane }) => lane === "progress").length).toBeLessThan(12);
    expect(told.filter(({ lane }) => lane === "progress").length).toBeGreaterThan(1);
    expect((await viewRound(held.db, (await roundById(held.db, round.id)) as RoundRow, TODAY)).checked).toBe(12);
  });

  test("what a killed process was reading is read again after its lease, and nothing else is", async () => {
    let calls = 0;
    answer = () => (++calls > 5 ? new Promise(() => {}) : Promise.resolve());
    const killed = runner();
    killed.poke();
    while (calls < 9 || (await rows()).filter(({ checkedAt }) => checkedAt !== null).length < 5)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const done = visits.filter((_, i) => i < 5);
    answer = async () => {};
    visits = [];
    const next = runner();
    next.poke();
    await next.idle();
    const left = (await rows()).filter(({ checkedAt }) => checkedAt === null);
    expect(left).toHaveLength(4);
    now = now.add({ minutes: 31 });
    next.poke();
    await next.idle();
    expect((await rows()).every(({ checkedAt }) => checkedAt !== null)).toBe(true);
    expect(new Set(visits).size).toBe(visits.length);
    for (const url of done) expect(visits).not.toContain(url);
  });

  test("a reading that fails is tried three times; a site that runs no more is left to people", async () => {
    const [bad, gone] = await rows();
    const { sites } = held.db.t;
    const [site] = await held.db
      .select()
      .from(sites)
      .where(eq(sites.id, bad?.siteId ?? 0));
    await updateSite(held.db, gone?.siteId ?? 0, { status: "closed" });
    answer = async (url) => {
      if (url === site?.url) throw new Error("ours");
    };
    const checks_ = runner();
    for (let i = 0; i < 5; i++) {
      checks_.poke();
      await checks_.idle();
      now = now.add({ minutes: 2 });
    }
    expect(visits.filter((url) => url === site?.url)).toHaveLength(3);
    expect(faults).toHaveLength(3);
    const unread = (await rows()).filter(({ checkedAt }) => checkedAt === null).map(({ siteId }) => siteId);
    expect(unread.sort()).toEqual([bad?.siteId, gone?.siteId].sort());
    expect((await outbox()).filter(({ lane }) => lane === "answer")).toHaveLength(1);
    // Said again it tries once more
    answer = async () => {};
    await held.db.tx(async (q) => startChecking(q, (await roundById(q, round.id)) as RoundRow, by()));
    checks_.poke();
    await checks_.idle();
    expect((await rows()).filter(({ checkedAt }) => checkedAt === null)).toHaveLength(1);
  });
});
