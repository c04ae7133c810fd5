/** One platform as its people use it: they write, reply with a file, press buttons and fill in forms, and read what the bot says. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bot } from "./bot.ts";
import { startSlack } from "./slack/slack.ts";
import { startTelegram } from "./telegram/telegram.ts";

export type Who = "boss" | "li" | "wang";
/** A message of the bot as it stood when it was looked for. */
export type Heard = { id: string; text: string; buttons: string[]; files: string[]; under: string | undefined };
export type Proof = { name: string; bytes: Buffer };
/** One answer of a form: the field, its label in the language of the suite, what is filled in. */
export type Filled = readonly [field: string, label: string, value: string];
export type Stage = {
  name: string;
  env: Record<string, string>;
  /** A terminal has one person: what another one signs is done for an organiser there. */
  alone: boolean;
  input?: "pipe";
  /** How this person is called in a command. */
  call(who: Who): string;
  open(bot: Bot): Promise<void>;
  say(who: Who, line: string, more?: { under?: Heard; proof?: Proof }): void;
  press(who: Who, message: Heard, label: string): Promise<void>;
  /** Presses what opens a form, and fills it in: a modal, or one question after the other, the last with proof where a file can be sent. */
  fill(who: Who, message: Heard, label: string, answers: readonly Filled[], proof?: Proof): Promise<void>;
  /** Everything the bot has said, as it stands now. */
  said(): Heard[];
  waitFor<T>(probe: () => T | undefined, what: string): Promise<T>;
  violations(): readonly unknown[];
  close(): Promise<void>;
};

const PEOPLE: Record<Who, number> = { boss: 11, li: 12, wang: 13 };
const NAMES: Record<Who, string> = { boss: "周岚", li: "李明", wang: "王芳" };
const ALL = Object.keys(PEOPLE) as Who[];
const GROUP = -1001;
const WAIT_MS = 25_000;

export async function telegramStage(): Promise<Stage> {
  const telegram = await startTelegram();
  for (const who of ALL)
    telegram.addUser({ id: PEOPLE[who], first_name: NAMES[who], username: who, started: who !== "wang" });
  telegram.addGroup({ id: GROUP, title: "值班群", members: Object.values(PEOPLE) });
  const said = () =>
    telegram.messages(GROUP).map((message) => ({
      id: String(message.message_id),
      text: message.text,
      buttons: message.buttons.flat(),
      files: message.document ? [message.document.name] : [],
      under: message.reply_to === undefined ? undefined : String(message.reply_to),
    }));
  const press: Stage["press"] = async (who, message, label) => {
    await telegram.press(PEOPLE[who], GROUP, Number(message.id), label);
  };
  return {
    name: "telegram",
    alone: false,
    env: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      TELEGRAM_CHATS: String(GROUP),
      ADMINS: `telegram:${PEOPLE.boss}`,
    },
    call: (who) => `@${who}`,
    open: async () =>
      void (await telegram.waitFor(() => telegram.isPolling(), { timeoutMs: WAIT_MS, what: "polling" })),
    say: (who, line, { under, proof } = {}) =>
      void telegram.say(PEOPLE[who], GROUP, line, {
        ...(under ? { replyTo: Number(under.id) } : {}),
        ...(proof ? { document: proof } : {}),
      }),
    press,
    async fill(who, message, label, answers, proof) {
      const before = new Set(telegram.messages(GROUP).map(({ message_id: id }) => id));
      await press(who, message, label);
      for (const [, field, value] of answers) {
        const asked = await telegram.waitForMessage(
          GROUP,
          ({ text, message_id: id }) => !before.has(id) && text.includes(`请回复“${field}”`),
          { timeoutMs: WAIT_MS, what: field },
        );
        const document = proof && field === answers.at(-1)?.[1] ? { document: proof } : {};
        telegram.say(PEOPLE[who], GROUP, value, { replyTo: asked.message_id, ...document });
      }
    },
    said,
    waitFor: (probe, what) => telegram.waitFor(probe, { timeoutMs: WAIT_MS, what }),
    violations: () => telegram.violations,
    close: () => telegram.close(),
  };
}

