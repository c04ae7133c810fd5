/** What every chat platform is to the rest of the program: updates in, cards out, faults by kind. */
import type { Attachment, Card } from "../card.ts";
import type { Locale } from "../words/say.ts";

export type Person = { id: string; name: string; username?: string };
export type Mention = { text: string; identity?: string; name?: string; username?: string };

/** One update, neutral and whole: it is committed to the inbox before the platform is told that it arrived. */
export type Incoming = {
  /** The platform's own id of the event; a redelivery bears the same. */
  eventId: string;
  platform: string;
  channel: string;
  title: string;
  direct: boolean;
  kind: "message" | "joined" | "gone" | "moved";
  from: Person;
  text: string;
  /** Addressed to the bot: a command, a mention, a button, or anything said in private. */
  addressed: boolean;
  /** The message to answer under, the bot's message replied to, and the thread it stands in. */
  messageId?: string;
  replyTo?: string;
  thread?: string;
  mentions: Mention[];
  files: { name: string; ref: string }[];
  /** With `moved`: the channel's new id. */
  to?: string;
};

export type Outgoing = {
  /** The outbox row; a platform that can keeps it with the message, to find it again after a crash. */
  rowId: number;
  channel: string;
  card: Card;
  locale: Locale;
  replyTo: string | undefined;
  thread: string | undefined;
  /** Sent a second time because nobody knows if the first arrived: it says so. */
  again: boolean;
  /** What goes with it, each handed to `attach` once the message stands; names are distinct. */
  files: readonly Attachment[];
};
export type Sent = { messageId: string; text: string };

export type FaultKind = "later" | "refused" | "gone" | "moved" | "unknown" | "token";
/** How sending can fail. later: not taken, try after `waitMs`. unknown: it may have been taken. gone: the bot was removed. */
export class SendFault extends Error {
  override readonly name = "SendFault";
  readonly kind: FaultKind;
  readonly waitMs: number;
  readonly to: string | undefined;
  constructor(kind: FaultKind, why: string, more: { waitMs?: number; to?: string; cause?: unknown } = {}) {
    super(why, { cause: more.cause });
    this.kind = kind;
    this.waitMs = more.waitMs ?? 0;
    this.to = more.to;
  }
}

/** Codes of the network that say a call never reached the platform: it is safe to make it again. */
export const NOT_TAKEN: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export type Pace = { burst: number; everyMs: number };
export type Intake = (incoming: Incoming[]) => Promise<void>;

export type Adapter = {
  readonly platform: string;
  /** Connects and keeps connected; resolves once the platform was reached and accepted the token. */
  start(intake: Intake): Promise<void>;
  stop(): Promise<void>;
  send(message: Outgoing): Promise<Sent>;
  /** Rewrites a message; doing it twice does no harm. */
  edit(messageId: string, message: Outgoing): Promise<Sent>;
  /** Puts one file under a message. */
  attach(messageId: string, message: Outgoing, file: Attachment): Promise<void>;
  /** After a crash: names of the files that stand under a message; undefined where nobody can tell. */
  attached(messageId: string, message: Outgoing): Promise<ReadonlySet<string> | undefined>;
  /** After a crash: the id of the message this row became, null when it was never taken, undefined where nobody can tell. */
  find(message: {
    rowId: number;
    channel: string;
    thread: string | undefined;
    since: Temporal.Instant;
  }): Promise<string | null | undefined>;
  download(ref: string): Promise<Uint8Array>;
  pace(channel: string): Pace;
};

/** A form as both its fronts need it; the lines come from commands/. */
export type FormSpec = {
  id: string;
  title: Record<Locale, string>;
  fields: readonly {
    name: string;
    label: Record<Locale, string>;
    hint: Record<Locale, string>;
    kind: "text" | "date" | "person";
    optional?: boolean;
  }[];
  line(answers: Readonly<Record<string, string>>): string;
};

/** A button's value: the command it stands for, or the form it opens with what is known already. */
export function buttonValue(button: NonNullable<Card["buttons"]>[number]): string {
  if (button.command) return button.command;
  if (!button.form) return "";
  const preset = new URLSearchParams(button.form.preset).toString();
  return `form:${button.form.id}${preset ? `?${preset}` : ""}`;
}
export function readFormValue(value: string): { id: string; preset: Record<string, string> } | undefined {
  const found = /^form:([\w-]+)(?:\?(.*))?$/s.exec(value);
  return found?.[1] ? { id: found[1], preset: Object.fromEntries(new URLSearchParams(found[2] ?? "")) } : undefined;
}
