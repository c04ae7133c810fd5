/** The clocks of netizens' messages over holidays, what reminds of them, and the figures made of them. */
import { beforeEach, describe, expect, test } from "vitest";
import { and, eq } from "../../db/drizzle.ts";
import { addMessages, type MessageRow, type NewMessage } from "../../db/messages.ts";
import { setSetting } from "../../db/office.ts";
import { clocksOf, messageReminders } from "../../src/oversight/message-clocks.ts";
import { messageFigures, messageFiguresBy } from "../../src/oversight/message-figures.ts";
import {
  closeMessage,
  declineMessage,
  needMessage,
  passMessage,
  rejectMessage,
  replyMessage,
} from "../../src/oversight/messages.ts";
import { shippedCalendar } from "../../src/oversight/working-days.ts";
import { messageNews, messageParts } from "../../src/report/messages.ts";
import { databases } from "../helpers/databases.ts";
import { IDS, messageOffice } from "../helpers/messages.ts";

const RULES = { passDays: 1, replyDays: 3, fromPassing: false, calendar: shippedCalendar };
const day = (text: string) => Temporal.PlainDate.from(text);

describe("clocks in working days", () => {
  test.each([
    // National Day 2025: holiday 1 to 8 October, Sunday 28 September and Saturday 11 October are worked
    ["2025-09-26", "2025-09-28", "2025-09-30"],
    ["2025-09-27", "2025-09-28", "2025-09-30"],
    ["2025-09-29", "2025-09-30", "2025-10-10"],
    ["2025-09-30", "2025-10-09", "2025-10-11"],
    ["2025-10-03", "2025-10-09", "2025-10-11"],
    ["2025-10-08", "2025-10-09", "2025-10-11"],
    ["2025-10-10", "2025-10-11", "2025-10-14"],
    // Spring Festival 2026: holiday 15 to 23 February, Saturdays 14 and 28 February are worked
    ["2026-02-12", "2026-02-13", "2026-02-24"],
    ["2026-02-13", "2026-02-14", "2026-02-25"],
    ["2026-02-17", "2026-02-24", "2026-02-26"],
    ["2026-02-26", "2026-02-27", "2026-03-02"],
    ["2026-11-24", "2026-11-25", "2026-11-27"],
  ])("received %s: passed on by %s, answered by %s", (received, passDueOn, replyDueOn) => {
    expect(clocksOf(day(received), RULES)).toEqual({ passDueOn, replyDueOn });
  });
  test("an office may let the reply's clock start with the passing on", () => {
    expect(clocksOf(day("2026-11-24"), { ...RULES, fromPassing: true }).replyDueOn).toBe("2026-11-30");
  });
});

