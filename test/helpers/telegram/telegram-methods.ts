/** The methods of the Bot API that the fake serves. */
import type { ApiMethods, Message, PhotoSize, Update } from "@grammyjs/types";
import type { Callbacks } from "./telegram-callbacks.ts";
import type { Params, Upload } from "./telegram-http.ts";
import { ApiFailure, bad, flag, integer, isObject, json, text } from "./telegram-http.ts";
import { fullInfo } from "./telegram-info.ts";
import { captionRule, messageRule, readCommands, readMarkup, readText } from "./telegram-rules.ts";
import { messageToEdit, place, resolveChat, sameContent } from "./telegram-send.ts";
import type { Updates } from "./telegram-updates.ts";
import type { Stored, StoredFile, World } from "./telegram-world.ts";
import { memberOf, now } from "./telegram-world.ts";

export interface MethodCall {
  params: Params;
  files: Map<string, Upload>;
  /** Aborted when the client closes its connection. */
  gone: AbortSignal;
}

type Served =
  | "getMe"
  | "getUpdates"
  | "setWebhook"
  | "deleteWebhook"
  | "getWebhookInfo"
  | "setMyCommands"
  | "getMyCommands"
  | "deleteMyCommands"
  | "sendMessage"
  | "editMessageText"
  | "editMessageReplyMarkup"
  | "deleteMessage"
  | "answerCallbackQuery"
  | "sendDocument"
  | "sendPhoto"
  | "sendChatAction"
  | "getFile"
  | "getChat"
  | "getChatMember"
  | "getChatAdministrators"
  | "leaveChat"
  | "setMessageReaction"
  | "pinChatMessage"
  | "logOut"
  | "close";
type Result<M extends Served> = ReturnType<ApiMethods<Upload>[M]>;
export type Handlers = { [M in Served]: (call: MethodCall) => Result<M> | Promise<Result<M>> };
type Edited = Update.Edited & Message;

const actions = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

