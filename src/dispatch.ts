/**
 * From an update to its effect: a command's effect, its audit row, its answer and the end of its inbox row are one
 * transaction. Handlers work from the inbox, one update a channel at a time, so one slow chat holds up nobody.
 */
import type { Command, Context } from "../commands/command.ts";
import { audit } from "../db/office.ts";
import type { Queries } from "../db/open.ts";
import { channelById, disableChannel, moveChannel, seeIdentity } from "../db/people.ts";
import {
  addJob,
  dialogOf,
  endDialog,
  failInbox,
  finishInbox,
  type InboxRow,
  messageRow,
  putOut,
  rowsInMessage,
  subjectOfThread,
  takeIn,
  waitingInbox,
} from "../db/talk.ts";
import { type Card, copy, note, say, text } from "./card.ts";
import type { Incoming } from "./chat/port.ts";
import { createDialogs } from "./dialog.ts";
import { rootLine } from "./errors.ts";
import { createFilesIn, type FilesInParts } from "./files-in.ts";
import { formsOf, readLine } from "./lines.ts";
import type { Clock } from "./oversight/clock.ts";
import { tell } from "./oversight/news.ts";
import { Refusal } from "./oversight/refusal.ts";
import { type Audience, isRegistered, mayAct, readRights } from "./oversight/rights.ts";
import { likeness } from "./oversight/seek.ts";
import type { Issue } from "./report/bulletin.ts";
import type { Shown } from "./report/findings.ts";
import type { Locale } from "./words/say.ts";

const MAX_TRIES = 5;
/** A fault of ours may pass: the next try waits this long, times the square of the tries. */
const RETRY_MS = 1_000;
const BATCH = 100;
/** In a chat that nobody bound, these still answer: they say nothing of the office's work. */
const UNBOUND = new Set(["check", "help", "whoami", "channel"]);

export type DispatchParts = FilesInParts & {
  clock: Clock;
  locale: Locale;
  shown(q: Queries): Promise<Shown>;
  /** Whose bulletins they are, and by which template. */
  issue: Issue;
  /** Told after commit: something waits in this channel's outbox, or in the queue of jobs. */
  onAnswer(channel: string): void;
  onJob(): void;
  /** Whether this process is the one that works off the inbox; another one only takes in. */
  leads(): boolean;
  /** In the transaction that wrote a job: whoever hands work out learns of it. */
  queued?(q: Queries, job: number): Promise<void>;
  onFault(error: unknown): void;
};

