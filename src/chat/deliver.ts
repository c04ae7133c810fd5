/**
 * Everything out, through one door: waiting → sending (committed before the call) → sent or refused; one message in
 * flight a chat, answers before news, news of one subject folded, and nothing lost when the process dies in between.
 */
import type { Attachment, Card } from "../card.ts";
import type { Locale } from "../words/say.ts";
import { bringsFiles, createFileSender } from "./files.ts";
import type { Limiter } from "./limiter.ts";
import { type Adapter, type Outgoing, SendFault } from "./port.ts";
import type { Row } from "./row.ts";

/** The outbox as the deliverer needs it; src/app.ts puts the database behind it. */
export type Outbox = {
  channelsWaiting(): Promise<string[]>;
  waitingFor(channel: string): Promise<Row[]>;
  /** Rows in flight: this process's own, and those whose process is gone. */
  unknown(): Promise<Row[]>;
  byId(id: number): Promise<Row | undefined>;
  folded(row: Row): Promise<Row[]>;
  /**
   * Commits that `row` is about to be sent into `thread`, and that `others` go out inside it. False when somebody else
   * holds the row: it was not as this process last saw it.
   */
  sending(row: Row, others: Row[], thread: string | undefined): Promise<boolean>;
  /** A `summary` is of many cases: no thread of one of them begins with it. */
  sent(
    row: Row,
    message: { messageId: string | null; text: string; findingIds: number[]; summary: boolean },
  ): Promise<void>;
  /** This row will never be sent; what was folded into it waits again. */
  refused(row: Row, why: string, others: Row[]): Promise<void>;
  later(rows: Row[], waitMs: number): Promise<void>;
  threadOf(channel: string, subject: string): Promise<string | undefined>;
  localeOf(channel: string): Promise<Locale>;
};
export type Composed = { card: Card; findingIds: number[]; summary?: true };
export type DeliverParts = {
  outbox: Outbox;
  adapters: ReadonlyMap<string, Adapter>;
  compose(rows: Row[]): Promise<Composed>;
  composeStorm(rows: Row[]): Promise<Composed>;
  /** The files of a card; made before the row is marked as being sent, and never a reason not to send it. */
  attach(card: Card, locale: Locale): Promise<Attachment[]>;
  limiter: Limiter;
  /** News wait during these; answers and the digest do not. */
  isQuiet(): boolean;
  onGone(channel: string, why: string): Promise<void>;
  onMoved(from: string, to: string): Promise<void>;
  /** Whether an error says that the database cannot be reached for now. */
  isAway(error: unknown): boolean;
  /** The platform will not have our token: nothing can be sent there until an operator acts. */
  onToken(platform: string): void;
  sleep(ms: number): Promise<void>;
  onFault(error: unknown, row: Row): void;
};

/** More subjects than this waiting for one chat become one card. */
const STORM = 10;
/** Making a card may fail for a moment, as the database may; one that never succeeds must not hold up the chat. */
const MAX_COMPOSE = 5;
const TOKEN_WAIT_MS = 60_000;
const RECORD_TRIES = 5;
const RETRY_MS = 1_000;
const MOST_RECORD_MS = 5_000;
const MOST_RETRY_MS = 60_000;
const PROGRESS_PACE = { burst: 1, everyMs: 5_000 };
const EDIT_PACE = { burst: 3, everyMs: 1_000 };

const platformOf = (channel: string) => channel.split(":")[0] ?? channel;

