/** A card's picture and tables from the outbox to the platform, over both databases; and what a crash in between costs. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outboxById, putOut } from "../../db/talk.ts";
import type { Card } from "../../src/card.ts";
import { createDeliverer } from "../../src/chat/deliver.ts";
import { createLimiter } from "../../src/chat/limiter.ts";
import type { Adapter } from "../../src/chat/port.ts";
import { createSlack } from "../../src/chat/slack/index.ts";
import { createTelegram } from "../../src/chat/telegram/index.ts";
import { createOutbox } from "../../src/outbox.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { createAttachments } from "../../src/report/attachments.ts";
import { createWords } from "../../src/words/say.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { readPixels } from "../helpers/pixels.ts";
import { startSlack } from "../helpers/slack/slack.ts";
import { startTelegram } from "../helpers/telegram/telegram.ts";

const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const clock = createClock("Asia/Shanghai");
const unexpected = (error: unknown) => {
  throw error;
};
const attachments = createAttachments({ words, body: async () => undefined, onFault: unexpected });
afterAll(() => attachments.close());
const common = { proxy: "", words, sleep: async () => {}, log: () => {}, onRefused: () => {} };

const CARD: Card = {
  title: "第三季度整改情况",
  parts: [],
  picture: {
    kind: "bars",
    title: "各地区整改单",
    categories: ["甲市", "乙市"],
    series: [{ name: "已办结", values: [3, 5] }],
  },
  tables: [
    {
      name: "各地区整改单",
      columns: [
        { title: "地区", kind: "text" },
        { title: "已办结", kind: "number" },
      ],
      rows: [
        ["甲市", 3],
        ["乙市", 5],
      ],
      format: "xlsx",
    },
  ],
};
const NAMES = ["各地区整改单.png", "各地区整改单.xlsx"];

describe.each(databases)("%s", (_, open) => {
  let held: TestDb;
  beforeAll(async () => {
    held = await open();
  });
  afterAll(() => held[Symbol.asyncDispose]());

  const deliver = (adapter: Adapter) =>
    createDeliverer({
      outbox: createOutbox(held.db, clock, "zh-CN"),
      adapters: new Map([[adapter.platform, adapter]]),
      compose: unexpected,
      composeStorm: unexpected,
      attach: attachments.make,
      limiter: createLimiter(() => performance.now()),
      isQuiet: () => false,
      isAway: () => false,
      onGone: unexpected,
      onMoved: unexpected,
      onToken: unexpected,
      sleep: async () => new Promise((resolve) => setTimeout(resolve, 20)),
      onFault: unexpected,
    });
  const put = (channel: string) =>
    held.db.tx((tx) =>
      putOut(tx, { channel, lane: "answer", subject: "answer", event: "answer", ids: [], card: CARD, at: clock.now() }),
    );
  async function slack() {
    const fake = await startSlack();
    const channel = fake.addChannel({ name: "c", members: [fake.botUserId] }).id;
    const adapter = createSlack({
      ...common,
      botToken: fake.botToken,
      appToken: fake.appToken,
      signingSecret: "",
      apiUrl: fake.url,
      forms: new Map(),
      localeOf: async () => "zh-CN",
    });
    return { fake, channel, adapter, id: `slack:${fake.teamId}:${channel}` };
  }

  test("on Telegram a picture is shown and a table attached, both in reply to the message", async () => {
    const fake = await startTelegram();
    fake.addUser({ id: 1, first_name: "Ann" });
    fake.addGroup({ id: -5, title: "g", members: [1] });
    const adapter = createTelegram({ ...common, token: fake.token, apiRoot: fake.url, menu: [], webhook: undefined });
    const id = await put("telegram:-5");
    const deliverer = deliver(adapter);
    await deliverer.recover("telegram");
    await deliverer.sweep();
    await deliverer.idle();
    const [message, ...files] = fake.messages(-5);
    expect(message?.text).toContain(CARD.title);
    expect(files.map(({ document, reply_to }) => [document?.name, reply_to])).toEqual(
      NAMES.map((name) => [name, message?.message_id]),
    );
    expect(files[0]?.message.photo).toBeDefined();
    expect(readPixels(files[0]?.document?.bytes ?? Buffer.alloc(0)).width).toBe(1920);
    expect(await outboxById(held.db, id)).toMatchObject({ state: "sent", messageId: String(message?.message_id) });
    expect(fake.violations).toEqual([]);
    await fake.close();
  });

  test("on Slack a process that dies between a message and its table loses neither, and sends nothing twice", async () => {
    const { fake, channel, adapter, id } = await slack();
    const row = await put(id);
    const died = Promise.withResolvers<void>();
    const dying = deliver({
      ...adapter,
      async attach(messageId, message, file) {
        if (file.kind === "picture") return adapter.attach(messageId, message, file);
        died.resolve();
        return new Promise(() => {}); // and is never heard of again
      },
    });
    await dying.recover("slack");
    await dying.sweep();
    await died.promise;
    expect(await outboxById(held.db, row)).toMatchObject({ state: "sending" });

    const next = deliver(adapter);
    await next.recover("slack");
    await next.idle();
    const [message, ...files] = fake.messages(channel);
    expect(message?.plain).toContain(CARD.title);
    expect(files.map(({ thread_ts, files: [file] }) => [file?.name, thread_ts])).toEqual(
      NAMES.map((name) => [name, message?.ts]),
    );
    expect(files[0]?.files[0]?.alt_txt).toBe("各地区整改单: 甲市 已办结 3; 乙市 已办结 5");
    expect(await outboxById(held.db, row)).toMatchObject({ state: "sent", messageId: message?.ts });
    expect(fake.violations).toEqual([]);
    await fake.close();
  });
});
