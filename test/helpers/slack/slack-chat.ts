import type { AnyBlock, MessageMetadata } from "@slack/types";
import { messageEvent, messageJson } from "./slack-events.ts";
import { blocksLength, checkBlocks, checkMetadata } from "./slack-rules.ts";
import type { State } from "./slack-state.ts";
import type { Channel, Json, Message } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";

export type Method = (state: State, params: Json) => Json;

export interface Content {
  text: string;
  blocks: AnyBlock[];
  attachments: Json[];
  metadata?: MessageMetadata;
}

/** Checks text, blocks, attachments and metadata of anything that shows a message. */
export function content(state: State, params: Json, where: string): Content {
  const text = params.text === undefined ? "" : String(params.text);
  const refuse = (code: string, extra: Json = {}): never => {
    state.violation(`${where}: ${code} ${JSON.stringify(extra.errors ?? "")}`);
    throw new SlackError(code, extra);
  };
  const blocks = params.blocks ?? [];
  const attachments = params.attachments ?? [];
  if (!Array.isArray(blocks)) return refuse("invalid_blocks_format");
  if (!Array.isArray(attachments)) return refuse("invalid_attachments");
  if (text.length > 40_000) return refuse("msg_too_long");
  const errors = checkBlocks(blocks);
  if (errors.length > 0) return refuse("invalid_blocks", { errors, response_metadata: { messages: errors } });
  if (blocksLength(blocks) > 13_200) return refuse("msg_blocks_too_long");
  if (text === "" && blocks.length === 0 && attachments.length === 0) return refuse("no_text");
  const metadata = params.metadata;
  const wrong = metadata === undefined ? undefined : checkMetadata(metadata);
  if (wrong) return refuse(wrong);
  return {
    text,
    blocks: blocks as AnyBlock[],
    attachments: attachments as Json[],
    ...(metadata ? { metadata: metadata as MessageMetadata } : {}),
  };
}

/** The channel a method names, which the bot must be able to see. */
export function visibleChannel(state: State, value: unknown): Channel {
  if (typeof value !== "string" || value === "") throw new SlackError("channel_not_found");
  const channel = state.channel(value);
  if (channel.kind !== "channel" && !channel.members.has(state.botUserId)) throw new SlackError("channel_not_found");
  return channel;
}

/** The same, and the bot must be in it. */
export function joinedChannel(state: State, value: unknown): Channel {
  const channel = visibleChannel(state, value);
  if (!channel.members.has(state.botUserId)) throw new SlackError("not_in_channel");
  return channel;
}

function target(state: State, value: unknown): Channel {
  if (typeof value === "string" && state.users.has(value)) return state.im(value);
  const channel = visibleChannel(state, value);
  const open = channel.kind === "channel" && state.options.scopes.includes("chat:write.public");
  if (!open && !channel.members.has(state.botUserId)) throw new SlackError("not_in_channel");
  if (channel.archived) throw new SlackError("is_archived");
  return channel;
}

function paced(state: State, channel: Channel): void {
  const wait = state.pace.overPace(channel);
  if (wait !== undefined && state.options.enforceLimits) throw new SlackError("ratelimited", { retry_after: wait });
}

/** Posts as the bot, with the event Slack sends the bot about its own message. */
export function botPost(state: State, channel: Channel, made: Partial<Content>, more: Json = {}): Message {
  const parent = typeof more.thread_ts === "string" ? more.thread_ts : undefined;
  const message = state.post({
    channel,
    user: state.botUserId,
    bot: true,
    text: made.text ?? "",
    blocks: made.blocks ?? [],
    attachments: made.attachments ?? [],
    ...(made.metadata ? { metadata: made.metadata } : {}),
    ...(parent ? { thread_ts: parent } : {}),
    broadcast: more.reply_broadcast === true,
    ...(Array.isArray(more.files) ? { files: more.files } : {}),
  });
  messageEvent(state, channel, message);
  return message;
}

/** Changes a bot message, with its message_changed event. */
export function botEdit(state: State, message: Message, made: Content): void {
  const before = messageJson(state, message);
  const channel = state.channel(message.channel);
  state.edit(message, made.text, made.blocks, made.attachments, made.metadata);
  const ts = state.ts();
  state.emitEvent(`message.${channel.kind}`, {
    type: "message",
    subtype: "message_changed",
    hidden: true,
    channel: channel.id,
    channel_type: channel.kind,
    ts,
    event_ts: ts,
    message: messageJson(state, message),
    previous_message: before,
  });
}