export async function slackStage(): Promise<Stage> {
  const slack = await startSlack();
  const ids = Object.fromEntries(
    ALL.map((who) => [who, slack.addUser({ name: who, real_name: NAMES[who] }).id]),
  ) as Record<Who, string>;
  const channel = slack.addChannel({ name: "duty", members: [...Object.values(ids), slack.botUserId] }).id;
  const said = () =>
    slack
      .messages(channel)
      .filter(({ user }) => user === slack.botUserId)
      .map((message) => ({
        id: message.ts,
        text: `${message.plain}\n${message.text}`,
        buttons: [
          ...JSON.stringify(message.blocks).matchAll(/"text":"([^"]*)","emoji"|"type":"plain_text","text":"([^"]*)"/g),
        ].map(([, a, b]) => a ?? b ?? ""),
        files: message.files.map(({ name }) => name),
        under: message.thread_ts,
      }));
  const press: Stage["press"] = async (who, message, label) =>
    void (await slack.press(ids[who], channel, message.id, label));
  return {
    name: "slack",
    alone: false,
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      SLACK_CHANNELS: channel,
      ADMINS: `slack:${ids.boss}`,
    },
    call: (who) => `<@${ids[who]}>`,
    open: async () => void (await slack.waitFor(() => slack.connections > 0, { timeoutMs: WAIT_MS, what: "a socket" })),
    // Slack has no slash commands in threads, and none that takes a file: the bot is called by its name
    say(who, line, { under, proof } = {}) {
      const words = line.replace(/^\//, "");
      if (!under && !proof) void slack.command(ids[who], channel, "/xuncha", words);
      else
        slack.say(ids[who], channel, `<@${slack.botUserId}> ${words}`, {
          ...(under ? { thread_ts: under.under ?? under.id } : {}),
          ...(proof ? { files: [{ name: proof.name, content: proof.bytes }] } : {}),
        });
    },
    press,
    async fill(who, message, label, answers) {
      await press(who, message, label);
      const view = await slack.waitFor(() => slack.views.findLast(({ user }) => user === ids[who]), {
        timeoutMs: WAIT_MS,
        what: `the form of ${label}`,
      });
      await slack.submitView(ids[who], view.id, Object.fromEntries(answers.map(([field, , value]) => [field, value])));
    },
    said,
    waitFor: (probe, what) => slack.waitFor(probe, { timeoutMs: WAIT_MS, what }),
    violations: () => slack.violations,
    close: () => slack.close(),
  };
}

export async function terminalStage(): Promise<Stage> {
  let bot: Bot | undefined;
  const folder = mkdtempSync(join(tmpdir(), "xuncha-proof-"));
  const write = (line: string) => void bot?.child.stdin?.write(`${line}\n`);
  const blocks = () => (bot?.out() ?? "").split(/^(?=\[\d+\] )/m).filter((block) => /^\[\d+\] [\s\S]*\n\n/.test(block));
  const said = () =>
    blocks().map((block) => ({
      id: /^\[(\d+)\]/.exec(block)?.[1] ?? "",
      text: block,
      buttons: [...block.matchAll(/^ {2}\[(.+?)\] >/gm)].map(([, label]) => label ?? ""),
      files: [...block.matchAll(/^ {2}\S*\/([^/\s]+)$/gm)].map(([, name]) => name ?? ""),
      under: undefined,
    }));
  const lineOf = (message: Heard, label: string) => {
    const found = message.text.split("\n").find((line) => line.startsWith(`  [${label}] >`));
    if (!found) throw new Error(`no button ${label} in: ${message.text}`);
    return found.slice(found.indexOf("] >") + 2);
  };
  const waitFor: Stage["waitFor"] = async (probe, what) => {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const value = probe();
      if (value !== undefined) return value;
      if (performance.now() > until) throw new Error(`${what} did not come; said:\n${bot?.out()}\n${bot?.err()}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return {
    name: "terminal",
    alone: true,
    input: "pipe",
    env: {},
    call: () => "测试市人民政府办公室",
    open: async (started) => {
      bot = started;
    },
    say(_, line, { under, proof } = {}) {
      const path = proof && join(folder, proof.name);
      if (path) writeFileSync(path, proof.bytes);
      write(`${under ? `>${under.id} ` : ""}${line}${path ? ` ${path}` : ""}`);
    },
    press: async (_, message, label) => write(lineOf(message, label)),
    async fill(_, message, label, answers) {
      const from = blocks().length;
      write(lineOf(message, label));
      for (const [, field, value] of answers) {
        await waitFor(
          () =>
            blocks()
              .slice(from)
              .find((block) => block.includes(`请回复“${field}”`)),
          field,
        );
        write(value);
      }
    },
    said,
    waitFor,
    violations: () => [],
    close: async () => undefined,
  };
}
export const stages = [
  ["telegram", telegramStage],
  ["slack", slackStage],
  ["terminal", terminalStage],
] as const;

/** Messages one after the other: each is heard once, an edited one again. */
export function listener(stage: Stage) {
  const known = new Set<string>();
  return async (fits: RegExp): Promise<Heard> => {
    const found = await stage.waitFor(
      () => stage.said().find((one) => fits.test(one.text) && !known.has(`${one.id} ${one.text}`)),
      `${stage.name}: ${fits}`,
    );
    known.add(`${found.id} ${found.text}`);
    return found;
  };
}
