/** The chat platforms that are configured: each is made and connected behind `ready`, and loaded no sooner. */
import { createHash } from "node:crypto";
import type { Command } from "../commands/command.ts";
import type { Db } from "../db/open.ts";
import { channelById } from "../db/people.ts";
import { type Adapter, SendFault } from "./chat/port.ts";
import type { Slack } from "./chat/slack/index.ts";
import type { Telegram } from "./chat/telegram/index.ts";
import { type Config, slackAccess } from "./config.ts";
import type { Leader } from "./leader.ts";
import type { Clock } from "./oversight/clock.ts";
import { bind } from "./oversight/grants.ts";
import type { Locale, Words } from "./words/say.ts";

export type PlatformParts = {
  config: Config;
  commands: readonly Command[];
  words: Words;
  turn: Leader["turn"];
  localeOf(channel: string): Promise<Locale>;
  db: Db;
  clock: Clock;
  connect(adapter: Adapter): Promise<void>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  log(event: string, data: Record<string, unknown>): void;
  stopping(): boolean;
};
type Refused = (platform: string) => void;

export function createPlatforms(parts: PlatformParts) {
  const { config, commands, words, turn, localeOf, db, clock, connect, sleep, log, stopping } = parts;
  const webhookSecret = createHash("sha256").update(`webhook|${config.TELEGRAM_BOT_TOKEN}`).digest("hex");
  let telegram: Telegram | undefined;
  let slack: Slack | undefined;

  /** Binds the channels that the configuration names, where they are not bound yet. */
  async function bindPreset(platform: string, ids: readonly string[], idOf: (id: string) => string): Promise<void> {
    for (const name of ids) {
      const id = idOf(name);
      if (await channelById(db, id)) continue;
      const channel = { id, title: name, audience: "office", audienceId: null, actor: `config:${platform}` } as const;
      await db.tx((tx) => bind(tx, { ...channel, at: clock.now() }));
    }
  }

  async function connectTelegram(refused: Refused): Promise<void> {
    const { createTelegram } = await import("./chat/telegram/index.ts");
    telegram = createTelegram({
      token: config.TELEGRAM_BOT_TOKEN,
      apiRoot: config.TELEGRAM_API_ROOT,
      proxy: config.CHAT_PROXY,
      words,
      menu: commands.map(({ meta }) => ({ command: meta.name, description: meta.summary[config.LOCALE] })),
      webhook: config.TELEGRAM_WEBHOOK_URL ? { url: config.TELEGRAM_WEBHOOK_URL, secret: webhookSecret } : undefined,
      turn,
      sleep,
      log,
      onRefused: () => refused("Telegram"),
    });
    await connect(telegram);
  }
  async function connectSlack(refused: Refused): Promise<void> {
    const [{ createSlack }, { formsOf }] = await Promise.all([import("./chat/slack/index.ts"), import("./lines.ts")]);
    slack = createSlack({
      ...slackAccess(config),
      words,
      forms: formsOf(commands),
      localeOf,
      sleep,
      log,
      onRefused: () => refused("Slack"),
    });
    const own = slack;
    if (config.SLACK_CHANNELS.length > 0) {
      const { teamId } = await retrying(() => own.identify());
      await bindPreset("slack", config.SLACK_CHANNELS, (id) => `slack:${teamId}:${id}`);
    }
    await connect(slack);
  }
  /** A platform that cannot be reached is tried again; a token that is refused is not. */
  async function retrying<T>(run: () => Promise<T>): Promise<T> {
    for (let wait = 1_000; ; wait = Math.min(wait * 2, 30_000)) {
      try {
        return await run();
      } catch (error) {
        if (stopping() || (error instanceof SendFault && error.kind === "token")) throw error;
        await sleep(wait);
      }
    }
  }

  return {
    /** Telegram's chats are known before it answers. */
    bindTelegram: () =>
      bindPreset("telegram", config.TELEGRAM_BOT_TOKEN ? config.TELEGRAM_CHATS : [], (id) => `telegram:${id}`),
    telegram: connectTelegram,
    slack: connectSlack,
    /** Takes an update that came by webhook; undefined where polling is used. */
    webhook: () =>
      config.TELEGRAM_WEBHOOK_URL && telegram
        ? async (update: unknown, secret: string) => {
            if (secret !== webhookSecret) return false;
            await telegram?.receive(update as never);
            return true;
          }
        : undefined,
    slackHandle: () => slack?.handle,
    stop: () => Promise.allSettled([telegram?.stop(), slack?.stop()]),
  };
}
