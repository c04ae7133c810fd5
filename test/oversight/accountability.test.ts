/** Accountability on both databases: whole lives, two at once, refusals, proposals once, follow-ups once, counts against loops. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { talkById, talksHeld } from "../../db/accountability.ts";

import { reopenFinding } from "../../db/findings.ts";
import { setSetting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { addOrder } from "../../db/orders.ts";
import { bindChannel } from "../../db/people.ts";
import { addReview } from "../../db/reviews.ts";
import { ensureOrganiser } from "../../db/sites.ts";
import { TALK_KINDS } from "../../db/tables-orders.ts";
import {
  type About,
  accountabilityFigures,
  carryOut,
  drop,
  findingsImplied,
  followUp,
  type Held,
  holdTalk,
  planFollowUp,
  propose,
  tellFollowUps,
} from "../../src/oversight/accountability.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import { proposeRepeaters } from "../../src/oversight/repeaters.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = AT;
  let siteId = 0;
  let organiserId = 0;
  const clock = createClock("Asia/Shanghai", () => now);
  const who = (actor = "telegram:1") => ({ actor, at: now, today: clock.today() });
  const tx = <T>(run: (q: Queries) => Promise<T>) => held.db.tx(run);
  const given = (change: Partial<Held> = {}): Held => ({
    heldOn: clock.today(),
    names: ["王某"],
    reason: "逾期未整改",
    ...change,
  });
  const refused = async (run: Promise<unknown>) => {
    const error = await run.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Refusal);
    return (error as Refusal).what;
  };
  const hold = (about: Partial<About> = {}, change: Partial<Held> = {}) =>
    tx((q) => holdTalk(q, { kind: "talk", siteId, organiserId, ...about }, given(change), who()));
  const proposal = (cause = "overdue:order:7", findingIds: number[] = []) =>
    tx((q) => propose(q, { siteId, cause, findingIds, at: now, today: clock.today() }));
  const finding = (key: string, change: Partial<Parameters<typeof openFinding>[1]> = {}) =>
    openFinding(held.db, { ...newFinding(siteId, key), review: "confirmed", ...change });
  const told = async (event: string) =>
    (await held.db.select().from(held.db.t.outbox)).filter((row) => row.event === event);

  beforeEach(async () => {
    held = await open();
    now = AT;
    organiserId = await ensureOrganiser(held.db, "测试市民政局");
    siteId = await newSite(held.db, { organiserId });
    const channel = { title: "", actor: "t", boundAt: AT };
    await bindChannel(held.db, { ...channel, id: "telegram:-1", audience: "office", audienceId: null });
    await bindChannel(held.db, { ...channel, id: "telegram:-2", audience: "organiser", audienceId: organiserId });
    const other = await ensureOrganiser(held.db, "测试市财政局");
    await bindChannel(held.db, { ...channel, id: "telegram:-3", audience: "organiser", audienceId: other });
  });
  afterEach(() => held[Symbol.asyncDispose]());

  test("a record keeps who, when, by whom, why, what follows and what it rests on", async () => {
    const id = await finding("a");
    const record = await hold(
      {},
      {
        names: ["王某", "李某", "王某"],
        conductor: "张处长",
        measures: "一个月内整改",
        followUpOn: day("2026-12-24"),
        findingIds: [id],
      },
    );
    expect(await talkById(held.db, record)).toMatchObject({
      kind: "talk",
      state: "held",
      siteId,
      organiserId,
      heldOn: "2026-11-24",
      conductor: "张处长",
      reason: "逾期未整改",
      measures: "一个月内整改",
      followUpOn: "2026-12-24",
      names: ["李某", "王某"].sort(),
      findingIds: [id],
    });
    const channels = (await told("talk-held")).map(({ channel }) => channel).sort();
    expect(channels).toEqual(["telegram:-1", "telegram:-2"]);
  });

  test("what is refused leaves no trace", async () => {
    for (const [what, about, change, why] of [
      ["a day to come", {}, { heldOn: day("2026-11-25") }, "refuse.talk-future"],
      ["no reason", {}, { reason: " " }, "refuse.measure-reason"],
      ["a talk with nobody", {}, { names: [] }, "refuse.talk-names"],
      ["an exposure nowhere", { kind: "exposure" }, {}, "refuse.exposure-where"],
      ["a follow-up before it", {}, { followUpOn: day("2026-11-23") }, "refuse.follow-up-before"],
      ["a finding that is none", {}, { findingIds: [99] }, "refuse.finding-unknown"],
    ] as const)
      expect.soft((await refused(hold(about, { ...change } as Partial<Held>))).say, what).toBe(why);
    for (const table of ["talks", "audit", "outbox"] as const)
      expect.soft(await held.db.$count(held.db.t[table])).toBe(0);
  });

  test("only confirmed findings of whom it concerns are held against anybody", async () => {
    const unreviewed = await finding("a", { review: "unreviewed" });
    const dismissed = await finding("b", { review: "dismissed" });
    const other = await newSite(held.db);
    const foreign = await openFinding(held.db, { ...newFinding(other), review: "confirmed" });
    const own = await finding("c");
    for (const id of [unreviewed, dismissed])
      expect(await refused(hold({}, { findingIds: [own, id] }))).toMatchObject({
        say: "refuse.measure-unconfirmed",
        with: { id: `#${id}` },
      });
    expect((await refused(hold({}, { findingIds: [foreign] }))).say).toBe("refuse.measure-other-site");
    const whole = await hold({ siteId: undefined }, { findingIds: [own] });
    expect((await talkById(held.db, whole))?.findingIds).toEqual([own]);
    expect((await refused(hold({ siteId: undefined }, { findingIds: [foreign] }))).say).toBe(
      "refuse.measure-other-site",
    );
    const at = { findingIds: [unreviewed, own, foreign], siteId: other };
    expect(await findingsImplied(held.db, siteId, at)).toEqual([own]);
    expect(await findingsImplied(held.db, siteId, { findingIds: [], siteId })).toEqual([own]);
    expect(await findingsImplied(held.db, siteId, { findingIds: [], siteId: other })).toEqual([]);
  });

  test("a cause is proposed once, and told to offices only", async () => {
    const own = await finding("a");
    const unreviewed = await finding("b", { review: "unreviewed" });
    const [one, two] = await Promise.all([proposal("overdue:order:7", [own, unreviewed]), proposal()]);
    expect([one, two].filter((id) => id !== undefined)).toHaveLength(1);
    expect(await proposal()).toBeUndefined();
    expect(await held.db.$count(held.db.t.talks)).toBe(1);
    expect((await told("talk-proposed")).map(({ channel }) => channel)).toEqual(["telegram:-1"]);
    const bound = await held.db.select().from(held.db.t.talkFindings);
    expect(bound.every(({ findingId }) => findingId === own)).toBe(true);
    expect(await held.db.select().from(held.db.t.talks)).toMatchObject([
      { state: "proposed", reason: "", cause: "overdue:order:7", organiserId, heldOn: null },
    ]);
  });

  test("proposed, held, followed up: each step once", async () => {
    const id = (await proposal()) ?? 0;
    expect((await refused(tx((q) => followUp(q, id, "已落实", who())))).say).toBe("refuse.follow-up-state");
    expect((await refused(tx((q) => carryOut(q, id, given({ heldOn: day("2026-11-25") }), who())))).say).toBe(
      "refuse.talk-future",
    );
    const record = await tx((q) => carryOut(q, id, given({ reason: "", followUpOn: day("2026-11-26") }), who()));
    expect(record).toMatchObject({
      state: "held",
      reason: "",
      cause: "overdue:order:7",
      names: ["王某"],
      endedBy: "telegram:1",
    });
    expect(await tx((q) => tellFollowUps(q, clock))).toBe(0);
    // The process was down on the day itself
    now = now.add({ hours: 24 * 5 });
    expect(await Promise.all([1, 2].map(() => tx((q) => tellFollowUps(q, clock))))).toEqual(
      expect.arrayContaining([0, 1]),
    );
    expect(await tx((q) => tellFollowUps(q, clock))).toBe(0);
    expect(await told("follow-up-due")).toHaveLength(1);
    expect((await refused(tx((q) => planFollowUp(q, id, day("2026-11-01"), who())))).say).toBe("refuse.date-past");
    // A new date is told anew
    await tx((q) => planFollowUp(q, id, day("2026-11-30"), who()));
    now = now.add({ hours: 24 * 2 });
    expect(await tx((q) => tellFollowUps(q, clock))).toBe(1);
    expect((await refused(tx((q) => followUp(q, id, " ", who())))).say).toBe("refuse.follow-up-note");
    await tx((q) => followUp(q, id, "已落实", who("telegram:2")));
    expect(await refused(tx((q) => followUp(q, id, "又一次", who())))).toMatchObject({
      say: "refuse.follow-up-done",
      with: { who: "telegram:2" },
    });
    expect(await talkById(held.db, id)).toMatchObject({ followedUpOn: "2026-12-01", followUpNote: "已落实" });
    now = now.add({ hours: 24 * 60 });
    expect(await tx((q) => tellFollowUps(q, clock))).toBe(0);
  });

  test("of two supervisors at once one wins, and the other is told who", async () => {
    const id = (await proposal()) ?? 0;
    const results = await Promise.allSettled([
      tx((q) => carryOut(q, id, given(), who("telegram:1"))),
      tx((q) => drop(q, id, "已另案处理", who("telegram:2"))),
    ]);
    const lost = results.filter((one) => one.status === "rejected");
    expect(lost).toHaveLength(1);
    const row = await talkById(held.db, id);
    const winner = row?.state === "held" ? "telegram:1" : "telegram:2";
    expect(lost[0]?.reason).toMatchObject({
      what: {
        say: "refuse.measure-closed",
        with: { id, who: winner, outcome: { say: `measure.state-${row?.state}` } },
      },
    });
    expect(row?.names).toEqual(row?.state === "held" ? ["王某"] : []);
    expect((await refused(tx((q) => drop(q, id, "x", who("telegram:3"))))).say).toBe("refuse.measure-closed");
    expect((await refused(tx((q) => carryOut(q, id, given(), who("telegram:3"))))).say).toBe("refuse.measure-closed");
    expect(await proposal()).toBeUndefined();
  });
  test("a drop needs a reason", async () => {
    const id = (await proposal()) ?? 0;
    expect((await refused(tx((q) => drop(q, id, " ", who())))).say).toBe("refuse.drop-reason");
    expect((await talkById(held.db, id))?.state).toBe("proposed");
  });

  test("figures are those that a loop over the records counts; proposals and other kinds count as no talk", async () => {
    const sites = [siteId, await newSite(held.db, { organiserId }), await newSite(held.db)];
    const names = ["甲", "乙", "丙", "丁"];
    const made: { kind: (typeof TALK_KINDS)[number]; site: number | undefined; on: string; who: string[] }[] = [];
    for (let i = 0; i < 40; i++) {
      const kind = TALK_KINDS[i % 4] ?? "talk";
      const site = i % 7 === 0 ? undefined : sites[i % 3];
      const on = `2026-11-${String((i % 24) + 1).padStart(2, "0")}`;
      const persons = [...new Set([names[i % 4] ?? "", names[(i * 3) % 4] ?? ""])];
      made.push({ kind, site, on, who: persons });
      await hold({ kind, siteId: site, organiserId }, { heldOn: day(on), names: persons, publishedIn: "省报" });
    }
    await proposal();
    const [from, to] = ["2026-11-05", "2026-11-20"];
    for (const own of [undefined, sites.slice(0, 1), sites.slice(2)]) {
      const inside = made.filter(
        ({ on, site }) =>
          on >= from && on <= to && (!own || (site === undefined ? own[0] === sites[0] : own.includes(site))),
      );
      const figures = await accountabilityFigures(held.db, from, to, own);
      for (const kind of TALK_KINDS) {
        const of = inside.filter((one) => one.kind === kind);
        let attendances = 0;
        const persons = new Set<string>();
        for (const one of of)
          for (const name of one.who) {
            attendances++;
            persons.add(name);
          }
        expect(figures.kinds[kind]).toEqual({ records: of.length, persons: persons.size, attendances });
      }
      const exposed = new Set(inside.flatMap(({ kind, site }) => (kind === "exposure" && site ? [site] : [])));
      expect(figures.sitesExposed).toBe(exposed.size);
    }
    const talks = made.filter(({ kind, on }) => kind === "talk" && on >= from && on <= to);
    expect(talks.length).toBeGreaterThan(0);
    expect(await talksHeld(held.db, from, to)).toHaveLength(talks.length);
  });

  describe("repeat offenders", () => {
    const run = () => tx((q) => proposeRepeaters(q, clock));
    const causes = async () => (await held.db.select().from(held.db.t.talks)).map(({ cause }) => cause).sort();
    const at = (on: string) => Temporal.Instant.from(`${on}T02:00:00Z`);
    const opened = (on: string) => ({ openedDay: on, openedAt: at(on) });
    const cleared = (on: string) => ({ state: "cleared" as const, clearedAt: at(on), clearedDay: on });

    test("a veto in two of the last four quarters, once; a new one in the next quarter anew", async () => {
      await finding("a", { level: "veto", ...opened("2026-03-02"), ...cleared("2026-03-05") });
      const last = await finding("b", { level: "veto", ...opened("2026-10-08") });
      await finding("c", { level: "veto", ...opened("2025-11-08") });
      expect(await run()).toHaveLength(1);
      expect(await causes()).toEqual([`veto:site:${siteId}:2026Q4`]);
      expect(await run()).toEqual([]);
      // Q1 of 2026 falls out of the window on 1 January; the same quarters are not proposed again
      now = at("2027-02-01");
      expect(await run()).toEqual([]);
      await finding("d", { level: "veto", ...opened("2027-01-15") });
      expect(await run()).toHaveLength(1);
      expect(await causes()).toEqual([`veto:site:${siteId}:2026Q4`, `veto:site:${siteId}:2027Q1`]);
      // What was not proposed again used up no number
      expect((await talkById(held.db, 2))?.findingIds).toContain(last);
    });
    test("unreviewed and dismissed vetoes, one quarter's, faults, and closed sites propose nothing", async () => {
      await finding("a", { level: "veto", ...opened("2026-07-02"), review: "unreviewed" });
      await finding("b", { level: "veto", ...opened("2026-08-02"), review: "dismissed" });
      await finding("c", { level: "fault", ...opened("2026-09-02") });
      await finding("d", { level: "veto", ...opened("2026-10-02") });
      await finding("e", { level: "veto", ...opened("2026-11-02") });
      expect(await run()).toEqual([]);
      await finding("f", { level: "veto", ...opened("2026-05-02") });
      await held.db.update(held.db.t.sites).set({ status: "closed" });
      expect(await run()).toEqual([]);
    });
    test("the third confirmed episode of a finding within a year, each judged by its own review", async () => {
      const id = await finding("a", { ...opened("2026-02-01"), review: "unreviewed" });
      const { findings } = held.db.t;
      const review = async (on: string, outcome: "confirmed" | "dismissed") => {
        await addReview(held.db, { findingId: id, outcome, actor: "t", at: at(on), day: on });
        await held.db.update(findings).set({ review: outcome });
      };
      const again = async (on: string) => {
        await held.db.update(findings).set(cleared(on));
        const [row] = await held.db.select().from(findings);
        if (!row) throw new Error("no finding");
        const next = { ...opened(on), data: {}, place: {}, level: "fault" as const, evidence: null };
        expect(await reopenFinding(held.db, row, { ...next, review: "unreviewed", quietUntil: null })).toBe(true);
      };
      await review("2026-02-02", "confirmed");
      await again("2026-05-01");
      await review("2026-05-02", "dismissed");
      await again("2026-08-01");
      await review("2026-08-02", "confirmed");
      await again("2026-11-01");
      expect(await run()).toEqual([]);
      await review("2026-11-02", "confirmed");
      expect(await run()).toHaveLength(1);
      expect(await causes()).toEqual([`again:finding:${id}:4`]);
      expect(await run()).toEqual([]);
    });
    test("three orders done after their date; on the date itself is not late", async () => {
      const order = async (dueOn: string, endedOn: string, state: "done" | "cancelled" = "done") => {
        const made = { actor: "t", at: AT, day: "2026-06-01", confirmedIds: [] };
        const ended = { state, endedAt: at(endedOn) };
        await addOrder(held.db, { ...made, ...ended, siteId, organiserId, dueOn }, [
          await finding(`${dueOn}${endedOn}`),
        ]);
      };
      await order("2026-06-10", "2026-06-11");
      await order("2026-07-10", "2026-07-10");
      await order("2026-07-10", "2026-07-20", "cancelled");
      await order("2025-07-10", "2025-07-20");
      await order("2026-08-10", "2026-08-12");
      expect(await run()).toEqual([]);
      await order("2026-11-10", "2026-11-20");
      const [id] = await run();
      expect(await causes()).toEqual([`late:site:${siteId}:2026Q4`]);
      expect((await talkById(held.db, id ?? 0))?.findingIds).toHaveLength(3);
      expect(await run()).toEqual([]);
    });
    test("an office sets its own thresholds", async () => {
      await finding("a", { level: "veto", ...opened("2026-11-02") });
      expect(await run()).toEqual([]);
      await setSetting(held.db, "accountability.repeats", { vetoQuarters: 1 });
      expect(await run()).toHaveLength(1);
    });
  });
});
