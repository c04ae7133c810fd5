/** The update queue: long polling with offsets, or delivery to a webhook with redelivery. */
import type { Update, WebhookInfo } from "@grammyjs/types";
import { ApiFailure } from "./telegram-http.ts";
import type { NewUpdate } from "./telegram-world.ts";
import { now } from "./telegram-world.ts";

export type UpdateType = Exclude<keyof Update, "update_id">;

interface Poll {
  offset: number;
  limit: number;
  resolve: (updates: Update[]) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

interface Webhook {
  url: string;
  secret: string | undefined;
  maxConnections: number;
  ipAddress: string | undefined;
}

const notByDefault = new Set<string>(["chat_member", "message_reaction", "message_reaction_count"]);

export class Updates {
  /** Every update ever made, for `redeliver`. */
  readonly history = new Map<number, Update>();
  webhook: Webhook | undefined;
  /** Receives the method calls a webhook answers with, as `{method, …}`. */
  onReply: (call: Record<string, unknown>) => void = () => {};
  changed: () => void = () => {};
  private pending: Update[] = [];
  private again: Update[] = [];
  private poll: Poll | undefined;
  private allowed: string[] = [];
  private nextId: number;
  private readonly retryMs: number;
  private lastError: { at: number; message: string } | undefined;
  private readonly busy = new Set<string>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private readonly notBefore = new Map<string, number>();
  private readonly failures = new Map<number, number>();

  constructor(firstId: number, retryMs: number) {
    this.nextId = firstId;
    this.retryMs = retryMs;
  }

  add(content: NewUpdate): Update {
    const update: Update = { update_id: this.nextId++, ...structuredClone(content) };
    this.history.set(update.update_id, update);
    const type = Object.keys(content)[0] ?? "";
    const wanted = this.allowed.length === 0 ? !notByDefault.has(type) : this.allowed.includes(type);
    if (wanted) this.pending.push(update);
    this.flush();
    this.changed();
    return update;
  }

  /** Puts a known update in front of the queue once more, confirmed or not. */
  redeliver(id: number): void {
    const update = this.history.get(id);
    if (update === undefined) throw new Error(`fake telegram: no update ${id}`);
    this.again.push(update);
    this.flush();
  }

  get polling(): boolean {
    return this.poll !== undefined;
  }

  get pendingCount(): number {
    return this.pending.length + this.again.length;
  }

  setAllowed(types: unknown): void {
    if (Array.isArray(types)) this.allowed = types.map(String);
  }

  /** One getUpdates call; `gone` is aborted when its connection closes. */
  async get(
    { offset = 0, limit = 100, timeout = 0 }: { offset?: number; limit?: number; timeout?: number },
    gone: AbortSignal,
  ): Promise<Update[]> {
    if (this.webhook !== undefined) {
      const advice =
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
      throw new ApiFailure(409, `Conflict: ${advice}`);
    }
    this.abortPoll("terminated by other getUpdates request; make sure that only one bot instance is running");
    const count = limit >= 1 && limit <= 100 ? limit : 100;
    if (offset < 0) this.pending = this.pending.slice(offset);
    else if (offset > 0) this.pending = this.pending.filter((update) => update.update_id >= offset);
    const first = this.take(count);
    const seconds = Math.min(Math.max(timeout, 0), 50);
    if (first.length > 0 || seconds === 0) return first;
    return await new Promise<Update[]>((resolve, reject) => {
      const timer = setTimeout(() => this.endPoll(poll, []), seconds * 1000);
      const poll: Poll = { offset, limit: count, resolve, reject, timer };
      this.poll = poll;
      this.changed();
      gone.addEventListener("abort", () => this.endPoll(poll, []), { once: true });
    });
  }

  setWebhook(hook: Webhook, drop: boolean): void {
    this.abortPoll("terminated by setWebhook request");
    if (drop) this.drop();
    this.webhook = hook;
    this.lastError = undefined;
    this.flush();
  }

  deleteWebhook(drop: boolean): void {
    if (drop) this.drop();
    this.webhook = undefined;
  }

