import type { Method } from "./slack-chat.ts";
import { joinedChannel, visibleChannel } from "./slack-chat.ts";
import { join, messageJson } from "./slack-events.ts";
import type { State } from "./slack-state.ts";
import type { Channel, Json, Message, User } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";

const flag = (value: unknown) => value === true || value === 1 || value === "1";

function channelJson(state: State, channel: Channel): Json {
  const is = channel.kind;
  const other = [...channel.members].find((id) => id !== state.botUserId);
  return {
    id: channel.id,
    created: Math.floor(channel.created / 1000),
    is_im: is === "im",
    is_archived: channel.archived,
    is_org_shared: false,
    context_team_id: state.teamId,
    updated: channel.created,
    ...(is === "im"
      ? { user: other, is_user_deleted: false, priority: 0 }
      : {
          name: channel.name,
          name_normalized: channel.name,
          is_channel: is === "channel",
          is_group: false,
          is_mpim: is === "mpim",
          is_private: is !== "channel",
          is_general: false,
          is_shared: false,
          is_ext_shared: false,
          creator: [...channel.members][0] ?? "",
          is_member: channel.members.has(state.botUserId),
          topic: { value: "", creator: "", last_set: 0 },
          purpose: { value: "", creator: "", last_set: 0 },
        }),
  };
}