export function methods(world: World, updates: Updates, callbacks: Callbacks, onDeleted: () => void): Handlers {
  const commands = new Map<string, { command: string; description: string }[]>();
  const user = (id: number) => (world.users.has(id) ? world.user(id) : undefined);
  const scopeKey = (params: Params): string =>
    JSON.stringify([
      json(params, "scope", "BotCommandScope") ?? { type: "default" },
      text(params, "language_code") ?? "",
    ]);

  /** Writes what the bot sends into the chat. */
  const send = (params: Params, content: Partial<Message>, raw: string, file?: StoredFile): Message => {
    const { state, message } = place(world, params);
    const { inline, other } = readMarkup(params);
    const full = { ...message, ...content, ...(inline !== undefined && { reply_markup: inline }) } satisfies Message;
    full.message_id = world.messageId(state);
    world.store(state, full, {
      raw,
      meant: true,
      ...(file !== undefined && { file }),
      ...(other !== undefined && { otherMarkup: other }),
    });
    return full;
  };

  const upload = (call: MethodCall, name: string, folder: string, max: number): StoredFile => {
    const given = call.params[name];
    const part = typeof given === "string" && given.startsWith("attach://") ? given.slice(9) : name;
    const sent = call.files.get(part);
    if (sent !== undefined) {
      if (sent.bytes.length > max) throw new ApiFailure(413, "Request Entity Too Large", { limit: true });
      if (sent.bytes.length === 0) throw bad("file must be non-empty");
      return world.addFile(sent.name, sent.mime, sent.bytes, folder);
    }
    if (given === undefined || given === "") throw bad(`there is no ${name} in the request`);
    const known = world.files.get(String(given));
    if (known === undefined) throw bad("wrong file identifier/HTTP URL specified");
    return known;
  };

  const caption = (params: Params): { content: Partial<Message>; raw: string } => {
    const formatted = readText(params, captionRule, user);
    if (formatted.text === "") return { content: {}, raw: "" };
    const entities = formatted.entities.length > 0 && { caption_entities: formatted.entities };
    return { content: { caption: formatted.text, ...entities }, raw: text(params, "caption") ?? "" };
  };

  const edit = (stored: Stored, change: (message: Message) => Message): Edited => {
    const next = change(stored.message);
    if (sameContent(stored.message, next)) {
      const detail = "specified new message content and reply markup are exactly the same";
      throw bad(`message is not modified: ${detail} as a current content and reply markup of the message`);
    }
    const message = { ...next, edit_date: now() };
    stored.message = message;
    world.changed();
    return message;
  };

  return {
    getMe: () => world.bot,
    getUpdates: ({ params, gone }) => {
      updates.setAllowed(json(params, "allowed_updates", "allowed_updates"));
      const offset = integer(params, "offset");
      const limit = integer(params, "limit");
      const timeout = integer(params, "timeout");
      return updates.get(
        {
          ...(offset !== undefined && { offset }),
          ...(limit !== undefined && { limit }),
          ...(timeout !== undefined && { timeout }),
        },
        gone,
      );
    },
    setWebhook: ({ params }) => {
      const url = text(params, "url") ?? "";
      const secret = text(params, "secret_token");
      const drop = flag(params, "drop_pending_updates");
      updates.setAllowed(json(params, "allowed_updates", "allowed_updates"));
      if (url === "") {
        updates.deleteWebhook(drop);
        return true;
      }
      if (!URL.canParse(url)) throw bad("bad webhook: invalid URL specified");
      const { protocol, hostname } = new URL(url);
      const local = /^(127\.|localhost$|\[?::1)/.test(hostname);
      if (protocol !== "https:" && !(protocol === "http:" && local))
        throw bad("bad webhook: An HTTPS URL must be provided for webhook");
      if (secret !== undefined && secret.length > 256) throw bad("secret token is too long", true);
      if (secret !== undefined && !/^[A-Za-z0-9_-]*$/.test(secret))
        throw bad("secret token contains unallowed characters", true);
      const most = integer(params, "max_connections") ?? 40;
      updates.setWebhook(
        {
          url,
          secret: secret || undefined,
          maxConnections: Math.min(Math.max(most, 1), 100),
          ipAddress: text(params, "ip_address"),
        },
        drop,
      );
      return true;
    },
    deleteWebhook: ({ params }) => {
      updates.deleteWebhook(flag(params, "drop_pending_updates"));
      return true;
    },
    getWebhookInfo: () => updates.info(),
    setMyCommands: ({ params }) => {
      commands.set(scopeKey(params), readCommands(params));
      return true;
    },
    getMyCommands: ({ params }) => commands.get(scopeKey(params)) ?? [],
    deleteMyCommands: ({ params }) => {
      commands.delete(scopeKey(params));
      return true;
    },
    sendMessage: ({ params }) => {
      const { text: plain, entities } = readText(params, messageRule, user);
      const content = { text: plain, ...(entities.length > 0 && { entities }) };
      return { ...send(params, content, text(params, "text") ?? ""), text: plain } satisfies Message.TextMessage;
    },
    sendDocument: (call) => {
      const { content, raw } = caption(call.params);
      resolveChat(world, call.params);
      const file = upload(call, "document", "documents", 50 * 1024 * 1024);
      const { file_id, file_unique_id, name: file_name, mime: mime_type, size: file_size } = file;
      const document = { file_id, file_unique_id, file_name, mime_type, file_size };
      return { ...send(call.params, { document, ...content }, raw, file), document } satisfies Message.DocumentMessage;
    },
    sendPhoto: (call) => {
      const { content, raw } = caption(call.params);
      resolveChat(world, call.params);
      const file = upload(call, "photo", "photos", 10 * 1024 * 1024);
      const { file_id, file_unique_id, size: file_size } = file;
      const photo: PhotoSize[] = [{ file_id, file_unique_id, width: 90, height: 90, file_size }];
      return { ...send(call.params, { photo, ...content }, raw, file), photo } satisfies Message.PhotoMessage;
    },
    editMessageText: ({ params }) => {
      const { text: plain, entities } = readText(params, messageRule, user);
      const { inline } = readMarkup(params);
      const stored = messageToEdit(world, params);
      if (stored.message.text === undefined) throw bad("there is no text in the message to edit");
      const message = edit(stored, ({ entities: _, reply_markup: __, ...rest }) => ({
        ...rest,
        text: plain,
        ...(entities.length > 0 && { entities }),
        ...(inline !== undefined && { reply_markup: inline }),
      }));
      stored.raw = text(params, "text") ?? "";
      stored.edits.push(plain);
      return { ...message, text: plain };
    },
    editMessageReplyMarkup: ({ params }) => {
      const { inline } = readMarkup(params);
      return edit(messageToEdit(world, params), ({ reply_markup: _, ...rest }) => ({
        ...rest,
        ...(inline !== undefined && { reply_markup: inline }),
      }));
    },
    deleteMessage: ({ params }) => {
      const state = resolveChat(world, params);
      const stored = state.messages.get(integer(params, "message_id") ?? 0);
      if (stored === undefined || stored.deleted) throw bad("message to delete not found");
      const others = state.chat.type !== "private" && state.bot !== "administrator" && !stored.fromBot;
      if (others || now() - stored.message.date > 48 * 3600) throw bad("message can't be deleted");
      stored.deleted = true;
      onDeleted();
      world.changed();
      return true;
    },
    answerCallbackQuery: ({ params }) => {
      callbacks.answer(params);
      return true;
    },
    sendChatAction: ({ params }) => {
      resolveChat(world, params);
      if (!actions.has(text(params, "action") ?? "")) throw bad("wrong parameter action in request");
      return true;
    },
    getFile: ({ params }) => {
      const file = world.files.get(text(params, "file_id") ?? "");
      if (file === undefined) throw bad("wrong file_id or the file is temporarily unavailable");
      if (file.size > 20 * 1024 * 1024) throw bad("file is too big", true);
      const { file_id, file_unique_id, size, path } = file;
      return { file_id, file_unique_id, file_size: size, file_path: path };
    },
    getChat: ({ params }) => fullInfo(resolveChat(world, params), world),
    getChatMember: ({ params }) => {
      const state = resolveChat(world, params);
      const id = integer(params, "user_id") ?? 0;
      if (id !== world.bot.id && !world.users.has(id)) throw bad("member not found");
      if (state.chat.type === "private") return memberOf(world.user(id), "member");
      return world.member(state, id);
    },
    getChatAdministrators: ({ params }) => {
      const state = resolveChat(world, params);
      if (state.chat.type === "private") throw bad("there are no administrators in the private chat");
      const ids = [...state.members.keys()];
      return ids
        .map((id) => world.member(state, id))
        .flatMap((member) => (member.status === "creator" || member.status === "administrator" ? [member] : []));
    },
    leaveChat: ({ params }) => {
      const state = resolveChat(world, params);
      if (state.chat.type === "private") throw bad("chat member status can't be changed in private chats");
      world.setBot(state, "left", world.botUser());
      return true;
    },
    setMessageReaction: ({ params }) => {
      const state = resolveChat(world, params);
      const stored = state.messages.get(integer(params, "message_id") ?? 0);
      if (stored === undefined || stored.deleted) throw bad("message to react not found");
      const list = json(params, "reaction", "ReactionType") ?? [];
      if (!Array.isArray(list) || !list.every(isObject)) throw bad("can't parse reaction types JSON object");
      if (list.length > 1) throw bad("REACTIONS_TOO_MANY", true);
      stored.reactions = list;
      world.changed();
      return true;
    },
    pinChatMessage: ({ params }) => {
      const state = resolveChat(world, params);
      const id = integer(params, "message_id") ?? 0;
      const stored = state.messages.get(id);
      if (stored === undefined || stored.deleted) throw bad("message to pin not found");
      if (state.chat.type !== "private" && state.bot !== "administrator") {
        throw bad("not enough rights to manage pinned messages in the chat");
      }
      if (!state.pinned.includes(id)) state.pinned.push(id);
      world.changed();
      return true;
    },
    logOut: () => true,
    close: () => true,
  };
}
