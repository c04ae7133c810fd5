/** Telegram through grammY's API client. Polling is our own loop: the offset moves only after the inbox has the updates. */
import type { Update } from "@grammyjs/types";
import { Api, GrammyError, HttpError, InputFile } from "grammy";
import { ProxyAgent, fetch as undiciFetch } from "undici";
import type { Attachment } from "../../card.ts";
import type { Words } from "../../words/say.ts";
import { type Adapter, type Intake, NOT_TAKEN, type Outgoing, SendFault, type Sent } from "../port.ts";
import { type Me, readUpdate } from "./read.ts";
import { renderTelegram } from "./render.ts";

export type TelegramOptions = {
  token: string;
  apiRoot: string;
  proxy: string;
  words: Words;
  /** `/name` and what it does, for Telegram's own menu. */
  menu: readonly { command: string; description: string }[];
  webhook: { url: string; secret: string } | undefined;
  /** Waits until this process is the one that polls; the signal ends when it no longer is. Undefined at the end. */
  turn?(stop: AbortSignal): Promise<AbortSignal | undefined>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  log(event: string, data: Record<string, unknown>): void;
  /** The token was refused while running: nothing can be sent or received any more. */
  onRefused(): void;
};
export type Telegram = Adapter & {
  /** One update that came by webhook; resolves when the inbox has it. */
  receive(update: Update): Promise<void>;
  me(): Promise<Me & { canReadAll: boolean }>;
  isMember(channel: string): Promise<boolean>;
};

const POLL_S = 30;
const RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
const CALL_S = 40;
const ALLOWED = ["message", "callback_query", "my_chat_member"] as const;
/** A group takes 20 messages a minute, a private chat about one a second. */
const GROUP_PACE = { burst: 5, everyMs: 4_000 };
const PRIVATE_PACE = { burst: 3, everyMs: 1_100 };

function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at instanceof HttpError ? at.error : at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string") return code;
  }
  return "";
}

/** Whatever went wrong, as a fault of sending; the token never stands in its text. */
export function telegramFault(error: unknown): SendFault {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    if (parameters.migrate_to_chat_id !== undefined)
      return new SendFault("moved", description, { to: `telegram:${parameters.migrate_to_chat_id}` });
    if (code === 429) return new SendFault("later", description, { waitMs: (parameters.retry_after ?? 1) * 1_000 });
    if (code === 401) return new SendFault("token", description);
    if (code === 403 || /chat not found|not enough rights to send/i.test(description))
      return new SendFault("gone", description);
    return new SendFault(code >= 500 ? "later" : "refused", description);
  }
  if (error instanceof HttpError) return new SendFault(NOT_TAKEN.has(codeOf(error)) ? "later" : "unknown", "network");
  return new SendFault("unknown", error instanceof Error ? error.name : "error");
}

/** grammY hands over node-fetch's arguments; undici's fetch takes them with a signal of its own kind. */
function proxied(proxy: string) {
  const dispatcher = new ProxyAgent(proxy);
  return async (url: string, init: Record<string, unknown>) => {
    const controller = new AbortController();
    (init.signal as AbortSignal | undefined)?.addEventListener("abort", () => controller.abort());
    return undiciFetch(url, { ...init, signal: controller.signal, dispatcher, duplex: "half" } as never);
  };
}

