/** Slack's events, commands, buttons and forms as neutral updates. */
import type { Incoming, Mention } from "../port.ts";

export type Directory = {
  /** A user's handle and display name, if known. */
  byId(id: string): { username: string; name: string } | undefined;
  byName(username: string): string | undefined;
};
export type SlackMe = { teamId: string; userId: string; botId: string };
type Fields = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const record = (value: unknown): Fields => (value !== null && typeof value === "object" ? (value as Fields) : {});

const unescaped = (value: string) => value.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function createReader(me: SlackMe, directory: Directory) {
  const identity = (id: string) => `slack:${me.teamId}:${id}`;
  const channelId = (id: string) => `slack:${me.teamId}:${id}`;

  /** Slack's markup as people typed it: mentions as @name, links as their address. */
  function plain(raw: string): { text: string; mentions: Mention[]; toMe: boolean } {
    const mentions: Mention[] = [];
    let toMe = false;
    const replaced = raw.replace(
      /<@(\w+)(?:\|([^>]*))?>|<#\w+\|([^>]*)>|<!(\w+)[^>]*>|<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g,
      (whole, user, label, channel, special, url) => {
        if (user === me.userId) {
          toMe = true;
          return "";
        }
        if (user) {
          const known = directory.byId(user);
          const mention = `@${known?.username || label || user}`;
          mentions.push({
            text: mention,
            identity: identity(user),
            ...(known ? { name: known.name, username: known.username } : label ? { username: label } : {}),
          });
          return mention;
        }
        if (url) return url.replace(/^mailto:/, "");
        return channel ?? special ?? whole;
      },
    );
    const clean = unescaped(replaced).trim();
    for (const [mention, name] of clean.matchAll(/@([\p{L}\p{N}._-]+)/gu)) {
      const user = name ? directory.byName(name) : undefined;
      if (user && !mentions.some((one) => one.text === mention))
        mentions.push({ text: mention, identity: identity(user), username: name ?? "" });
    }
    return { text: clean, mentions, toMe };
  }

  const from = (id: string, fallback = "") => {
    const known = directory.byId(id);
    return {
      id: identity(id),
      name: known?.name || fallback || id,
      ...(known?.username || fallback ? { username: known?.username ?? fallback } : {}),
    };
  };
  const base = (channel: string, eventId: string) => ({
    eventId,
    platform: "slack",
    channel: channelId(channel),
    title: channel,
    direct: channel.startsWith("D"),
    kind: "message" as const,
    mentions: [],
    files: [],
  });

  function event(body: Fields): Incoming | undefined {
    const inner = record(body.event);
    const type = text(inner.type);
    const channel = text(inner.channel);
    const user = text(inner.user);
    if (type === "member_joined_channel" && user === me.userId)
      return {
        ...base(channel, `slack:${text(body.event_id)}`),
        kind: "joined",
        from: from(text(inner.inviter) || user),
        text: "",
        addressed: true,
      };
    if (
      type === "channel_left" ||
      type === "group_left" ||
      type === "channel_archive" ||
      type === "group_archive" ||
      (type === "member_left_channel" && user === me.userId)
    )
      return {
        ...base(channel, `slack:${text(body.event_id)}`),
        kind: "gone",
        from: from(user || text(inner.actor_id)),
        text: "",
        addressed: true,
      };
    if (type !== "message" && type !== "app_mention") return undefined;
    const subtype = text(inner.subtype);
    if (
      (subtype && subtype !== "file_share" && subtype !== "thread_broadcast") ||
      inner.bot_id ||
      user === me.userId ||
      !user
    )
      return undefined;
    const ts = text(inner.ts);
    const said = plain(text(inner.text));
    const direct = text(inner.channel_type) === "im" || channel.startsWith("D");
    const thread = text(inner.thread_ts);
    const files = (Array.isArray(inner.files) ? inner.files : []).map(record).filter((file) => file.url_private);
    return {
      // One post is told twice when it mentions us, as a message and as a mention with another event id
      ...base(channel, `slack:${me.teamId}:${channel}:${ts}`),
      direct,
      from: from(user),
      text: said.text,
      addressed: direct || said.toMe || type === "app_mention" || /^[/／]/.test(said.text),
      messageId: ts,
      // In a channel the answer goes into the thread of what was said
      ...(thread || !direct ? { thread: thread || ts } : {}),
      ...(thread ? { replyTo: thread } : {}),
      mentions: said.mentions,
      files: files.map((file) => ({
        name: text(file.name) || "file",
        ref: text(file.url_private_download) || text(file.url_private),
      })),
    };
  }

  function command(body: Fields): Incoming {
    const channel = text(body.channel_id);
    const said = plain(text(body.text));
    return {
      ...base(channel, `slack:cmd:${text(body.trigger_id)}`),
      title: text(body.channel_name) || channel,
      from: from(text(body.user_id), text(body.user_name)),
      text: `${text(body.command)} ${said.text}`.trim(),
      addressed: true,
      mentions: said.mentions,
    };
  }

  function action(body: Fields, value: string): Incoming {
    const channel = text(record(body.channel).id) || text(record(body.container).channel_id);
    const user = record(body.user);
    const message = record(body.message);
    const ts = text(message.ts) || text(record(body.container).message_ts);
    const actions = Array.isArray(body.actions) ? body.actions.map(record) : [];
    return {
      ...base(channel, `slack:act:${text(body.trigger_id) || `${ts}:${text(actions[0]?.action_ts)}`}`),
      title: text(record(body.channel).name) || channel,
      from: from(text(user.id), text(user.username) || text(user.name)),
      text: value,
      addressed: true,
      messageId: ts,
      replyTo: ts,
      thread: text(message.thread_ts) || ts,
    };
  }
  return { event, command, action, plain, identity, channelId, from, base };
}
export type Reader = ReturnType<typeof createReader>;
