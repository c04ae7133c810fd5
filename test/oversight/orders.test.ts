/** An order's life on both databases: read, claimed, seen by the machine, signed, returned; more time; appeals; reminders. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearFinding, findingById, findingsOfSite, reopenFinding, seenFinding } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { addOrder, askedExtension, type OrderRow, orderById, stepsOf } from "../../db/orders.ts";
import { bindChannel } from "../../db/people.ts";
import { decideReview } from "../../db/reviews.ts";
import { appeal, settleAppeal } from "../../src/oversight/appeals.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { askExtension, grantExtension, refuseExtension } from "../../src/oversight/extensions.ts";
import { stageOf } from "../../src/oversight/order-clock.ts";
import { acknowledge, cancelOrder, claim, recheckOrders, returnOrder, sign } from "../../src/oversight/rectify.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import { remind } from "../../src/oversight/reminders.ts";
import { isWorkingDay, shippedCalendar } from "../../src/oversight/working-days.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { newFinding, newSite, openFinding } from "../helpers/rows.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const instant = (text: string) => Temporal.Instant.from(`${text}+08:00`);

describe.each(databases)("%s", (_, open) => {
  let held: TestDb;
  let siteId = 0;
  let findingIds: number[] = [];
  let orderId = 0;
  let now = instant("2026-11-24T10:00");
  const clock = createClock("Asia/Shanghai", () => now);
  const act = (actor = "telegram:2") => ({ actor, at: clock.now(), today: clock.today(), channel: "telegram:-9" });
  const order = async (q: Queries = held.db) => (await orderById(q, orderId)) as OrderRow;
  const steps = async () => (await stepsOf(held.db, orderId)).map(({ step }) => step);
  const events = async () =>
    (await held.db.select().from(held.db.t.outbox)).map(({ channel, event }) => `${channel} ${event}`);
  const refusal = (run: Promise<unknown>) =>
    run.then(
      () => "done",
      (error: unknown) => (error instanceof Refusal ? error.what.say : String(error)),
    );
  const tx = <T>(run: (q: Queries) => Promise<T>) => held.db.tx(run);
  async function newOrder(dueOn: string, more: Partial<OrderRow> = {}): Promise<number> {
    const [person] = await held.db.insert(held.db.t.people).values({ name: "李", createdAt: now }).returning();
    const assignee = more.organiserId ? {} : { personId: person?.id ?? 0 };
    return tx((q) =>
      addOrder(
        q,
        {
          siteId,
          ...assignee,
          dueOn,
          state: "open",
          actor: "telegram:1",
          at: now,
          day: clock.today().toString(),
          channel: "telegram:-1",
          confirmedIds: [],
          ...more,
        },
        findingIds,
      ),
    );
  }
  beforeEach(async () => {
    now = instant("2026-11-24T10:00");
    held = await open();
    siteId = await newSite(held.db);
    await bindChannel(held.db, { id: "telegram:-1", title: "office", audience: "office", actor: "t", boundAt: now });
    findingIds = [];
    for (const key of ["a", "b"]) {
      const id = await openFinding(held.db, newFinding(siteId, key));
      await decideReview(held.db, id, { outcome: "confirmed" });
      findingIds.push(id);
    }
    orderId = await newOrder("2026-11-27");
  });
  afterEach(() => held[Symbol.asyncDispose]());

  const clear = async (...ids: number[]) => {
    for (const row of await findingsOfSite(held.db, siteId))
      if (ids.includes(row.id))
        await clearFinding(held.db, row, { at: clock.now(), day: clock.today().toString(), evidence: null });
  };
  const seeAgain = async (id: number) => {
    const set = { lastSeenAt: clock.now(), data: {}, place: {}, level: "fault" as const, checkVersion: 1 };
    await seenFinding(held.db, id, set);
  };
  const visit = () => tx((q) => recheckOrders(q, siteId, { at: clock.now(), today: clock.today() }));

  test("read once, claimed, seen gone, signed; the day of the claim is when it was put right", async () => {
    expect(await tx(async (q) => acknowledge(q, await order(q), act()))).toBe(true);
    expect(await tx(async (q) => acknowledge(q, await order(q), act("telegram:3")))).toBe(false);
    now = instant("2026-11-26T09:00");
    await tx(async (q) =>
      claim(q, await order(q), { text: "已改", files: [{ name: "图.png", hash: "h", size: 3 }] }, act()),
    );
    expect(await order()).toMatchObject({ state: "claimed", fixedOn: "2026-11-26", readBy: "telegram:2" });
    now = instant("2026-11-28T09:00");
    await clear(...findingIds);
    await visit();
    expect(await order()).toMatchObject({ state: "checked", fixedOn: "2026-11-26" });
    await tx(async (q) => sign(q, await order(q), undefined, act("telegram:1")));
    expect(await order()).toMatchObject({ state: "done", fixedOn: "2026-11-26", endedDay: "2026-11-28" });
    expect(await steps()).toEqual(["read", "claimed", "checked", "signed"]);
    expect(await events()).toEqual([
      "telegram:-1 order-claimed",
      "telegram:-1 order-checked",
      "telegram:-1 order-done",
    ]);
    expect(await refusal(tx(async (q) => claim(q, await order(q), { text: "x", files: [] }, act())))).toBe(
      "refuse.order-state",
    );
  });
  test("a claim that the machine refutes comes back by itself; one it cannot judge waits", async () => {
    await tx(async (q) => claim(q, await order(q), { text: "已改", files: [] }, act()));
    now = instant("2026-11-24T11:00");
    await visit();
    expect((await order()).state).toBe("claimed");
    await seeAgain(findingIds[0] ?? 0);
    await visit();
    expect(await order()).toMatchObject({ state: "open", fixedOn: null });
    expect((await stepsOf(held.db, orderId)).at(-1)).toMatchObject({
      step: "returned",
      actor: "patrol",
      note: `#${findingIds[0]}`,
    });
  });
  test("a visit that was already reading when the order was claimed refutes nothing; one that began after it does", async () => {
    const before = clock.now();
    now = instant("2026-11-24T10:05");
    await tx(async (q) => claim(q, await order(q), { text: "已改", files: [] }, act()));
    now = instant("2026-11-24T10:06");
    await seeAgain(findingIds[0] ?? 0);
    const recheck = (begunAt: Temporal.Instant) =>
      tx((q) => recheckOrders(q, siteId, { at: clock.now(), begunAt, today: clock.today() }));
    await recheck(before);
    expect(await order()).toMatchObject({ state: "claimed" });
    await recheck(instant("2026-11-24T10:05"));
    expect(await order()).toMatchObject({ state: "open" });
  });
  test("what comes back before the signature opens the order again; after it, the finding's next episode", async () => {
    await clear(...findingIds);
    await visit();
    expect((await order()).state).toBe("checked");
    now = instant("2026-11-25T10:00");
    const row = await findingById(held.db, findingIds[0] ?? 0);
    if (row)
      await tx((q) =>
        reopenFinding(q, row, {
          openedAt: clock.now(),
          openedDay: "2026-11-25",
          data: {},
          place: {},
          level: "fault",
          evidence: null,
          review: "unreviewed",
          quietUntil: null,
        }),
      );
    await visit();
    expect(await order()).toMatchObject({ state: "open" });
    expect(await steps()).toEqual(["checked", "failed-again"]);
  });
  test("signed by hand for a reason where the machine cannot see it: the findings are cleared by that", async () => {
    await tx(async (q) => claim(q, await order(q), { text: "已改", files: [] }, act()));
    expect(await refusal(tx(async (q) => sign(q, await order(q), undefined, act("telegram:1"))))).toBe(
      "refuse.sign-open",
    );
    await tx(async (q) => sign(q, await order(q), "现场核实", act("telegram:1")));
    expect((await findingsOfSite(held.db, siteId)).map(({ state }) => state)).toEqual(["cleared", "cleared"]);
  });
  test("returned with a reason; cancelled with one; nothing of it can be done twice", async () => {
    await tx(async (q) => claim(q, await order(q), { text: "已改", files: [] }, act()));
    await tx(async (q) => returnOrder(q, await order(q), "仍有错字", act("telegram:1")));
    expect(await order()).toMatchObject({ state: "open", fixedOn: null });
    expect(await refusal(tx(async (q) => returnOrder(q, await order(q), "x", act("telegram:1"))))).toBe(
      "refuse.order-state",
    );
    const both = await Promise.all(
      ["telegram:1", "telegram:5"].map((who) =>
        refusal(tx(async (q) => cancelOrder(q, await order(q), "重复交办", act(who)))),
      ),
    );
    expect(both.sort()).toEqual(["done", "refuse.order-state"]);
  });
  test("more time is asked for once, granted or refused, and both stay on record", async () => {
    const ask = (wanted: string) =>
      tx(async (q) => askExtension(q, await order(q), { wanted: day(wanted), reason: "迁移中" }, act()));
    expect(await refusal(ask("2026-11-26"))).toBe("refuse.extension-shorter");
    expect(await refusal(ask("2026-11-20"))).toBe("refuse.date-past");
    await ask("2026-12-04");
    expect(await refusal(ask("2026-12-10"))).toBe("refuse.extension-twice");
    await tx(async (q) => refuseExtension(q, await order(q), "无正当理由", act("telegram:1")));
    expect((await order()).dueOn).toBe("2026-11-27");
    await ask("2026-12-10");
    expect(await tx(async (q) => grantExtension(q, await order(q), day("2026-12-01"), act("telegram:1")))).toBe(
      "2026-12-01",
    );
    expect((await order()).dueOn).toBe("2026-12-01");
    expect(await askedExtension(held.db, orderId)).toBeUndefined();
    expect(await refusal(tx(async (q) => grantExtension(q, await order(q), undefined, act("telegram:1"))))).toBe(
      "refuse.extension-none",
    );
    expect(await held.db.select().from(held.db.t.extensions)).toMatchObject([
      { state: "refused", previousDueOn: "2026-11-27", why: "无正当理由" },
      { state: "granted", previousDueOn: "2026-11-27", wantedOn: "2026-12-10", grantedOn: "2026-12-01" },
    ]);
  });
  test("an appeal stops the clock; rejected, its days are given back", async () => {
    now = instant("2026-11-25T10:00");
    await tx(async (q) => appeal(q, await order(q), { findingIds: [], reason: "引用原文" }, act()));
    expect(await order()).toMatchObject({ state: "appealed", stoppedOn: "2026-11-25" });
    now = instant("2026-11-30T10:00");
    const settled = await tx(async (q) =>
      settleAppeal(q, await order(q), { upheld: [], why: "仍可访问" }, act("telegram:1"), shippedCalendar),
    );
    expect(settled.outcome).toBe("rejected");
    expect(await order()).toMatchObject({ state: "open", stoppedOn: null, dueOn: "2026-12-02" });
  });
  test("upheld in part: that finding is dismissed with its reason, the order goes on; upheld whole, it is cancelled", async () => {
    await tx(async (q) => appeal(q, await order(q), { findingIds: findingIds.slice(0, 1), reason: "引用原文" }, act()));
    const foreign = tx(async (q) =>
      settleAppeal(q, await order(q), { upheld: [findingIds[1] ?? 0], why: "x" }, act("telegram:1"), shippedCalendar),
    );
    expect(await refusal(foreign)).toBe("refuse.finding-not-appealed");
    await tx(async (q) =>
      settleAppeal(q, await order(q), { upheld: "all", why: "属实" }, act("telegram:1"), shippedCalendar),
    );
    expect(await order()).toMatchObject({ state: "open" });
    expect(await held.db.select().from(held.db.t.reviews)).toMatchObject([
      { findingId: findingIds[0], outcome: "dismissed", way: "appeal", reason: "属实" },
    ]);
    await tx(async (q) => appeal(q, await order(q), { findingIds: findingIds.slice(1), reason: "也是引用" }, act()));
    const { outcome } = await tx(async (q) =>
      settleAppeal(q, await order(q), { upheld: "all", why: "属实" }, act("telegram:1"), shippedCalendar),
    );
    expect(outcome).toBe("upheld");
    expect((await findingsOfSite(held.db, siteId)).map(({ review }) => review)).toEqual(["dismissed", "dismissed"]);
  });

  describe("reminders", () => {
    const proposed: number[] = [];
    const run = () =>
      tx((q) =>
        remind(q, clock, {
          at: "08:30",
          calendar: shippedCalendar,
          propose: async (_q, { id }) => void proposed.push(id),
        }),
      );
    const told = async () =>
      (await held.db.select().from(held.db.t.outbox))
        .filter(({ event }) => event === "order-reminder" || event === "order-escalated")
        .map(({ event, ids }) =>
          `${event} ${ids[0] === orderId ? "" : "other "}${event === "order-reminder" ? ids.length : ""}`.trim(),
        );
    beforeEach(() => {
      proposed.length = 0;
    });

    test("3 days and 1 day before, on the day, each working day after; then the supervisor, then a talk", async () => {
      const expected: [string, string[]][] = [
        ["2026-11-24T08:29", []],
        ["2026-11-24T08:30", ["order-reminder 1"]],
        ["2026-11-25T09:00", []],
        ["2026-11-26T09:00", ["order-reminder 1"]],
        ["2026-11-27T09:00", ["order-reminder 1"]],
        ["2026-11-28T09:00", []], // Saturday
        ["2026-11-29T09:00", []],
        ["2026-11-30T09:00", ["order-reminder 1"]],
        ["2026-12-01T09:00", ["order-escalated", "order-reminder 1"]],
        ["2026-12-01T09:01", []],
        ["2026-12-02T09:00", ["order-reminder 1"]],
        ["2026-12-03T09:00", ["order-reminder 1"]],
        ["2026-12-04T09:00", ["order-reminder 1"]],
      ];
      for (const [at, wanted] of expected) {
        now = instant(at);
        await held.db.delete(held.db.t.outbox);
        await run();
        expect.soft((await told()).sort(), at).toEqual(wanted);
      }
      expect(proposed).toEqual([orderId]);
    });
    test("nobody ran for days: each is caught up once, and only the last", async () => {
      now = instant("2026-12-01T10:00");
      await Promise.all([run(), run()]);
      expect((await told()).sort()).toEqual(["order-escalated", "order-reminder 1"]);
      now = instant("2026-12-01T10:30");
      await run();
      expect(await told()).toHaveLength(2);
    });
    test("grouped for one person; claimed, appealed and done ones are not reminded of", async () => {
      const [first] = await held.db.select().from(held.db.t.orders);
      const second = await newOrder("2026-11-27", { personId: first?.personId ?? 0 });
      const third = await newOrder("2026-11-27", { personId: first?.personId ?? 0 });
      await tx(async (q) => claim(q, (await orderById(q, third)) as OrderRow, { text: "x", files: [] }, act()));
      await held.db.delete(held.db.t.outbox);
      await run();
      expect(await held.db.select().from(held.db.t.outbox)).toMatchObject([
        { subject: `person:${first?.personId}`, ids: [orderId, second], channel: "telegram:-1" },
      ]);
    });
    test("in private where the person spoke to the bot", async () => {
      const { personId } = await order();
      await held.db.insert(held.db.t.identities).values({
        id: "telegram:77",
        personId: personId ?? 0,
        name: "李",
        seenAt: now,
        direct: "telegram:77",
      });
      await run();
      expect((await held.db.select().from(held.db.t.outbox)).map(({ channel }) => channel)).toEqual(["telegram:77"]);
    });
    test("a new date is reminded of anew", async () => {
      await run();
      await tx(async (q) => askExtension(q, await order(q), { wanted: day("2026-11-30"), reason: "x" }, act()));
      await tx(async (q) => grantExtension(q, await order(q), undefined, act("telegram:1")));
      await held.db.delete(held.db.t.outbox);
      now = instant("2026-11-27T09:00");
      await run();
      expect(await told()).toEqual(["order-reminder 1"]);
    });
  });
});

test("stages over a week-long holiday with its make-up days", () => {
  const due = day("2026-09-30");
  const at = (text: string) => stageOf(due, day(text), isWorkingDay);
  expect(at("2026-09-26")).toBeUndefined();
  expect(at("2026-09-27")).toBe("d3:2026-09-30");
  expect(at("2026-09-30")).toBe("d0:2026-09-30");
  // 1 to 7 October are off
  expect(at("2026-10-05")).toBe("d0:2026-09-30");
  expect(at("2026-10-08")).toBe("late:2026-10-08");
  expect(at("2026-10-10")).toBe("late:2026-10-10");
  expect(at("2026-10-11")).toBe("late:2026-10-10");
});
