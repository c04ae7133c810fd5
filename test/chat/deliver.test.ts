/** The deliverer against a hand-made platform: what becomes of a message whatever goes wrong around it. */

import { beforeEach, expect, test } from "vitest";
import { isAway } from "../../db/errors.ts";
import { createDeliverer, type Outbox } from "../../src/chat/deliver.ts";
import { createLimiter } from "../../src/chat/limiter.ts";
import { type Adapter, type Outgoing, SendFault } from "../../src/chat/port.ts";
import type { Row } from "../../src/chat/row.ts";

let rows: (Row & { folded?: number; note?: string; text?: string })[];
/** What went out beside messages: the message it is under, and the file's name. */
let attached: string[];
let fileFaults: (SendFault | undefined)[];
let standing: ReadonlySet<string> | undefined;
let sent: { row: number; thread: string | undefined; again: boolean; all: number[] }[];
let faults: (SendFault | Error | undefined)[];
let found: string | null | undefined;
let asked: (string | undefined)[];
let noted: (Error | undefined)[];
let summaries: boolean[];
let quiet: boolean;
const AT = Temporal.Instant.from("2026-11-24T02:00:00Z");

beforeEach(() => {
  rows = [];
  sent = [];
  faults = [];
  found = null;
  asked = [];
  noted = [];
  summaries = [];
  quiet = false;
  attached = [];
  fileFaults = [];
  standing = undefined;
});
const row = (change: Partial<Row> = {}): Row => {
  const made: Row = {
    id: rows.length + 1,
    channel: "fake:1",
    lane: "news",
    subject: `site:${rows.length + 1}`,
    event: "findings-opened",
    ids: [],
    card: null,
    replyTo: null,
    thread: null,
    editOf: null,
    state: "waiting",
    attempts: 0,
    sendingAt: null,
    at: AT,
    messageId: null,
    ...change,
  };
  rows.push(made);
  return made;
};
const byId = (id: number) => rows.find((one) => one.id === id) as (typeof rows)[number];
const outbox: Outbox = {
  channelsWaiting: async () => [
    ...new Set(rows.filter(({ state }) => state === "waiting").map(({ channel }) => channel)),
  ],
  waitingFor: async (channel) =>
    rows
      .filter((one) => one.channel === channel && one.state === "waiting")
      .sort((a, b) => (a.lane === "answer" ? 0 : 1) - (b.lane === "answer" ? 0 : 1) || a.id - b.id),
  unknown: async () => rows.filter(({ state }) => state === "sending"),
  byId: async (id) => ({ ...byId(id) }),
  folded: async ({ id }) => rows.filter((one) => one.folded === id && one.state === "folded"),
  sending: async (one, others, thread) => {
    Object.assign(byId(one.id), { state: "sending", sendingAt: AT, thread: thread ?? null });
    for (const { id } of others) Object.assign(byId(id), { state: "folded", folded: one.id });
    return true;
  },
  sent: async (one, { messageId, summary }) => {
    const fault = noted.shift();
    if (fault) throw fault;
    summaries.push(summary);
    Object.assign(byId(one.id), { state: "sent", messageId });
  },
  refused: async (one, note, others) => {
    Object.assign(byId(one.id), { state: "refused", note });
    for (const { id } of others) byId(id).state = "waiting";
  },
  later: async (some) => {
    for (const { id } of some) byId(id).state = "waiting";
  },
  threadOf: async (_, subject) => (subject === "site:1" ? "root" : undefined),
  localeOf: async () => "en",
};
let composed: number[] = [];
let now = 0;
const adapter: Adapter = {
  platform: "fake",
  start: async () => {},
  stop: async () => {},
  async send(message: Outgoing) {
    sent.push({ row: message.rowId, thread: message.thread, again: message.again, all: composed });
    const fault = faults.shift();
    if (fault) throw fault;
    return { messageId: `m${message.rowId}`, text: "" };
  },
  edit: async (messageId, message) => {
    sent.push({ row: message.rowId, thread: message.thread, again: message.again, all: [] });
    return { messageId, text: "" };
  },
  async attach(messageId, _, { name }) {
    const fault = fileFaults.shift();
    if (fault) throw fault;
    attached.push(`${messageId}/${name}`);
  },
  attached: async () => standing,
  find: async ({ thread }) => {
    asked.push(thread);
    return found;
  },
  download: async () => new Uint8Array(),
  pace: () => ({ burst: 100, everyMs: 1 }),
};
let madeWhile: string[] = [];
async function run(): Promise<void> {
  const deliverer = createDeliverer({
    outbox,
    adapters: new Map([["fake", adapter]]),
    compose: async (some) => {
      composed = some.map(({ id }) => id);
      return { card: { title: "x", parts: [] }, findingIds: [] };
    },
    composeStorm: async (some) => {
      composed = some.map(({ id }) => id);
      return { card: { title: "storm", parts: [] }, findingIds: [], summary: true };
    },
    attach: async ({ files = [] }) => {
      madeWhile.push(...rows.map(({ state }) => state));
      return files.map(({ name }) => ({ name, bytes: new Uint8Array(), kind: "file" as const }));
    },
    limiter: createLimiter(() => now),
    isQuiet: () => quiet,
    isAway,
    onGone: async () => {},
    onMoved: async () => {},
    onToken: () => {},
    sleep: async (ms) => {
      now += ms;
    },
    onFault: () => {},
  });
  await deliverer.recover("fake");
  for (let i = 0; i < 6; i++) {
    await deliverer.sweep();
    await deliverer.idle();
  }
}

