import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { EnvelopedEvent } from "@slack/bolt";
import { Actor } from "./slack-actor.ts";
import { Deliver } from "./slack-deliver.ts";
import { Faults } from "./slack-faults.ts";
import { Http } from "./slack-http.ts";
import { People } from "./slack-people.ts";
import { State } from "./slack-state.ts";
import type { Channel, Ephemeral, FailSpec, Hold, Json, Message, OpenView, SlackOptions, User } from "./slack-types.ts";

export { checkBlocks, checkView } from "./slack-rules.ts";
export type * from "./slack-types.ts";

const subscribed = [
  "app_mention",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "member_joined_channel",
  "member_left_channel",
  "channel_left",
  "group_left",
  "app_home_opened",
];
const scoped = [
  "app_mentions:read",
  "channels:history",
  "channels:join",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "mpim:history",
  "mpim:read",
  "mpim:write",
  "pins:write",
  "reactions:write",
  "users:read",
  "users:read.email",
];
const subscription: Record<string, string> = {
  "message.channel": "message.channels",
  "message.group": "message.groups",
};

export type FakeSlack = Awaited<ReturnType<typeof startSlack>>;

/** Starts a workspace with one installed bot on 127.0.0.1. Point clientOptions.slackApiUrl at `url`. */
export async function startSlack(options: SlackOptions = {}) {
  const state = new State({
    port: 0,
    botName: "bot",
    ackTimeout: 3000,
    retryDelays: [50, 60_000, 300_000],
    triggerTtl: 3000,
    responseUrlTtl: 1_800_000,
    pingInterval: 10_000,
    events: subscribed,
    scopes: scoped,
    enforceLimits: false,
    ...options,
  });
  const faults = new Faults();
  const secret = (prefix: string) => `${prefix}${randomBytes(12).toString("hex")}`;
  const keys = { botToken: secret("xoxb-1000-2000-"), appToken: secret("xapp-1-A0FAKE0001-3000-") };
  const http = new Http(state, faults, keys);
  const deliver = new Deliver(state, http.server);
  const actor = new Actor(state, deliver);
  const people = new People(state);
  http.socketUrl = () => deliver.ticketUrl();
  const signingSecret = (deliver.signingSecret = randomBytes(16).toString("hex"));
  state.emitEvent = (kind, event) => {
    if (!state.options.events.includes(subscription[kind] ?? kind)) return;
    const member = state.channels.get(String(event.channel))?.members.has(state.botUserId);
    if (kind.startsWith("message.") && !member) return;
    const eventId = state.id("Ev");
    const payload = {
      token: state.verificationToken,
      team_id: state.teamId,
      context_team_id: state.teamId,
      context_enterprise_id: null as never,
      api_app_id: state.appId,
      event: structuredClone(event) as unknown as EnvelopedEvent["event"],
      type: "event_callback",
      event_id: eventId,
      event_time: Math.floor(Date.now() / 1000),
      is_ext_shared_channel: false,
      event_context: `4-${eventId}`,
      authorizations: [
        {
          enterprise_id: null,
          team_id: state.teamId,
          user_id: state.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
    } satisfies EnvelopedEvent;
    // After the answer to the call or the return of the test's action, as over a network.
    setImmediate(() => deliver.event(payload, eventId));
  };
  const addUser = (made: {
    id?: string;
    name: string;
    real_name?: string;
    is_bot?: boolean;
    locale?: string;
    email?: string;
  }): User => {
    const user: User = {
      id: made.id ?? state.id("U"),
      name: made.name,
      real_name: made.real_name ?? made.name,
      is_bot: made.is_bot ?? false,
      locale: made.locale ?? "en-US",
      email: made.email ?? `${made.name}@example.com`,
      deleted: false,
    };
    state.users.set(user.id, user);
    return user;
  };
  addUser({ id: state.botUserId, name: state.options.botName, is_bot: true });
  await new Promise<void>((resolve) => void http.server.listen(state.options.port, "127.0.0.1", resolve));
  const { port } = http.server.address() as AddressInfo;
  state.origin = `http://127.0.0.1:${port}`;

  return {
    url: `${state.origin}/api/`,
    ...keys,
    signingSecret,
    botUserId: state.botUserId,
    botId: state.botId,
    teamId: state.teamId,
    appId: state.appId,
    /** Every Web API call, response_url post ("response_url") and upload ("upload"), in order of arrival. */
    calls: state.calls,
    /** Every envelope or request sent to the app, with its ack. */
    deliveries: state.deliveries,
    /** Breaches of Slack's rules by the app. */
    violations: state.violations,
    ephemerals: state.ephemerals as readonly Ephemeral[],
    /** Modals open now, the newest last. */
    get views(): OpenView[] {
      return [...state.openViews.values()].filter((item) => item.state === "open");
    },
    /** Home tabs by user id. */
    homes: state.homes as ReadonlyMap<string, OpenView>,
    files: state.files,
    users: state.users as ReadonlyMap<string, User>,
    channels: state.channels as ReadonlyMap<string, Channel>,
    /** How many Socket Mode connections are open. */
    get connections(): number {
      return deliver.sockets.length;
    },
    messages: (channel: string): readonly Message[] => state.list(state.channel(channel).id),
    waitFor: state.waitFor.bind(state),

    addUser,
    /** Makes a channel; the bot is a member only when `members` names it (by id) or after invite(). */
    addChannel(made: { id?: string; name: string; private?: boolean; members?: string[] }): Channel {
      const members = new Set((made.members ?? []).map((user) => state.user(user).id));
      const channel: Channel = {
        id: made.id ?? state.id("C"),
        name: made.name,
        kind: made.private ? "group" : "channel",
        members,
        archived: false,
        created: Date.now(),
      };
      state.channels.set(channel.id, channel);
      return channel;
    },
    /** The id of a user's direct conversation with the bot. */
    dm: (user: string): string => state.im(state.user(user).id).id,
    archive: (channel: string) => void (state.channel(channel).archived = true),
    say: people.say.bind(people),
    editMessage: people.editMessage.bind(people),
    command: actor.command.bind(actor),
    press: actor.press.bind(actor),
    pressView: actor.pressView.bind(actor),
    shortcut: actor.shortcut.bind(actor),
    submitView: actor.submitView.bind(actor),
    closeView: actor.closeView.bind(actor),
    invite: people.invite.bind(people),
    kick: people.kick.bind(people),
    openHome: people.openHome.bind(people),

    /** Sets the request URL (events, commands and interactivity) after Slack's url_verification challenge. */
    async postTo(url: string): Promise<void> {
      const challenge = randomBytes(20).toString("hex");
      const body = JSON.stringify({ token: state.verificationToken, challenge, type: "url_verification" });
      const answer = await deliver.signed(url, body, "application/json");
      const said = answer.type.includes("json") ? (JSON.parse(answer.text) as Json).challenge : answer.text;
      if (answer.status !== 200 || said !== challenge)
        throw new Error(`url_verification of ${url} failed: ${answer.status} ${answer.text}`);
      deliver.requestUrl = url;
    },
    /** Sends any body to the request URL, to test refusals; `headers` override the true signature and timestamp. */
    postRaw: (body: string, type = "application/json", headers: Record<string, string> = {}) =>
      deliver.signed(deliver.requestUrl ?? "", body, type, headers),
    /** Sends an event again under the same event_id, although it was acked. */
    redeliver: deliver.redeliver.bind(deliver),
    /** Runs waiting redeliveries now instead of in 1 or 5 minutes; returns how many. */
    flushRetries: deliver.flushRetries.bind(deliver),
    disconnect: (reason: "warning" | "refresh_requested" | "link_disabled" = "refresh_requested") =>
      deliver.disconnect(reason),
    /** Cuts all sockets without a close frame. */
    cut: deliver.cut.bind(deliver),

    /** Makes the next `times` (1) calls of a method ("*" for all) fail. A 429 carries Retry-After. */
    fail: (method: string, spec: FailSpec) => faults.fail(method, spec),
    /** Destroys the connection before the call is handled. */
    dropBefore: (method: string, times = 1) => faults.drop("before", method, times),
    /** Handles and stores the call, then destroys the connection unanswered. */
    dropAfter: (method: string, times = 1) => faults.drop("after", method, times),
    /** Holds the next call of a method before it is handled, or after it and before the answer. */
    hold: (method: string, when: "before" | "after"): Hold => faults.hold(method, when),
    clearFaults: faults.clear.bind(faults),

    async close(): Promise<void> {
      deliver.close();
      http.server.closeAllConnections();
      await new Promise<void>((resolve) => void http.server.close(() => resolve()));
    },
  };
}