describe.each(databases)("%s", (_name, open) => {
  const { siteId, organiserId, other } = IDS;
  const { held, clock, tx, by, at, wait, receive, receiveOther, bind, outbox } = messageOffice(open);

  describe("reminders", () => {
    const remind = () => tx((q) => messageReminders(q, clock, "09:00"));
    const reminders = async () => (await outbox("terminal:office")).filter((line) => line.startsWith("messages-due"));
    beforeEach(() => bind("terminal:office", "office", null));

    test("one a party and working day from the hour on, grouped, over restarts and a weekend", async () => {
      const a = await receive();
      const b = await receive();
      const c = await receive();
      await tx((q) => passMessage(q, b, { organiserId }, undefined, by()));
      await tx((q) => passMessage(q, c, { organiserId }, undefined, by()));
      expect(await remind()).toBe(0);
      at("2026-11-25T08:59");
      expect(await remind()).toBe(0);
      at("2026-11-25T09:00");
      expect(await remind()).toBe(1);
      expect(await remind()).toBe(0);
      expect(await reminders()).toEqual([`messages-due ${a.id}`]);
      at("2026-11-27T09:01");
      expect((await Promise.all([remind(), remind()])).sort()).toEqual([0, 2]);
      expect((await reminders()).slice(1).sort()).toEqual([`messages-due ${a.id}`, `messages-due ${b.id},${c.id}`]);
      at("2026-11-28T12:00");
      expect(await remind()).toBe(0);
      at("2026-11-30T09:30");
      expect(await remind()).toBe(2);
    });

    test("a process that was down over Friday catches up once on its next start", async () => {
      const a = await receive();
      await tx((q) => passMessage(q, a, { organiserId }, undefined, by()));
      at("2026-11-28T15:00");
      expect(await remind()).toBe(1);
      expect(await remind()).toBe(0);
      at("2026-11-29T15:00");
      expect(await remind()).toBe(0);
      expect(await reminders()).toHaveLength(1);
    });

    test("what was entered after the hour waits for the next working day", async () => {
      at("2026-11-27T15:00");
      const past = Temporal.ZonedDateTime.from("2026-11-20T10:00[Asia/Shanghai]").toInstant();
      await addMessages(held.db, [
        {
          ...{
            siteText: "某网站",
            text: "打不开",
            receivedAt: past,
            receivedDay: "2026-11-20",
            actor: "t",
            at: clock.now(),
          },
          ...{ passDueOn: "2026-11-23", replyDueOn: "2026-11-25", state: "waiting", source: "file" },
        },
      ]);
      expect(await remind()).toBe(0);
      at("2026-11-30T09:00");
      expect(await remind()).toBe(1);
    });

    test("the card is of the moment of sending: what was closed meanwhile is not in it", async () => {
      const a = await receive();
      const b = await receive();
      at("2026-11-27T09:00");
      await remind();
      await tx((q) => declineMessage(q, a, "不是网站的问题", by()));
      const rows = await held.db
        .select()
        .from(held.db.t.outbox)
        .where(and(eq(held.db.t.outbox.event, "messages-due")));
      const card = await messageNews(rows, { q: held.db, clock });
      expect(card.title).toMatchObject({ with: { n: 1, overdue: 1 } });
      expect(JSON.stringify(card.parts)).toContain(`"id":"${b.id}"`);
    });
  });

  test("an office's own figures move the clocks of what comes in from then on", async () => {
    const before = await receive();
    await setSetting(held.db, "rules.overrides", {
      N8: { values: { replyWorkingDays: 5, fromPassing: true } },
      "N8-pass-on": { values: { passOnWorkingDays: 2 } },
    });
    const row = await receive();
    expect(row).toMatchObject({ passDueOn: "2026-11-26", replyDueOn: "2026-12-03" });
    expect((await needMessage(held.db, String(before.id))).replyDueOn).toBe("2026-11-27");
    const passed = await tx((q) => passMessage(q, row, { organiserId }, undefined, by()));
    expect(passed.replyDueOn).toBe("2026-12-01");
  });

  test("figures are those of a plain recount, whole and by organiser", async () => {
    const seed = Array.from({ length: 120 }, (_, i) => i);
    const today = "2026-12-15";
    for (const i of seed) {
      at(`2026-11-${String(2 + (i % 27)).padStart(2, "0")}T10:00`);
      let row = i % 5 === 0 ? await tx((q) => receiveOther(q)) : await receive(`第${i}件`);
      if (i % 11 === 0) {
        await tx((q) => declineMessage(q, row, "不属受理范围", by()));
        continue;
      }
      if (i % 7 === 0) continue;
      wait(24 * (i % 4));
      row = await tx((q) => passMessage(q, row, { organiserId: i % 3 === 0 ? other : organiserId }, undefined, by()));
      if (i % 6 === 0) continue;
      wait(24 * (i % 5));
      row = await tx((q) => replyMessage(q, row, "已修复", by()));
      if (i % 8 === 0) continue;
      if (i % 9 === 0) {
        row = await tx((q) => rejectMessage(q, row, "不清楚", by()));
        wait(24);
        row = await tx((q) => replyMessage(q, row, "已修复并核实", by()));
      }
      await tx((q) => closeMessage(q, row, by()));
    }
    const rows = await held.db.select().from(held.db.t.messages);
    const recount = (from: string, to: string, fits: (row: MessageRow) => boolean = () => true) => {
      const c = {
        received: 0,
        declined: 0,
        passed: 0,
        inTime: 0,
        waitLate: 0,
        closed: 0,
        good: 0,
        lost: 0,
        open: 0,
        over: 0,
        back: 0,
      };
      for (const row of rows) {
        if (row.receivedDay < from || row.receivedDay > to || !fits(row)) continue;
        c.received++;
        c.back += row.rejections;
        if (row.state === "declined") {
          c.declined++;
          continue;
        }
        if (row.passedDay) {
          c.passed++;
          if (row.passedDay <= row.passDueOn) c.inTime++;
        } else if (row.passDueOn < today) c.waitLate++;
        if (row.state === "closed") {
          c.closed++;
          if (row.repliedDay && row.repliedDay <= row.replyDueOn) c.good++;
          continue;
        }
        c.open++;
        const answered = row.state === "reviewing";
        if (!answered && (row.replyDueOn < today || (row.state === "waiting" && row.passDueOn < today))) c.over++;
        const inTime = answered && row.repliedDay !== null && row.repliedDay <= row.replyDueOn;
        if (!inTime && row.replyDueOn < today) c.lost++;
      }
      return {
        ...{ received: c.received, declined: c.declined, passed: c.passed, passedOnTime: c.inTime },
        ...{ closed: c.closed, closedOnTime: c.good, open: c.open, overdue: c.over, rejected: c.back },
        onTimeRate: { part: c.good, whole: c.closed + c.lost },
        closingRate: { part: c.closed, whole: c.received - c.declined },
        passOnTimeRate: { part: c.inTime, whole: c.passed + c.waitLate },
      };
    };
    const [from, to] = ["2026-11-05", "2026-11-26"];
    const figures = await messageFigures(held.db, { from, to, today });
    expect(figures).toEqual(recount(from, to));
    expect(figures.closed).toBeGreaterThan(figures.closedOnTime);
    expect(figures.onTimeRate.part / figures.onTimeRate.whole).not.toBe(
      figures.closingRate.part / figures.closingRate.whole,
    );
    expect(await messageFigures(held.db, { from, to, today }, [siteId])).toEqual(
      recount(from, to, (row) => row.siteId === siteId),
    );
    const groups = await messageFiguresBy(held.db, "organiser", { from, to, today });
    const civil = groups.find(({ name }) => name === "云州市民政局")?.figures;
    expect(civil).toEqual(recount(from, to, (row) => row.organiserId === organiserId));
    const regions = await messageFiguresBy(held.db, "region", { from, to, today });
    expect(regions.map(({ name }) => name ?? "").sort()).toEqual(["", "云州市"]);
    const said = JSON.stringify(messageParts(figures));
    expect(said).toContain("messages.on-time");
    expect(said).toContain("messages.closing");
  });

  test("987 of 998 on time is 98.9 per cent, as Sichuan's bulletin of 2018 Q4 prints it", async () => {
    const moment = clock.now();
    const rows = Array.from({ length: 998 }, (_, i): NewMessage => {
      const repliedAt = moment.add({ hours: i < 987 ? 24 : 24 * 10 });
      const repliedDay = clock.dayOf(repliedAt);
      return {
        ...{
          siteText: "某网站",
          text: `第${i}件`,
          receivedAt: moment,
          receivedDay: "2026-11-24",
          actor: "t",
          at: moment,
        },
        ...{ passDueOn: "2026-11-25", replyDueOn: "2026-11-27", state: "closed", source: "file" },
        ...{ repliedAt, repliedDay, closedAt: repliedAt, closedDay: repliedDay },
      };
    });
    expect(new Set(await addMessages(held.db, rows)).size).toBe(998);
    const figures = await messageFigures(held.db, { from: "2026-10-01", to: "2026-12-31", today: "2026-12-31" });
    expect(figures.onTimeRate).toEqual({ part: 987, whole: 998 });
    expect(figures.closingRate).toEqual({ part: 998, whole: 998 });
    expect(JSON.stringify(messageParts(figures))).toContain('"share":"98.90%"');
  });
});
