/**
 * Netizens' messages (我为政府网站找错): 待转办 → 办理中 → 待审核 → 已办结, with 驳回重办 back from review. What is not about
 * a government website's faults is declined with a reason (不属受理范围): outside every denominator, and shown beside.
 *
 * On time is a message whose reply was given by `replyDueOn`, and the reply that counts is the one that stands: a
 * rejected reply never reached the netizen, so it stops no clock (decision; 驳回重办 as in Guangdong's bulletin of 2023
 * Q3). The office's own review is not charged to the organiser: the day of the reply counts, not the day of closing.
 */
import { mask } from "../../checks/reading/mask.ts";
import {
  addMessages,
  addSteps,
  lastStep,
  type MessageRow,
  type MessageState,
  messageById,
  messageByNumber,
  moveMessage,
  type NewMessage,
  openMessages,
  stepsOf,
} from "../../db/messages.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import type { SiteRow } from "../../db/sites.ts";
import { clockRules, clocksOf, dueAfterPassing } from "./message-clocks.ts";
import { type MessageEvent, tellMessages } from "./message-news.ts";
import { refuse } from "./refusal.ts";

export type { MessageRow };
export { openMessages, stepsOf };
export type By = { actor: string; at: Temporal.Instant; today: Temporal.PlainDate; channel?: string | undefined };
export type Handler = { organiserId: number } | { personId: number };
type Change = {
  step: "passed" | "replied" | "rejected" | "closed" | "declined";
  from: readonly MessageState[];
  to: MessageState;
  set: Partial<NewMessage> & { reject?: true };
  note?: string | undefined;
};

/** `12`, `#12` or the number on the platform; a refusal where there is none. */
export async function needMessage(q: Queries, words: string): Promise<MessageRow> {
  const text = words.trim().replace(/^[#＃]/, "");
  const found = /^\d{1,9}$/.test(text) ? await messageById(q, Number(text)) : await messageByNumber(q, text);
  return found ?? refuse("refuse.message-unknown", { id: words.trim() }, "/message");
}

export async function receiveMessage(
  q: Queries,
  given: { site: SiteRow | undefined; siteText: string; number?: string | undefined; kind?: string; text: string },
  { actor, at, today, channel }: By,
): Promise<MessageRow> {
  const { site, siteText, number, kind, text } = given;
  if (number) {
    const known = await messageByNumber(q, number);
    if (known) refuse("refuse.message-known", { number, id: known.id }, `/message ${known.id}`);
  }
  const [id = 0] = await addMessages(q, [
    {
      number: number ?? null,
      siteId: site?.id ?? null,
      siteText,
      kind: kind ?? null,
      text: mask(text),
      receivedAt: at,
      receivedDay: today.toString(),
      ...clocksOf(today, await clockRules(q, today)),
      state: "waiting",
      source: "chat",
      actor,
      at,
    },
  ]);
  const first = { messageId: id, step: "received" as const, fromState: null, toState: "waiting" as const };
  await addSteps(q, [{ ...first, actor, at, day: today.toString() }]);
  await audit(q, { at, actor, action: "message-received", subject: `message:${id}`, data: { site: site?.id ?? null } });
  const row = await needMessage(q, String(id));
  await tellMessages(q, { subject: `message:${id}`, event: "message-received", rows: [row], at, except: channel });
  return row;
}

/** One change of state with its step, its audit row and its news; who comes second is told who came first. */
async function change(q: Queries, before: MessageRow, given: Change, by: By): Promise<MessageRow> {
  const { id } = before;
  const { step, from, to, set, note } = given;
  const { actor, at, today, channel } = by;
  const row = from.includes(before.state) ? await moveMessage(q, before, { ...set, state: to }) : undefined;
  if (!row) {
    const now = await needMessage(q, String(id));
    const last = await lastStep(q, id);
    return refuse(
      "refuse.message-state",
      { id, state: { say: `message.state-${now.state}` }, who: last?.actor ?? "" },
      `/message ${id}`,
    );
  }
  await addSteps(q, [
    {
      messageId: id,
      step,
      fromState: before.state,
      toState: to,
      organiserId: row.organiserId,
      personId: row.personId,
      actor,
      at,
      day: today.toString(),
      note: note ? mask(note) : null,
    },
  ]);
  const event: MessageEvent = `message-${step}`;
  await audit(q, { at, actor, action: event, subject: `message:${id}`, data: note ? { note: mask(note) } : {} });
  await tellMessages(q, { subject: `message:${id}`, event, rows: [row], at, except: channel });
  return row;
}

/** Passes a message on; one that somebody works on may be passed on again, and its clocks stay as they were. */
export async function passMessage(
  q: Queries,
  before: MessageRow,
  to: Handler,
  note: string | undefined,
  by: By,
): Promise<MessageRow> {
  const first = before.state === "waiting";
  const due = first ? dueAfterPassing(by.today, await clockRules(q, by.today)) : undefined;
  const set: Change["set"] = {
    organiserId: "organiserId" in to ? to.organiserId : null,
    personId: "personId" in to ? to.personId : null,
    ...(first ? { passedAt: by.at, passedDay: by.today.toString() } : {}),
    ...(due ? { replyDueOn: due } : {}),
  };
  return change(q, before, { step: "passed", from: ["waiting", "working"], to: "working", set, note }, by);
}

export function replyMessage(q: Queries, before: MessageRow, text: string, by: By): Promise<MessageRow> {
  const set = { reply: mask(text), repliedAt: by.at, repliedDay: by.today.toString() };
  return change(q, before, { step: "replied", from: ["working"], to: "reviewing", set, note: text }, by);
}

/** 驳回重办: the reply is taken off and the message is worked on again; its clock goes on from where it was. */
export function rejectMessage(q: Queries, before: MessageRow, reason: string, by: By): Promise<MessageRow> {
  const set = { reply: null, repliedAt: null, repliedDay: null, reject: true as const };
  return change(q, before, { step: "rejected", from: ["reviewing"], to: "working", set, note: reason }, by);
}

export function closeMessage(q: Queries, before: MessageRow, by: By): Promise<MessageRow> {
  const set = { closedAt: by.at, closedDay: by.today.toString() };
  return change(q, before, { step: "closed", from: ["reviewing"], to: "closed", set }, by);
}

export function declineMessage(q: Queries, before: MessageRow, reason: string, by: By): Promise<MessageRow> {
  const set = { declinedAt: by.at, declinedDay: by.today.toString(), declineReason: mask(reason) };
  return change(q, before, { step: "declined", from: ["waiting", "working"], to: "declined", set, note: reason }, by);
}
