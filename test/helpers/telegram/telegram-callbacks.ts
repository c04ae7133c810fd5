/** Button presses: the queries that are open, and their answers. */
import { randomInt } from "node:crypto";
import type { CallbackQuery, User } from "@grammyjs/types";
import type { Params } from "./telegram-http.ts";
import { bad, flag, integer, text } from "./telegram-http.ts";
import type { ChatState, Stored, World } from "./telegram-world.ts";

export interface CallbackAnswer {
  text?: string;
  show_alert: boolean;
  url?: string;
  cache_time: number;
  /** Milliseconds from the press to the answer. */
  after: number;
}

export interface OpenQuery {
  id: string;
  from: number;
  chatId: number;
  data: string;
  /** performance.now() of the press. */
  at: number;
}

/** Settles with the answer; carries the ids of the query and its update. */
export interface Press extends Promise<CallbackAnswer> {
  queryId: string;
  updateId: number;
}

export interface PressOptions {
  /** Press `label` as data even though the message has no such button any more: a client that lags behind. */
  stale?: boolean;
  /** The promise rejects after this time without an answer; 15 s. */
  timeoutMs?: number;
}

export class Callbacks {
  private readonly open = new Map<string, OpenQuery & { resolve: (answer: CallbackAnswer) => void }>();
  private readonly instances = new Map<number, string>();
  private readonly world: World;
  private readonly lifetimeMs: number;

  constructor(world: World, lifetimeMs: number) {
    this.world = world;
    this.lifetimeMs = lifetimeMs;
  }

  unanswered(): OpenQuery[] {
    return [...this.open.values()].map(({ resolve: _, ...query }) => query);
  }

  press(from: User, state: ChatState, stored: Stored, label: string, options: PressOptions = {}): Press {
    const buttons = (stored.message.reply_markup?.inline_keyboard ?? []).flat();
    const found =
      buttons.find((b) => b.text === label) ?? buttons.find((b) => "callback_data" in b && b.callback_data === label);
    if (found === undefined && options.stale !== true) {
      const names = buttons.map((button) => JSON.stringify(button.text)).join(", ") || "none";
      throw new Error(`fake telegram: no button ${JSON.stringify(label)}; the message has ${names}`);
    }
    if (found !== undefined && !("callback_data" in found))
      throw new Error(`fake telegram: ${label} is no callback button`);
    const data = found === undefined ? label : found.callback_data;
    const id = `${from.id}${randomInt(1e9, 1e10)}`;
    const instance = this.instances.get(state.chat.id) ?? `-${randomInt(1e9, 1e10)}`;
    this.instances.set(state.chat.id, instance);
    const { message } = stored;
    const seen = stored.deleted ? { chat: message.chat, message_id: message.message_id, date: 0 as const } : message;
    const query = { id, from, message: seen, chat_instance: instance, data } satisfies CallbackQuery;
    const at = performance.now();
    const answered = new Promise<CallbackAnswer>((resolve, reject) => {
      const limit = options.timeoutMs ?? 15_000;
      const late = new Error(`fake telegram: the press of ${JSON.stringify(label)} was not answered in ${limit} ms`);
      const timer = setTimeout(() => reject(late), limit);
      this.open.set(id, {
        id,
        from: from.id,
        chatId: state.chat.id,
        data,
        at,
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
      });
    });
    answered.catch(() => {});
    const update = this.world.emit({ callback_query: query });
    return Object.assign(answered, { queryId: id, updateId: update.update_id });
  }

  answer(params: Params): void {
    const message = text(params, "text");
    if (message !== undefined && message.length > 200) throw bad("MESSAGE_TOO_LONG", true);
    const query = this.open.get(text(params, "callback_query_id") ?? "");
    const age = query === undefined ? 0 : performance.now() - query.at;
    if (query === undefined || (this.lifetimeMs > 0 && age > this.lifetimeMs)) {
      throw bad("query is too old and response timeout expired or query ID is invalid");
    }
    const url = text(params, "url");
    this.open.delete(query.id);
    query.resolve({
      show_alert: flag(params, "show_alert"),
      cache_time: integer(params, "cache_time") ?? 0,
      after: age,
      ...(message !== undefined && message !== "" && { text: message }),
      ...(url !== undefined && { url }),
    });
    this.world.changed();
  }
}
