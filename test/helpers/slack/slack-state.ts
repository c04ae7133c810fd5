import { EventEmitter } from "node:events";
import type { AnyBlock, MessageMetadata } from "@slack/types";
import { Pace } from "./slack-pace.ts";
import { broadcast, plainOf } from "./slack-text.ts";
import type {
  Call,
  Channel,
  Delivery,
  Ephemeral,
  Json,
  Message,
  OpenView,
  SlackOptions,
  StoredFile,
  User,
} from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";

export interface Posting {
  channel: Channel;
  user: string;
  text: string;
  blocks?: AnyBlock[];
  attachments?: Json[];
  metadata?: MessageMetadata;
  thread_ts?: string;
  bot?: boolean;
  subtype?: string;
  files?: StoredFile[];
  broadcast?: boolean;
}

interface Ticket {
  user: string;
  born: number;
  used: boolean;
  /** The view this trigger belongs to, for views.push. */
  view?: string;
}

interface ResponseUrl {
  channel: string;
  user: string;
  born: number;
  uses: number;
  source?: { ts: string; ephemeral: boolean };
  thread_ts?: string;
}

/** Everything the workspace holds, with the clock of its ids and the list of breaches. */
export class State {
  options: Required<SlackOptions>;
  teamId = "T0FAKE0001";
  teamDomain = "fakespace";
  appId = "A0FAKE0001";
  botUserId = "U0BOT00001";
  botId = "B0BOT00001";
  verificationToken = "fake-verification-token";
  users = new Map<string, User>();
  channels = new Map<string, Channel>();
  posts = new Map<string, Message[]>();
  files = new Map<string, StoredFile>();
  openViews = new Map<string, OpenView>();
  homes = new Map<string, OpenView>();
  tickets = new Map<string, Ticket>();
  responseUrls = new Map<string, ResponseUrl>();
  calls: Call[] = [];
  deliveries: Delivery[] = [];
  ephemerals: Ephemeral[] = [];
  violations: string[] = [];
  emitter = new EventEmitter().setMaxListeners(0);
  /** Set by the server: where it listens. */
  origin = "";
  /** Set by the server: hands an event to the app. */
  emitEvent: (type: string, event: Json) => void = () => {};
  #serial = 0;
  #lastTs = 0;
  pace = new Pace((text) => this.violation(text));

  constructor(options: Required<SlackOptions>) {
    this.options = options;
  }

  changed(): void {
    this.emitter.emit("change");
  }

  violation(text: string): void {
    this.violations.push(text);
    this.changed();
  }

