/** Slack through Bolt's receivers, in Socket Mode or over HTTP: committed to the inbox first, acknowledged after. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTPReceiver, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { ProxyAgent, fetch as undiciFetch } from "undici";
import type { Locale, Words } from "../../words/say.ts";
import {
  type Adapter,
  type FormSpec,
  type Incoming,
  type Intake,
  type Outgoing,
  readFormValue,
  SendFault,
  type Sent,
} from "../port.ts";
import { slackFault, TOKEN_ERRORS } from "./faults.ts";
import { formModal, type ModalPlace, modalAnswers } from "./modal.ts";
import { createReader, type Reader, type SlackMe } from "./read.ts";
import { renderSlack } from "./render.ts";
import { upload, uploaded } from "./upload.ts";

export type SlackOptions = {
  botToken: string;
  appToken: string;
  signingSecret: string;
  apiUrl: string;
  proxy: string;
  words: Words;
  forms: ReadonlyMap<string, FormSpec>;
  localeOf(channel: string): Promise<Locale>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  log(event: string, data: Record<string, unknown>): void;
  onRefused(): void;
};
export type Slack = Adapter & {
  /** Handles one HTTP request of Slack's; undefined in Socket Mode. */
  handle: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  identify(): Promise<SlackMe & { team: string; scopes: string[] }>;
  isMember(channel: string): Promise<boolean>;
};

