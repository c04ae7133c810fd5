/**
 * A Telegram Bot API server inside the process, for tests: `apiRoot` of the bot is its `url`. It refuses what the
 * real server refuses, in its words; people act through `say`, `press`, `join` …; `messages`, `calls` and `waitFor`
 * observe; `fail`, `drop…`, `hold` and `refuseConnections` break things.
 */
import type { Chat, InlineKeyboardMarkup, Message, MessageEntity, Update, User, UserFromGetMe } from "@grammyjs/types";
import type { NewGroup, NewUser, SayOptions } from "./telegram-actions.ts";
import * as actions from "./telegram-actions.ts";
import type { OpenQuery, Press, PressOptions } from "./telegram-callbacks.ts";
import { Callbacks } from "./telegram-callbacks.ts";
import type { Failure, Hold, PaceLimits, When } from "./telegram-faults.ts";
import { Faults, Pace, usualPace } from "./telegram-faults.ts";
import { methods } from "./telegram-methods.ts";
import type { Call } from "./telegram-server.ts";
import { ApiServer } from "./telegram-server.ts";
import { Updates } from "./telegram-updates.ts";
import type { MemberStatus, Stored } from "./telegram-world.ts";
import { World } from "./telegram-world.ts";

export type { CallbackAnswer } from "./telegram-callbacks.ts";
export type { Call, Failure, Hold, NewGroup, NewUser, OpenQuery, PaceLimits, Press, PressOptions, SayOptions, When };

export interface TelegramOptions {
  token?: string;
  botUsername?: string;
  botName?: string;
  /** First delay before a webhook delivery is repeated; it doubles up to a minute. 200 ms. */
  webhookRetryMs?: number;
  /** Callback queries can be answered this long; 0: for ever (the real limit is undocumented). */
  callbackLifetimeMs?: number;
  /** Answer 429 to what breaks the pace, instead of noting it in `violations` only. */
  enforcePace?: boolean;
  pace?: Partial<PaceLimits>;
  firstUpdateId?: number;
}

/** A message as a person sees it, with what a test wants to know about it. */
export interface SeenMessage {
  message_id: number;
  chat_id: number;
  /** Plain text or caption, as it is now; `original` as it was first. */
  text: string;
  original: string;
  /** The text as it was sent, markup included. */
  html: string;
  entities: MessageEntity[];
  /** The texts set by editMessageText, in order. */
  edits: string[];
  /** The message answered; the first message of a topic, which Telegram names by default, does not count. */
  reply_to: number | undefined;
  thread: number | undefined;
  reply_markup: InlineKeyboardMarkup | undefined;
  /** Labels of the inline buttons, row by row. */
  buttons: string[][];
  /** Reply keyboard, its removal, or force_reply. */
  other_markup: unknown;
  /** Document or photo. */
  document: { name: string; mime: string; bytes: Buffer; size: number } | undefined;
  reactions: unknown[];
  from: number | undefined;
  date: number;
  /** performance.now() of its arrival. */
  at: number;
  deleted: boolean;
  /** The whole Bot API object. */
  message: Message;
}

export type FakeTelegram = Awaited<ReturnType<typeof startTelegram>>;

