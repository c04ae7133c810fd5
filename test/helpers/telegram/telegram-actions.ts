/** What people do: write, press, add and remove the bot. Each becomes the update the real platform would send. */
import type { Chat, Message, MessageEntity, Update, User } from "@grammyjs/types";
import { detect } from "./telegram-format.ts";
import { threadOf } from "./telegram-send.ts";
import type { BotStatus, ChatState, MemberStatus, Stored, World } from "./telegram-world.ts";
import { now } from "./telegram-world.ts";

export interface NewUser {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  is_bot?: boolean;
  /** The user has already pressed Start; false. `say` in the private chat sets it. */
  started?: boolean;
}

export interface NewGroup {
  id: number;
  title: string;
  /** Default: "supergroup" for ids below -1000000000000, else "group". */
  type?: "group" | "supergroup";
  username?: string;
  /** Privacy mode holds in this group; true. An administrator bot sees everything all the same. */
  privacy?: boolean;
  forum?: boolean;
  /** The bot's place before anything happens, without an update for it; "member". */
  bot?: BotStatus;
  members?: number[];
  admins?: number[];
  creator?: number;
}

export interface SayOptions {
  replyTo?: number;
  threadId?: number;
  /** The text becomes the caption. `size` overrides the size told, not the bytes. */
  document?: { name: string; bytes: Uint8Array | string; mime?: string; size?: number };
  /** Entities beside those the server finds itself, e.g. text_mention. */
  mentions?: MessageEntity[];
}

export function addUser(world: World, { started, is_bot = false, ...rest }: NewUser): User {
  const user: User = { ...rest, is_bot };
  world.users.set(user.id, user);
  const { id, first_name, last_name, username } = user;
  const chat: Chat.PrivateChat = {
    id,
    type: "private",
    first_name,
    ...(last_name !== undefined && { last_name }),
    ...(username !== undefined && { username }),
  };
  if (!world.chats.has(id)) world.addChat(chat, { privacy: false }).started = started ?? false;
  return user;
}

export function addGroup(world: World, group: NewGroup): Chat {
  const { id, title, username, forum } = group;
  const type = group.type ?? (id < -1_000_000_000_000 ? "supergroup" : "group");
  if (forum === true && type !== "supergroup") throw new Error("fake telegram: only supergroups have topics");
  const chat: Chat =
    type === "group"
      ? { id, type, title }
      : {
          id,
          type,
          title,
          ...(username !== undefined && { username }),
          ...(forum === true && { is_forum: true as const }),
        };
  const state = world.addChat(chat, group);
  for (const member of group.members ?? []) state.members.set(member, "member");
  for (const admin of group.admins ?? []) state.members.set(admin, "administrator");
  if (group.creator !== undefined) state.members.set(group.creator, "creator");
  if (state.bot === "administrator" || state.bot === "member") state.members.set(world.bot.id, state.bot);
  return chat;
}

/** A new topic of a forum; its id is that of its first message. */
export function addTopic(world: World, chatId: number, name: string, by?: number, threadId?: number): number {
  const state = world.chat(chatId);
  if (state.chat.is_forum !== true) throw new Error(`fake telegram: chat ${chatId} is no forum`);
  const from = by !== undefined ? world.user(by) : owner(world, state);
  if (threadId !== undefined) state.nextId = Math.max(state.nextId, threadId);
  const id = threadId ?? world.messageId(state);
  state.topics.set(id, name);
  const message: Message = {
    message_id: id,
    from,
    chat: state.chat,
    date: now(),
    message_thread_id: id,
    is_topic_message: true,
    forum_topic_created: { name, icon_color: 0x6fb9f0 },
  };
  world.store(state, message);
  if (here(state)) world.emitMessage(message);
  return id;
}

export function say(world: World, fromId: number, chatId: number, raw: string, options: SayOptions = {}): Message {
  const state = world.chat(chatId);
  const from = world.user(fromId);
  if (state.migratedTo !== undefined) throw new Error(`fake telegram: chat ${chatId} has become ${state.migratedTo}`);
  enter(world, state, from);
  const { threadId, replyTo, document } = options;
  if (threadId !== undefined && !state.topics.has(threadId))
    addTopic(world, chatId, `Topic ${threadId}`, undefined, threadId);
  const replied = replyTo === undefined ? undefined : state.messages.get(replyTo);
  if (replyTo !== undefined && (replied === undefined || replied.deleted)) {
    throw new Error(`fake telegram: no message ${replyTo} in chat ${chatId}`);
  }
  const thread = threadId ?? (replied && threadOf(state, replied));
  // In a topic every message that answers nothing answers the topic's first message.
  const parent = replied ?? (thread === undefined ? undefined : state.messages.get(thread));
  const { text, entities } = detect({ text: raw, entities: options.mentions ?? [] });
  const found = entities.length > 0;
  const message: Message = {
    ...world.base(state, from, thread),
    ...(parent !== undefined && { reply_to_message: world.quoted(parent) }),
  };
  const extra: Partial<Stored> = {};
  if (document !== undefined) {
    const { name, mime = "application/octet-stream", size } = document;
    const file = world.addFile(name, mime, Buffer.from(document.bytes as Uint8Array), "documents", size);
    extra.file = file;
    const { file_id, file_unique_id, size: file_size } = file;
    message.document = { file_id, file_unique_id, file_name: name, mime_type: mime, file_size };
    if (text !== "") Object.assign(message, { caption: text }, found && { caption_entities: entities });
  } else {
    if (text === "") throw new Error("fake telegram: nobody can send an empty text");
    Object.assign(message, { text }, found && { entities });
  }
  extra.meant = state.chat.type === "private" || meant(world, text, entities, replied);
  world.store(state, message, extra);
  if (from.is_bot !== true && here(state) && (extra.meant || sees(world, state))) world.emitMessage(message);
  return message;
}

