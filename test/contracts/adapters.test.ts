/** One suite, three adapters: cards go out whole, within limits and harmless; what comes in is neutral and committed first. */
import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { checks } from "../../checks/index.ts";
import { commands } from "../../commands/index.ts";
import { type Attachment, type Card, say } from "../../src/card.ts";
import { type Adapter, type Incoming, type Outgoing, SendFault } from "../../src/chat/port.ts";
import { createSlack } from "../../src/chat/slack/index.ts";
import { createTelegram } from "../../src/chat/telegram/index.ts";
import { createTerminal } from "../../src/chat/terminal/index.ts";
import { formsOf } from "../../src/lines.ts";
import { unitWords } from "../../src/words/merge.ts";
import { createWords } from "../../src/words/say.ts";
import { startSlack } from "../helpers/slack/slack.ts";
import { startTelegram } from "../helpers/telegram/telegram.ts";

const words = createWords(unitWords(checks, commands), "Asia/Shanghai");
const sleep = async () => {};
const log = () => {};
const onRefused = () => {};

type Rig = {
  adapter: Adapter;
  channel: string;
  texts(): string[];
  /** Somebody says something addressed to the bot. */
  speak(text: string): void;
  press?(label: string): void;
  violations(): string[];
  fail?(): void;
  /** What arrived beside texts, and the message it stands under where the platform has such a thing. */
  files(): Promise<{ name: string; bytes: Buffer; under?: string | undefined; shown?: boolean }[]>;
  /** The platform will not show the next picture. */
  failPicture?(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

async function telegramRig(): Promise<Rig> {
  const fake = await startTelegram();
  fake.addUser({ id: 1, first_name: "Ann", username: "ann", started: true });
  fake.addGroup({ id: -5, title: "g", members: [1] });
  const adapter = createTelegram({
    token: fake.token,
    apiRoot: fake.url,
    proxy: "",
    words,
    menu: [],
    webhook: undefined,
    sleep,
    log,
    onRefused,
  });
  return {
    adapter,
    channel: "telegram:-5",
    texts: () => fake.messages(-5).map(({ text }) => text),
    speak: (text) => void fake.say(1, -5, text),
    press: (label) => void fake.press(1, -5, fake.messages(-5).at(-1)?.message_id ?? 0, label),
    violations: () => fake.violations,
    fail: () => fake.fail("sendMessage", { status: 429, parameters: { retry_after: 2 } }),
    files: async () =>
      fake.messages(-5).flatMap(({ document, reply_to, message }) =>
        document
          ? [
              {
                name: document.name,
                bytes: document.bytes,
                under: String(reply_to),
                shown: message.photo !== undefined,
              },
            ]
          : [],
      ),
    failPicture: () => fake.fail("sendPhoto", { status: 400, description: "Bad Request: PHOTO_INVALID_DIMENSIONS" }),
    [Symbol.asyncDispose]: () => fake.close(),
  };
}
async function slackRig(): Promise<Rig> {
  const fake = await startSlack();
  const ann = fake.addUser({ name: "ann", real_name: "Ann" }).id;
  const channel = fake.addChannel({ name: "c", members: [ann, fake.botUserId] }).id;
  const adapter = createSlack({
    botToken: fake.botToken,
    appToken: fake.appToken,
    signingSecret: "",
    apiUrl: fake.url,
    proxy: "",
    words,
    forms: formsOf(commands),
    localeOf: async () => "en",
    sleep,
    log,
    onRefused,
  });
  return {
    adapter,
    channel: `slack:${fake.teamId}:${channel}`,
    texts: () => fake.messages(channel).map(({ plain }) => plain),
    speak: (text) => void fake.say(ann, channel, `<@${fake.botUserId}> ${text.replace(/^\//, "")}`),
    press: (label) => void fake.press(ann, channel, fake.messages(channel).at(-1)?.ts ?? "", label),
    violations: () => fake.violations,
    fail: () => fake.fail("chat.postMessage", { status: 429, retryAfter: 2 }),
    files: async () =>
      fake.messages(channel).flatMap(({ files, thread_ts }) =>
        files.map(({ name, content, alt_txt }) => ({
          name,
          bytes: content,
          under: thread_ts,
          shown: Boolean(alt_txt),
        })),
      ),
    [Symbol.asyncDispose]: () => fake.close(),
  };
}
async function terminalRig(): Promise<Rig> {
  const input = new PassThrough();
  const output = new PassThrough();
  const folder = mkdtempSync(join(tmpdir(), "xuncha-terminal-"));
  let text = "";
  output.on("data", (chunk) => (text += chunk));
  const adapter = createTerminal({ input, output, words, folder, settled: async () => {}, onEnd: () => {} });
  return {
    adapter,
    channel: "terminal",
    texts: () => text.split(/\n\n+/).filter(Boolean),
    speak: (line) => void input.write(`${line}\n`),
    violations: () => [],
    files: () =>
      Promise.all(
        [...text.matchAll(/^ {2}(\/.+)$/gm)].map(async ([, path = ""]) => ({
          name: basename(path),
          bytes: await readFile(path),
        })),
      ),
    async [Symbol.asyncDispose]() {
      input.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const HUGE: Card = {
  title: "<b>标题</b> & <!channel> *x* _y_",
  parts: [
    { kind: "text", text: "</b><script>&amp; <!everyone> @here `code`" },
    { kind: "fields", rows: [["a|b", "1 < 2 & 3"]] },
    {
      kind: "list",
      items: Array.from({ length: 200 }, (_, i) => ({
        text: `第${i}条 <x> & ${"长".repeat(60)}`,
        detail: "细节".repeat(40),
        url: `http://www.ceshi.gov.cn/a?b=1&c="<>|${i}`,
      })),
    },
    { kind: "quote", text: "引文" },
    { kind: "copy", line: "/check www.ceshi.gov.cn" },
    { kind: "note", text: say("list.more", { n: 3 }) },
  ],
  buttons: [
    { label: say("button.confirm"), command: "/review confirm #1", style: "primary" },
    {
      label: say("button.assign"),
      form: { id: "assign", preset: { findings: Array.from({ length: 40 }, (_, i) => `#${i}`).join(" ") } },
    },
    { label: "很长的按钮".repeat(30), command: "/help" },
  ],
};
const message = (rig: Rig, card: Card, more: Partial<Outgoing> = {}): Outgoing => ({
  rowId: 7,
  channel: rig.channel,
  card,
  locale: "en",
  replyTo: undefined,
  thread: undefined,
  again: false,
  files: [],
  ...more,
});

describe.each([
  ["Telegram", telegramRig],
  ["Slack", slackRig],
  ["terminal", terminalRig],
] as const)("%s", (name, open) => {
  async function started() {
    const rig = await open();
    const heard: Incoming[] = [];
    let arrived = Promise.withResolvers<Incoming>();
    await rig.adapter.start(async (updates) => {
      heard.push(...updates);
      if (updates[0]) arrived.resolve(updates[0]);
    });
    return {
      rig,
      heard,
      next: async () => {
        const one = await arrived.promise;
        arrived = Promise.withResolvers();
        return one;
      },
    };
  }

  test("a huge card with hostile text is taken, within every limit, and calls nobody", async () => {
    const { rig } = await started();
    await using _ = rig;
    const sent = await rig.adapter.send(message(rig, HUGE));
    expect(sent.messageId).not.toBe("");
    expect(rig.violations()).toEqual([]);
    const text = rig.texts().join("\n");
    expect(text).toContain("标题");
    if (name !== "terminal") expect(text).toMatch(/lines left out/);
    await rig.adapter.stop();
  });

  test("an edit rewrites the message, twice without harm; a repeat says so", async () => {
    const { rig } = await started();
    await using _ = rig;
    const { messageId } = await rig.adapter.send(message(rig, { title: "first", parts: [] }));
    await rig.adapter.edit(messageId, message(rig, { title: "second", parts: [] }));
    await rig.adapter.edit(messageId, message(rig, { title: "second", parts: [] }));
    expect(rig.texts().at(-1)).toContain("second");
    await rig.adapter.send(message(rig, { title: "third", parts: [] }, { again: true }));
    expect(rig.texts().at(-1)).toMatch(/^\[?.*\[sent again\].*third/s);
    await rig.adapter.stop();
  });

  test("find says what it knows: the message, that there is none, or that nobody can tell", async () => {
    const { rig } = await started();
    await using _ = rig;
    const since = Temporal.Now.instant().subtract({ minutes: 1 });
    const { messageId } = await rig.adapter.send(message(rig, { title: "x", parts: [] }));
    const asked = { rowId: 7, channel: rig.channel, thread: undefined, since };
    expect(await rig.adapter.find(asked)).toBe(name === "Slack" ? messageId : undefined);
    expect(await rig.adapter.find({ ...asked, rowId: 8 })).toBe(name === "Slack" ? null : undefined);
    await rig.adapter.stop();
  });

  test("what people say comes in neutral, with who, where and an id of its own", async () => {
    const { rig, next } = await started();
    await using _ = rig;
    rig.speak("/assign #1 @ann by Friday");
    const incoming = await next();
    expect(incoming).toMatchObject({ channel: rig.channel, kind: "message", addressed: true });
    expect(incoming.text).toMatch(/assign #1 @ann by Friday/);
    expect(incoming.eventId).not.toBe("");
    expect(incoming.mentions.map(({ text }) => text)).toContain("@ann");
    await rig.adapter.stop();
  });

  test("a button is the command it stands for, in reply to its message", async () => {
    const { rig, next } = await started();
    await using _ = rig;
    if (!rig.press) return expect(name).toBe("terminal"); // a terminal prints the line to type
    const { messageId } = await rig.adapter.send(
      message(rig, { title: "x", parts: [], buttons: [{ label: "Go", command: "/review confirm #1" }] }),
    );
    rig.press("Go");
    expect(await next()).toMatchObject({ text: "/review confirm #1", replyTo: messageId, addressed: true });
    await rig.adapter.stop();
  });

  test("told to wait, it says for how long, and that nothing was taken", async () => {
    const { rig } = await started();
    await using _ = rig;
    if (!rig.fail) return expect(name).toBe("terminal");
    rig.fail();
    const fault = await rig.adapter.send(message(rig, { title: "x", parts: [] })).catch((error) => error);
    expect(fault).toBeInstanceOf(SendFault);
    expect(fault).toMatchObject({ kind: "later", waitMs: 2_000 });
    await rig.adapter.stop();
  });

  const PICTURE: Attachment = {
    name: "各地区问题.png",
    bytes: Buffer.from("89504e470d0a1a0a00ff", "hex"),
    kind: "picture",
    alt: "各地区问题: 甲市 3",
  };
  const TABLE: Attachment = {
    name: "各地区 问题.csv",
    bytes: Buffer.from("\ufeff地区,问题\r\n甲市,3\r\n"),
    kind: "file",
  };
  async function sendAll(rig: Rig) {
    const whole = message(rig, { title: "x", parts: [] }, { files: [PICTURE, TABLE] });
    const { messageId } = await rig.adapter.send(whole);
    for (const file of whole.files) await rig.adapter.attach(messageId, whole, file);
    return { whole, messageId };
  }

  test("a picture and a file arrive under their message, byte for byte and by their names", async () => {
    const { rig } = await started();
    await using _ = rig;
    const { messageId } = await sendAll(rig);
    const files = await rig.files();
    expect(files.map((one) => one.name)).toEqual([PICTURE.name, TABLE.name]);
    expect(files[0]?.bytes).toEqual(Buffer.from(PICTURE.bytes));
    expect(files[1]?.bytes).toEqual(Buffer.from(TABLE.bytes));
    if (name !== "terminal") {
      expect(files.map(({ under }) => under)).toEqual([messageId, messageId]);
      expect(files.map(({ shown }) => shown)).toEqual([true, false]);
    }
    expect(rig.violations()).toEqual([]);
    await rig.adapter.stop();
  });

  test("after a crash it says which files stand under a message, or that nobody can tell", async () => {
    const { rig } = await started();
    await using _ = rig;
    const { whole, messageId } = await sendAll(rig);
    const later = message(rig, { title: "y", parts: [] }, { rowId: 8, thread: messageId, files: [PICTURE] });
    const { messageId: second } = await rig.adapter.send(later);
    const names = (set: ReadonlySet<string> | undefined) => set && [...set];
    const known = name === "Slack";
    expect(names(await rig.adapter.attached(messageId, whole))).toEqual(known ? [PICTURE.name, TABLE.name] : undefined);
    // What stands in the same thread before a message is not that message's own
    expect(names(await rig.adapter.attached(second, later))).toEqual(known ? [] : undefined);
    await rig.adapter.stop();
  });

  test("a picture that the platform will not show goes as a file", async () => {
    const { rig } = await started();
    await using _ = rig;
    if (!rig.failPicture) return expect(["Slack", "terminal"]).toContain(name); // there a picture is a file
    rig.failPicture();
    const { messageId } = await sendAll(rig);
    expect(await rig.files()).toMatchObject([
      { name: PICTURE.name, shown: false, under: messageId },
      { name: TABLE.name, shown: false, under: messageId },
    ]);
    await rig.adapter.stop();
  });
});