const PACE = { burst: 3, everyMs: 1_050 };
const RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
const DIRECTORY_MS = 3_600_000;
const HISTORY_PAGES = 5;
/** Slack's clock and ours may differ by this much. */
const SKEW_S = 120;
const EVENT_TYPE = "xuncha_message";
export function createSlack(options: SlackOptions): Slack {
  const { botToken, appToken, signingSecret, apiUrl, proxy, words, forms, log } = options;
  const dispatcher = proxy ? new ProxyAgent(proxy) : undefined;
  const call: typeof fetch = dispatcher
    ? (((url: string, init: object) => undiciFetch(url, { ...init, dispatcher } as never)) as never)
    : fetch;
  const proxied = dispatcher ? { fetch: call } : {};
  // Retries are ours: a client that repeats a call by itself may post twice
  const web = new WebClient(botToken, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 30_000,
    logLevel: LogLevel.ERROR,
    ...proxied,
  });
  const stopping = new AbortController();
  const users = new Map<string, { username: string; name: string }>();
  const byName = new Map<string, string>();
  let intake: Intake | undefined;
  let known: Promise<SlackMe & { team: string; scopes: string[] }> | undefined;
  let reader: Reader | undefined;
  let timer: NodeJS.Timeout | undefined;

  const socket = appToken
    ? new SocketModeReceiver({
        appToken,
        logLevel: LogLevel.ERROR,
        // Reconnecting must outlive any outage: a client that gives up does so by an unhandled rejection
        installerOptions: {
          clientOptions: {
            slackApiUrl: apiUrl,
            retryConfig: { forever: true, minTimeout: 500, maxTimeout: 30_000, factor: 2 } as never,
            ...proxied,
          },
        },
        ...(dispatcher ? { dispatcher: dispatcher as never } : {}),
      })
    : undefined;
  const http = socket
    ? undefined
    : new HTTPReceiver({
        signingSecret,
        endpoints: ["/slack/events"],
        logLevel: LogLevel.ERROR,
        processBeforeResponse: false,
      });
  (socket ?? http)?.init({ processEvent: receive } as never);

  const identify = () => {
    known ??= web.auth.test().then(
      (answer) => {
        const scopes = (answer.response_metadata?.scopes ?? []) as string[];
        return {
          teamId: String(answer.team_id),
          userId: String(answer.user_id),
          botId: String(answer.bot_id),
          team: String(answer.team ?? ""),
          scopes,
        };
      },
      (error) => {
        known = undefined;
        throw slackFault(error);
      },
    );
    return known;
  };
  async function readerOf(): Promise<Reader> {
    const me = await identify();
    reader ??= createReader(me, { byId: (id) => users.get(id), byName: (name) => byName.get(name.toLowerCase()) });
    return reader;
  }

  type Received = { body: Record<string, unknown>; ack(answer?: unknown): Promise<void> };

  /** Everything that Slack delivers, in either mode; throwing leaves it unacknowledged, and it comes again. */
  async function receive({ body, ack }: Received): Promise<void> {
    const read = await readerOf();
    const type = typeof body.type === "string" ? body.type : "";
    if (type === "view_submission") {
      await take([submitted(read, body)]);
      await ack();
    } else if (type === "block_actions") {
      const actions = (body.actions ?? []) as { value?: string }[];
      const value = actions[0]?.value ?? "";
      const form = readFormValue(value);
      const incoming = read.action(body, value);
      if (form) {
        await ack();
        await open(String(body.trigger_id ?? ""), form.id, form.preset, incoming);
        return;
      }
      await take([incoming]);
      await ack();
    } else if (body.command) {
      const incoming = read.command(body);
      const [, name = "", rest = ""] = /^\/(?:xuncha\s+)?(\S*)\s*([\s\S]*)$/.exec(incoming.text) ?? [];
      if (forms.has(name) && !rest.trim()) {
        await ack();
        await open(String(body.trigger_id ?? ""), name, {}, incoming);
        return;
      }
      await take([incoming]);
      await ack();
    } else {
      const incoming = body.event ? read.event(body) : undefined;
      if (incoming) await take([incoming]);
      await ack();
    }
  }
  async function take(updates: Incoming[]): Promise<void> {
    if (!intake) throw new Error("not started");
    await intake(updates);
  }

  async function open(
    trigger: string,
    id: string,
    preset: Record<string, string>,
    { channel, thread, replyTo, messageId }: Incoming,
  ): Promise<void> {
    const form = forms.get(id);
    if (!form) return;
    const place: ModalPlace = {
      channel,
      ...(thread ? { thread } : {}),
      ...(replyTo ? { replyTo } : {}),
      ...(messageId ? { messageId } : {}),
    };
    try {
      await web.views.open({
        trigger_id: trigger,
        view: formModal(form, preset, place, words, await options.localeOf(channel)),
      });
    } catch (error) {
      log("slack-modal", { fault: slackFault(error).message });
    }
  }

  function submitted(read: Reader, body: Record<string, unknown>): Incoming {
    const view = body.view as {
      id: string;
      hash: string;
      callback_id: string;
      private_metadata: string;
      state: { values: never };
    };
    const user = body.user as { id: string; username?: string; name?: string };
    const place = JSON.parse(view.private_metadata || "{}") as ModalPlace;
    const form = forms.get(view.callback_id.replace(/^form:/, ""));
    const said = read.plain(form?.line(modalAnswers(view.state.values)) ?? "");
    return {
      eventId: `slack:view:${view.id}:${view.hash}`,
      platform: "slack",
      channel: place.channel,
      title: "",
      direct: place.channel.split(":").at(-1)?.startsWith("D") ?? false,
      kind: "message",
      from: read.from(user.id, user.username ?? user.name),
      text: said.text,
      addressed: true,
      ...(place.thread ? { thread: place.thread } : {}),
      ...(place.replyTo ? { replyTo: place.replyTo } : {}),
      mentions: said.mentions,
      files: [],
    };
  }

  /** Handles are needed to understand "@li" typed by hand; without the scope only true mentions work. */
  async function readDirectory(): Promise<void> {
    const handles = new Map<string, string>();
    try {
      for await (const page of web.paginate("users.list", { limit: 200 })) {
        for (const user of (
          page as {
            members?: {
              id?: string;
              name?: string;
              real_name?: string;
              deleted?: boolean;
              profile?: { display_name?: string; real_name?: string };
            }[];
          }
        ).members ?? []) {
          if (!user.id || user.deleted) continue;
          const name = user.profile?.display_name || user.real_name || user.profile?.real_name || user.name || user.id;
          users.set(user.id, { username: user.name ?? "", name });
          // Handles only: a display name is whatever its bearer likes to be called
          if (user.name) handles.set(user.name.toLowerCase(), user.id);
        }
      }
      byName.clear();
      for (const [handle, id] of handles) byName.set(handle, id);
    } catch (error) {
      log("slack-directory", { fault: slackFault(error).message });
    }
  }

  const channelOf = (channel: string) => channel.split(":").at(-1) ?? channel;
  const content = (message: Outgoing) => {
    const { text, blocks } = renderSlack(message.card, words, message.locale, message.again);
    return {
      channel: channelOf(message.channel),
      text,
      blocks,
      metadata: { event_type: EVENT_TYPE, event_payload: { row: message.rowId } },
    };
  };

  async function send(message: Outgoing): Promise<Sent> {
    try {
      const body = content(message);
      const answer = await web.chat.postMessage({
        ...body,
        unfurl_links: false,
        unfurl_media: false,
        ...(message.thread ? { thread_ts: message.thread } : {}),
      });
      return { messageId: String(answer.ts), text: body.text };
    } catch (error) {
      throw slackFault(error);
    }
  }

  return {
    platform: "slack",
    async start(given) {
      intake = given;
      let wait = RETRY_MS;
      for (;;) {
        try {
          await readerOf();
          break;
        } catch (error) {
          const fault = error instanceof SendFault ? error : slackFault(error);
          if (fault.kind === "token" || stopping.signal.aborted) throw fault;
          log("slack-start", { fault: fault.message });
          await options.sleep(Math.max(fault.waitMs, wait), stopping.signal);
          if (stopping.signal.aborted) return;
          wait = Math.min(wait * 2, MOST_RETRY_MS);
        }
      }
      await readDirectory();
      timer = setInterval(() => void readDirectory(), DIRECTORY_MS);
      timer.unref();
      if (socket)
        await socket.start().catch((error: unknown) => {
          const fault = slackFault(error);
          throw fault.kind === "token" ||
            TOKEN_ERRORS.has(String((error as { data?: { error?: string } })?.data?.error))
            ? new SendFault("token", fault.message)
            : fault;
        });
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await socket?.stop().catch(() => undefined);
    },
    handle: http ? (request, response) => http.requestListener(request, response) : undefined,
    identify,
    isMember: async (channel) => {
      const answer = await web.conversations.info({ channel: channelOf(channel) });
      return Boolean(answer.channel?.is_member ?? answer.channel?.is_im);
    },
    send,
    async edit(messageId, message) {
      try {
        const body = content(message);
        await web.chat.update({ ...body, ts: messageId });
        return { messageId, text: body.text };
      } catch (error) {
        const fault = slackFault(error);
        if (fault.message === "message_not_found" || fault.message === "cant_update_message") return send(message);
        throw fault.kind === "unknown" ? new SendFault("later", fault.message) : fault;
      }
    },
    attach: (messageId, { channel, thread }, file) =>
      upload(web, call, { channel: channelOf(channel), thread: thread ?? messageId }, file),
    attached: async (messageId, { channel, thread }) =>
      uploaded(
        web,
        { channel: channelOf(channel), thread: thread ?? messageId, after: messageId },
        (await identify()).userId,
      ),
    async find({ rowId, channel, thread, since }) {
      const asked = {
        channel: channelOf(channel),
        include_all_metadata: true,
        limit: 200,
        oldest: String(Math.floor(since.epochMilliseconds / 1000) - SKEW_S),
      };
      let cursor: string | undefined;
      for (let page = 0; page < HISTORY_PAGES; page++) {
        try {
          const answer = thread
            ? await web.conversations.replies({ ...asked, ts: thread, ...(cursor ? { cursor } : {}) })
            : await web.conversations.history({ ...asked, ...(cursor ? { cursor } : {}) });
          for (const message of (answer.messages ?? []) as {
            ts?: string;
            metadata?: { event_type?: string; event_payload?: { row?: unknown } };
          }[])
            if (message.metadata?.event_type === EVENT_TYPE && Number(message.metadata.event_payload?.row) === rowId)
              return message.ts ?? null;
          cursor = answer.response_metadata?.next_cursor || undefined;
          if (!cursor) return null;
        } catch (error) {
          const fault = slackFault(error);
          // Where history may not be read, nobody can tell
          if (fault.message === "missing_scope") return undefined;
          throw fault;
        }
      }
      // More was said since than may be read through: nobody can tell
      return undefined;
    },
    async download(ref) {
      const answer = await fetch(ref, { headers: { authorization: `Bearer ${botToken}` }, redirect: "error" });
      if (!answer.ok) throw new SendFault("refused", `file ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    pace: () => PACE,
  };
}
