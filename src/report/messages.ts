/** Netizens' messages as people read them: in a list by urgency, one by one with its history, in news and in figures. */
import { type MessageRow, messagesById, type StepRow } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, type SiteRow } from "../../db/sites.ts";
import { type Button, type Card, more, note, type Part, type Phrase, say } from "../card.ts";
import type { Clock } from "../oversight/clock.ts";
import { dueOf, isOverdue, partyOf } from "../oversight/message-clocks.ts";
import type { MessageFigures, Share } from "../oversight/message-figures.ts";
import { assigneeName } from "./assignee.ts";
import { percent } from "./stats.ts";

const SHOWN = 10;
const HEAD = 40;

const head = (text: string): string => {
  const chars = [...text.replace(/\s+/g, " ")];
  return chars.length > HEAD ? `${chars.slice(0, HEAD).join("")}…` : chars.join("");
};
export const stateOf = ({ state }: Pick<MessageRow, "state">): Phrase => say(`message.state-${state}`);
export const siteName = (row: Pick<MessageRow, "siteText">, site: SiteRow | undefined): string =>
  site?.name ?? row.siteText;

/** Overdue first, then by the day that comes next; of one day the older message first. */
export const byUrgency = (rows: readonly MessageRow[]): MessageRow[] =>
  rows.toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : a.id - b.id));

function clockPhrase(row: MessageRow, today: string): Phrase {
  const due = { day: dueOf(row) };
  if (isOverdue(row, today)) return say("message.clock-overdue", { due });
  if (row.state === "reviewing") return say("message.clock-review", { day: { day: row.repliedDay ?? "" } });
  return say(row.state === "waiting" ? "message.clock-pass" : "message.clock-reply", { due });
}

async function messageItem(q: Queries, row: MessageRow, sites: ReadonlyMap<number, SiteRow>, today: string) {
  const site = row.siteId === null ? undefined : sites.get(row.siteId);
  const who = await assigneeName(q, row);
  return {
    text: say("message.line", { id: String(row.id), site: siteName(row, site), text: head(row.text) }),
    detail: say(who ? "message.detail-who" : "message.detail", {
      state: stateOf(row),
      clock: clockPhrase(row, today),
      who,
    }),
  };
}
async function messageList(q: Queries, rows: readonly MessageRow[], today: string): Promise<Part[]> {
  if (rows.length === 0) return [];
  const sites = new Map((await allSites(q)).map((site) => [site.id, site]));
  const items = [];
  for (const row of byUrgency(rows).slice(0, SHOWN)) items.push(await messageItem(q, row, sites, today));
  return [{ kind: "list", items }, ...more(rows.length, SHOWN)];
}

/** What is open, most urgent first. */
export async function openMessagesCard(q: Queries, rows: readonly MessageRow[], today: string): Promise<Card> {
  const overdue = rows.filter((row) => isOverdue(row, today)).length;
  const [first] = byUrgency(rows);
  return {
    title: say(rows.length > 0 ? "message.open" : "message.none", { n: rows.length, overdue }),
    parts: [
      ...(await messageList(q, rows, today)),
      ...(first ? [{ kind: "copy" as const, line: `/message ${first.id}` }] : []),
    ],
  };
}

/** What may be done next by whoever the buttons are for. */
export type MessageActs = { handle: boolean; reply: boolean };
export function messageButtons(row: MessageRow, site: SiteRow | undefined, { handle, reply }: MessageActs): Button[] {
  const form = (id: string) => ({ id: `message-${id}`, preset: { message: String(row.id) } });
  const buttons: Button[] = [];
  if (handle && row.state === "waiting" && site?.organiser)
    buttons.push({
      label: say("button.message-pass-to", { who: site.organiser }),
      command: `/message ${row.id} pass`,
      style: "primary",
    });
  if (handle && (row.state === "waiting" || row.state === "working"))
    buttons.push({ label: say("button.message-pass"), form: form("pass") });
  if (reply && row.state === "working")
    buttons.unshift({ label: say("button.message-reply"), form: form("reply"), style: "primary" });
  if (handle && (row.state === "waiting" || row.state === "working"))
    buttons.push({ label: say("button.message-decline"), form: form("decline") });
  if (handle && row.state === "reviewing")
    buttons.push(
      { label: say("button.message-close"), command: `/message ${row.id} close`, style: "primary" },
      { label: say("button.message-reject"), form: form("reject") },
    );
  return buttons;
}

