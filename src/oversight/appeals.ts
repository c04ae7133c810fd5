/** Appeals (申诉): an organiser disputes findings of an order; the clock stands until somebody else decides. */
import type { Queries } from "../../db/open.ts";
import {
  addAppeal,
  decideAppeal,
  findingIdsOf,
  leftOf,
  moveOrder,
  type OrderRow,
  openAppeal,
} from "../../db/orders.ts";
import { addReview, overturnReview } from "../../db/reviews.ts";
import { type Act, note, noteAnswer } from "./order-steps.ts";
import { stuck } from "./rectify.ts";
import { refuse } from "./refusal.ts";
import { QUIET_MONTHS } from "./review.ts";
import { type Calendar, workingDaysIn } from "./working-days.ts";

export async function appeal(
  q: Queries,
  order: OrderRow,
  { findingIds, reason }: { findingIds: number[]; reason: string },
  act: Act,
): Promise<number[]> {
  const all = await findingIdsOf(q, order.id);
  const foreign = findingIds.find((id) => !all.includes(id));
  if (foreign !== undefined) refuse("refuse.finding-not-in-order", { id: foreign, order: order.id });
  const disputed = findingIds.length > 0 ? findingIds : all;
  const day = act.today.toString();
  const moved = await moveOrder(q, order.id, ["open", "claimed"], {
    state: "appealed",
    stoppedOn: day,
    fixedOn: null,
  });
  if (!moved) return stuck(q, order.id);
  const { actor, at } = act;
  const row = { orderId: order.id, findingIds: disputed, reason, actor, at, day, state: "open" as const };
  if (!(await addAppeal(q, row))) refuse("refuse.appeal-twice", { id: order.id });
  await noteAnswer(q, order, act);
  await note(q, moved, "appealed", act, reason);
  return disputed;
}

/** The days for which the clock stood are given back: working days where the date was said in working days. */
function resumed({ dueOn, stoppedOn, workingDays }: OrderRow, today: Temporal.PlainDate, calendar: Calendar): string {
  const due = Temporal.PlainDate.from(dueOn);
  const stopped = Temporal.PlainDate.from(stoppedOn ?? today.toString());
  if (workingDays === null) return due.add(stopped.until(today)).toString();
  const stood = workingDaysIn({ from: stopped, to: today.subtract({ days: 1 }) }, calendar.isWorkingDay);
  return calendar.add(due, stood.length).toString();
}

export type AppealDecided = { order: OrderRow; outcome: "upheld" | "partly" | "rejected"; upheld: number[] };

/**
 * Decides an appeal. What is upheld is dismissed with its reason, so that every figure of confirmed findings says how
 * many fell; an order of which nothing is left is cancelled, any other goes on with the days given back.
 */
export async function settleAppeal(
  q: Queries,
  order: OrderRow,
  { upheld, why }: { upheld: number[] | "all"; why: string },
  act: Act,
  calendar: Calendar,
): Promise<AppealDecided> {
  const open = await openAppeal(q, order.id);
  if (!open || order.state !== "appealed") return refuse("refuse.appeal-none", { id: order.id });
  const ids = upheld === "all" ? open.findingIds : upheld;
  const foreign = ids.find((id) => !open.findingIds.includes(id));
  if (foreign !== undefined) return refuse("refuse.finding-not-appealed", { id: foreign, order: order.id });
  const day = act.today.toString();
  const outcome = ids.length === 0 ? "rejected" : ids.length === open.findingIds.length ? "upheld" : "partly";
  const set = {
    state: outcome,
    upheldIds: ids,
    decidedBy: act.actor,
    decidedAt: act.at,
    decidedDay: day,
    why,
  } as const;
  if (!(await decideAppeal(q, open.id, set))) return refuse("refuse.appeal-none", { id: order.id });
  for (const id of ids) {
    const row = await overturnReview(q, id, act.today.add({ months: QUIET_MONTHS }).toString());
    if (!row) continue;
    const { actor, at } = act;
    const way = "appeal" as const;
    await addReview(q, { findingId: id, episode: row.episode, outcome: "dismissed", way, reason: why, actor, at, day });
  }
  const nothingLeft =
    (await leftOf(q, order.id)).length === 0 && ids.length === (await findingIdsOf(q, order.id)).length;
  const moved = await moveOrder(
    q,
    order.id,
    ["appealed"],
    nothingLeft
      ? { state: "cancelled", stoppedOn: null, endedAt: act.at, endedDay: day }
      : { state: "open", stoppedOn: null, dueOn: resumed(order, act.today, calendar) },
  );
  if (!moved) return stuck(q, order.id);
  await note(q, moved, `appeal-${outcome}`, act, why);
  return { order: moved, outcome, upheld: ids };
}