test("news of one subject fold, and are told whole again after a refusal to take them now", async () => {
  row({ subject: "site:1" });
  row({ subject: "site:1" });
  faults = [new SendFault("later", "429")];
  await run();
  expect(sent.map(({ all }) => all)).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(rows.map(({ state }) => state)).toEqual(["sent", "folded"]);
});

test("an unknown fate is looked up in the thread it went to, and found there", async () => {
  row({ subject: "site:1" });
  faults = [new SendFault("unknown", "network")];
  found = "m1";
  await run();
  expect(asked).toEqual(["root"]);
  expect(sent).toHaveLength(1);
  expect(byId(1)).toMatchObject({ state: "sent", messageId: "m1" });
});

test.each([
  ["was never taken: sent again, unmarked", null, [false, false]],
  ["nobody can tell: sent again, marked", undefined, [false, true]],
])("an unknown fate that %s", async (_, answer, marks) => {
  row();
  faults = [new SendFault("unknown", "network")];
  found = answer;
  await run();
  expect(sent.map(({ again }) => again)).toEqual(marks);
});

test("taken and not noted is looked up, never sent again unseen", async () => {
  row();
  noted = [1, 2, 3, 4, 5].map(() => new Error("disk full"));
  found = "m1";
  await run();
  expect(sent).toHaveLength(1);
  expect(byId(1).state).toBe("sent");
});

