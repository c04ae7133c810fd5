/** Netizens' messages on both databases: every move and no other, races, rights, and who hears of what. */
import { describe, expect, test } from "vitest";
import { eq } from "../../db/drizzle.ts";
import { addMessages, MESSAGE_MOVES, type MessageRow, moveMessage, type NewMessage } from "../../db/messages.ts";
import { MESSAGE_STATES } from "../../db/tables-messages.ts";
import { messageFigures } from "../../src/oversight/message-figures.ts";
import { messageSight } from "../../src/oversight/message-rights.ts";
import {
  closeMessage,
  declineMessage,
  needMessage,
  passMessage,
  rejectMessage,
  replyMessage,
  stepsOf,
} from "../../src/oversight/messages.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import type { Audience, Rights } from "../../src/oversight/rights.ts";
import { databases } from "../helpers/databases.ts";
import { IDS, messageOffice } from "../helpers/messages.ts";
import { newSite } from "../helpers/rows.ts";

describe.each(databases)("%s", (_name, open) => {
  const { organiserId, other, regionId } = IDS;
  const { held, clock, tx, by, at, receive, receiveOther, bind, outbox } = messageOffice(open);

  const refused = async (run: Promise<unknown>): Promise<Refusal> => {
    const error = await run.then(
      () => undefined,
      (fault) => fault,
    );
    expect(error).toBeInstanceOf(Refusal);
    return error as Refusal;
  };

  test("one whole life: its clocks stay, a rejected reply stops none, every step is kept", async () => {
    const first = await receive("我的电话13912345678，首页打不开");
    expect(first).toMatchObject({ state: "waiting", passDueOn: "2026-11-25", replyDueOn: "2026-11-27" });
    expect(first.text).not.toContain("13912345678");
    at("2026-11-25T09:00");
    const passed = await tx((q) => passMessage(q, first, { organiserId: other }, "请核实", by()));
    const again = await tx((q) => passMessage(q, passed, { organiserId }, undefined, by("telegram:2")));
    expect(again).toMatchObject({ state: "working", organiserId, passedDay: "2026-11-25", replyDueOn: "2026-11-27" });
    at("2026-11-27T09:00");
    const replied = await tx((q) => replyMessage(q, again, "已修复", by("telegram:3")));
    at("2026-11-30T09:00");
    const rejected = await tx((q) => rejectMessage(q, replied, "未说明处理结果", by()));
    expect(rejected).toMatchObject({ state: "working", rejections: 1, reply: null, repliedDay: null });
    const second = await tx((q) => replyMessage(q, rejected, "链接已于当日修复", by("telegram:3")));
    const closed = await tx((q) => closeMessage(q, second, by()));
    expect(closed).toMatchObject({ state: "closed", repliedDay: "2026-11-30", replyDueOn: "2026-11-27" });
    expect(
      (await stepsOf(held.db, first.id)).map(({ step, fromState, toState, note }) => [step, fromState, toState, note]),
    ).toEqual([
      ["received", null, "waiting", null],
      ["passed", "waiting", "working", "请核实"],
      ["passed", "working", "working", null],
      ["replied", "working", "reviewing", "已修复"],
      ["rejected", "reviewing", "working", "未说明处理结果"],
      ["replied", "working", "reviewing", "链接已于当日修复"],
      ["closed", "reviewing", "closed", null],
    ]);
    const audited = await held.db
      .select()
      .from(held.db.t.audit)
      .where(eq(held.db.t.audit.subject, `message:${first.id}`));
    expect(audited).toHaveLength(7);
    const figures = await messageFigures(held.db, { from: "2026-11-24", to: "2026-11-24", today: "2026-11-30" });
    // The first reply was in time, the one that stands was not
    expect(figures).toMatchObject({ closed: 1, closedOnTime: 0, rejected: 1, onTimeRate: { part: 0, whole: 1 } });
  });

  test("only the moves that MESSAGE_MOVES lists are made; every other is refused by name", async () => {
    const acts: Record<string, (row: MessageRow) => Promise<MessageRow>> = {
      passed: (row) => tx((q) => passMessage(q, row, { organiserId }, undefined, by())),
      replied: (row) => tx((q) => replyMessage(q, row, "已修复", by())),
      rejected: (row) => tx((q) => rejectMessage(q, row, "不清楚", by())),
      closed: (row) => tx((q) => closeMessage(q, row, by())),
      declined: (row) => tx((q) => declineMessage(q, row, "不是网站的问题", by())),
    };
    const ways: Record<string, string[]> = {
      waiting: [],
      working: ["passed"],
      reviewing: ["passed", "replied"],
      closed: ["passed", "replied", "closed"],
      declined: ["declined"],
    };
    const made = new Set<string>();
    for (const state of MESSAGE_STATES)
      for (const [name, act] of Object.entries(acts)) {
        let row = await receive();
        for (const step of ways[state] ?? []) row = (await acts[step]?.(row)) ?? row;
        expect(row.state).toBe(state);
        const result = await act(row).catch((error) => error);
        if (result instanceof Refusal) {
          expect(result.what).toMatchObject({ say: "refuse.message-state", with: { id: row.id, who: "telegram:1" } });
          expect((await needMessage(held.db, String(row.id))).state).toBe(state);
        } else if (result.state !== state || name !== "passed") made.add(`${state} ${result.state}`);
      }
    expect([...made].sort()).toEqual(MESSAGE_MOVES.map(([from, to]) => `${from} ${to}`).sort());
  });

  test("of two who pass on, answer or review at once one wins and the other is told who", async () => {
    const row = await receive();
    const both = await Promise.allSettled([
      tx((q) => passMessage(q, row, { organiserId }, undefined, by("telegram:1"))),
      tx((q) => passMessage(q, row, { organiserId: other }, undefined, by("telegram:2"))),
    ]);
    const won = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = both.flatMap((one) => (one.status === "rejected" ? [one.reason as Refusal] : []));
    expect(won).toHaveLength(1);
    expect(lost[0]?.what.with?.who).toBe(won[0]?.organiserId === organiserId ? "telegram:1" : "telegram:2");
    const [passed] = won as [MessageRow];
    const replied = await tx((q) => replyMessage(q, passed, "已修复", by("telegram:3")));
    const decided = await Promise.allSettled([
      tx((q) => closeMessage(q, replied, by("telegram:1"))),
      tx((q) => rejectMessage(q, replied, "不清楚", by("telegram:2"))),
    ]);
    expect(decided.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    // A message passed on to somebody else meanwhile is not taken from him unseen
    const stale = await receive();
    const seen = await tx((q) => passMessage(q, stale, { organiserId }, undefined, by()));
    await tx((q) => passMessage(q, seen, { organiserId: other }, undefined, by("telegram:2")));
    expect((await refused(tx((q) => passMessage(q, seen, { organiserId }, undefined, by())))).what.with?.who).toBe(
      "telegram:2",
    );
  });

  test("half states are impossible", async () => {
    const base: NewMessage = {
      siteText: "某网站",
      text: "打不开",
      receivedAt: clock.now(),
      receivedDay: "2026-11-24",
      passDueOn: "2026-11-25",
      replyDueOn: "2026-11-27",
      state: "waiting",
      source: "chat",
      actor: "t",
      at: clock.now(),
    };
    const passed = { passedAt: clock.now(), passedDay: "2026-11-24" };
    const replied = { repliedAt: clock.now(), repliedDay: "2026-11-24" };
    const wrong: Partial<NewMessage>[] = [
      { state: "lost" as never },
      { organiserId },
      passed,
      { state: "working" },
      { state: "working", ...passed, reply: "已修复" },
      { state: "working", ...passed, ...replied },
      { state: "working", ...passed, passedDay: null },
      { state: "reviewing", ...passed },
      { state: "closed", ...passed, ...replied },
      { state: "reviewing", ...passed, ...replied, closedAt: clock.now(), closedDay: "2026-11-24" },
      { state: "declined" },
      { state: "declined", declinedAt: clock.now(), declinedDay: "2026-11-24" },
      { state: "working", ...passed, passedAt: clock.now().subtract({ minutes: 1 }) },
    ];
    for (const change of wrong)
      await expect(addMessages(held.db, [{ ...base, ...change }]), JSON.stringify(change)).rejects.toThrow();
    const [id = 0] = await addMessages(held.db, [{ ...base, state: "working", ...passed, organiserId }]);
    expect(id).toBeGreaterThan(0);
    const row = await needMessage(held.db, String(id));
    await expect(moveMessage(held.db, row, { state: "closed" })).rejects.toThrow();
  });

  test("channels hear of what is theirs: an organiser's only of what was passed on to it", async () => {
    await bind("terminal:office", "office", null);
    await bind("terminal:region", "region", regionId);
    await bind("terminal:civil", "organiser", organiserId);
    await bind("terminal:school", "organiser", other);
    const own = await receive();
    const elsewhere = await receive("打不开", await newSite(held.db));
    await tx((q) => passMessage(q, own, { organiserId }, undefined, by()));
    const [a, b] = [own.id, elsewhere.id];
    expect(await outbox("terminal:office")).toEqual([
      `message-received ${a}`,
      `message-received ${b}`,
      `message-passed ${a}`,
    ]);
    expect(await outbox("terminal:region")).toEqual([`message-received ${a}`, `message-passed ${a}`]);
    expect(await outbox("terminal:civil")).toEqual([`message-passed ${a}`]);
    expect(await outbox("terminal:school")).toEqual([]);
  });

  test("a contact sees what was passed on to his organiser, and only a place that may hear of it shows it", async () => {
    const waiting = await receive();
    const passed = await tx(async (q) => passMessage(q, await receiveOther(q), { organiserId }, undefined, by()));
    const contact: Rights = {
      identity: "telegram:9",
      personId: 9,
      held: [{ role: "contact", covers: (site) => site.organiserId === organiserId, all: false }],
    };
    const viewer: Rights = {
      identity: "telegram:8",
      personId: 8,
      held: [{ role: "viewer", covers: () => true, all: true }],
    };
    const home: Audience = { kind: "private" };
    const sees = async (rights: Rights, audience: Audience) => {
      const fits = await messageSight(held.db, { rights, audience });
      return [waiting, passed].map((row) => fits(row));
    };
    await bind("terminal:school", "organiser", other);
    const [channel] = await held.db.select().from(held.db.t.channels);
    if (!channel) throw new Error("not bound");
    expect(await sees(contact, home)).toEqual([false, true]);
    expect(await sees(viewer, home)).toEqual([true, true]);
    expect(await sees(viewer, { kind: "bound", channel })).toEqual([false, false]);
    expect(await sees(viewer, { kind: "unbound" })).toEqual([false, false]);
  });
});
