/** Faults on demand, and a watch over the pace of the client. */
import type { Params } from "./telegram-http.ts";

/** Chooses the calls a fault strikes, beside the method. */
export type When = (params: Params) => boolean;

export interface Failure {
  status: number;
  /** Without one, statuses from 500 answer with a page of HTML, as the front servers do. */
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
  /** Number of calls that fail; 1. */
  times?: number;
  when?: When;
  /** Sent as it is, instead of JSON or the usual page. */
  body?: string;
}

/** The next matching call, stopped: after the platform took it, or before. */
export interface Hold {
  /** The call has arrived; with `after` (the rule) its effect is stored and only the answer is missing. */
  taken: Promise<{ method: string; params: Params; result?: unknown }>;
  /** Lets the call go on. */
  release(): void;
  /** Ends it by destroying the connection instead. */
  drop(): void;
}

interface Held extends Hold {
  before: boolean;
  take: (call: { method: string; params: Params; result?: unknown }) => void;
  ended: Promise<"release" | "drop">;
}

interface Armed<T> {
  method: string;
  times: number;
  when: When | undefined;
  value: T;
}

/** `method` may be "*": every method but getUpdates. */
export class Faults {
  private failures: Armed<Failure>[] = [];
  private drops: Armed<"before" | "after">[] = [];
  private holds: Armed<Held>[] = [];

  fail(method: string, failure: Failure): void {
    this.failures.push({ method, times: failure.times ?? 1, when: failure.when, value: failure });
  }

  drop(method: string, value: "before" | "after", times: number, when: When | undefined): void {
    this.drops.push({ method, times, when, value });
  }

  hold(method: string, options: { before?: boolean; when?: When } = {}): Hold {
    let take: Held["take"] = () => {};
    let end: (how: "release" | "drop") => void = () => {};
    const taken = new Promise<{ method: string; params: Params; result?: unknown }>((resolve) => (take = resolve));
    const ended = new Promise<"release" | "drop">((resolve) => (end = resolve));
    const held: Held = {
      before: options.before ?? false,
      taken,
      take,
      ended,
      release: () => end("release"),
      drop: () => end("drop"),
    };
    this.holds.push({ method, times: 1, when: options.when, value: held });
    return held;
  }

  /** Forgets every fault that has not struck; held calls go on. */
  clear(): void {
    for (const { value } of this.holds) value.release();
    this.failures = [];
    this.drops = [];
    this.holds = [];
  }

  takeFailure(method: string, params: Params): Failure | undefined {
    return next(this.failures, method, params, () => true);
  }

  takeDrop(moment: "before" | "after", method: string, params: Params): boolean {
    return next(this.drops, method, params, (value) => value === moment) !== undefined;
  }

  takeHold(before: boolean, method: string, params: Params): Held | undefined {
    return next(this.holds, method, params, (value) => value.before === before);
  }
}

function next<T>(list: Armed<T>[], method: string, params: Params, fits: (value: T) => boolean): T | undefined {
  const found = list.find(
    (armed) =>
      (armed.method.toLowerCase() === method.toLowerCase() || (armed.method === "*" && method !== "getUpdates")) &&
      armed.times > 0 &&
      fits(armed.value) &&
      (armed.when === undefined || armed.when(params)),
  );
  if (found === undefined) return undefined;
  found.times--;
  return found.value;
}

export interface PaceLimits {
  /** All sends together, in any second. */
  perSecond: number;
  /** Sends to one chat: a burst, then this many a second. */
  chatBurst: number;
  chatPerSecond: number;
  /** Sends to one group, in any minute. */
  groupPerMinute: number;
  /** Edits count as sends. */
  countEdits: boolean;
}

export const usualPace: PaceLimits = {
  perSecond: 30,
  chatBurst: 5,
  chatPerSecond: 1,
  groupPerMinute: 20,
  countEdits: false,
};

/** Counts the sends of the client; each breach is described, with the wait that would have avoided it. */
export class Pace {
  private all: number[] = [];
  private readonly groups = new Map<string, number[]>();
  private readonly buckets = new Map<string, { level: number; at: number }>();
  private readonly banned = new Map<string, number>();
  private readonly limits: PaceLimits;

  constructor(limits: PaceLimits) {
    this.limits = limits;
  }

  counts(method: string): boolean {
    if (method === "sendChatAction") return false;
    return /^(send|copy|forward)/.test(method) || (this.limits.countEdits && method.startsWith("editMessage"));
  }

  /** Notes a send; a refused one (`enforce`) is not counted. */
  note(chat: string, enforce: boolean): { problems: string[]; wait: number } {
    const at = performance.now();
    const problems: string[] = [];
    let wait = 0;
    const until = this.banned.get(chat) ?? 0;
    if (at < until - 50) problems.push(`chat ${chat}: sent ${Math.round(until - at)} ms before the end of retry_after`);
    this.all = this.all.filter((time) => time > at - 1000);
    if (this.all.length >= this.limits.perSecond) {
      problems.push(`more than ${this.limits.perSecond} messages in a second`);
      wait = 1;
    }
    const { chatBurst, chatPerSecond } = this.limits;
    const old = this.buckets.get(chat) ?? { level: 0, at };
    const level = Math.max(0, old.level - ((at - old.at) / 1000) * chatPerSecond);
    if (level + 1 > chatBurst + 0.05) {
      problems.push(`chat ${chat}: more than ${chatPerSecond} message/s after a burst of ${chatBurst}`);
      wait = Math.max(wait, Math.ceil((level + 1 - chatBurst) / chatPerSecond));
    }
    const minute = (this.groups.get(chat) ?? []).filter((time) => time > at - 60_000);
    if ((chat.startsWith("-") || chat.startsWith("@")) && minute.length >= this.limits.groupPerMinute) {
      problems.push(`group ${chat}: more than ${this.limits.groupPerMinute} messages in a minute`);
      wait = Math.max(wait, Math.ceil(((minute[0] ?? at) + 60_000 - at) / 1000));
    }
    if (!(enforce && wait > 0)) {
      this.all.push(at);
      minute.push(at);
      this.buckets.set(chat, { level: level + 1, at });
    }
    this.groups.set(chat, minute);
    return { problems, wait };
  }

  /** A 429 went out: sends before its end are breaches. */
  ban(chat: string, seconds: number): void {
    this.banned.set(chat, performance.now() + seconds * 1000);
  }
}