test("taken while the database is away is noted when it is back, and neither looked up nor sent again", async () => {
  row();
  noted = Array.from({ length: 20 }, () => Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  await run();
  expect(sent).toHaveLength(1);
  expect(asked).toEqual([]);
  expect(byId(1).state).toBe("sent");
  // Seldom enough: it may be away for an hour
  expect(now).toBeGreaterThan(60_000);
});

test("what was in flight when the process died goes first", async () => {
  row({ state: "sending", sendingAt: AT, lane: "answer", card: { title: "x", parts: [] } });
  row({ lane: "answer", card: { title: "y", parts: [] } });
  await run();
  expect(sent.map((one) => one.row)).toEqual([1, 2]);
});

test("a refused message gives up none of those folded into it", async () => {
  row({ subject: "site:1" });
  row({ subject: "site:1" });
  faults = [new SendFault("refused", "bad")];
  await run();
  expect(rows.map(({ state }) => state)).toEqual(["refused", "sent"]);
});

test("a platform long away loses nothing; a token refused neither", async () => {
  row();
  faults = [...Array.from({ length: 4 }, () => new SendFault("later", "down")), new SendFault("token", "invalid_auth")];
  await run();
  expect(byId(1).state).toBe("sent");
});

test("a flood of findings is one card; orders and the digest are not in it", async () => {
  for (let i = 0; i < 12; i++) row();
  row({ event: "order-made", subject: "site:99" });
  row({ event: "digest", subject: "digest" });
  await run();
  expect(sent.map(({ all }) => all.length)).toEqual([12, 1, 1]);
});

test("a flood goes into no case's thread and begins none; what repeats goes into its own", async () => {
  for (let i = 0; i < 12; i++) row();
  row({ subject: "site:1", event: "order-made" });
  await run();
  expect(sent.map(({ thread }) => thread)).toEqual([undefined, "root"]);
  expect(summaries).toEqual([true, false]);
});

test("in quiet hours news wait, answers and the digest do not", async () => {
  row();
  const order = row({ event: "order-made" });
  const answer = row({ lane: "answer", card: { title: "x", parts: [] } });
  const digest = row({ event: "digest", subject: "digest" });
  quiet = true;
  await run();
  expect(sent.map((one) => one.row)).toEqual([answer.id, digest.id]);
  quiet = false;
  await run();
  expect(sent.map((one) => one.row)).toEqual([answer.id, digest.id, 1, order.id]);
});

test("of several edits of one message the last one wins", async () => {
  const first = row({ lane: "answer", card: { title: "…", parts: [] } });
  row({ lane: "progress", editOf: first.id, card: { title: "1", parts: [] } });
  row({ lane: "answer", editOf: first.id, card: { title: "2", parts: [] } });
  await run();
  expect(sent.map((one) => one.row)).toEqual([1, 3]);
});

const withFiles = (...names: string[]) => ({
  lane: "answer" as const,
  card: { title: "x", parts: [], files: names.map((name) => ({ name, text: "" })) },
});

test("files are made before a message is on its way, and follow it one after the other", async () => {
  madeWhile = [];
  row(withFiles("a.png", "b.csv"));
  await run();
  expect(madeWhile).toEqual(["waiting"]);
  expect(attached).toEqual(["m1/a.png", "m1/b.csv"]);
  expect(byId(1).state).toBe("sent");
});

test.each([
  ["to wait: it is sent after that", new SendFault("later", "429", { waitMs: 3_000 }), ["m1/a.png", "m1/b.csv"]],
  ["no: the message stands without it", new SendFault("refused", "bad"), ["m1/b.csv"]],
  ["nothing: it is not sent a second time", new SendFault("unknown", "network"), ["m1/b.csv"]],
])("a platform answers to a file with %s", async (_, fault, expected) => {
  row(withFiles("a.png", "b.csv"));
  fileFaults = [fault];
  const before = now;
  await run();
  expect(attached).toEqual(expected);
  expect(byId(1).state).toBe("sent");
  if (fault.waitMs > 0) expect(now - before).toBeGreaterThanOrEqual(fault.waitMs);
});

test.each([
  ["only those that are not there", new Set(["a.png"]), ["m1/b.csv"]],
  ["none where nobody can tell", undefined, []],
])("died between a message and its files: of a message that is found, %s are sent", async (_, there, expected) => {
  row({ ...withFiles("a.png", "b.csv"), state: "sending", sendingAt: AT });
  found = "m1";
  standing = there;
  await run();
  expect(sent).toEqual([]);
  expect(attached).toEqual(expected);
  expect(byId(1)).toMatchObject({ state: "sent", messageId: "m1" });
});

test("a message of which nobody can tell is sent whole once more, files and all", async () => {
  row({ ...withFiles("a.png"), state: "sending", sendingAt: AT });
  found = undefined;
  await run();
  expect(sent.map(({ again }) => again)).toEqual([true]);
  expect(attached).toEqual(["m1/a.png"]);
});

test("progress brings no file, the answer that ends it does, and none that the message had brought", async () => {
  const first = row({ lane: "answer", card: { title: "…", parts: [] } });
  await run();
  row({ ...withFiles("a.png"), lane: "progress", editOf: first.id });
  await run();
  expect(attached).toEqual([]);
  row({ ...withFiles("a.png"), editOf: first.id });
  await run();
  expect(attached).toEqual(["m1/a.png"]);
  const whole = row(withFiles("b.png"));
  await run();
  row({ ...withFiles("b.png"), editOf: whole.id });
  await run();
  expect(attached).toEqual(["m1/a.png", `m${whole.id}/b.png`]);
});
