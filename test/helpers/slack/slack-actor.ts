import type {
  BlockAction,
  GlobalShortcut,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewSubmitAction,
} from "@slack/bolt";
import { actionOf, answered } from "./slack-acts.ts";
import { botPost, content } from "./slack-chat.ts";
import type { Deliver } from "./slack-deliver.ts";
import { messageJson } from "./slack-events.ts";
import type { State } from "./slack-state.ts";
import { escapeTyped } from "./slack-text.ts";
import type { Delivery, Json, OpenView, Reply, User } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";
import { elements, stateValue, viewJson } from "./slack-views.ts";

/** What people do in the workspace. */
export class Actor {
  #state: State;
  #deliver: Deliver;

  constructor(state: State, deliver: Deliver) {
    this.#state = state;
    this.#deliver = deliver;
  }

  #common = () => ({
    token: this.#state.verificationToken,
    api_app_id: this.#state.appId,
    is_enterprise_install: false,
    team: { id: this.#state.teamId, domain: this.#state.teamDomain },
  });

  #who = (user: User) => ({ id: user.id, username: user.name, name: user.name, team_id: this.#state.teamId });

  async #reply(kind: Delivery["kind"], payload: Json): Promise<Reply> {
    const delivery = await this.#deliver.send(kind, payload);
    const acked = delivery.ackedAt !== undefined;
    const ms = (delivery.ackedAt ?? performance.now()) - delivery.at;
    const failure = delivery.failure ?? "";
    const error =
      acked && !failure
        ? undefined
        : failure === "timeout"
          ? "operation_timeout"
          : failure.startsWith("http_error 4")
            ? "http_client_error"
            : failure.startsWith("http_error")
              ? "http_service_error"
              : "dispatch_failed";
    return {
      acked,
      late: delivery.late,
      ms,
      delivery,
      ...(error ? { error } : {}),
      ...(delivery.response ? { response: delivery.response as Json } : {}),
    };
  }

  /** A user runs a slash command; works in channels the bot is not in. */
  async command(userId: string, channelId: string, command: string, text = ""): Promise<Reply> {
    const state = this.#state;
    const user = state.user(userId);
    const channel = state.channel(channelId);
    const hidden = channel.kind === "group" && !channel.members.has(state.botUserId);
    const payload: SlashCommand = {
      token: state.verificationToken,
      team_id: state.teamId,
      team_domain: state.teamDomain,
      channel_id: channel.id,
      channel_name:
        channel.kind === "im" ? "directmessage" : hidden || channel.kind === "group" ? "privategroup" : channel.name,
      user_id: user.id,
      user_name: user.name,
      command,
      text: escapeTyped(text, state.users, state.channels),
      api_app_id: state.appId,
      is_enterprise_install: "false",
      response_url: state.responseUrl({ channel: channel.id, user: user.id }),
      trigger_id: state.trigger(user.id),
    };
    const reply = await this.#reply("slash_commands", payload);
    if (reply.error) {
      const said = `${command} failed with the error "${reply.error}"`;
      state.ephemeral({ channel: channel.id, user: user.id, text: said, blocks: [], via: "error" });
    } else if (reply.response) {
      try {
        const made = content(state, reply.response, `ack of ${command}`);
        if (reply.response.response_type === "in_channel") botPost(state, channel, made);
        else state.ephemeral({ channel: channel.id, user: user.id, text: made.text, blocks: made.blocks, via: "ack" });
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
      }
    }
    return reply;
  }

  /** A user uses a button or a select (then with the chosen value) of a message, also of an ephemeral one. */
  press(userId: string, channelId: string, ts: string, key: string, value?: unknown): Promise<Reply> {
    const state = this.#state;
    const user = state.user(userId);
    const channel = state.channel(channelId);
    const ephemeral = state.ephemerals.find((item) => item.ts === ts && item.user === user.id && !item.deleted);
    const message = ephemeral ? undefined : state.message(channel.id, ts);
    const shown = ephemeral ?? state.message(channel.id, ts);
    const { action, element } = actionOf(state, shown.blocks, key, value);
    const values: Record<string, Record<string, Json>> = {};
    for (const item of elements(shown.blocks)) {
      if (["button", "image", "mrkdwn", "plain_text", "overflow"].includes(String(item.element.type))) continue;
      const current = item.element === element ? stateValue(element, value) : stateValue(item.element);
      if (current) (values[String(item.block.block_id)] ??= {})[String(item.element.action_id)] = current;
    }
    const payload = {
      type: "block_actions",
      ...this.#common(),
      user: this.#who(user),
      trigger_id: state.trigger(user.id),
      enterprise: null as never,
      container: {
        type: "message",
        message_ts: ts,
        channel_id: channel.id,
        is_ephemeral: ephemeral !== undefined,
        ...(shown.thread_ts ? { thread_ts: shown.thread_ts } : {}),
      },
      channel: {
        id: channel.id,
        name: channel.kind === "channel" ? channel.name : channel.kind === "im" ? "directmessage" : "privategroup",
      },
      ...(message ? { message: messageJson(state, message, true) as BlockAction["message"] & Json } : {}),
      state: { values: values as never },
      response_url: state.responseUrl({
        channel: channel.id,
        user: user.id,
        source: { ts, ephemeral: ephemeral !== undefined },
      }),
      actions: [action as never],
    } satisfies BlockAction & Json;
    return this.#reply("interactive", payload);
  }

  /** A user uses an element of an open modal or of the Home tab. */
  pressView(userId: string, viewId: string, key: string, value?: unknown): Promise<Reply> {
    const state = this.#state;
    const user = state.user(userId);
    const open = this.#view(user, viewId);
    const { action, element, block } = actionOf(state, open.view.blocks, key, value);
    const current = element.type === "button" ? undefined : stateValue(element, value);
    if (current) (open.values[String(block.block_id)] ??= {})[String(element.action_id)] = current;
    return this.#reply("interactive", {
      type: "block_actions",
      ...this.#common(),
      user: this.#who(user),
      trigger_id: state.trigger(user.id, open.id),
      container: { type: "view", view_id: open.id },
      view: viewJson(state, open),
      actions: [action],
    });
  }

  /** A global shortcut, or with `message` one in a message's menu. */
  shortcut(userId: string, callbackId: string, on?: { message?: { channel: string; ts: string } }): Promise<Reply> {
    const state = this.#state;
    const user = state.user(userId);
    const base = {
      ...this.#common(),
      callback_id: callbackId,
      trigger_id: state.trigger(user.id),
      action_ts: state.ts(),
      user: this.#who(user),
    };
    if (!on?.message) return this.#reply("interactive", { type: "shortcut", ...base } satisfies GlobalShortcut);
    const channel = state.channel(on.message.channel);
    const message = state.message(channel.id, on.message.ts);
    return this.#reply("interactive", {
      type: "message_action",
      ...base,
      message_ts: message.ts,
      channel: { id: channel.id, name: channel.name },
      message: messageJson(state, message, true) as MessageShortcut["message"],
      response_url: state.responseUrl({
        channel: channel.id,
        user: user.id,
        source: { ts: message.ts, ephemeral: false },
      }),
    } satisfies MessageShortcut & Json);
  }

  #view(user: User, viewId: string): OpenView {
    const open =
      this.#state.openViews.get(viewId) ?? [...this.#state.homes.values()].find((item) => item.id === viewId);
    if (open?.state !== "open" || open.user !== user.id) throw new Error(`${user.name} has no open view ${viewId}`);
    return open;
  }

  /** Fills a modal (by action_id or block_id) and submits it. Throws where Slack's own client would not let it go. */
  async submitView(userId: string, viewId: string, values: Json = {}): Promise<Reply> {
    const state = this.#state;
    const user = state.user(userId);
    const open = this.#view(user, viewId);
    const left = new Set(Object.keys(values));
    for (const { block, element } of elements(open.view.blocks)) {
      const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
      const key = [actionId, blockId].find((name) => left.has(name));
      if (key !== undefined && element.type !== "button") {
        left.delete(key);
        const made = stateValue(element, values[key]);
        if (made) (open.values[blockId] ??= {})[actionId] = made;
      }
      if (block.type !== "input") continue;
      const { type: _type, ...rest } = open.values[blockId]?.[actionId] ?? {};
      const filled = Object.values(rest).some((v) => v !== null && v !== "" && !(Array.isArray(v) && v.length === 0));
      if (!filled && block.optional !== true) throw new Error(`the client refuses: ${blockId}/${actionId} is required`);
      const typedText = String(rest.value ?? "");
      const [min, max] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
      if (filled && element.type === "plain_text_input" && (typedText.length < min || typedText.length > max)) {
        throw new Error(`the client refuses: ${actionId} must have ${min}-${max} characters`);
      }
    }
    if (left.size > 0) throw new Error(`no such inputs in the view: ${[...left].join(", ")}`);
    open.errors = {};
    const view = viewJson(state, open) as unknown as ViewSubmitAction["view"];
    const payload = {
      type: "view_submission",
      ...this.#common(),
      user: this.#who(user),
      trigger_id: state.trigger(user.id, open.id),
      view,
      response_urls: [],
    } satisfies ViewSubmitAction & Json;
    const reply = await this.#reply("interactive", payload);
    if (!reply.error) answered(state, open, reply.response);
    return reply;
  }

  /** A user closes a modal; view_closed goes out only with notify_on_close. */
  closeView(userId: string, viewId: string): Promise<Reply> | undefined {
    const user = this.#state.user(userId);
    const open = this.#view(user, viewId);
    const modal = open.view as { notify_on_close?: boolean; clear_on_close?: boolean };
    open.state = "closed";
    if (modal.clear_on_close)
      for (const item of this.#state.openViews.values()) if (item.root === open.root) item.state = "closed";
    this.#state.changed();
    if (!modal.notify_on_close) return undefined;
    const view = viewJson(this.#state, open) as unknown as ViewSubmitAction["view"];
    return this.#reply("interactive", {
      type: "view_closed",
      ...this.#common(),
      user: this.#who(user),
      view,
      is_cleared: modal.clear_on_close ?? false,
    } satisfies ViewClosedAction & Json);
  }
}
