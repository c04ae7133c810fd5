/** The process was down over a reminder, a deadline and several digests: each is caught up once, however often and by how many it is started. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Db, openDb } from "../../db/open.ts";
import { bindChannel, seeIdentity } from "../../db/people.ts";
import { decideReview } from "../../db/reviews.ts";
import { siteById } from "../../db/sites.ts";
import { createChores } from "../../src/chores.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { assign } from "../../src/oversight/orders.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { newFinding, newSite, openFinding } from "../helpers/rows.ts";

const OFFICE = "telegram:-1";
const LI = "telegram:12";
const instant = (text: string) => Temporal.Instant.from(`${text}+08:00`);
const config = { DIGEST_AT: "08:30", WORKDAYS_ONLY: false };

describe.each(databases)("%s", (_, open) => {
  let held: TestDb;
  let other: Db;
  let now = instant("2026-11-24T10:00");
  let reported = 0;
  const clock = createClock("Asia/Shanghai", () => now);
  /** A process as it starts: with nothing but the database. */
  const start = (db: Db = held.db) => createChores({ db, clock, config, sweep: async () => undefined }).catchUp();
  /** A minute's, and an hour's, ticks of a process that stays. */
  const ticks = async (db: Db = held.db) => {
    for (const { run } of createChores({ db, clock, config, sweep: async () => undefined }).ticks) await run();
  };
  async function order(key: string, dueOn: string): Promise<number> {
    const { db } = held;
    const siteId = await newSite(db);
    const id = await openFinding(db, newFinding(siteId, key));
    await decideReview(db, id, { outcome: "confirmed" });
    return db.tx(async (tx) => {
      const { personId } = await seeIdentity(tx, { id: LI, name: "李", direct: LI, at: now });
      const site = await siteById(tx, siteId);
      if (!site) throw new Error("no site");
      const made = await assign(tx, {
        site,
        findingIds: [id],
        assignee: { personId },
        dueOn: Temporal.PlainDate.from(dueOn),
        workingDays: undefined,
        note: undefined,
        files: [],
        mayConfirm: false,
        actor: "telegram:11",
        personId: 0,
        at: now,
        today: clock.today(),
        channel: OFFICE,
      });
      return made.order;
    });
  }
  /** What was put out since this was last asked, as `channel event ids`. */
  async function news(): Promise<string[]> {
    const rows = (await held.db.select().from(held.db.t.outbox)).filter(({ id }) => id > reported);
    reported = Math.max(reported, ...rows.map(({ id }) => id));
    return rows.map(({ channel, event, ids }) => `${channel} ${event} ${ids.join(",")}`).sort();
  }
  const digests = () => held.db.select().from(held.db.t.digests);

  beforeEach(async () => {
    now = instant("2026-11-23T10:00");
    held = await open();
    other = await openDb({ url: held.url });
    reported = 0;
    await bindChannel(held.db, { id: OFFICE, title: "office", audience: "office", actor: "t", boundAt: now });
    now = instant("2026-11-24T10:00");
  });
  afterEach(async () => {
    await other.close();
    await held[Symbol.asyncDispose]();
  });

  test("a reminder that fell into the night is told in the morning, once", async () => {
    const id = await order("a", "2026-11-30");
    await start();
    await news();
    // Three days before its date is Friday: down from Thursday evening to Saturday noon
    now = instant("2026-11-28T12:00");
    await start();
    expect(await news()).toEqual([`${OFFICE} digest 20261128`, `${LI} order-reminder ${id}`]);
    await start();
    await ticks();
    expect(await news()).toEqual([]);
  });

  test("down over the reminders, the date, the escalation and the talk: each once, in one start", async () => {
    const [late, near, far] = [
      await order("a", "2026-11-26"),
      await order("b", "2026-12-04"),
      await order("c", "2026-12-31"),
    ];
    await start();
    await news();
    // Wednesday to the Thursday of the next week: five working days after the date of the first
    now = instant("2026-12-03T09:10");
    await start();
    expect(await news()).toEqual([
      `${OFFICE} digest 20261203`,
      expect.stringMatching(new RegExp(`^${OFFICE} order-escalated ${late},`)),
      expect.stringMatching(new RegExp(`^${OFFICE} talk-proposed `)),
      // One message for one person
      `${LI} order-reminder ${late},${near}`,
    ]);
    expect(far).toBeGreaterThan(near);
    await start();
    await ticks();
    expect(await news()).toEqual([]);
    const proposals = await held.db.select().from(held.db.t.talks);
    expect(proposals).toMatchObject([{ state: "proposed", cause: `overdue:order:${late}` }]);
  });

  test("days without a digest are in the next one, whole and once", async () => {
    now = instant("2026-11-24T08:30");
    await start();
    now = instant("2026-11-28T19:00");
    await start();
    await start();
    const rows = (await digests()).sort((a, b) => a.day.localeCompare(b.day));
    expect(rows.map(({ day }) => day)).toEqual(["2026-11-24", "2026-11-28"]);
    // The one that was late begins where the last one ended
    expect(rows[1]?.fromAt.toString()).toBe(rows[0]?.toAt.toString());
    expect(rows[1]?.toAt.toString()).toBe(now.toString());
    now = instant("2026-11-29T08:30");
    await ticks();
    expect(
      (await digests())
        .map(({ day }) => day)
        .sort()
        .at(-1),
    ).toBe("2026-11-29");
  });

  test("two processes that start at once add nothing to what one of them tells", async () => {
    const id = await order("a", "2026-11-26");
    await start();
    await news();
    now = instant("2026-12-03T09:10");
    await Promise.all([start(), start(other), ticks(), ticks(other)]);
    const told = await news();
    expect(told.filter((line) => line.includes("order-reminder"))).toEqual([`${LI} order-reminder ${id}`]);
    for (const event of ["digest", "order-escalated", "talk-proposed"])
      expect
        .soft(
          told.filter((line) => line.includes(` ${event} `)),
          event,
        )
        .toHaveLength(1);
    await Promise.all([start(), start(other)]);
    expect(await news()).toEqual([]);
    const steps = await held.db.select().from(held.db.t.orderSteps);
    expect(steps.filter(({ step }) => step === "escalated")).toHaveLength(1);
  });

  test("before the hour nothing is due; a start in between changes nothing", async () => {
    const id = await order("a", "2026-11-26");
    await start();
    await news();
    now = instant("2026-11-26T08:29");
    await start();
    expect(await news()).toEqual([]);
    now = instant("2026-11-26T08:30");
    await ticks();
    expect(await news()).toEqual([`${OFFICE} digest 20261126`, `${LI} order-reminder ${id}`]);
  });
});