export function createDispatcher(parts: DispatchParts) {
  const { db, clock, commands } = parts;
  const forms = formsOf(commands);
  const filesOf = createFilesIn(parts);
  const dialogs = createDialogs({
    clock,
    forms,
    answerRow: (incoming, card, more) => answerRow(incoming, card, more),
    isRegistered: async (q, identity) => isRegistered(await readRights(q, identity, parts.admins)),
  });
  const busy = new Map<string, Promise<void>>();
  const retryAt = new Map<number, number>();
  let stopped = false;
  let sweeping: Promise<void> | undefined;
  let again = false;

  async function placeOf(q: Queries, incoming: Incoming): Promise<Context["place"]> {
    const target = incoming.replyTo ?? incoming.thread;
    if (!target) return { findingIds: [], siteId: undefined };
    const siteIn = (subject: string | undefined) => {
      const id = /^site:(\d+)$/.exec(subject ?? "")?.[1];
      return id ? Number(id) : undefined;
    };
    const row = await messageRow(q, incoming.channel, target);
    const thread = incoming.thread ?? target;
    const siteId = siteIn(row?.subject) ?? siteIn(await subjectOfThread(q, incoming.channel, thread));
    const findingIds = row
      ? (await rowsInMessage(q, row)).flatMap(({ event, ids }) => {
          // The number of an order stands before those of its findings
          if (event === "order-answer") return ids.slice(1);
          return event === "answer" || event.startsWith("findings-") ? ids : [];
        })
      : [];
    return { findingIds, siteId };
  }

  const answerRow = (
    incoming: Incoming,
    card: Card,
    more: { subject?: string; ids?: number[]; event?: string } = {},
  ) => ({
    channel: incoming.channel,
    lane: "answer" as const,
    subject: more.subject ?? "answer",
    event: more.event ?? "answer",
    ids: more.ids ?? [],
    card,
    replyTo: incoming.messageId ?? null,
    thread: incoming.thread ?? null,
    at: clock.now(),
  });

  function refusalCard({ what, copy: line }: Refusal, command: Command | undefined): Card {
    const usage = command
      ? [note(say("refuse.usage", { name: command.meta.name, usage: say(`command.${command.meta.name}.usage`) }))]
      : [];
    const example = line ?? command?.meta.example;
    return { title: what, parts: [...usage, ...(example ? [text(say("refuse.copy")), copy(example)] : [])] };
  }

  function unknownCard(word: string, words: string): Card {
    const [near] = [...commands].sort((a, b) => likeness(b.meta.name, word) - likeness(a.meta.name, word));
    const close = near && likeness(near.meta.name, word) > 0.3 ? near : undefined;
    return {
      title: say("refuse.command-unknown", { word }),
      parts: [
        text(say("refuse.copy")),
        copy(close ? (words ? `/${close.meta.name} ${words}` : close.meta.example) : "/help"),
      ],
    };
  }

  async function audienceOf(q: Queries, incoming: Incoming): Promise<Audience> {
    if (incoming.direct) return { kind: "private" };
    const channel = await channelById(q, incoming.channel);
    return channel && channel.disabledAt === null ? { kind: "bound", channel } : { kind: "unbound" };
  }

  async function runLine(
    q: Queries,
    given: Incoming,
    row: InboxRow,
    files: Context["files"],
  ): Promise<Command | undefined> {
    const at = clock.now();
    const direct = given.direct ? given.channel : undefined;
    await seeIdentity(q, { id: given.from.id, name: given.from.name, username: given.from.username, direct, at });
    for (const mention of given.mentions)
      if (mention.identity && (mention.username || mention.name))
        await seeIdentity(q, { id: mention.identity, name: mention.name ?? "", username: mention.username, at });
    const meant =
      given.addressed ||
      ((await dialogOf(q, given.channel, given.from.id)) && (given.direct || given.replyTo !== undefined))
        ? await dialogs.lineOf(q, given)
        : undefined;
    if (!meant) {
      await finishInbox(q, row.id, at);
      return undefined;
    }
    const { line, incoming } = meant;
    const { command, word, words } = readLine(commands, line);
    const rights = await readRights(q, incoming.from.id, parts.admins);
    const audience = await audienceOf(q, incoming);
    if (!(await finishInbox(q, row.id, at))) return command;
    if (!command) {
      await putOut(q, answerRow(incoming, isRegistered(rights) ? unknownCard(word, words) : strangerCard(incoming)));
      return undefined;
    }
    const { role, name } = command.meta;
    if (role !== null && !isRegistered(rights)) {
      await putOut(q, answerRow(incoming, strangerCard(incoming)));
      await audit(q, {
        at,
        actor: incoming.from.id,
        action: "refused",
        subject: `command:${name}`,
        data: { channel: incoming.channel },
      });
      return command;
    }
    if (role !== null && !mayAct(rights, role))
      throw new Refusal(say("refuse.role", { role: say(`role.${role}`) }), "/whoami");
    if (audience.kind === "unbound" && !UNBOUND.has(name))
      throw new Refusal(say("refuse.unbound"), "/channel here office");
    const answer = await command.run({
      q,
      clock,
      words,
      rights,
      admins: parts.admins,
      audience,
      actor: { identity: incoming.from.id, name: incoming.from.name },
      platform: incoming.platform,
      channel: { id: incoming.channel, title: incoming.title, direct: incoming.direct },
      place: await placeOf(q, incoming),
      mentions: incoming.mentions,
      files,
      shown: await parts.shown(q),
      issue: parts.issue,
      locale: parts.locale,
      commands,
    });
    if (answer.before) await putOut(q, answerRow(incoming, answer.before));
    const out = await putOut(
      q,
      answerRow(incoming, answer.card, {
        ...(answer.subject ? { subject: answer.subject } : {}),
        ids: [...(answer.order === undefined ? [] : [answer.order]), ...(answer.findingIds ?? [])],
        ...(answer.order === undefined ? {} : { event: "order-answer" }),
      }),
    );
    if (answer.job) {
      const job = await addJob(
        q,
        answer.job.kind,
        {
          ...answer.job.data,
          outbox: out,
          channel: incoming.channel,
          by: incoming.from.id,
          ...(incoming.thread ? { thread: incoming.thread } : {}),
        },
        at,
      );
      await parts.queued?.(q, job);
    }
    await audit(q, {
      at,
      actor: incoming.from.id,
      action: "command",
      subject: `command:${name}`,
      data: { words: words.slice(0, 200), channel: incoming.channel },
    });
    return command;
  }

  const strangerCard = (incoming: Incoming): Card => ({
    title: say("refuse.stranger", { identity: incoming.from.id }),
    parts: [text(say("refuse.stranger-how")), copy(`/grant ${incoming.from.id} viewer`)],
  });

  async function joined(q: Queries, incoming: Incoming, row: InboxRow): Promise<void> {
    if (!(await finishInbox(q, row.id, clock.now()))) return;
    const channel = await channelById(q, incoming.channel);
    if (channel && channel.disabledAt === null) return;
    await putOut(
      q,
      answerRow(
        incoming,
        {
          title: say("joined.title"),
          parts: [
            text(say("joined.who", { admins: parts.admins.length > 0 ? parts.admins.join("、") : "ADMINS" })),
            copy("/channel here office"),
          ],
        },
        { event: "joined" },
      ),
    );
  }

  async function handle(row: InboxRow): Promise<void> {
    // A group that moved took its row along, not the text of its update
    const incoming: Incoming = { ...(row.payload as Incoming), channel: row.channel };
    try {
      if (incoming.kind === "moved" && incoming.to) {
        const to = incoming.to;
        await db.tx(async (tx) => {
          await finishInbox(tx, row.id, clock.now());
          await moveChannel(tx, incoming.channel, to);
        });
        return;
      }
      if (incoming.kind === "gone") {
        await db.tx(async (tx) => {
          await finishInbox(tx, row.id, clock.now());
          await lose(tx, incoming.channel, "left");
        });
        return;
      }
      if (incoming.kind === "joined") {
        await db.tx((tx) => joined(tx, incoming, row));
        return;
      }
      // Files are fetched before the transaction: nothing but the database is awaited inside one
      const files = await filesOf(incoming);
      await db.tx((tx) => runLine(tx, incoming, row, files));
    } catch (error) {
      if (error instanceof Refusal) {
        const { command } = readLine(commands, incoming.text);
        await db.tx(async (tx) => {
          if (!(await finishInbox(tx, row.id, clock.now(), error.what.say))) return;
          // A dialogue whose command cannot be done is over: it must not take the next thing said for an answer
          await endDialog(tx, incoming.channel, incoming.from.id);
          await seeIdentity(tx, {
            id: incoming.from.id,
            name: incoming.from.name,
            username: incoming.from.username,
            at: clock.now(),
          });
          await putOut(tx, answerRow(incoming, refusalCard(error, command)));
        });
        return;
      }
      parts.onFault(error);
      retryAt.set(row.id, clock.now().epochMilliseconds + RETRY_MS * (row.attempts + 1) ** 2);
      await db.tx(async (tx) => {
        const setAside = await failInbox(tx, row.id, rootLine(error), MAX_TRIES);
        if (setAside) retryAt.delete(row.id);
        if (setAside)
          await putOut(tx, answerRow(incoming, { title: say("error.ours"), parts: [note(say("error.noted"))] }));
      });
    } finally {
      parts.onAnswer(incoming.channel);
      parts.onJob();
    }
  }

  /** A chat that removed the bot is set aside, with one message to the other office channels. */
  async function lose(q: Queries, channel: string, why: string): Promise<void> {
    const row = await channelById(q, channel);
    if (!row || !(await disableChannel(q, channel, why, clock.now()))) return;
    await audit(q, {
      at: clock.now(),
      actor: "system",
      action: "channel-lost",
      subject: `channel:${channel}`,
      data: { why },
    });
    await tell(q, {
      subject: `channel:${row.title || channel}`,
      event: "channel-lost",
      ids: [],
      at: clock.now(),
      except: channel,
    });
  }

  async function sweepOnce(): Promise<void> {
    const waiting = await waitingInbox(db, BATCH, [...busy.keys()]);
    const now = clock.now().epochMilliseconds;
    const rows = waiting.filter(({ id }) => (retryAt.get(id) ?? 0) <= now);
    for (const [channel, own] of Map.groupBy(rows, (row) => row.channel)) {
      if (busy.has(channel) || stopped) continue;
      const run = (async () => {
        for (const row of own) if (!stopped) await handle(row);
      })()
        .catch(parts.onFault)
        .finally(() => {
          busy.delete(channel);
          void sweep();
        });
      busy.set(channel, run);
    }
  }

  /** Works off what waits in the inbox; what comes in meanwhile is looked at once more. */
  function sweep(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (sweeping) {
      again = true;
      return sweeping;
    }
    sweeping = sweepOnce()
      .catch(parts.onFault)
      .finally(() => {
        sweeping = undefined;
        if (again) {
          again = false;
          void sweep();
        }
      });
    return sweeping;
  }

  return {
    /** Commits updates to the inbox; only when this resolves may the platform be told that they arrived. */
    async intake(updates: Incoming[]): Promise<void> {
      if (updates.length === 0) return;
      await db.tx(async (tx) => {
        for (const update of updates)
          await takeIn(tx, { eventId: update.eventId, channel: update.channel, payload: update, at: clock.now() });
      });
      // One chat's lines are worked off in their order, so by one process: the one that leads finds them at its next tick
      if (parts.leads()) void sweep();
    },
    sweep,
    lose: (channel: string, why: string) => db.tx((tx) => lose(tx, channel, why)),
    async idle(): Promise<void> {
      do {
        await sweeping;
        await Promise.allSettled([...busy.values()]);
      } while (busy.size > 0 || sweeping);
    },
    async stop(): Promise<void> {
      stopped = true;
      await Promise.allSettled([...busy.values()]);
    },
  };
}
