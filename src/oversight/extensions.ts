/** Extensions of an order's date (延期): asked with a reason, granted or refused, and both on record. */
import type { Queries } from "../../db/open.ts";
import { addExtension, askedExtension, decideExtension, moveOrder, type OrderRow } from "../../db/orders.ts";
import { type Act, note, noteAnswer } from "./order-steps.ts";
import { stuck } from "./rectify.ts";
import { refuse } from "./refusal.ts";

const compare = Temporal.PlainDate.compare;

export async function askExtension(
  q: Queries,
  order: OrderRow,
  { wanted, reason }: { wanted: Temporal.PlainDate; reason: string },
  act: Act,
): Promise<void> {
  if (order.state !== "open") await stuck(q, order.id);
  if (compare(wanted, act.today) < 0) refuse("refuse.date-past", { day: { day: wanted.toString() } });
  if (compare(wanted, Temporal.PlainDate.from(order.dueOn)) <= 0)
    refuse("refuse.extension-shorter", { id: order.id, due: { day: order.dueOn } });
  const asked = await addExtension(q, {
    orderId: order.id,
    wantedOn: wanted.toString(),
    previousDueOn: order.dueOn,
    reason,
    actor: act.actor,
    at: act.at,
    day: act.today.toString(),
    state: "asked",
  });
  if (!asked) refuse("refuse.extension-twice", { id: order.id });
  await noteAnswer(q, order, act);
  await note(q, order, "extension-asked", act, `${wanted}：${reason}`);
}

/** Grants what was asked, or another day; returns the new date. */
export async function grantExtension(
  q: Queries,
  order: OrderRow,
  given: Temporal.PlainDate | undefined,
  act: Act,
): Promise<string> {
  const asked = await askedExtension(q, order.id);
  if (!asked) return refuse("refuse.extension-none", { id: order.id });
  const on = given?.toString() ?? asked.wantedOn;
  if (on < act.today.toString()) refuse("refuse.date-past", { day: { day: on } });
  if (on <= order.dueOn) refuse("refuse.extension-shorter", { id: order.id, due: { day: order.dueOn } });
  const set = { state: "granted" as const, grantedOn: on, decidedBy: act.actor, decidedAt: act.at, why: null };
  if (!(await decideExtension(q, asked.id, set))) return refuse("refuse.extension-none", { id: order.id });
  const moved = await moveOrder(q, order.id, ["open", "claimed", "appealed"], { dueOn: on });
  if (!moved) return stuck(q, order.id);
  await note(q, moved, "extension-granted", act, on);
  return on;
}

export async function refuseExtension(q: Queries, order: OrderRow, why: string, act: Act): Promise<void> {
  const asked = await askedExtension(q, order.id);
  const set = { state: "refused" as const, grantedOn: null, decidedBy: act.actor, decidedAt: act.at, why };
  if (!asked || !(await decideExtension(q, asked.id, set))) refuse("refuse.extension-none", { id: order.id });
  await note(q, order, "extension-refused", act, why);
}