/** One message: what, where, on which clock, by whom, and what became of it so far. */
export async function messageCard(
  q: Queries,
  row: MessageRow,
  site: SiteRow | undefined,
  steps: readonly StepRow[],
  acts: MessageActs,
  today: string,
): Promise<Card> {
  const who = await assigneeName(q, row);
  const rows: (Part & { kind: "fields" })["rows"] = [
    [say("message.number"), row.number ?? say("none")],
    [say("message.kind"), row.kind ?? say("none")],
    [say("message.received"), { day: row.receivedDay }],
    [say("message.pass-due"), { day: row.passDueOn }],
    [say("message.reply-due"), { day: row.replyDueOn }],
    [say("message.handler"), who || say("none")],
  ];
  if (row.rejections > 0) rows.push([say("message.rejections"), say("message.times", { n: row.rejections })]);
  const parts: Part[] = [
    { kind: "quote", text: row.text },
    { kind: "fields", rows },
  ];
  if (row.state !== "closed" && row.state !== "declined") parts.push(note(clockPhrase(row, today)));
  if (row.reply) parts.push({ kind: "text", text: say("message.reply") }, { kind: "quote", text: row.reply });
  for (const step of steps) {
    const data = { at: { at: step.at.toString() }, who: step.actor, note: step.note ?? "" };
    const to = step.step === "passed" ? await assigneeName(q, step) : "";
    const id = `message.step-${step.step}`;
    parts.push(note(to ? say(`${id}-to`, { ...data, to }) : say(id, data)));
  }
  return {
    title: say("message.title", { id: String(row.id), site: siteName(row, site), state: stateOf(row) }),
    parts,
    buttons: messageButtons(row, site, acts),
  };
}

type NewsRow = { subject: string; event: string; ids: number[]; channel: string };

/** One card for news of one message, of an import, or of what is due; the rows as they are when it is sent. */
export async function messageNews(rows: readonly NewsRow[], { q, clock }: { q: Queries; clock: Clock }): Promise<Card> {
  const today = clock.today().toString();
  const event = rows.at(-1)?.event ?? "";
  const found = await messagesById(q, [...new Set(rows.flatMap(({ ids }) => ids))]);
  if (event === "messages-imported") {
    const overdue = found.filter((row) => isOverdue(row, today));
    return {
      title: say("news.messages-imported", { n: found.length, overdue: overdue.length }),
      parts: await messageList(q, overdue, today),
      buttons: [{ label: say("button.messages"), command: "/message" }],
    };
  }
  if (event === "messages-due") {
    const due = found.filter((row) => row.state !== "closed" && row.state !== "declined" && dueOf(row) <= today);
    const parts: Part[] = [];
    for (const [, own] of Map.groupBy(byUrgency(due), partyOf)) {
      const [first] = own;
      const who = first?.state === "working" ? await assigneeName(q, first, rows[0]?.channel.split(":")[0]) : "";
      parts.push({
        kind: "text",
        text: say(who ? "news.messages-of" : "news.messages-office", { who, n: own.length }),
      });
      parts.push(...(await messageList(q, own, today)));
    }
    const overdue = due.filter((row) => isOverdue(row, today)).length;
    return {
      title: say("news.messages-due", { n: due.length, overdue }),
      parts,
      buttons: [{ label: say("button.messages"), command: "/message" }],
    };
  }
  return oneMessageNews(rows, found[0], q, today);
}

async function oneMessageNews(
  rows: readonly NewsRow[],
  row: MessageRow | undefined,
  q: Queries,
  today: string,
): Promise<Card> {
  const site = (await allSites(q)).find(({ id }) => id === row?.siteId);
  const data = {
    id: String(row?.id ?? 0),
    site: row ? siteName(row, site) : "",
    who: row ? await assigneeName(q, row, rows[0]?.channel.split(":")[0]) : "",
    n: row?.rejections ?? 0,
  };
  // Of what happened before anybody was told, each step once and in its order
  const [first, ...rest] = [...new Set(rows.map(({ event }) => event))].map((event) => say(`news.${event}`, data));
  const parts: Part[] = rest.map((text) => ({ kind: "text", text }));
  if (row) parts.push({ kind: "quote", text: row.text });
  if (row?.reply) parts.push({ kind: "text", text: say("message.reply") }, { kind: "quote", text: row.reply });
  if (row && row.state !== "closed" && row.state !== "declined") parts.push(note(clockPhrase(row, today)));
  return {
    title: first ?? say("message.title", { ...data, state: row ? stateOf(row) : "" }),
    parts,
    // In a channel anybody may press; whoever may not is told so
    buttons: row ? messageButtons(row, site, { handle: rows[0]?.event !== "message-passed", reply: true }) : [],
  };
}

const share = ({ part, whole }: Share) => ({ part, whole, share: percent(part, whole) });
/** Figures of a period as fields: 按时办结率 and 办结率 each under its own name, with what they are made of. */
export const messageParts = (figures: MessageFigures): Part[] => [
  {
    kind: "fields",
    rows: [
      [
        say("messages.received"),
        say("messages.received-value", {
          received: figures.received,
          declined: figures.declined,
          rejected: figures.rejected,
        }),
      ],
      [say("messages.passed"), say("messages.passed-value", share(figures.passOnTimeRate))],
      [say("messages.on-time"), say("messages.share-value", share(figures.onTimeRate))],
      [say("messages.closing"), say("messages.share-value", share(figures.closingRate))],
      [say("messages.open"), say("messages.open-value", { open: figures.open, overdue: figures.overdue })],
    ],
  },
];