  id(prefix: string): string {
    return prefix + (0x1000000 + ++this.#serial).toString(36).toUpperCase().padStart(9, "0");
  }

  /** Seconds with six decimals, unique and growing over the whole workspace. */
  ts(): string {
    this.#lastTs = Math.max(Date.now() * 1000, this.#lastTs + 1);
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, "0")}`;
  }

  user(idOrName: string): User {
    const clean = idOrName.replace(/^@/, "");
    const found = this.users.get(clean) ?? [...this.users.values()].find((user) => user.name === clean);
    if (!found) throw new SlackError("user_not_found");
    return found;
  }

  channel(idOrName: string): Channel {
    const clean = idOrName.replace(/^#/, "");
    const found = this.channels.get(clean) ?? [...this.channels.values()].find((item) => item.name === clean);
    if (!found) throw new SlackError("channel_not_found");
    return found;
  }

  im(user: string): Channel {
    const members = new Set([user, this.botUserId]);
    const found = [...this.channels.values()].find((item) => item.kind === "im" && item.members.has(user));
    if (found) return found;
    const id = this.id("D");
    const made: Channel = { id, name: "directmessage", kind: "im", members, archived: false, created: Date.now() };
    this.channels.set(id, made);
    return made;
  }

  list(channel: string): Message[] {
    let found = this.posts.get(channel);
    if (!found) this.posts.set(channel, (found = []));
    return found;
  }

  message(channel: string, ts: unknown): Message {
    const found = this.list(channel).find((item) => item.ts === ts);
    if (!found) throw new SlackError("message_not_found");
    return found;
  }

  /** Stores a message and hands its event to the app when it is subscribed and in the channel. */
  post(posting: Posting): Message {
    const { channel } = posting;
    const message: Message = {
      ts: this.ts(),
      channel: channel.id,
      text: posting.text,
      blocks: this.#named(posting.blocks ?? []),
      attachments: posting.attachments ?? [],
      edits: 0,
      user: posting.user,
      files: posting.files ?? [],
      reactions: [],
      pinned: false,
      broadcast: posting.broadcast ?? false,
      history: [],
      ...(posting.metadata ? { metadata: posting.metadata } : {}),
      ...(posting.thread_ts ? { thread_ts: posting.thread_ts } : {}),
      ...(posting.bot ? { bot_id: this.botId } : {}),
      ...(posting.subtype ? { subtype: posting.subtype } : {}),
      get plain() {
        return plainOf(this);
      },
    };
    this.list(channel.id).push(message);
    for (const file of message.files) if (!file.channels.includes(channel.id)) file.channels.push(channel.id);
    if (posting.bot && broadcast.test(`${message.text}\n${message.plain}`)) {
      this.violation(`bot text pings everyone in ${channel.name}: ${message.plain.slice(0, 80)}`);
    }
    this.changed();
    return message;
  }

  /** Gives blocks without block_id one, as Slack does. */
  #named(blocks: AnyBlock[]): AnyBlock[] {
    return blocks.map((item) => (item.block_id ? item : { ...item, block_id: this.id("b").slice(-5) }));
  }

  edit(message: Message, text: string, blocks: AnyBlock[], attachments?: Json[], metadata?: MessageMetadata): void {
    message.history.push(message.plain);
    message.text = text;
    message.blocks = this.#named(blocks);
    if (attachments) message.attachments = attachments;
    if (metadata) message.metadata = metadata;
    message.edits += 1;
    message.editedTs = this.ts();
    if (message.bot_id && broadcast.test(`${text}\n${message.plain}`)) {
      this.violation(`bot text pings everyone: ${message.plain.slice(0, 80)}`);
    }
    this.changed();
  }

  ephemeral(made: Omit<Ephemeral, "ts" | "plain" | "deleted">): Ephemeral {
    const stored: Ephemeral = {
      ...made,
      blocks: this.#named(made.blocks),
      ts: this.ts(),
      deleted: false,
      get plain() {
        return plainOf(this);
      },
    };
    this.ephemerals.push(stored);
    if (broadcast.test(`${stored.text}\n${stored.plain}`))
      this.violation(`bot text pings everyone: ${stored.plain.slice(0, 80)}`);
    this.changed();
    return stored;
  }

  trigger(user: string, view?: string): string {
    const id = `${Date.now()}${++this.#serial}.${this.teamId.slice(1)}.${this.id("").toLowerCase()}`;
    this.tickets.set(id, { user, born: performance.now(), used: false, ...(view ? { view } : {}) });
    return id;
  }

  useTrigger(id: unknown): Ticket {
    const ticket = this.tickets.get(String(id));
    if (!ticket) throw new SlackError("invalid_trigger_id");
    if (ticket.used) throw new SlackError("exchanged_trigger_id");
    if (performance.now() - ticket.born > this.options.triggerTtl) throw new SlackError("expired_trigger_id");
    ticket.used = true;
    return ticket;
  }

  responseUrl(made: Omit<ResponseUrl, "born" | "uses">): string {
    const id = `${this.teamId}/${this.id("")}/${Math.random().toString(36).slice(2)}`;
    this.responseUrls.set(id, { ...made, born: performance.now(), uses: 0 });
    return `${this.origin}/actions/${id}`;
  }

  /** Resolves with the first truthy value of the predicate, looked at again after every change. */
  waitFor<T>(
    predicate: () => T | undefined | null | false,
    options: { timeoutMs?: number; what?: string } = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        try {
          const value = predicate();
          if (value !== undefined && value !== null && value !== false) done(() => resolve(value));
        } catch (error) {
          done(() => reject(error));
        }
      };
      const timer = setTimeout(
        () =>
          done(() =>
            reject(
              new Error(
                `waitFor: ${options.what ?? predicate.toString()} not seen in ${options.timeoutMs ?? 5000} ms; ` +
                  "last calls: " +
                  this.calls
                    .slice(-8)
                    .map((call) => call.method)
                    .join(", "),
              ),
            ),
          ),
        options.timeoutMs ?? 5000,
      );
      const done = (then: () => void) => {
        clearTimeout(timer);
        this.emitter.off("change", look);
        then();
      };
      this.emitter.on("change", look);
      look();
    });
  }
}
