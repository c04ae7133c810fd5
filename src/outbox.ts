/** The database behind the deliverer: each step of a message's life is one committed transaction. */
import type { Db } from "../db/open.ts";
import { channelById } from "../db/people.ts";
import {
  channelsWaiting,
  markFolded,
  markRefused,
  markSending,
  markSent,
  openThread,
  outboxById,
  rowsInMessage,
  sendLater,
  setIds,
  threadOf,
  unknownRows,
  waitingFor,
} from "../db/talk.ts";
import type { Outbox } from "./chat/deliver.ts";
import type { Clock } from "./oversight/clock.ts";
import { LOCALES, type Locale } from "./words/say.ts";

const BATCH = 200;

/** Who sends: a row that a living process has in flight is that one's to settle. */
export type Sender = { self: string; lives(process: string): Promise<boolean> };

const SOLE: Sender = { self: "sole", lives: async () => false };

export function createOutbox(db: Db, clock: Clock, fallback: Locale, sender: Sender = SOLE): Outbox {
  return {
    channelsWaiting: () => channelsWaiting(db, clock.now()),
    waitingFor: (channel) => waitingFor(db, channel, clock.now(), BATCH),
    async unknown() {
      const rows = await unknownRows(db);
      const others = new Set<string>();
      for (const { sender: process } of rows)
        if (process !== null && process !== sender.self && !others.has(process) && (await sender.lives(process)))
          others.add(process);
      return rows.filter(({ sender: process }) => process === null || !others.has(process));
    },
    byId: (id) => outboxById(db, id),
    folded: async (row) => {
      const whole = await outboxById(db, row.id);
      return whole ? (await rowsInMessage(db, whole)).slice(1) : [];
    },
    sending: (row, others, thread) =>
      db.tx(async (tx) => {
        if (!(await markSending(tx, row, clock.now(), thread ?? null, sender.self))) return false;
        await markFolded(
          tx,
          others.map(({ id }) => id),
          row.id,
        );
        return true;
      }),
    sent: (row, { messageId, text, findingIds, summary }) =>
      db.tx(async (tx) => {
        await markSent(tx, row.id, { at: clock.now(), messageId, text });
        // What news spoke of when they were sent is what a reply to them means
        if (row.lane === "news") await setIds(tx, row.id, findingIds);
        const root = row.thread && !row.thread.startsWith("t") ? row.thread : messageId;
        if (!summary && row.subject.startsWith("site:") && root && row.editOf === null)
          await openThread(tx, { channel: row.channel, subject: row.subject, messageId: root });
      }),
    refused: (row, why, others) =>
      db.tx(async (tx) => {
        await markRefused(tx, row.id, why);
        await sendLater(
          tx,
          others.map(({ id }) => id),
          clock.now(),
        );
      }),
    later: (rows, waitMs) =>
      db.tx((tx) =>
        sendLater(
          tx,
          rows.map(({ id }) => id),
          clock.now().add({ milliseconds: Math.ceil(waitMs) }),
        ),
      ),
    threadOf: (channel, subject) => threadOf(db, channel, subject),
    async localeOf(channel) {
      const locale = (await channelById(db, channel))?.locale;
      return LOCALES.find((one) => one === locale) ?? fallback;
    },
  };
}