/** A page of items after the cursor, and what follows. */
function page<T>(items: T[], params: Json, fallback: number, max: number): { items: T[]; next: string } {
  const limit = params.limit === undefined ? fallback : Number(params.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw new SlackError("invalid_limit");
  let start = 0;
  if (params.cursor) {
    start = Number(/^next:(\d+)$/.exec(Buffer.from(String(params.cursor), "base64").toString())?.[1] ?? NaN);
    if (!Number.isInteger(start)) throw new SlackError("invalid_cursor");
  }
  const next = start + limit < items.length ? Buffer.from(`next:${start + limit}`).toString("base64") : "";
  return { items: items.slice(start, start + limit), next };
}

function between(params: Json): (ts: string) => boolean {
  const read = (name: string): bigint | undefined => {
    const value = params[name];
    if (value === undefined || value === "" || value === "now") return undefined;
    const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(String(value));
    if (!found) throw new SlackError(`invalid_ts_${name}`);
    return BigInt(found[1] ?? 0) * 1_000_000n + BigInt((found[2] ?? "").padEnd(6, "0"));
  };
  const [oldest, latest, inclusive] = [read("oldest"), read("latest"), flag(params.inclusive)];
  return (ts) => {
    const at = BigInt(ts.replace(".", ""));
    if (oldest !== undefined && (inclusive ? at < oldest : at <= oldest)) return false;
    return latest === undefined || (inclusive ? at <= latest : at < latest);
  };
}

function answer(state: State, messages: Message[], next: string, params: Json): Json {
  return {
    messages: messages.map((message) => messageJson(state, message, flag(params.include_all_metadata))),
    has_more: next !== "",
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
}

export function userJson(state: State, user: User, params: Json = {}): Json {
  return {
    id: user.id,
    team_id: state.teamId,
    name: user.name,
    deleted: user.deleted,
    color: "9f69e7",
    real_name: user.real_name,
    tz: "Europe/Berlin",
    tz_label: "Central European Time",
    tz_offset: 3600,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.is_bot,
    is_app_user: false,
    is_email_confirmed: true,
    updated: 1700000000,
    profile: {
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.name,
      display_name_normalized: user.name,
      first_name: user.real_name.split(" ")[0] ?? "",
      team: state.teamId,
      ...(user.is_bot ? { bot_id: state.botId, api_app_id: state.appId } : {}),
      ...(state.options.scopes.includes("users:read.email") && !user.is_bot ? { email: user.email } : {}),
    },
    ...(flag(params.include_locale) ? { locale: user.locale } : {}),
  };
}

export const conversations: Record<string, Method> = {
  "conversations.history": (state, params) => {
    const channel = joinedChannel(state, params.channel);
    const inRange = between(params);
    const found = state
      .list(channel.id)
      .filter((item) => (!item.thread_ts || item.thread_ts === item.ts || item.broadcast) && inRange(item.ts))
      .reverse();
    const { items, next } = page(found, params, 100, 999);
    return {
      ...answer(state, items, next, params),
      pin_count: state.list(channel.id).filter((item) => item.pinned).length,
    };
  },
  "conversations.replies": (state, params) => {
    const channel = joinedChannel(state, params.channel);
    const all = state.list(channel.id);
    const named = all.find((item) => item.ts === params.ts);
    if (!named) throw new SlackError("thread_not_found");
    const root = named.thread_ts ?? named.ts;
    const inRange = between(params);
    const parent = all.filter((item) => item.ts === root);
    const replies = all.filter((item) => item.thread_ts === root && item.ts !== root && inRange(item.ts));
    const { items, next } = page([...parent, ...replies], params, 1000, 1000);
    return answer(state, items, next, params);
  },
  "conversations.info": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    return {
      channel: {
        ...channelJson(state, channel),
        ...(flag(params.include_num_members) ? { num_members: channel.members.size } : {}),
        ...(flag(params.include_locale) ? { locale: "en-US" } : {}),
      },
    };
  },
  "conversations.list": (state, params) => {
    const types = String(params.types ?? "public_channel")
      .split(",")
      .map((type) => type.trim());
    const names = { channel: "public_channel", group: "private_channel", im: "im", mpim: "mpim" };
    const found = [...state.channels.values()].filter(
      (item) =>
        types.includes(names[item.kind]) &&
        (item.kind === "channel" || item.members.has(state.botUserId)) &&
        !(flag(params.exclude_archived) && item.archived),
    );
    const { items, next } = page(found, params, 100, 1000);
    return { channels: items.map((item) => channelJson(state, item)), response_metadata: { next_cursor: next } };
  },
  "conversations.members": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    const { items, next } = page([...channel.members], params, 100, 1000);
    return { members: items, response_metadata: { next_cursor: next } };
  },
  "conversations.open": (state, params) => {
    if (params.channel) return { channel: { id: visibleChannel(state, params.channel).id } };
    const ids = String(params.users ?? "")
      .split(",")
      .map((id) => id.trim())
      .filter((id) => id !== "");
    if (ids.length === 0) throw new SlackError("users_list_not_supplied");
    for (const id of ids) if (!state.users.has(id)) throw new SlackError("user_not_found");
    if (ids.length === 1) {
      if (ids[0] === state.botUserId) throw new SlackError("cannot_dm_bot");
      const known = [...state.channels.values()].some((item) => item.kind === "im" && item.members.has(ids[0] ?? ""));
      const im = state.im(ids[0] ?? "");
      const channel = flag(params.return_im) ? channelJson(state, im) : { id: im.id };
      return { channel, ...(known ? { no_op: true, already_open: true } : {}) };
    }
    const members = new Set([...ids, state.botUserId]);
    let found = [...state.channels.values()].find(
      (item) =>
        item.kind === "mpim" && item.members.size === members.size && [...members].every((id) => item.members.has(id)),
    );
    if (!found) {
      const name = `mpdm-${ids.map((id) => state.user(id).name).join("--")}-1`;
      found = { id: state.id("C"), name, kind: "mpim", members, archived: false, created: Date.now() };
      state.channels.set(found.id, found);
    }
    return { channel: { id: found.id } };
  },
  "conversations.join": (state, params) => {
    const channel = visibleChannel(state, params.channel);
    if (channel.kind !== "channel") throw new SlackError("method_not_supported_for_channel_type");
    if (channel.archived) throw new SlackError("is_archived");
    if (channel.members.has(state.botUserId)) {
      return {
        channel: channelJson(state, channel),
        warning: "already_in_channel",
        response_metadata: { warnings: ["already_in_channel"] },
      };
    }
    join(state, channel, state.user(state.botUserId));
    return { channel: channelJson(state, channel) };
  },
  "users.info": (state, params) => {
    const user = state.users.get(String(params.user));
    if (!user) throw new SlackError("user_not_found");
    return { user: userJson(state, user, params) };
  },
  "users.list": (state, params) => {
    const { items, next } = page([...state.users.values()], params, 1000, 1000);
    const cache = Math.floor(Date.now() / 1000);
    return {
      members: items.map((user) => userJson(state, user, params)),
      cache_ts: cache,
      response_metadata: { next_cursor: next },
    };
  },
  "users.lookupByEmail": (state, params) => {
    const user = [...state.users.values()].find((item) => item.email === params.email && !item.is_bot && !item.deleted);
    if (!user) throw new SlackError("users_not_found");
    return { user: userJson(state, user, params) };
  },
};
