import type {
  AppMentionEvent,
  FileShareMessageEvent,
  GenericMessageEvent,
  MemberJoinedChannelEvent,
} from "@slack/types";
import type { State } from "./slack-state.ts";
import { richText } from "./slack-text.ts";
import type { Channel, Json, Message, StoredFile, User } from "./slack-types.ts";

/** A file as the API shows it. */
export function fileJson(state: State, file: StoredFile): Json {
  const path = `${state.origin}/files-pri/${state.teamId.slice(1)}-${file.id}`;
  const ext = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".") + 1) : "text";
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: ext,
    pretty_type: ext.toUpperCase(),
    user: file.user,
    user_team: state.teamId,
    editable: false,
    size: file.content.length,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${path}/${encodeURIComponent(file.name)}`,
    url_private_download: `${path}/download/${encodeURIComponent(file.name)}`,
    media_display_type: "unknown",
    permalink: `https://${state.teamDomain}.slack.com/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    channels: file.channels.filter((id) => id.startsWith("C")),
    groups: [],
    ims: file.channels.filter((id) => id.startsWith("D")),
    has_rich_preview: false,
    file_access: "visible",
    ...(file.alt_txt ? { alt_txt: file.alt_txt } : {}),
  };
}

/** A message as history and chat.postMessage show it; metadata only when asked for. */
export function messageJson(state: State, message: Message, withMetadata = false): Json {
  const replies = state.list(message.channel).filter((item) => item.thread_ts === message.ts && item.ts !== message.ts);
  return {
    type: "message",
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: state.teamId,
    ...(message.subtype ? { subtype: message.subtype } : {}),
    ...(message.bot_id
      ? {
          bot_id: message.bot_id,
          app_id: state.appId,
          bot_profile: {
            id: state.botId,
            app_id: state.appId,
            name: state.options.botName,
            icons: {},
            deleted: false,
            updated: 0,
            team_id: state.teamId,
          },
        }
      : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.files.length > 0 ? { files: message.files.map((file) => fileJson(state, file)), upload: false } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.reactions.length > 0
      ? {
          reactions: message.reactions.map((item) => ({
            name: item.name,
            users: item.users,
            count: item.users.length,
          })),
        }
      : {}),
    ...(message.pinned ? { pinned_to: [message.channel] } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...(replies.length > 0
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          latest_reply: replies.at(-1)?.ts,
          reply_users: [...new Set(replies.map((item) => item.user))],
          subscribed: false,
          is_locked: false,
          reply_users_count: new Set(replies.map((item) => item.user)).size,
        }
      : message.thread_ts
        ? {
            thread_ts: message.thread_ts,
            parent_user_id: state.list(message.channel).find((item) => item.ts === message.thread_ts)?.user,
          }
        : {}),
  };
}

/** Sends the message event, when the bot is in the channel, and app_mention when it is mentioned there. */
export function messageEvent(state: State, channel: Channel, message: Message): void {
  if (!channel.members.has(state.botUserId)) return;
  const json = messageJson(state, message);
  const common = {
    ts: message.ts,
    event_ts: message.ts,
    channel: channel.id,
    user: message.user,
    text: message.text,
    team: state.teamId,
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
  };
  const parent = message.thread_ts ? { parent_user_id: json.parent_user_id as string } : {};
  const own = message.bot_id
    ? { bot_id: message.bot_id, app_id: state.appId, bot_profile: json.bot_profile as never }
    : {};
  const base = {
    type: "message" as const,
    ...common,
    ...parent,
    channel_type: channel.kind,
    client_msg_id: crypto.randomUUID(),
  };
  if (message.files.length > 0) {
    const event = {
      ...base,
      ...own,
      subtype: "file_share" as const,
      upload: false,
      display_as_bot: false,
      files: message.files.map((file) => fileJson(state, file)) as never,
    } satisfies FileShareMessageEvent & Json;
    state.emitEvent(`message.${channel.kind}`, event);
  } else if (message.subtype) {
    state.emitEvent(`message.${channel.kind}`, { ...base, subtype: message.subtype });
  } else {
    const { ...event } = { ...base, ...own, subtype: undefined } satisfies GenericMessageEvent & Json;
    state.emitEvent(`message.${channel.kind}`, event);
  }
  if (channel.kind === "im" || message.bot_id || (message.subtype && message.subtype !== "file_share")) return;
  if (!new RegExp(`<@${state.botUserId}(\\|[^>]*)?>`).test(message.text)) return;
  const mention = {
    type: "app_mention" as const,
    client_msg_id: base.client_msg_id,
    ...common,
    ...parent,
    ...(message.files.length > 0 ? { files: message.files.map((file) => fileJson(state, file)) as never } : {}),
  } satisfies AppMentionEvent & Json;
  state.emitEvent("app_mention", mention);
}

/** Makes a user (or the bot) a member, with the events Slack sends about it. */
export function join(state: State, channel: Channel, user: User, inviter?: string): void {
  if (channel.members.has(user.id)) return;
  channel.members.add(user.id);
  const text = `<@${user.id}> has joined the channel`;
  const message = state.post({
    channel,
    user: user.id,
    text,
    subtype: channel.kind === "group" ? "group_join" : "channel_join",
  });
  messageEvent(state, channel, message);
  if (!channel.members.has(state.botUserId)) return;
  const event = {
    type: "member_joined_channel",
    user: user.id,
    channel: channel.id,
    channel_type: channel.id.slice(0, 1),
    team: state.teamId,
    event_ts: state.ts(),
    ...(inviter ? { inviter } : {}),
  } satisfies MemberJoinedChannelEvent;
  state.emitEvent("member_joined_channel", event);
}

/** The rich_text block of a typed text. */
export const typed = (state: State, text: string) => (text === "" ? [] : [richText(text, state.id("b").slice(-5))]);
