/** What is said: updates that came in, messages that go out, and the channels they pass through. */
import type { Kit } from "./kit.ts";

export const AUDIENCES = ["office", "region", "organiser"] as const;
export const LANES = ["answer", "news", "progress"] as const;
export const OUTBOX_STATES = ["waiting", "sending", "sent", "refused", "folded"] as const;

export function defineTalkTables(k: Kit) {
  const channels = k.table("channels", {
    /** `telegram:<chat>`, `slack:<team>:<channel>` or `terminal` */
    id: k.text().primaryKey(),
    title: k.text().notNull(),
    audience: k.oneOf(AUDIENCES).notNull(),
    audienceId: k.integer(),
    locale: k.text(),
    /** Narrows what findings it hears of: null for all that its audience does. */
    filter: k.json<{ level?: "veto"; regions?: number[]; kinds?: number[] }>(),
    actor: k.text().notNull(),
    boundAt: k.instant().notNull(),
    disabledAt: k.instant(),
    disabledWhy: k.text(),
  });
  const inbox = k.table(
    "inbox",
    {
      id: k.serial(),
      /** The platform's own id of the event: a redelivery is the same row. */
      eventId: k.text().notNull().unique(),
      channel: k.text().notNull(),
      payload: k.json<unknown>().notNull(),
      receivedAt: k.instant().notNull(),
      state: k.oneOf(["waiting", "done", "failed"]).notNull(),
      attempts: k.integer().notNull().default(0),
      doneAt: k.instant(),
      note: k.text(),
    },
    (t) => [k.index("inbox_state").on(t.state, t.id)],
  );
  const outbox = k.table(
    "outbox",
    {
      id: k.serial(),
      channel: k.text().notNull(),
      lane: k.oneOf(LANES).notNull(),
      /** What it is about (`site:12`, `order:3`, `digest:2026-11-24`): waiting news of one subject fold into one card. */
      subject: k.text().notNull(),
      event: k.text().notNull(),
      ids: k.json<number[]>().notNull(),
      /** The finished card of an answer; news are made into a card only when they are sent. */
      card: k.json<unknown>(),
      /** The platform's id of the message that is answered, and of the thread it stands in. */
      replyTo: k.text(),
      thread: k.text(),
      /** The row whose message this one rewrites. */
      editOf: k.integer(),
      state: k.oneOf(OUTBOX_STATES).notNull(),
      attempts: k.integer().notNull().default(0),
      notBefore: k.instant(),
      at: k.instant().notNull(),
      sendingAt: k.instant(),
      /** The process that has it in flight: while that one lives, nobody else settles it. */
      sender: k.text(),
      sentAt: k.instant(),
      messageId: k.text(),
      text: k.text(),
      note: k.text(),
    },
    (t) => [
      k.index("outbox_state").on(t.state, t.channel, t.id),
      k.index("outbox_message").on(t.channel, t.messageId),
      k.index("outbox_edit").on(t.editOf),
    ],
  );
  /** One thread per case and channel: the message that opened it. */
  const threads = k.table(
    "threads",
    { channel: k.text().notNull(), subject: k.text().notNull(), messageId: k.text().notNull() },
    (t) => [k.primaryKey({ columns: [t.channel, t.subject] }), k.index("threads_message").on(t.channel, t.messageId)],
  );
  const dialogs = k.table(
    "dialogs",
    {
      channel: k.text().notNull(),
      identity: k.text().notNull(),
      form: k.text().notNull(),
      answers: k.json<Record<string, string>>().notNull(),
      /** Thread and message in which it was opened: its command acts there. */
      place: k.json<{ replyTo?: string; thread?: string }>().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.channel, t.identity] })],
  );
  const jobs = k.table(
    "jobs",
    {
      id: k.serial(),
      kind: k.text().notNull(),
      data: k.json<Record<string, unknown>>().notNull(),
      state: k.oneOf(["queued", "done", "failed"]).notNull(),
      leaseUntil: k.instant(),
      attempts: k.integer().notNull().default(0),
      at: k.instant().notNull(),
      note: k.text(),
    },
    (t) => [k.index("jobs_state").on(t.state, t.id)],
  );
  /** One row a channel and day says that this day's digest was queued; `fromAt` to `toAt` is what it covers. */
  const digests = k.table(
    "digests",
    {
      channel: k.text().notNull(),
      day: k.text().notNull(),
      fromAt: k.instant().notNull(),
      toAt: k.instant().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.channel, t.day] })],
  );
  return { channels, inbox, outbox, threads, dialogs, jobs, digests };
}
