import { join, messageEvent, messageJson, typed } from "./slack-events.ts";
import type { State } from "./slack-state.ts";
import type { SayOptions, StoredFile } from "./slack-types.ts";
import { mimeOf, viewJson } from "./slack-views.ts";

/** What people write and where they go: the causes of events. */
export class People {
  #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** A user writes a message. The text is Slack's wire form: <@U1> mentions, &amp; &lt; &gt; escapes. */
  say(userId: string, channelId: string, text: string, options: SayOptions = {}): string {
    const state = this.#state;
    const user = state.user(userId);
    const channel = state.channel(channelId);
    if (channel.kind !== "channel" && !channel.members.has(user.id))
      throw new Error(`${user.name} cannot see ${channel.name}`);
    if (channel.archived) throw new Error(`${channel.name} is archived`);
    const files = (options.files ?? []).map((given): StoredFile => {
      const file: StoredFile = {
        id: state.id("F"),
        name: given.name,
        title: given.name,
        mimetype: given.mimetype ?? mimeOf(given.name),
        content: Buffer.from(given.content as string),
        user: user.id,
        channels: [],
        created: Math.floor(Date.now() / 1000),
        complete: true,
      };
      state.files.set(file.id, file);
      return file;
    });
    const message = state.post({
      channel,
      user: user.id,
      text,
      blocks: typed(state, text),
      files,
      ...(files.length > 0 ? { subtype: "file_share" } : {}),
      ...(options.thread_ts ? { thread_ts: options.thread_ts } : {}),
      broadcast: options.reply_broadcast ?? false,
    });
    messageEvent(state, channel, message);
    return message.ts;
  }

  /** A user edits an own message: message_changed. */
  editMessage(channelId: string, ts: string, text: string): void {
    const state = this.#state;
    const channel = state.channel(channelId);
    const message = state.message(channel.id, ts);
    const previous = messageJson(state, message);
    state.edit(message, text, typed(state, text));
    const at = state.ts();
    state.emitEvent(`message.${channel.kind}`, {
      type: "message",
      subtype: "message_changed",
      hidden: true,
      channel: channel.id,
      channel_type: channel.kind,
      ts: at,
      event_ts: at,
      message: messageJson(state, message),
      previous_message: previous,
    });
  }

  /** Brings the bot (or another user) into a channel. */
  invite(channelId: string, inviter?: string, userId = this.#state.botUserId): void {
    join(
      this.#state,
      this.#state.channel(channelId),
      this.#state.user(userId),
      inviter ? this.#state.user(inviter).id : undefined,
    );
    this.#state.changed();
  }

  /** Takes the bot (or another user) out of a channel; the bot itself gets channel_left. */
  kick(channelId: string, userId = this.#state.botUserId): void {
    const state = this.#state;
    const channel = state.channel(channelId);
    if (!channel.members.delete(userId)) return;
    const self = userId === state.botUserId;
    if (self)
      state.emitEvent(channel.kind === "group" ? "group_left" : "channel_left", {
        type: channel.kind === "group" ? "group_left" : "channel_left",
        channel: channel.id,
        actor_id: state.botUserId,
        event_ts: state.ts(),
      });
    else if (channel.members.has(state.botUserId))
      state.emitEvent("member_left_channel", {
        type: "member_left_channel",
        user: userId,
        channel: channel.id,
        channel_type: channel.id.slice(0, 1),
        team: state.teamId,
        event_ts: state.ts(),
      });
  }

  /** A user opens the Home tab. */
  openHome(userId: string): void {
    const user = this.#state.user(userId);
    const home = this.#state.homes.get(user.id);
    this.#state.emitEvent("app_home_opened", {
      type: "app_home_opened",
      user: user.id,
      channel: this.#state.im(user.id).id,
      tab: "home",
      event_ts: this.#state.ts(),
      ...(home ? { view: viewJson(this.#state, home) } : {}),
    });
  }
}
