import type { AnyBlock, MessageMetadata, View } from "@slack/types";

export type Json = Record<string, unknown>;

/** Settings of the platform. Times are milliseconds. */
export interface SlackOptions {
  port?: number;
  botName?: string;
  /** How long the platform waits for an ack. Default 3000, as Slack does. */
  ackTimeout?: number;
  /** Pauses before the three redeliveries of an event. Default [50, 60_000, 300_000]; see flushRetries(). */
  retryDelays?: number[];
  /** How long a trigger_id lives. Default 3000. */
  triggerTtl?: number;
  /** How long a response_url lives. Default 30 minutes. */
  responseUrlTtl?: number;
  /** Pause between protocol pings on a socket. Default 10_000. */
  pingInterval?: number;
  /** Event subscriptions, by their names in the app's settings ("message.channels", "app_mention", ...). */
  events?: string[];
  /** The bot's scopes, sent in x-oauth-scopes. "chat:write.public" permits posts to public channels not joined. */
  scopes?: string[];
  /** Answer 429 when a documented limit is passed, besides recording a violation. Default false. */
  enforceLimits?: boolean;
}

export interface User {
  id: string;
  name: string;
  real_name: string;
  is_bot: boolean;
  locale: string;
  email: string;
  deleted: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: "channel" | "group" | "im" | "mpim";
  members: Set<string>;
  archived: boolean;
  created: number;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  content: Buffer;
  user: string;
  channels: string[];
  created: number;
  complete: boolean;
  alt_txt?: string;
}

/** A message as the platform keeps it. `plain` is all text a reader sees. */
export interface Message {
  ts: string;
  channel: string;
  thread_ts?: string;
  text: string;
  blocks: AnyBlock[];
  attachments: Json[];
  metadata?: MessageMetadata;
  /** How many times it was edited. */
  edits: number;
  editedTs?: string;
  user: string;
  bot_id?: string;
  subtype?: string;
  files: StoredFile[];
  reactions: { name: string; users: string[] }[];
  pinned: boolean;
  broadcast: boolean;
  /** Texts this message had before its edits, oldest first. */
  history: string[];
  readonly plain: string;
}

/** A message only one user sees. `via` says how it came. */
export interface Ephemeral {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: AnyBlock[];
  thread_ts?: string;
  via: "postEphemeral" | "response_url" | "ack" | "error";
  deleted: boolean;
  readonly plain: string;
}

export interface OpenView {
  id: string;
  user: string;
  view: View;
  hash: string;
  root: string;
  previous?: string;
  state: "open" | "closed" | "submitted";
  /** What the user typed so far: block_id, then action_id, then Slack's state value. */
  values: Record<string, Record<string, Json>>;
  /** Errors shown by the last response_action "errors". */
  errors: Record<string, string>;
  /** response_url entitlement follows response_url_enabled selects; not modelled. */
  callbackId: string;
}

export interface Call {
  method: string;
  params: Json;
  /** performance.now() when it arrived. */
  at: number;
  /** Filled when the answer was decided; absent while it is held or when the connection was dropped before. */
  result?: Json;
  status?: number;
}

/** One envelope (or HTTP request) sent to the app. */
export interface Delivery {
  kind: "events_api" | "slash_commands" | "interactive";
  envelopeId: string;
  eventId?: string;
  payload: Json;
  attempt: number;
  retryReason?: string;
  at: number;
  ackedAt?: number;
  /** Acked, but after the 3 s. */
  late: boolean;
  response?: unknown;
  /** Why it counts as failed: "timeout", "no_connection", "connection_closed", "http_error 500", ... */
  failure?: string;
  connection?: number;
}

/** How the app answered a command, an action, a shortcut or a view. */
export interface Reply {
  acked: boolean;
  late: boolean;
  ms: number;
  response?: Json;
  /** What Slack shows the user when it was not acked. */
  error?: string;
  delivery: Delivery;
}

export interface FailSpec {
  status?: number;
  error?: string;
  retryAfter?: number;
  times?: number;
}

export interface Hold {
  /** Resolves when a request of this method came (and, for "after", was stored). */
  taken: Promise<Call>;
  /** Lets it go on; without a request yet, disarms. */
  release(): void;
}

export interface SayOptions {
  thread_ts?: string;
  files?: { name: string; content: string | Uint8Array; mimetype?: string }[];
  reply_broadcast?: boolean;
}

/** An error answer of the Web API. */
export class SlackError extends Error {
  code: string;
  extra: Json;
  constructor(code: string, extra: Json = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}
