/** One suite, both databases: what every query function relies on. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eq, inArray } from "../../db/drizzle.ts";
import { isDuplicate } from "../../db/errors.ts";
import { findingsOfSite, openFindings } from "../../db/findings.ts";
import { audit } from "../../db/office.ts";
import { claimDues, ensureDue, finishDue, setDue } from "../../db/patrol.ts";
import { decideReview } from "../../db/reviews.ts";
import { addJob, claimDigest, claimJob, finishInbox, takeIn } from "../../db/talk.ts";
import { sealAudit, verifySeals } from "../../src/oversight/seals.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding, TODAY } from "../helpers/rows.ts";

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  beforeAll(async () => {
    held = await open();
  });
  afterAll(() => held[Symbol.asyncDispose]());

  test("what is written comes back as it was, instants and JSON included", async () => {
    const { db } = held;
    const id = await newSite(db, { extra: { 备注: "x", n: "\u{1F600}" } });
    const [row] = await db.select().from(db.t.sites).where(eq(db.t.sites.id, id));
    expect(row).toMatchObject({ status: "running", extra: { 备注: "x", n: "\u{1F600}" }, kindId: null });
    expect(row?.createdAt.equals(AT)).toBe(true);
  });

  test("any text and any JSON survives, cleaned of what Postgres refuses", async () => {
    const { db } = held;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.jsonValue(), async (text, value) => {
        const key = `k${Math.random()}`;
        await db.insert(db.t.settings).values({ key, value: { text, value } });
        const [row] = await db.select().from(db.t.settings).where(eq(db.t.settings.key, key));
        const clean = JSON.parse(
          JSON.stringify({ text, value }, (_, part) =>
            typeof part === "string" ? part.toWellFormed().replaceAll("\0", "") : part,
          ),
        );
        // Keys of objects are data as well, but no code of ours makes them from page text
        if (!JSON.stringify(Object.keys(value && typeof value === "object" ? value : {})).includes("\\u"))
          expect(JSON.parse(JSON.stringify(row?.value))).toEqual(clean);
      }),
      { numRuns: 40, examples: [["\0a\ud800b", { a: "\0" }]] },
    );
  });

  test("a failed transaction leaves nothing, an inner one only its own part", async () => {
    const { db } = held;
    const before = await db.$count(db.t.audit);
    const entry = (action: string) => ({ at: AT, actor: "t", action, subject: "s" });
    await expect(
      db.tx(async (tx) => {
        await audit(tx, entry("lost"));
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await db.tx(async (tx) => {
      await audit(tx, entry("kept"));
      await tx
        .tx(async (inner) => {
          await audit(inner, entry("dropped"));
          throw new Error("inner");
        })
        .catch(() => undefined);
    });
    const rows = await db.select().from(db.t.audit);
    expect(rows.length).toBe(before + 1);
    expect(rows.at(-1)?.action).toBe("kept");
  });

  test("db inside db.tx, and a leaked handle, are refused", async () => {
    const { db } = held;
    let leaked: Parameters<Parameters<typeof db.tx>[0]>[0] | undefined;
    await expect(
      db.tx(async (tx) => {
        leaked = tx;
        await db.select().from(db.t.sites);
      }),
    ).rejects.toThrow();
    await expect(leaked?.select().from(db.t.sites)).rejects.toThrow();
  });

  test("a swallowed error dooms the transaction on both", async () => {
    const { db } = held;
    const code = `${Math.random()}`.slice(2, 12);
    await newSite(db, { code });
    await expect(
      db.tx(async (tx) => {
        await newSite(tx, { code }).catch((error) => expect(isDuplicate(error)).toBe(true));
        await audit(tx, { at: AT, actor: "t", action: "after", subject: "s" });
      }),
    ).rejects.toThrow();
  });

  test("constraints hold: unknown states and half-cleared findings are impossible", async () => {
    const { db } = held;
    const siteId = await newSite(db);
    await expect(db.insert(db.t.findings).values({ ...newFinding(siteId), state: "cleared" })).rejects.toThrow();
    await expect(
      db.insert(db.t.findings).values({ ...newFinding(siteId, "k2"), review: "maybe" as never }),
    ).rejects.toThrow();
    await expect(
      db.insert(db.t.orders).values({
        siteId,
        dueOn: "2026-12-01",
        state: "open",
        actor: "t",
        at: AT,
        day: "2026-11-24",
        confirmedIds: [],
      }),
    ).rejects.toThrow();
    await openFinding(db, newFinding(siteId));
    await expect(openFinding(db, newFinding(siteId))).rejects.toThrow();
  });

  test("a page full of slips opens as many findings, numbered in its order, each with its first episode", async () => {
    const { db } = held;
    const siteId = await newSite(db);
    const keys = Array.from({ length: 450 }, (_, n) => `slip ${n}`);
    const ids = await db.tx((tx) =>
      openFindings(
        tx,
        keys.map((key) => newFinding(siteId, key)),
      ),
    );
    expect((await findingsOfSite(db, siteId)).map(({ id, key }) => ({ id, key }))).toEqual(
      keys.map((key, n) => ({ id: ids[n], key })),
    );
    const episodes = await db.select().from(db.t.episodes).where(inArray(db.t.episodes.findingId, ids));
    expect(episodes.map(({ findingId, n, openedDay }) => ({ findingId, n, openedDay }))).toEqual(
      ids.map((findingId) => ({ findingId, n: 1, openedDay: TODAY })),
    );
    expect(await openFindings(db, [])).toEqual([]);
  });

  test("of two reviewers at once one wins", async () => {
    const { db } = held;
    const id = await openFinding(db, newFinding(await newSite(db)));
    const won = await Promise.all([1, 2, 3].map(() => db.tx((tx) => decideReview(tx, id, { outcome: "confirmed" }))));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  test("the same event comes in once, and is done once", async () => {
    const { db } = held;
    const update = { eventId: `e${Math.random()}`, channel: "telegram:1", payload: {}, at: AT };
    const ids = await Promise.all([db.tx((tx) => takeIn(tx, update)), db.tx((tx) => takeIn(tx, update))]);
    const taken = ids.filter((id) => id !== undefined);
    expect(taken).toHaveLength(1);
    const id = taken[0] ?? 0;
    const done = await Promise.all([db.tx((tx) => finishInbox(tx, id, AT)), db.tx((tx) => finishInbox(tx, id, AT))]);
    expect(done.filter(Boolean)).toHaveLength(1);
  });

  test("due rows are claimed once, and again when the lease lapsed", async () => {
    const { db } = held;
    await db.delete(db.t.dues);
    const sites = await Promise.all(Array.from({ length: 6 }, () => newSite(db)));
    for (const id of sites) await ensureDue(db, id, "visit", AT);
    const claim = (lease: string, now = AT) =>
      db.tx((tx) => claimDues(tx, { now, lease, leaseUntil: now.add({ minutes: 10 }), limit: 2 }));
    const claimed = (await Promise.all(["a", "b", "c", "d"].map((lease) => claim(lease)))).flat();
    expect(new Set(claimed.map(({ siteId }) => siteId)).size).toBe(claimed.length);
    expect(claimed).toHaveLength(6);
    expect(await claim("late")).toHaveLength(0);
    const later = AT.add({ minutes: 11 });
    const again = await claim("heir", later);
    expect(again).toHaveLength(2);
    const stale = claimed.find(({ siteId }) => siteId === again[0]?.siteId);
    if (!stale || !again[0]) throw new Error("no claim");
    expect(await finishDue(db, stale, later)).toBe(false);
    expect(await finishDue(db, again[0], later.add({ hours: 1 }))).toBe(true);
    await setDue(db, again[0].siteId, "visit", AT);
  });

  test("one process queues a digest, one claims a job", async () => {
    const { db } = held;
    const row = { channel: "telegram:7", day: "2026-11-24", fromAt: AT, toAt: AT };
    const won = await Promise.all([1, 2, 3].map(() => db.tx((tx) => claimDigest(tx, row))));
    expect(won.filter(Boolean)).toHaveLength(1);
    await addJob(db, "check", { url: "http://x" }, AT);
    const jobs = await Promise.all([1, 2].map(() => db.tx((tx) => claimJob(tx, AT, AT.add({ minutes: 1 })))));
    expect(jobs.filter(Boolean)).toHaveLength(1);
  });

  test("seals chain the audit and show a changed row", async () => {
    const { db } = held;
    await audit(db, { at: AT, actor: "t", action: "one", subject: "s", data: { b: 1, a: [2] } });
    await sealAudit(db, "2026-11-24", AT, Temporal.Duration.from({ seconds: 0 }));
    await audit(db, { at: AT, actor: "t", action: "two", subject: "s" });
    const seal = await sealAudit(db, "2026-11-24", AT, Temporal.Duration.from({ seconds: 0 }));
    expect(await verifySeals(db)).toBeUndefined();
    const [row] = await db.select().from(db.t.audit).where(eq(db.t.audit.action, "two"));
    await db
      .update(db.t.audit)
      .set({ actor: "somebody else" })
      .where(eq(db.t.audit.id, row?.id ?? 0));
    expect((await verifySeals(db))?.hash).toBe(seal?.hash);
    await db
      .update(db.t.audit)
      .set({ actor: "t" })
      .where(eq(db.t.audit.id, row?.id ?? 0));
  });

  test("a snapshot does not see what is written meanwhile", async () => {
    const { db } = held;
    const [before, after] = await db.snapshot(async (q) => {
      const first = await q.$count(q.t.sites);
      return [first, await q.$count(q.t.sites)];
    });
    expect(before).toBe(after);
  });
});
