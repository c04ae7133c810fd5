/** One door for what happens to an order: its step, its audit row and the news of it, in the caller's transaction. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { addStep, findingIdsOf, markAnswered, markRead, type OrderRow, type StepRow } from "../../db/orders.ts";
import { siteById } from "../../db/sites.ts";
import { putOut } from "../../db/talk.ts";
import { type NewsEvent, tell } from "./news.ts";
import { assigneePlaces } from "./places.ts";

export type Act = {
  actor: string;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
  /** Where it was said: those there see the answer, and need no news. */
  channel?: string | undefined;
};

const EVENTS: Partial<Record<StepRow["step"], NewsEvent>> = {
  made: "order-made",
  claimed: "order-claimed",
  returned: "order-returned",
  checked: "order-checked",
  "failed-again": "order-failed",
  signed: "order-done",
  "extension-asked": "extension-asked",
  "extension-granted": "extension-granted",
  "extension-refused": "extension-refused",
  appealed: "order-appealed",
  "appeal-upheld": "appeal-decided",
  "appeal-partly": "appeal-decided",
  "appeal-rejected": "appeal-decided",
  escalated: "order-escalated",
  undone: "order-undone",
  cancelled: "order-cancelled",
};

/** What whoever answers for the order hears of in private as well. */
const TO_ASSIGNEE: ReadonlySet<StepRow["step"]> = new Set([
  "made",
  "returned",
  "failed-again",
  "signed",
  "extension-granted",
  "extension-refused",
  "appeal-upheld",
  "appeal-partly",
  "appeal-rejected",
  "undone",
  "cancelled",
] as const);

/** Returns the step's number: files that came with it are kept under `step:<number>`. */
export async function note(
  q: Queries,
  order: OrderRow,
  step: StepRow["step"],
  { actor, at, today, channel }: Act,
  text?: string,
): Promise<number> {
  const id = await addStep(q, { orderId: order.id, step, actor, at, day: today.toString(), note: text || null });
  await audit(q, {
    at,
    actor,
    action: `order-${step}`,
    subject: `order:${order.id}`,
    data: { due: order.dueOn, ...(text ? { note: text } : {}) },
  });
  const event = EVENTS[step];
  const site = event && (await siteById(q, order.siteId));
  if (!event || !site) return id;
  const subject = `site:${site.id}`;
  const ids = [order.id, ...(await findingIdsOf(q, order.id))];
  await tell(q, { subject, event, ids, at, site, organiserId: order.organiserId, except: channel });
  if (TO_ASSIGNEE.has(step))
    for (const place of await assigneePlaces(q, order))
      if (place !== channel) await putOut(q, { channel: place, lane: "news", subject, event, ids, at });
  return id;
}

/** Whoever answers for an order has read it, and has answered. */
export async function noteAnswer(q: Queries, order: OrderRow, { actor, at }: Act): Promise<void> {
  await markRead(q, order.id, actor, at);
  await markAnswered(q, order.id, at);
}
