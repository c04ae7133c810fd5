/** The world behind the fake: people, chats, messages and files, and the events that happen in it. */
import { randomBytes } from "node:crypto";
import type { Chat, ChatMember, Message, Update, User, UserFromGetMe } from "@grammyjs/types";

export type NewUpdate = Omit<Update, "update_id">;
export type BotStatus = "member" | "administrator" | "left" | "kicked";
export type MemberStatus = "creator" | "administrator" | "member" | "left" | "kicked";

export interface StoredFile {
  file_id: string;
  file_unique_id: string;
  path: string;
  name: string;
  mime: string;
  bytes: Buffer;
  /** What the platform says, which a test may set larger than the bytes. */
  size: number;
}

export interface Stored {
  message: Message;
  /** The text as it was sent, markup included. */
  raw: string;
  fromBot: boolean;
  original: string;
  edits: string[];
  deleted: boolean;
  /** Meant for the bot, so that replies to it pass privacy mode. */
  meant: boolean;
  file?: StoredFile;
  /** Reply keyboard, its removal, or force_reply. */
  otherMarkup?: unknown;
  reactions: unknown[];
  /** performance.now() of its arrival. */
  at: number;
}

export interface ChatState {
  chat: Chat;
  privacy: boolean;
  topics: Map<number, string>;
  bot: BotStatus;
  members: Map<number, MemberStatus>;
  migratedTo?: number;
  /** Private chats: has the user written to the bot, or blocked it? */
  started: boolean;
  messages: Map<number, Stored>;
  pinned: number[];
  nextId: number;
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

export class World {
  readonly bot: UserFromGetMe;
  readonly users = new Map<number, User>();
  readonly chats = new Map<number, ChatState>();
  readonly files = new Map<string, StoredFile>();
  /** Receives each new update, and is told of each change. */
  emit: (update: NewUpdate) => Update = () => {
    throw new Error("not connected");
  };
  changed: () => void = () => {};
  private shared = 0;

  constructor(bot: UserFromGetMe) {
    this.bot = bot;
  }

  user(id: number): User {
    const found = id === this.bot.id ? this.botUser() : this.users.get(id);
    if (found === undefined) throw new Error(`fake telegram: no user ${id}; call addUser first`);
    return found;
  }

  chat(id: number): ChatState {
    const found = this.chats.get(id);
    if (found === undefined) throw new Error(`fake telegram: no chat ${id}; call addGroup or addUser first`);
    return found;
  }

  /** The bot as it stands in messages (without the fields of getMe). */
  botUser(): User {
    const { id, first_name, username } = this.bot;
    return { id, is_bot: true, first_name, username };
  }

  addChat(chat: Chat, options: { privacy?: boolean; bot?: BotStatus }): ChatState {
    const state: ChatState = {
      chat,
      privacy: options.privacy ?? true,
      topics: new Map(),
      bot: options.bot ?? "member",
      members: new Map(),
      started: false,
      messages: new Map(),
      pinned: [],
      nextId: 0,
    };
    this.chats.set(chat.id, state);
    return state;
  }

  /** Supergroups count for themselves; private chats and basic groups share one counter, as in Telegram. */
  messageId(state: ChatState): number {
    const own = state.chat.type === "supergroup" || state.chat.type === "channel";
    return own ? ++state.nextId : ++this.shared;
  }

  store(state: ChatState, message: Message, extra: Partial<Stored> = {}): Stored {
    const text = message.text ?? message.caption ?? "";
    const stored: Stored = {
      message,
      raw: text,
      fromBot: message.from?.id === this.bot.id,
      original: text,
      edits: [],
      deleted: false,
      meant: false,
      reactions: [],
      at: performance.now(),
      ...extra,
    };
    state.messages.set(message.message_id, stored);
    this.changed();
    return stored;
  }

  /** A message as it stands inside another one: without its own reply, and without keyboards of others. */
  quoted(stored: Stored): Message & { reply_to_message: undefined } {
    const { reply_to_message: _, ...rest } = stored.message;
    return rest as Message & { reply_to_message: undefined };
  }

  base(state: ChatState, from: User, threadId?: number): Message {
    const topic = threadId !== undefined && state.topics.has(threadId);
    return {
      message_id: this.messageId(state),
      from,
      chat: state.chat,
      date: now(),
      ...(threadId !== undefined && { message_thread_id: threadId }),
      ...(topic && { is_topic_message: true }),
    };
  }

  /** A service message (join, leave, migration, pin), which privacy mode never holds back. */
  service(state: ChatState, from: User, content: Partial<Message>): Message {
    const message = { ...this.base(state, from), ...content } satisfies Message;
    this.store(state, message);
    if (state.bot !== "left" && state.bot !== "kicked") this.emitMessage(message);
    return message;
  }

  emitMessage(message: Message): Update {
    const { from, chat } = message;
    if (chat.type === "channel" || from === undefined) throw new Error("fake telegram: channels are not supported");
    return this.emit({ message: { ...message, chat, from } } satisfies NewUpdate);
  }

  addFile(name: string, mime: string, bytes: Buffer, folder: string, size = bytes.length): StoredFile {
    const unique = randomBytes(9).toString("base64url");
    const dot = name.lastIndexOf(".");
    const path = `${folder}/file_${this.files.size}${dot > 0 ? name.slice(dot) : ""}`;
    const file: StoredFile = {
      file_id: `BQAC${randomBytes(40).toString("base64url")}`,
      file_unique_id: unique,
      path,
      name,
      mime,
      bytes,
      size,
    };
    this.files.set(file.file_id, file);
    return file;
  }

  member(state: ChatState, userId: number): ChatMember {
    const isBot = userId === this.bot.id;
    const user = this.user(userId);
    const status: MemberStatus = isBot ? state.bot : (state.members.get(userId) ?? "left");
    return memberOf(user, status);
  }

  /** The bot's own membership changes: stored, and told as `my_chat_member`. */
  setBot(state: ChatState, status: BotStatus, by: User, old: BotStatus = state.bot): Update {
    const me = this.botUser();
    state.bot = status;
    if (state.chat.type !== "private") state.members.set(this.bot.id, status);
    const update = {
      my_chat_member: {
        chat: state.chat,
        from: by,
        date: now(),
        old_chat_member: memberOf(me, old),
        new_chat_member: memberOf(me, status),
      },
    } satisfies NewUpdate;
    return this.emit(update);
  }

  /** Someone else's membership changes: told as `chat_member`, to a bot that is an administrator and asked for it. */
  setMember(state: ChatState, userId: number, status: MemberStatus, by: User): void {
    const old = this.member(state, userId);
    state.members.set(userId, status);
    if (state.bot !== "administrator" || old.status === status) return;
    const next = this.member(state, userId);
    const change = { chat: state.chat, from: by, date: now(), old_chat_member: old, new_chat_member: next };
    this.emit({ chat_member: change } satisfies NewUpdate);
  }
}

export function memberOf(user: User, status: MemberStatus): ChatMember {
  if (status === "creator") return { status, user, is_anonymous: false };
  if (status === "kicked") return { status, user, until_date: 0 };
  if (status !== "administrator") return { status, user };
  return {
    status,
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: true,
    can_manage_video_chats: false,
    can_restrict_members: true,
    can_promote_members: false,
    can_change_info: true,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: true,
    can_send_welcome_messages: false,
  } satisfies ChatMember;
}