/** A user changes a message of their own: `edited_message`. */
export function editSaid(world: World, chatId: number, messageId: number, raw: string): Message {
  const state = world.chat(chatId);
  const stored = state.messages.get(messageId);
  if (stored === undefined || stored.fromBot) throw new Error(`fake telegram: no message ${messageId} of a user`);
  const { text, entities } = detect({ text: raw, entities: [] });
  const { entities: _, ...rest } = stored.message;
  const message = { ...rest, text, edit_date: now(), ...(entities.length > 0 && { entities }) };
  stored.message = message;
  stored.edits.push(text);
  const { from, chat } = message;
  if (from !== undefined && chat.type !== "channel" && here(state) && (stored.meant || sees(world, state))) {
    world.emit({ edited_message: { ...message, chat, from } } satisfies Omit<Update, "update_id">);
  }
  return message;
}

/** Adds the bot to a group: `my_chat_member`, then the service message. */
export function join(world: World, chatId: number, by: number, status: "member" | "administrator" = "member"): void {
  const state = world.chat(chatId);
  const from = world.user(by);
  world.setBot(state, status, from, state.bot === "kicked" ? "kicked" : "left");
  world.service(state, from, { new_chat_members: [world.botUser()] });
}

export function kick(world: World, chatId: number, by: number, status: "kicked" | "left" = "kicked"): void {
  const state = world.chat(chatId);
  world.setBot(state, status, world.user(by));
}

/** Changes someone's place in a group, with the service messages of joining and leaving. */
export function setMember(world: World, chatId: number, userId: number, status: MemberStatus, by = userId): void {
  const state = world.chat(chatId);
  const from = world.user(by);
  const user = world.user(userId);
  if (userId === world.bot.id) {
    if (status === "creator") throw new Error("fake telegram: the bot cannot own a group");
    world.setBot(state, status, from);
    return;
  }
  const was = state.members.get(userId) ?? "left";
  const out = (place: MemberStatus): boolean => place === "left" || place === "kicked";
  world.setMember(state, userId, status, from);
  if (out(was) && !out(status)) world.service(state, from, { new_chat_members: [user] });
  if (!out(was) && out(status)) world.service(state, from, { left_chat_member: user });
}

/** The group becomes a supergroup with a new id: a service message in both. */
export function migrate(world: World, chatId: number, newId: number): void {
  const old = world.chat(chatId);
  if (old.chat.type !== "group") throw new Error(`fake telegram: chat ${chatId} is no basic group`);
  const from = owner(world, old);
  const { title } = old.chat;
  const state = world.addChat({ id: newId, type: "supergroup", title }, { privacy: old.privacy, bot: old.bot });
  for (const [id, status] of old.members) state.members.set(id, status);
  world.service(old, from, { migrate_to_chat_id: newId });
  old.migratedTo = newId;
  world.service(state, from, { migrate_from_chat_id: chatId });
}

/** The user blocks the bot, or lets it in again: `my_chat_member` of the private chat. */
export function block(world: World, userId: number, on: boolean): void {
  const state = world.chat(userId);
  world.setBot(state, on ? "kicked" : "member", world.user(userId));
  if (!on) state.started = true;
}

/** A user who writes is in the chat. */
function enter(world: World, state: ChatState, from: User): void {
  const { chat } = state;
  if (chat.type === "private") {
    if (chat.id !== from.id) throw new Error(`fake telegram: user ${from.id} cannot write in the chat of ${chat.id}`);
    if (state.bot === "kicked") block(world, from.id, false);
    state.started = true;
  } else if (!["creator", "administrator", "member"].includes(state.members.get(from.id) ?? "")) {
    state.members.set(from.id, "member");
  }
}

function here(state: ChatState): boolean {
  return state.bot === "member" || state.bot === "administrator";
}

function sees(world: World, state: ChatState): boolean {
  return !state.privacy || state.bot === "administrator" || world.bot.can_read_all_group_messages;
}

/** Is a group message for the bot: a command, a mention, or an answer to something that was? */
function meant(world: World, text: string, entities: MessageEntity[], replied: Stored | undefined): boolean {
  if (replied?.meant === true || replied?.fromBot === true) return true;
  const name = `@${world.bot.username}`.toLowerCase();
  return entities.some((entity) => {
    const part = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
    if (entity.type === "mention") return part === name;
    if (entity.type === "text_mention") return entity.user.id === world.bot.id;
    return entity.type === "bot_command" && entity.offset === 0 && (!part.includes("@") || part.endsWith(name));
  });
}

function owner(world: World, state: ChatState): User {
  const rank: MemberStatus[] = ["creator", "administrator", "member"];
  const people = [...state.members].filter(([id]) => id !== world.bot.id);
  for (const status of rank) {
    const found = people.find(([, has]) => has === status);
    if (found !== undefined) return world.user(found[0]);
  }
  const anyone = [...world.users.values()].find((user) => user.is_bot !== true);
  if (anyone === undefined) throw new Error("fake telegram: addUser first");
  return anyone;
}