export async function startTelegram(options: TelegramOptions = {}) {
  const token = options.token ?? "123456:TEST-token";
  const bot: UserFromGetMe = {
    id: Number(token.split(":")[0]) || 123456,
    is_bot: true,
    first_name: options.botName ?? "Test bot",
    username: options.botUsername ?? "test_bot",
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
  const world = new World(bot);
  const updates = new Updates(options.firstUpdateId ?? 100_000_001, options.webhookRetryMs ?? 200);
  const callbacks = new Callbacks(world, options.callbackLifetimeMs ?? 0);
  const faults = new Faults();
  const violations: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  world.emit = (update) => updates.add(update);
  world.changed = changed;
  updates.changed = changed;
  const pace = new Pace({ ...usualPace, ...options.pace });
  const handlers = methods(world, updates, callbacks, changed);
  const server = new ApiServer({
    world,
    handlers,
    faults,
    pace,
    token,
    enforcePace: options.enforcePace ?? false,
    violations,
    changed,
  });
  updates.onReply = ({ method, ...params }) => {
    void server.handle(String(method), params, new Map(), new AbortController().signal);
  };
  await server.listen();

  const history = (chatId: number): SeenMessage[] => [...world.chat(chatId).messages.values()].map(seen);
  const messages = (chatId: number): SeenMessage[] => history(chatId).filter(({ from }) => from === bot.id);

  const waitFor = async <T>(
    probe: () => T | undefined | null | false,
    { timeoutMs = 5000, what = "the condition" }: { timeoutMs?: number; what?: string } = {},
  ): Promise<T> =>
    await new Promise<T>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        listeners.delete(check);
      };
      const check = (): void => {
        try {
          const value = probe();
          if (value === undefined || value === null || value === false) return;
          stop();
          resolve(value);
        } catch (error) {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        stop();
        const last = server.calls
          .filter((call) => call.method !== "getUpdates")
          .slice(-8)
          .map(brief)
          .join("\n  ");
        reject(new Error(`fake telegram: ${what} did not come in ${timeoutMs} ms; last calls:\n  ${last || "none"}`));
      }, timeoutMs);
      listeners.add(check);
      check();
    });

  return {
    url: `http://127.0.0.1:${server.port}`,
    token,
    botUsername: bot.username,
    bot,
    /** Every call, in order of arrival; file downloads have the method "download". */
    calls: server.calls as readonly Call[],
    /** Breaches of documented limits, in the order they came. */
    violations,

    addUser: (user: NewUser): User => actions.addUser(world, user),
    addGroup: (group: NewGroup): Chat => actions.addGroup(world, group),
    /** A topic of a forum group (`addGroup({forum: true})`); returns its thread id. */
    addTopic: (chatId: number, name: string, by?: number): number => actions.addTopic(world, chatId, name, by),
    /** A person writes; in a group it reaches the bot only past privacy mode. */
    say: (from: number, chatId: number, text: string, more?: SayOptions): Message =>
      actions.say(world, from, chatId, text, more),
    editSaid: (chatId: number, messageId: number, text: string): Message =>
      actions.editSaid(world, chatId, messageId, text),
    /** Removes a message without a word to the bot, as when a person deletes it. */
    erase: (chatId: number, messageId: number): void => {
      stored(world, chatId, messageId).deleted = true;
      changed();
    },
    /** Presses a button, by its label or its data; settles with the bot's answer. */
    press: (from: number, chatId: number, messageId: number, button: string, more?: PressOptions): Press =>
      callbacks.press(world.user(from), world.chat(chatId), stored(world, chatId, messageId), button, more),
    join: (chatId: number, by: number, status?: "member" | "administrator"): void =>
      actions.join(world, chatId, by, status),
    kick: (chatId: number, by: number, status?: "kicked" | "left"): void => actions.kick(world, chatId, by, status),
    /** Someone (or the bot, by its id) becomes a member, an administrator, or leaves. */
    setMember: (chatId: number, userId: number, status: MemberStatus, by?: number): void =>
      actions.setMember(world, chatId, userId, status, by),
    migrate: (chatId: number, newId: number): void => actions.migrate(world, chatId, newId),
    block: (userId: number): void => actions.block(world, userId, true),
    unblock: (userId: number): void => actions.block(world, userId, false),
    /** Delivers an update once more, with its old id, whatever was confirmed. */
    redeliver: (updateId: number): void => updates.redeliver(updateId),
    /** All updates ever made, delivered or not. */
    updates: (): Update[] => [...updates.history.values()],
    /** The id of the update that carried a message. */
    updateOf: (chatId: number, messageId: number): number | undefined =>
      [...updates.history.values()].find(
        ({ message }) => message?.chat.id === chatId && message.message_id === messageId,
      )?.update_id,
    /** Updates not yet confirmed. */
    pendingUpdates: (): number => updates.pendingCount,
    /** A getUpdates call is waiting. */
    isPolling: (): boolean => updates.polling,

    /** What the bot wrote in a chat, deleted messages included (`deleted`). */
    messages,
    /** Everything in a chat, people's messages too. */
    history,
    /** Callback queries without an answer. */
    unanswered: (): OpenQuery[] => callbacks.unanswered(),
    /** Settles with the first true value of `probe`, which runs at every change. */
    waitFor,
    waitForMessage: (
      chatId: number,
      fits: (message: SeenMessage) => boolean,
      more?: { timeoutMs?: number; what?: string },
    ) => waitFor(() => messages(chatId).find(fits), { what: `a message in chat ${chatId}`, ...more }),
    waitForCall: (
      method: string,
      fits: (call: Call) => boolean = () => true,
      more?: { timeoutMs?: number; what?: string },
    ) =>
      waitFor(() => server.calls.find((call) => call.method === method && fits(call)), {
        what: `a call of ${method}`,
        ...more,
      }),

    /** The next calls of a method fail, without effect. "*": any method but getUpdates; "download": file downloads. */
    fail: (method: string, failure: Failure): void => faults.fail(method, failure),
    /** The connection ends before the call has any effect. */
    dropBefore: (method: string, times = 1, when?: When): void => faults.drop(method, "before", times, when),
    /** The call takes effect, and the connection ends without an answer. */
    dropAfter: (method: string, times = 1, when?: When): void => faults.drop(method, "after", times, when),
    /** Stops the next call after its effect (or `before` it) until `release()` or `drop()`. */
    hold: (method: string, more?: { before?: boolean; when?: When }): Hold => faults.hold(method, more),
    clearFaults: (): void => faults.clear(),
    /** Closes the port and every connection, or opens it again. */
    refuseConnections: async (on: boolean): Promise<void> => await (on ? server.stop() : server.listen()),
    async close(): Promise<void> {
      faults.clear();
      updates.close();
      await server.stop();
    },
  };
}

function stored(world: World, chatId: number, messageId: number): Stored {
  const found = world.chat(chatId).messages.get(messageId);
  if (found === undefined) throw new Error(`fake telegram: no message ${messageId} in chat ${chatId}`);
  return found;
}

function seen(item: Stored): SeenMessage {
  const { message, raw, original, edits, file, otherMarkup, reactions, at, deleted } = item;
  const { message_id, reply_markup, date, reply_to_message: replied } = message;
  return {
    message_id,
    chat_id: message.chat.id,
    text: message.text ?? message.caption ?? "",
    original,
    html: raw,
    entities: message.entities ?? message.caption_entities ?? [],
    edits: [...edits],
    reply_to: replied?.forum_topic_created === undefined ? replied?.message_id : undefined,
    thread: message.message_thread_id,
    reply_markup,
    buttons: (reply_markup?.inline_keyboard ?? []).map((row) => row.map((button) => button.text)),
    other_markup: otherMarkup,
    document: file && { name: file.name, mime: file.mime, bytes: file.bytes, size: file.size },
    reactions: [...reactions],
    from: message.from?.id,
    date,
    at,
    deleted,
    message,
  };
}

function brief({ method, params, outcome, description }: Call): string {
  const shown = JSON.stringify(params);
  return `${method} ${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown} → ${outcome} ${description ?? ""}`;
}
