/** Telegram's updates as neutral ones. */
import type { Message, MessageEntity, Update, User } from "@grammyjs/types";
import type { Incoming, Mention, Person } from "../port.ts";

export type Me = { id: number; username: string };

const person = (user: User): Person => ({
  id: `telegram:${user.id}`,
  name: [user.first_name, user.last_name].filter(Boolean).join(" "),
  ...(user.username ? { username: user.username } : {}),
});
const titleOf = (chat: { title?: string; username?: string; first_name?: string; id: number }) =>
  chat.title ?? chat.username ?? chat.first_name ?? String(chat.id);

function mentionsOf(text: string, entities: readonly MessageEntity[], me: Me): Mention[] {
  return entities.flatMap((entity): Mention[] => {
    const part = text.slice(entity.offset, entity.offset + entity.length);
    if (entity.type === "text_mention")
      return [
        {
          text: part,
          identity: `telegram:${entity.user.id}`,
          name: person(entity.user).name,
          ...(entity.user.username ? { username: entity.user.username } : {}),
        },
      ];
    return entity.type === "mention" && part.toLowerCase() !== `@${me.username.toLowerCase()}`
      ? [{ text: part, username: part.slice(1) }]
      : [];
  });
}

/** A file, or a picture sent as one looks at it: the largest of its sizes. */
function filesOf({ document, photo, message_id: id }: Message): Incoming["files"] {
  if (document) return [{ name: document.file_name ?? "file", ref: document.file_id }];
  const largest = photo?.reduce((most, one) => (one.width * one.height > most.width * most.height ? one : most));
  return largest ? [{ name: `${id}.jpg`, ref: largest.file_id }] : [];
}

function readMessage(message: Message, eventId: string, me: Me): Incoming | undefined {
  const { chat, from } = message;
  const channel = `telegram:${chat.id}`;
  const common = { eventId, platform: "telegram", channel, title: titleOf(chat), direct: chat.type === "private" };
  if (message.migrate_to_chat_id !== undefined)
    return {
      ...common,
      kind: "moved",
      from: { id: "telegram:0", name: "" },
      text: "",
      addressed: false,
      mentions: [],
      files: [],
      to: `telegram:${message.migrate_to_chat_id}`,
    };
  if (!from || from.is_bot) return undefined;
  const given = message.text ?? message.caption;
  const files = filesOf(message);
  if (given === undefined && files.length === 0) return undefined;
  const text = given ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const own = new RegExp(`@${me.username}\\b`, "i");
  const command = /^[/／](\S+?)@(\w+)/u.exec(text);
  // A command for another bot in the same group
  if (command && command[2]?.toLowerCase() !== me.username.toLowerCase()) return undefined;
  const toMe = own.test(text);
  const topic = message.is_topic_message && message.message_thread_id ? `t${message.message_thread_id}` : undefined;
  const reply = message.reply_to_message;
  const replied =
    reply && reply.from?.id === me.id && reply.message_id !== message.message_thread_id
      ? String(reply.message_id)
      : undefined;
  return {
    ...common,
    kind: "message",
    from: person(from),
    text: text.replace(own, "").trim(),
    addressed: common.direct || toMe || /^[/／]/.test(text.trim()),
    messageId: String(message.message_id),
    ...(replied ? { replyTo: replied } : {}),
    ...(topic ? { thread: topic } : {}),
    mentions: mentionsOf(text, entities, me),
    files,
  };
}

/** The neutral update, or undefined for what does not concern us. */
export function readUpdate(update: Update, me: Me): Incoming | undefined {
  const eventId = `telegram:${me.id}:${update.update_id}`;
  if (update.message) return readMessage(update.message, eventId, me);
  if (update.callback_query) {
    const { from, message, data } = update.callback_query;
    if (!message || data === undefined) return undefined;
    const topic =
      "is_topic_message" in message && message.is_topic_message && message.message_thread_id
        ? `t${message.message_thread_id}`
        : undefined;
    return {
      eventId,
      platform: "telegram",
      channel: `telegram:${message.chat.id}`,
      title: titleOf(message.chat),
      direct: message.chat.type === "private",
      kind: "message",
      from: person(from),
      text: data,
      addressed: true,
      messageId: String(message.message_id),
      replyTo: String(message.message_id),
      ...(topic ? { thread: topic } : {}),
      mentions: [],
      files: [],
    };
  }
  if (update.my_chat_member) {
    const { chat, from, new_chat_member: now, old_chat_member: before } = update.my_chat_member;
    const out = (status: string) => status === "left" || status === "kicked";
    if (chat.type === "private" || out(now.status) === out(before.status)) return undefined;
    return {
      eventId,
      platform: "telegram",
      channel: `telegram:${chat.id}`,
      title: titleOf(chat),
      direct: false,
      kind: out(now.status) ? "gone" : "joined",
      from: person(from),
      text: "",
      addressed: true,
      mentions: [],
      files: [],
    };
  }
  return undefined;
}