  info(): WebhookInfo {
    const hook = this.webhook;
    return {
      url: hook?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: this.pending.length,
      ...(hook !== undefined && { max_connections: hook.maxConnections, ip_address: hook.ipAddress ?? "127.0.0.1" }),
      ...(this.lastError && { last_error_date: this.lastError.at, last_error_message: this.lastError.message }),
      ...(this.allowed.length > 0 && { allowed_updates: this.allowed as UpdateType[] }),
    } satisfies WebhookInfo;
  }

  close(): void {
    this.webhook = undefined;
    if (this.poll !== undefined) this.endPoll(this.poll, []);
    for (const timer of this.retries) clearTimeout(timer);
  }

  private drop(): void {
    this.pending = [];
    this.again = [];
  }

  /** The next updates, in order; they stay in the queue until a later offset confirms them. */
  private take(limit: number): Update[] {
    const again = this.again.splice(0, limit);
    const rest = this.pending.filter((update) => !again.includes(update)).slice(0, limit - again.length);
    return [...again, ...rest].sort((a, b) => a.update_id - b.update_id);
  }

  private abortPoll(reason: string): void {
    const poll = this.poll;
    if (poll === undefined) return;
    this.poll = undefined;
    clearTimeout(poll.timer);
    poll.reject(new ApiFailure(409, `Conflict: ${reason}`));
  }

  private endPoll(poll: Poll, updates: Update[]): void {
    clearTimeout(poll.timer);
    if (this.poll === poll) this.poll = undefined;
    poll.resolve(updates);
  }

  private flush(): void {
    const poll = this.poll;
    if (poll !== undefined) {
      const updates = this.take(poll.limit);
      if (updates.length > 0) this.endPoll(poll, updates);
    }
    if (this.webhook !== undefined) this.push(this.webhook);
  }

  /** Starts the deliveries that may run now: in order within a chat, side by side between chats. */
  private push(hook: Webhook): void {
    const again = this.again.splice(0).filter((update) => !this.pending.includes(update));
    this.pending = [...again, ...this.pending];
    const seen = new Set<string>();
    for (const update of this.pending) {
      const queue = queueOf(update);
      if (seen.has(queue)) continue;
      seen.add(queue);
      if (this.busy.has(queue) || this.busy.size >= hook.maxConnections) continue;
      if ((this.notBefore.get(queue) ?? 0) > performance.now()) continue;
      this.busy.add(queue);
      void this.deliver(hook, update, queue);
    }
  }

  private async deliver(hook: Webhook, update: Update, queue: string): Promise<void> {
    let problem: string | undefined;
    try {
      const response = await fetch(hook.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(hook.secret !== undefined && { "x-telegram-bot-api-secret-token": hook.secret }),
        },
        body: JSON.stringify(update),
        redirect: "manual",
        signal: AbortSignal.timeout(60_000),
      });
      const body = await response.text();
      if (!response.ok) problem = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      else if (body.startsWith("{")) {
        const call = JSON.parse(body) as Record<string, unknown>;
        if (typeof call.method === "string") this.onReply(call);
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) problem = error instanceof Error ? error.message : String(error);
    }
    this.busy.delete(queue);
    if (problem === undefined) {
      this.pending = this.pending.filter((other) => other !== update);
      this.failures.delete(update.update_id);
    } else {
      this.lastError = { at: now(), message: problem };
      const times = (this.failures.get(update.update_id) ?? 0) + 1;
      this.failures.set(update.update_id, times);
      const delay = Math.min(this.retryMs * 2 ** (times - 1), 60_000);
      this.notBefore.set(queue, performance.now() + delay);
      const timer = setTimeout(() => {
        this.retries.delete(timer);
        this.notBefore.delete(queue);
        this.flush();
      }, delay);
      this.retries.add(timer);
    }
    this.changed();
    this.flush();
  }
}

function queueOf(update: Update): string {
  const chat = update.message?.chat ?? update.edited_message?.chat ?? update.my_chat_member?.chat;
  if (chat !== undefined) return `chat ${chat.id}`;
  if (update.callback_query !== undefined) return `user ${update.callback_query.from.id}`;
  return "other";
}