export function createDeliverer(parts: DeliverParts) {
  const { outbox, adapters, limiter } = parts;
  const busy = new Map<string, Promise<void>>();
  const again = new Set<string>();
  /** Platforms whose rows in flight at the last end were taken in hand: nothing new goes out before those. */
  const recovered = new Set<string>();
  const settling = new Set<number>();
  const uncomposed = new Map<number, number>();
  let stopped = false;

  /** Where a row goes: its own thread, else that of its case. Kept with the row before the call, to look there again. */
  async function threadFor(row: Row, { summary }: Composed): Promise<string | undefined> {
    if (row.thread) return row.thread;
    if (summary) return undefined;
    return row.lane === "news" && row.subject.startsWith("site:")
      ? outbox.threadOf(row.channel, row.subject)
      : undefined;
  }

  /**
   * Every new message brings its files. Of edits only the answer that ends one does, and only where the message it
   * rewrites brought none: the same picture is not sent again with each change of its figures.
   */
  async function filesOf(row: Row, card: Card, locale: Locale): Promise<Attachment[]> {
    if (row.lane === "progress") return [];
    if (row.editOf !== null) {
      const first = await outbox.byId(row.editOf);
      if (first?.card && bringsFiles(first.card as Card)) return [];
    }
    return bringsFiles(card) ? parts.attach(card, locale) : [];
  }

  async function outgoing(row: Row, card: Card, thread: string | undefined): Promise<Outgoing> {
    const locale = await outbox.localeOf(row.channel);
    const files = await filesOf(row, card, locale);
    return {
      rowId: row.id,
      channel: row.channel,
      card,
      locale,
      replyTo: row.replyTo ?? undefined,
      thread,
      again: false,
      files,
    };
  }

  /** The rows that go out together and the card they make; undefined where nothing may go now. */
  async function next(channel: string): Promise<{ row: Row; others: Row[]; all: Row[]; storm: boolean } | undefined> {
    const rows = await outbox.waitingFor(channel);
    const open = rows.filter((row) => row.lane !== "news" || row.event === "digest" || !parts.isQuiet());
    const [first] = open;
    if (!first) return undefined;
    if (first.editOf !== null) {
      // Of several edits of one message the last one wins
      const same = open.filter((row) => row.editOf === first.editOf);
      const last = same.reduce((newest, row) => (row.id > newest.id ? row : newest), first);
      return { row: last, others: same.filter((row) => row !== last), all: [last], storm: false };
    }
    if (first.lane !== "news") return { row: first, others: [], all: [first], storm: false };
    // Only findings flood; an order, a talk or the digest is never hidden inside a summary
    const flood = open.filter((row) => row.lane === "news" && row.event.startsWith("findings-"));
    const storm = first.event.startsWith("findings-") && new Set(flood.map((row) => row.subject)).size > STORM;
    const together = storm ? flood : open.filter((row) => row.subject === first.subject && row.lane === "news");
    return { row: first, others: together.filter((row) => row !== first), all: together, storm };
  }

  async function compose(row: Row, all: Row[], storm: boolean): Promise<Composed> {
    if (row.card) return { card: row.card as Card, findingIds: row.ids };
    return storm ? parts.composeStorm(all) : parts.compose(all);
  }

  /** Waits for a place in the chat's limits. */
  async function place(row: Row, adapter: Adapter): Promise<void> {
    const kind = row.editOf === null ? "send" : "edit";
    const pace = row.lane === "progress" ? PROGRESS_PACE : kind === "edit" ? EDIT_PACE : adapter.pace(row.channel);
    const take = () => limiter.take(row.channel, kind, pace);
    for (let wait = take(); wait > 0 && !stopped; wait = take()) await parts.sleep(wait);
  }

  const files = createFileSender({
    place,
    hold: limiter.hold,
    onFault: parts.onFault,
    stopped: () => stopped,
  });

  /**
   * Once the platform has it, only the noting may fail: that is tried again, for as long as the database is away, and is
   * never a reason to send again unseen.
   */
  async function note(
    row: Row,
    sent: { messageId: string; text: string },
    { findingIds, summary }: Composed,
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await outbox.sent(row, { ...sent, findingIds, summary: summary === true });
        return;
      } catch (error) {
        const hopeless = tries >= RECORD_TRIES && !parts.isAway(error);
        if (hopeless || stopped) throw new SendFault("unknown", "not noted", { cause: error });
        await parts.sleep(Math.min(RETRY_MS * tries, MOST_RECORD_MS));
      }
    }
  }

  async function transmit(
    adapter: Adapter,
    row: Row,
    message: Outgoing,
    composed: Composed,
    doubtful = false,
  ): Promise<void> {
    const target = row.editOf === null ? undefined : await outbox.byId(row.editOf);
    const sent = target?.messageId ? await adapter.edit(target.messageId, message) : await adapter.send(message);
    // A new message that is sent once more says so, and is whole
    if (doubtful && target?.messageId) await files.missing(adapter, row, sent.messageId, message);
    else await files.all(adapter, row, sent.messageId, message);
    await note(row, sent, composed);
  }

  async function handleFault(error: unknown, row: Row, others: Row[]): Promise<void> {
    const fault = error instanceof SendFault ? error : new SendFault("later", String(error), { cause: error });
    parts.onFault(error, row);
    const backoff = Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** Math.min(row.attempts, 6));
    switch (fault.kind) {
      case "later":
        if (fault.waitMs > 0) limiter.hold(row.channel, fault.waitMs);
        // However long a platform is away, nothing is given up; what was folded in waits by itself again
        await outbox.later([row, ...others], Math.max(fault.waitMs, row.attempts > 1 ? backoff : 250));
        break;
      case "unknown":
        // It stays in `sending`: what became of it is looked into before anything is repeated
        await parts.sleep(Math.min(backoff, 5_000));
        {
          const fresh = await outbox.byId(row.id);
          if (!stopped && fresh?.state === "sending") await settle({ ...fresh, attempts: row.attempts });
        }
        break;
      case "moved":
        if (fault.to) await parts.onMoved(row.channel, fault.to);
        break;
      case "gone":
        await outbox.refused(row, fault.message, others);
        await parts.onGone(row.channel, fault.message);
        break;
      case "token":
        await outbox.later([row, ...others], TOKEN_WAIT_MS);
        limiter.hold(row.channel, TOKEN_WAIT_MS);
        parts.onToken(platformOf(row.channel));
        break;
      case "refused":
        await outbox.refused(row, fault.message, others);
        break;
      default:
        fault.kind satisfies never;
    }
  }

  /** Asks the platform until it answers: to send without knowing would be to send twice. */
  async function lookUp(adapter: Adapter, row: Row): Promise<string | null | undefined> {
    if (row.editOf !== null) return null;
    const asked = {
      rowId: row.id,
      channel: row.channel,
      thread: row.thread ?? undefined,
      since: row.sendingAt ?? row.at,
    };
    for (let wait = RETRY_MS; ; wait = Math.min(wait * 2, MOST_RETRY_MS)) {
      try {
        return await adapter.find(asked);
      } catch (error) {
        if (stopped) return null;
        // Where the place itself is gone or refuses to be read, the message is not there
        if (error instanceof SendFault && (error.kind === "gone" || error.kind === "refused")) return null;
        parts.onFault(error, row);
        await parts.sleep(error instanceof SendFault && error.waitMs > 0 ? error.waitMs : wait);
      }
    }
  }

  /** A row found in `sending`: looked up where the platform can tell, else sent once more and marked as such. */
  async function settle(row: Row): Promise<void> {
    const adapter = adapters.get(platformOf(row.channel));
    if (!adapter) return;
    const others = await outbox.folded(row);
    try {
      const known = await lookUp(adapter, row);
      if (stopped) return;
      const all = [row, ...others];
      const composed = await compose(row, all, new Set(all.map(({ subject }) => subject)).size > STORM);
      const thread = typeof known === "string" ? (row.thread ?? undefined) : await threadFor(row, composed);
      const message = await outgoing(row, composed.card, thread);
      if (typeof known === "string") {
        await files.missing(adapter, row, known, message);
        const { findingIds, summary } = composed;
        await outbox.sent(row, { messageId: known, text: "", findingIds, summary: summary === true });
        return;
      }
      await place(row, adapter);
      if (stopped || !(await outbox.sending(row, [], thread))) return;
      await transmit(adapter, row, { ...message, again: known === undefined }, composed, true);
    } catch (error) {
      await handleFault(error, { ...row, attempts: row.attempts + 1 }, others);
    }
  }

  async function drain(channel: string): Promise<void> {
    const adapter = adapters.get(platformOf(channel));
    if (!adapter) return;
    while (!stopped && recovered.has(platformOf(channel))) {
      const chosen = await next(channel);
      if (!chosen) return;
      const { row, others, all, storm } = chosen;
      if (row.editOf !== null) {
        const target = await outbox.byId(row.editOf);
        if (target?.state === "waiting" || target?.state === "sending") {
          await outbox.later([row], 200);
          return;
        }
      }
      await place(row, adapter);
      if (stopped || !recovered.has(platformOf(channel))) return;
      let composed: Composed;
      let message: Outgoing;
      try {
        composed = await compose(row, all, storm);
        message = await outgoing(row, composed.card, await threadFor(row, composed));
        uncomposed.delete(row.id);
      } catch (error) {
        parts.onFault(error, row);
        const tries = (uncomposed.get(row.id) ?? 0) + 1;
        uncomposed.set(row.id, tries);
        if (tries < MAX_COMPOSE) await outbox.later(all, RETRY_MS * tries);
        else {
          uncomposed.delete(row.id);
          await outbox.refused(row, error instanceof Error ? error.message : String(error), []);
        }
        continue;
      }
      if (!(await outbox.sending(row, others, message.thread))) continue;
      try {
        await transmit(adapter, row, message, composed);
      } catch (error) {
        await handleFault(error, { ...row, attempts: row.attempts + 1 }, others);
        if (error instanceof SendFault && (error.kind === "later" || error.kind === "token")) return;
      }
    }
  }

  /** Sends what waits in a channel; a second call while one runs makes it look once more. */
  function poke(channel: string): void {
    if (stopped || !recovered.has(platformOf(channel))) return;
    if (busy.has(channel)) {
      again.add(channel);
      return;
    }
    const run = drain(channel)
      .catch((error) => parts.onFault(error, { id: 0, channel } as Row))
      .finally(() => {
        busy.delete(channel);
        if (again.delete(channel)) poke(channel);
      });
    busy.set(channel, run);
  }

  return {
    poke,
    /** Looks through the whole outbox: for rows that other processes put there, and for those whose wait is over. */
    async sweep(): Promise<void> {
      for (const channel of await outbox.channelsWaiting()) poke(channel);
    },
    /**
     * When this process begins to send: rows in flight when the one before it ended, before anything new goes to their
     * chats. Later calls take in hand what was left meanwhile: by a process that ended, or by this one when it could not
     * reach the database. What is being sent right now comes to its end first, and is then no longer in flight.
     */
    async recover(platform: string): Promise<void> {
      for (const row of await outbox.unknown()) {
        if (platformOf(row.channel) !== platform || settling.has(row.id)) continue;
        settling.add(row.id);
        const previous = busy.get(row.channel) ?? Promise.resolve();
        const run: Promise<void> = previous
          .then(async () => {
            // What was still in flight here may have come to its end while this waited
            const fresh = await outbox.byId(row.id);
            if (fresh?.state === "sending") await settle(fresh);
          })
          .catch((error) => parts.onFault(error, row))
          .finally(() => {
            settling.delete(row.id);
            if (busy.get(row.channel) === run) busy.delete(row.channel);
            poke(row.channel);
          });
        busy.set(row.channel, run);
      }
      recovered.add(platform);
    },
    /** Somebody else sends from now on: what is in flight comes to its end, nothing new begins. */
    pause(): void {
      recovered.clear();
    },
    /** Resolves when nothing is in flight. */
    async idle(): Promise<void> {
      while (busy.size > 0) await Promise.allSettled([...busy.values()]);
    },
    async stop(): Promise<void> {
      stopped = true;
      await Promise.allSettled([...busy.values()]);
    },
  };
}