export function createTelegram(options: TelegramOptions): Telegram {
  const { token, apiRoot, proxy, words, log } = options;
  const api = new Api(token, {
    apiRoot,
    timeoutSeconds: CALL_S,
    ...(proxy ? { fetch: proxied(proxy) as never } : {}),
  });
  const stopping = new AbortController();
  let intake: Intake | undefined;
  let me: Promise<Me & { canReadAll: boolean }> | undefined;
  let polling: Promise<void> | undefined;

  const chatOf = (channel: string) => Number(channel.slice("telegram:".length));
  const whoAmI = () => {
    me ??= api.getMe().then(
      ({ id, username, can_read_all_group_messages: canReadAll }) => ({ id, username, canReadAll }),
      (error) => {
        me = undefined;
        throw error;
      },
    );
    return me;
  };

  async function take(updates: Update[]): Promise<void> {
    const own = await whoAmI();
    const read = updates.flatMap((update) => {
      try {
        return readUpdate(update, own) ?? [];
      } catch (error) {
        // One update that is not as the platform describes it must not hold up all that follow
        log("telegram-update", {
          update: update.update_id,
          fault: error instanceof Error ? error.message : String(error),
        });
        return [];
      }
    });
    await intake?.(read);
    for (const { callback_query: query } of updates) {
      // The button stops spinning; what it does is answered in the chat
      if (query)
        void api
          .answerCallbackQuery(query.id)
          .catch((error) => log("telegram-callback", { fault: telegramFault(error).message }));
    }
  }

  async function poll(): Promise<void> {
    let offset = 0;
    let wait = RETRY_MS;
    for (;;) {
      const turn = options.turn ? await options.turn(stopping.signal) : stopping.signal;
      if (!turn || stopping.signal.aborted) return;
      try {
        const updates = await api.getUpdates(
          { offset, timeout: POLL_S, allowed_updates: ALLOWED },
          AbortSignal.any([stopping.signal, turn]) as never,
        );
        await take(updates);
        offset = updates.reduce((last, { update_id: id }) => Math.max(last, id + 1), offset);
        wait = RETRY_MS;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (turn.aborted) continue;
        const fault = error instanceof GrammyError || error instanceof HttpError ? telegramFault(error) : undefined;
        if (fault?.kind === "token") {
          options.onRefused();
          return;
        }
        // A 409 is a second poller, as at a restart: it goes away by itself or its owner is told in the log
        log("telegram-poll", { fault: fault?.message ?? String(error) });
        await options.sleep(Math.max(fault?.waitMs ?? 0, wait), stopping.signal);
        wait = Math.min(wait * 2, MOST_RETRY_MS);
      }
    }
  }

  const markup = (message: Outgoing) => {
    const { text, buttons, plain } = renderTelegram(message.card, words, message.locale, message.again);
    return {
      text,
      plain,
      other: {
        parse_mode: "HTML" as const,
        link_preview_options: { is_disabled: true },
        ...(buttons.length > 0 ? { reply_markup: { inline_keyboard: buttons } } : {}),
      },
    };
  };

  const topicOf = ({ thread }: Outgoing) => (thread?.startsWith("t") ? Number(thread.slice(1)) : undefined);
  const placeOf = (message: Outgoing, replyTo: string | undefined) => {
    const topic = topicOf(message);
    return {
      ...(topic ? { message_thread_id: topic } : {}),
      ...(replyTo ? { reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true } } : {}),
    };
  };

  /** A file answers its message. A picture that Telegram will not show goes as a document. */
  async function attach(messageId: string, message: Outgoing, file: Attachment): Promise<void> {
    const chat = chatOf(message.channel);
    const where = placeOf(message, messageId);
    const input = () => new InputFile(file.bytes, file.name);
    try {
      if (file.kind === "picture") {
        const shown = await api.sendPhoto(chat, input(), where).catch((error) => {
          if (telegramFault(error).kind === "refused") return undefined;
          throw error;
        });
        if (shown) return;
      }
      await api.sendDocument(chat, input(), where);
    } catch (error) {
      throw telegramFault(error);
    }
  }

  async function send(message: Outgoing): Promise<Sent> {
    const { text, plain, other } = markup(message);
    const chat = chatOf(message.channel);
    const where = placeOf(message, message.replyTo ?? (topicOf(message) === undefined ? message.thread : undefined));
    try {
      const sent = await api.sendMessage(chat, text, { ...other, ...where });
      return { messageId: String(sent.message_id), text: plain };
    } catch (error) {
      throw telegramFault(error);
    }
  }

  return {
    platform: "telegram",
    async start(given) {
      intake = given;
      let wait = RETRY_MS;
      for (;;) {
        try {
          await whoAmI();
          if (options.webhook)
            await api.setWebhook(options.webhook.url, {
              secret_token: options.webhook.secret,
              allowed_updates: ALLOWED,
            });
          // With a webhook left over polling answers 409, which the loop waits out and tells
          else
            await api
              .deleteWebhook()
              .catch((error) => log("telegram-webhook", { fault: telegramFault(error).message }));
          await api
            .setMyCommands(options.menu)
            .catch((error) => log("telegram-menu", { fault: telegramFault(error).message }));
          break;
        } catch (error) {
          const fault = telegramFault(error);
          // A token that is no token at all is not even refused: there is no such path
          if (error instanceof GrammyError && error.error_code === 404) throw new SendFault("token", fault.message);
          if (fault.kind === "token" || stopping.signal.aborted) throw fault;
          log("telegram-start", { fault: fault.message });
          await options.sleep(Math.max(fault.waitMs, wait), stopping.signal);
          if (stopping.signal.aborted) return;
          wait = Math.min(wait * 2, MOST_RETRY_MS);
        }
      }
      if (!options.webhook) polling = poll();
    },
    async stop() {
      stopping.abort();
      await polling;
    },
    receive: (update) => take([update]),
    me: whoAmI,
    isMember: async (channel) => {
      const own = await whoAmI();
      const { status } = await api.getChatMember(chatOf(channel), own.id);
      return status !== "left" && status !== "kicked";
    },
    send,
    async edit(messageId, message) {
      const { text, plain, other } = markup(message);
      try {
        await api.editMessageText(chatOf(message.channel), Number(messageId), text, other);
        return { messageId, text: plain };
      } catch (error) {
        if (error instanceof GrammyError && /message is not modified/i.test(error.description))
          return { messageId, text: plain };
        if (
          error instanceof GrammyError &&
          /message to edit not found|message can't be edited/i.test(error.description)
        )
          return send(message);
        const fault = telegramFault(error);
        // Rewriting twice does no harm, so what may have been taken is simply done again
        throw fault.kind === "unknown" ? new SendFault("later", fault.message) : fault;
      }
    },
    attach,
    // Telegram keeps nothing of ours with a message: nobody can tell
    find: () => Promise.resolve(undefined),
    attached: () => Promise.resolve(undefined),
    async download(ref) {
      const file = await api.getFile(ref);
      const answer = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`);
      if (!answer.ok) throw new SendFault("refused", `file ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    pace: (channel) => (chatOf(channel) < 0 ? GROUP_PACE : PRIVATE_PACE),
  };
}
