/** Reviews: queues, a second reviewer, two who do not see each other, and who settles it where they differ. */
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findingById } from "../../db/findings.ts";
import { opinionsOf, reviewCounts } from "../../db/reviews.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import {
  askForSecond,
  nextInQueue,
  putOff,
  type ReviewDecision,
  review,
  setBlind,
} from "../../src/oversight/review.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const today = Temporal.PlainDate.from("2026-11-24");

describe.each(databases)("%s", (name, open) => {
  let held: TestDb;
  let siteId = 0;
  let ids: number[] = [];
  const people: number[] = [];
  beforeEach(async () => {
    held = await open();
    siteId = await newSite(held.db);
    ids = [];
    for (const key of ["a", "b", "c"]) ids.push(await openFinding(held.db, newFinding(siteId, key)));
    ids.push(await openFinding(held.db, { ...newFinding(siteId, "v"), level: "veto" }));
    people.length = 0;
    for (const name of ["甲", "乙", "丙"]) {
      const [row] = await held.db.insert(held.db.t.people).values({ name, createdAt: AT }).returning();
      people.push(row?.id ?? 0);
    }
  });
  afterEach(() => held[Symbol.asyncDispose]());

  const who = (n: number) => ({ personId: people[n] ?? 0, identity: `telegram:${n}`, siteIds: undefined });
  const next = async (n: number, { arbiter = false, minutes = 0 } = {}) =>
    (await held.db.tx((tx) => nextInQueue(tx, { ...who(n), arbiter }, AT.add({ minutes }))))?.row.id;
  const decision = (n: number, id: number, outcome: "confirmed" | "dismissed"): ReviewDecision => ({
    id,
    outcome,
    reason: outcome === "dismissed" ? "误报" : undefined,
    actor: `telegram:${n}`,
    personId: people[n] ?? 0,
    arbiter: false,
    at: AT,
    today,
  });
  const say = (n: number, id: number, outcome: "confirmed" | "dismissed", more: Partial<ReviewDecision> = {}) =>
    held.db.tx((tx) => review(tx, { ...decision(n, id, outcome), ...more }));
  const refusal = (run: Promise<unknown>) =>
    run.then(
      () => "done",
      (error: unknown) => (error instanceof Refusal ? error.what.say : String(error)),
    );
  const stateOf = async (id: number) => (await findingById(held.db, id))?.review;
  const [a, b, c, veto] = [0, 1, 2, 3];

  test("vetoes first; what one looks at is offered to others last, for a quarter of an hour", async () => {
    expect(await next(0)).toBe(ids[veto]);
    expect(await next(1)).toBe(ids[a]);
    expect(await next(2)).toBe(ids[b]);
    expect(await next(0)).toBe(ids[veto]);
    expect(await next(1, { minutes: 20 })).toBe(ids[veto]);
  });
  test("what somebody put off comes back to him last, and to others as before", async () => {
    for (const at of [veto, a, b])
      await held.db.tx((tx) => putOff(tx, people[0] ?? 0, ids[at] ?? 0, AT.add({ seconds: at === veto ? 1 : at + 2 })));
    expect(await next(0, { minutes: 1 })).toBe(ids[c]);
    await say(0, ids[c] ?? 0, "confirmed");
    expect(await next(0, { minutes: 1 })).toBe(ids[veto]);
    expect(await next(1, { minutes: 1 })).toBe(ids[veto]);
  });
  test("of two who decide at once one wins, the other is told who did what", async () => {
    const both = await Promise.all([
      refusal(say(0, ids[a] ?? 0, "confirmed")),
      refusal(say(1, ids[a] ?? 0, "dismissed")),
    ]);
    expect(both.sort()).toEqual(["done", "refuse.already-reviewed"]);
  });
  test("who asks for another reviewer leaves it to that one", async () => {
    await held.db.tx((tx) =>
      askForSecond(tx, {
        id: ids[a] ?? 0,
        personId: people[1] ?? 0,
        note: "拿不准",
        actor: "telegram:0",
        asker: people[0] ?? 0,
        at: AT,
      }),
    );
    expect(await refusal(say(0, ids[a] ?? 0, "confirmed"))).toBe("refuse.second-asked");
    expect(await next(1)).toBe(ids[a]);
    expect([await next(0), await next(2)]).not.toContain(ids[a]);
    await say(1, ids[a] ?? 0, "confirmed");
    expect(await stateOf(ids[a] ?? 0)).toBe("confirmed");
    const self = {
      id: ids[b] ?? 0,
      personId: people[0] ?? 0,
      note: undefined,
      actor: "telegram:0",
      asker: people[0] ?? 0,
      at: AT,
    };
    expect(await refusal(held.db.tx((tx) => askForSecond(tx, self)))).toBe("refuse.second-self");
  });
  test("blind: two who agree decide; the first alone decides nothing and is not asked again", async () => {
    await held.db.tx((tx) => setBlind(tx, "veto", { actor: "t", at: AT }));
    const id = ids[veto] ?? 0;
    expect((await say(0, id, "confirmed")).effect).toBe("second");
    expect(await stateOf(id)).toBe("unreviewed");
    expect(await refusal(say(0, id, "confirmed"))).toBe("refuse.heard-already");
    expect(await next(0)).not.toBe(id);
    const shown = await held.db.tx((tx) => nextInQueue(tx, { ...who(1), arbiter: false }, AT));
    expect(shown).toMatchObject({ row: { id }, opinions: [] });
    expect((await say(1, id, "confirmed")).effect).toBe("decided");
    expect(await stateOf(id)).toBe("confirmed");
    expect((await say(1, ids[a] ?? 0, "confirmed")).effect).toBe("decided");
  });
  test("blind: where two differ a supervisor who is neither of them sees both and settles it", async () => {
    await held.db.tx((tx) => setBlind(tx, "all", { actor: "t", at: AT }));
    const id = ids[veto] ?? 0;
    await say(0, id, "confirmed");
    expect((await say(1, id, "dismissed")).effect).toBe("differ");
    expect(await stateOf(id)).toBe("unreviewed");
    expect(await next(2)).not.toBe(id);
    expect(await refusal(say(2, id, "confirmed"))).toBe("refuse.arbiter-only");
    const shown = await held.db.tx((tx) => nextInQueue(tx, { ...who(2), arbiter: true }, AT));
    expect(shown?.opinions.map(({ outcome }) => outcome)).toEqual(["confirmed", "dismissed"]);
    expect(await refusal(say(0, id, "confirmed", { arbiter: true }))).toBe("refuse.heard-already");
    expect((await say(2, id, "dismissed", { arbiter: true })).effect).toBe("decided");
    expect(await stateOf(id)).toBe("dismissed");
    expect((await opinionsOf(held.db, id, 1)).map(({ round }) => round)).toEqual([1, 2, 3]);
  });
  test("two second opinions at once: one is heard", async () => {
    await held.db.tx((tx) => setBlind(tx, "all", { actor: "t", at: AT }));
    const id = ids[a] ?? 0;
    await say(0, id, "confirmed");
    const both = await Promise.all([refusal(say(1, id, "confirmed")), refusal(say(2, id, "confirmed"))]);
    expect(both.sort()).toEqual(["done", "refuse.already-reviewed"]);
    expect(await opinionsOf(held.db, id, 1)).toHaveLength(2);
  });
  // SQLite has one writer at a time, so nothing can come in between
  if (name === "Postgres")
    test("who reads half before and half after another's decision is told of it", async () => {
      await held.db.tx((tx) => setBlind(tx, "all", { actor: "t", at: AT }));
      const id = ids[a] ?? 0;
      await say(0, id, "confirmed");
      const other = new pg.Client({ connectionString: held.url });
      await other.connect();
      // Other files' tests wait on the same server
      const here = "database = (select oid from pg_database where datname = current_database())";
      const waiting = async () =>
        (await other.query(`select count(*)::int as n from pg_locks where not granted and ${here}`)).rows[0].n;
      const [decided, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const first = held.db.tx(async (tx) => {
        await review(tx, decision(1, id, "confirmed"));
        decided.resolve();
        await commit.promise;
      });
      await decided.promise;
      // Whoever wants the table alone stands between the two: the finding is read before, the opinions after the decision
      const alone = held.db.tx(async (tx) => tx.executeSql?.("lock table opinions in access exclusive mode"));
      await expect.poll(waiting).toBe(1);
      const late = refusal(say(2, id, "confirmed"));
      await expect.poll(waiting).toBe(2);
      commit.resolve();
      expect(await late).toBe("refuse.already-reviewed");
      await Promise.all([first, alone, other.end()]);
    });
  test("a dismissal may name its last quiet day", async () => {
    const until = Temporal.PlainDate.from("2027-01-31");
    await say(0, ids[a] ?? 0, "dismissed", { quietUntil: until });
    await say(0, ids[b] ?? 0, "dismissed");
    expect((await findingById(held.db, ids[a] ?? 0))?.quietUntil).toBe("2027-01-31");
    expect((await findingById(held.db, ids[b] ?? 0))?.quietUntil).toBe("2027-05-24");
  });
  test("what people decide of a warning is kept, and counted nowhere", async () => {
    const id = await openFinding(held.db, { ...newFinding(siteId, "w"), level: "warning" });
    await say(0, id, "confirmed");
    expect(await stateOf(id)).toBe("confirmed");
    expect(await reviewCounts(held.db, "2026-11-24", "2026-11-24")).toEqual({ confirmed: 0, dismissed: 0 });
  });
});
