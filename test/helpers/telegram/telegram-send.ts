/** Where a message of the bot may go: the chat, the topic, the message replied to, the message to edit. */
import type { Chat, Message } from "@grammyjs/types";
import type { Params } from "./telegram-http.ts";
import { ApiFailure, bad, flag, integer, isObject, json, text } from "./telegram-http.ts";
import type { ChatState, Stored, World } from "./telegram-world.ts";

/** The chat of a call, when the bot may act in it. */
export function resolveChat(world: World, params: Params, name = "chat_id"): ChatState {
  const given = text(params, name)?.trim() ?? "";
  if (given === "") throw bad("chat_id is empty");
  const named = (chat: Chat): boolean => `@${chat.username ?? ""}`.toLowerCase() === given.toLowerCase();
  const state = given.startsWith("@")
    ? [...world.chats.values()].find(({ chat }) => chat.type !== "private" && named(chat))
    : world.chats.get(Number(given));
  if (state === undefined) throw bad("chat not found");
  if (state.migratedTo !== undefined) {
    throw new ApiFailure(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      parameters: { migrate_to_chat_id: state.migratedTo },
    });
  }
  const { type } = state.chat;
  const kind = type === "private" ? "user" : `${type} chat`;
  if (type === "private") {
    if (state.bot === "kicked") throw new ApiFailure(403, "Forbidden: bot was blocked by the user");
    if (!state.started) throw new ApiFailure(403, "Forbidden: bot can't initiate conversation with a user");
  } else if (state.bot === "kicked") throw new ApiFailure(403, `Forbidden: bot was kicked from the ${kind}`);
  else if (state.bot === "left") throw new ApiFailure(403, `Forbidden: bot is not a member of the ${kind}`);
  return state;
}

/** The thread a reply belongs to: its topic, or in a plain supergroup the thread under the first message. */
export function threadOf(state: ChatState, replied: Stored): number | undefined {
  const { message_thread_id, message_id } = replied.message;
  if (message_thread_id !== undefined) return message_thread_id;
  return state.chat.type === "supergroup" && state.topics.size === 0 ? message_id : undefined;
}

/** The frame of a new message of the bot, with its reply and its thread; it has no id yet (0). */
export function place(world: World, params: Params): { state: ChatState; message: Message } {
  const state = resolveChat(world, params);
  const reply = json(params, "reply_parameters", "reply parameters");
  if (reply !== undefined && !isObject(reply)) throw bad("object expected as reply parameters");
  const replyId = integer(reply ?? {}, "message_id") ?? integer(params, "reply_to_message_id");
  const lenient = flag(reply ?? {}, "allow_sending_without_reply") || flag(params, "allow_sending_without_reply");
  const there = reply?.chat_id === undefined ? state : resolveChat(world, reply);
  let replied: Stored | undefined;
  if (replyId !== undefined && replyId !== 0) {
    replied = there.messages.get(replyId);
    if (replied?.deleted) replied = undefined;
    if (replied === undefined && !lenient) throw bad("message to be replied not found");
  }
  const thread = integer(params, "message_thread_id");
  if (thread !== undefined && thread !== 0 && !state.topics.has(thread)) throw bad("message thread not found");
  const inside = thread || (replied !== undefined && there === state ? threadOf(state, replied) : undefined);
  const topic = inside !== undefined && state.topics.has(inside);
  // In a topic, what answers nothing answers the topic's first message.
  const parent = replied !== undefined && there === state ? replied : topic ? state.messages.get(inside) : undefined;
  const message: Message = {
    message_id: 0,
    from: world.botUser(),
    chat: state.chat,
    date: Math.floor(Date.now() / 1000),
    ...(inside !== undefined && { message_thread_id: inside }),
    ...(topic && { is_topic_message: true }),
    ...(parent !== undefined && { reply_to_message: world.quoted(parent) }),
    ...(flag(params, "protect_content") && { has_protected_content: true as const }),
  };
  return { state, message };
}

export function messageToEdit(world: World, params: Params): Stored {
  if (params.inline_message_id !== undefined) throw bad("MESSAGE_ID_INVALID");
  const state = resolveChat(world, params);
  const id = integer(params, "message_id");
  if (id === undefined) throw bad("message identifier is not specified");
  const stored = state.messages.get(id);
  if (stored === undefined || stored.deleted) throw bad("message to edit not found");
  if (!stored.fromBot) throw bad("message can't be edited");
  return stored;
}

export function sameContent(a: Message, b: Message): boolean {
  const content = ({ text, caption, entities, caption_entities, reply_markup }: Message): string =>
    JSON.stringify([text, caption, entities ?? [], caption_entities ?? [], reply_markup?.inline_keyboard ?? []]);
  return content(a) === content(b);
}