export function remove(state: State, message: Message): void {
  const channel = state.channel(message.channel);
  const all = state.list(channel.id);
  all.splice(all.indexOf(message), 1);
  const ts = state.ts();
  state.emitEvent(`message.${channel.kind}`, {
    type: "message",
    subtype: "message_deleted",
    hidden: true,
    channel: channel.id,
    channel_type: channel.kind,
    ts,
    event_ts: ts,
    deleted_ts: message.ts,
    previous_message: messageJson(state, message),
  });
  state.changed();
}

function parentOf(state: State, channel: Channel, value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  const found = state.list(channel.id).find((item) => item.ts === value);
  // Slack posts into a thread of an unknown ts without complaint; a reply's ts leads to its parent.
  return found?.thread_ts ?? String(value);
}

export const chat: Record<string, Method> = {
  "chat.postMessage": (state, params) => {
    const channel = target(state, params.channel);
    const made = content(state, params, "chat.postMessage");
    paced(state, channel);
    const thread = parentOf(state, channel, params.thread_ts);
    const message = botPost(state, channel, made, {
      ...(thread ? { thread_ts: thread } : {}),
      reply_broadcast: params.reply_broadcast,
    });
    return { channel: channel.id, ts: message.ts, message: messageJson(state, message, true) };
  },
  "chat.update": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    const message = state.message(channel.id, params.ts);
    if (message.bot_id !== state.botId) throw new SlackError("cant_update_message");
    if (channel.archived) throw new SlackError("is_archived");
    // Text alone drops the blocks, blocks alone keep the text; attachments stay unless given.
    const made = content(
      state,
      { ...params, text: params.text ?? (params.blocks ? message.text : undefined) },
      "chat.update",
    );
    botEdit(state, message, {
      ...made,
      ...(params.attachments === undefined ? { attachments: message.attachments } : {}),
    });
    return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(state, message, true) };
  },
  "chat.delete": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    const message = state.message(channel.id, params.ts);
    if (message.bot_id !== state.botId) throw new SlackError("cant_delete_message");
    remove(state, message);
    return { channel: channel.id, ts: message.ts };
  },
  "chat.postEphemeral": (state, params) => {
    const channel = target(state, params.channel);
    const user = state.users.get(String(params.user));
    if (!user || !channel.members.has(user.id)) throw new SlackError("user_not_in_channel");
    const made = content(state, params, "chat.postEphemeral");
    const shown = state.ephemeral({
      channel: channel.id,
      user: user.id,
      text: made.text,
      blocks: made.blocks,
      via: "postEphemeral",
      ...(typeof params.thread_ts === "string" ? { thread_ts: params.thread_ts } : {}),
    });
    return { message_ts: shown.ts };
  },
  "chat.getPermalink": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    const message = state.message(channel.id, params.message_ts);
    return { channel: channel.id, permalink: permalink(state, message) };
  },
  "reactions.add": (state, params) => {
    const channel = joinedChannel(state, params.channel);
    const message = state.message(channel.id, params.timestamp);
    const name = String(params.name ?? "").replaceAll(":", "");
    if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError("invalid_name");
    let reaction = message.reactions.find((item) => item.name === name);
    if (!reaction) message.reactions.push((reaction = { name, users: [] }));
    if (reaction.users.includes(state.botUserId)) throw new SlackError("already_reacted");
    reaction.users.push(state.botUserId);
    return {};
  },
  "reactions.remove": (state, params) => {
    const message = state.message(joinedChannel(state, params.channel).id, params.timestamp);
    const reaction = message.reactions.find((item) => item.name === params.name);
    if (!reaction?.users.includes(state.botUserId)) throw new SlackError("no_reaction");
    reaction.users = reaction.users.filter((user) => user !== state.botUserId);
    message.reactions = message.reactions.filter((item) => item.users.length > 0);
    return {};
  },
  "pins.add": (state, params) => {
    const message = state.message(joinedChannel(state, params.channel).id, params.timestamp);
    if (message.pinned) throw new SlackError("already_pinned");
    message.pinned = true;
    return {};
  },
};

export function permalink(state: State, message: Message): string {
  const base = `https://${state.teamDomain}.slack.com/archives/${message.channel}/p${message.ts.replace(".", "")}`;
  return message.thread_ts && message.thread_ts !== message.ts
    ? `${base}?thread_ts=${message.thread_ts}&cid=${message.channel}`
    : base;
}
