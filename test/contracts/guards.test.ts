/** Moves of state that no code allows are refused by the database itself, whoever writes. */
import { describe, expect, test } from "vitest";
import { GUARDS } from "../../db/guards.ts";
import type { Queries } from "../../db/open.ts";
import { databases } from "../helpers/databases.ts";
import { AT, newFinding, newSite, TODAY } from "../helpers/rows.ts";

const made = { actor: "test", at: AT, day: TODAY };
async function newOrder(q: Queries, state: string): Promise<number> {
  const [person] = await q.insert(q.t.people).values({ name: "李", createdAt: AT }).returning();
  const [order] = await q
    .insert(q.t.orders)
    .values({
      ...made,
      siteId: await newSite(q),
      personId: person?.id ?? 0,
      dueOn: TODAY,
      state: state as "open",
      confirmedIds: [],
      ...(state === "appealed" ? { stoppedOn: TODAY } : {}),
      ...(state === "claimed" || state === "checked" ? { fixedOn: TODAY } : {}),
      ...(state === "done" || state === "cancelled" ? { endedAt: AT } : {}),
    })
    .returning();
  return order?.id ?? 0;
}
async function newRound(q: Queries, state: string): Promise<void> {
  const drawn = ["drawn", "checking", "closed"].includes(state);
  await q.insert(q.t.rounds).values({
    period: "2026Q4",
    number: 1,
    layer: "provincial",
    state: state as "drawn",
    quota: { by: "all", min: 1 },
    frameHash: "x",
    frameSize: 1,
    frameAt: AT,
    actor: "test",
    ...(drawn ? { seed: "1", seedGiven: true, drawnAt: AT, drawnBy: "test" } : {}),
    ...(state === "closed"
      ? { closedAt: AT, closedBy: "test", ruleset: { id: "x", from: TODAY, overrides: {}, checks: {} }, beside: {} }
      : {}),
    ...(state === "abandoned" ? { abandonedAt: AT, abandonReason: "x" } : {}),
  });
}
const decided = (state: string, first: string) => (state === first ? {} : { decidedAt: AT, decidedBy: "test" });

/** One row of a guarded table in a state, whole as its CHECKs want it. */
const ROWS: Record<string, (q: Queries, state: string) => Promise<unknown>> = {
  findings: async (q, review) =>
    q.insert(q.t.findings).values({ ...newFinding(await newSite(q)), review: review as "unreviewed" }),
  orders: newOrder,
  extensions: async (q, state) =>
    q.insert(q.t.extensions).values({
      ...made,
      ...decided(state, "asked"),
      orderId: await newOrder(q, "open"),
      wantedOn: TODAY,
      previousDueOn: TODAY,
      reason: "x",
      state: state as "asked",
      grantedOn: state === "granted" ? TODAY : null,
    }),
  appeals: async (q, state) =>
    q.insert(q.t.appeals).values({
      ...made,
      ...decided(state, "open"),
      orderId: await newOrder(q, "open"),
      findingIds: [],
      reason: "x",
      state: state as "open",
    }),
  messages: async (q, state) => {
    const replied = state === "reviewing" || state === "closed";
    await q.insert(q.t.messages).values({
      siteText: "x",
      text: "x",
      receivedAt: AT,
      receivedDay: TODAY,
      passDueOn: TODAY,
      replyDueOn: TODAY,
      state: state as "waiting",
      passedAt: replied || state === "working" ? AT : null,
      passedDay: replied || state === "working" ? TODAY : null,
      repliedAt: replied ? AT : null,
      repliedDay: replied ? TODAY : null,
      closedAt: state === "closed" ? AT : null,
      closedDay: state === "closed" ? TODAY : null,
      declinedAt: state === "declined" ? AT : null,
      declinedDay: state === "declined" ? TODAY : null,
      declineReason: state === "declined" ? "x" : null,
      source: "chat",
      actor: "test",
      at: AT,
    });
  },
  requests: async (q, state) => {
    const [person] = await q.insert(q.t.people).values({ name: "李", createdAt: AT }).returning();
    const approved = !["requested", "refused", "withdrawn"].includes(state);
    await q.insert(q.t.requests).values({
      kind: "close",
      field: "status",
      siteId: await newSite(q),
      data: {},
      reason: "x",
      state: state as "done",
      level: approved ? 1 : 0,
      levels: 1,
      askedBy: "test",
      askedPerson: person?.id ?? 0,
      at: AT,
      day: TODAY,
      noticeFrom: state === "notice" ? TODAY : null,
      noticeUntil: state === "notice" ? TODAY : null,
      nextOn: ["approved", "notice", "suspended"].includes(state) ? TODAY : null,
      doneOn: ["done", "refused", "withdrawn"].includes(state) ? TODAY : null,
    });
  },
  rounds: newRound,
  round_sites: async (q, result) => {
    await newRound(q, "drawn");
    const [round] = await q.select().from(q.t.rounds);
    await q.insert(q.t.roundSites).values({
      roundId: round?.id ?? 0,
      siteId: await newSite(q),
      stratum: "",
      why: "drawn",
      rank: "0",
      result: result as "pass",
      ...(result === "pending" ? {} : { decidedAt: AT, decidedBy: "test" }),
    });
  },
  talks: async (q, state) =>
    q.insert(q.t.talks).values({
      ...made,
      siteId: await newSite(q),
      reason: "x",
      state: state as "held",
      heldOn: state === "held" ? TODAY : null,
    }),
};
class Undo extends Error {}

describe.each(databases)("%s", (_, open) => {
  test.each(GUARDS.map((guard) => [`${guard.table}.${guard.column}`, guard] as const))(
    "%s moves as its list says",
    async (_name, { table, column, moves }) => {
      await using store = await open();
      const { db } = store;
      const states = [...new Set(moves.flat())];
      const camel = table.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
      for (const from of states)
        for (const to of states.filter((state) => state !== from)) {
          let why = "";
          await db
            .tx(async (tx) => {
              await ROWS[table]?.(tx, from);
              await tx.update(tx.t[camel as "orders"]).set({ [column]: to });
              throw new Undo();
            })
            .catch((error: Error) => {
              why =
                error instanceof Undo ? "" : `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`;
            });
          const allowed = moves.some(([one, other]) => one === from && other === to);
          // What an allowed move needs beside the state is for the CHECKs to say
          expect.soft(/no (?:such move|move)|is no move/.test(why), `${from} > ${to}: ${why}`).toBe(!allowed);
        }
    },
  );
});
