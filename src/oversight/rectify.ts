/** Rectification after the order: read, claimed with proof, seen by the machine, signed by a reviewer, or returned. */
import { clearFinding, findingsById } from "../../db/findings.ts";
import { citeEvidence } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import {
  addAttachment,
  findingIdsOf,
  lastStep,
  leftOf,
  liveOrdersOfSite,
  markRead,
  moveOrder,
  type OrderRow,
  type OrderState,
  orderById,
  stepsOf,
} from "../../db/orders.ts";
import type { SiteRow } from "../../db/sites.ts";
import { nameOfIdentity } from "./lookup.ts";
import { tell } from "./news.ts";
import { type Act, note, noteAnswer } from "./order-steps.ts";
import { refuse } from "./refusal.ts";

export type KeptFile = { name: string; hash: string; size: number };

/** Says plainly why an order cannot move: it ended, or somebody was faster; who, and what he did. */
export async function stuck(q: Queries, id: number): Promise<never> {
  const now = await orderById(q, id);
  const [last] = (await stepsOf(q, id)).filter(({ step }) => step !== "read").slice(-1);
  const who = last?.actor === "patrol" || last?.actor === "system" ? { say: `actor.${last.actor}` } : undefined;
  return refuse(
    "refuse.order-state",
    {
      id,
      state: { say: `order.state-${now?.state ?? "cancelled"}` },
      last: last
        ? {
            say: `order.step-${last.step}`,
            with: { who: who ?? (await nameOfIdentity(q, last.actor)), at: { at: last.at.toString() } },
          }
        : "",
    },
    `/order ${id}`,
  );
}
async function move(
  q: Queries,
  order: OrderRow,
  from: OrderState[],
  set: Parameters<typeof moveOrder>[3],
): Promise<OrderRow> {
  return (await moveOrder(q, order.id, from, set)) ?? stuck(q, order.id);
}
export async function keepFiles(
  q: Queries,
  subject: string,
  files: readonly KeptFile[],
  { actor, at }: Act,
): Promise<void> {
  for (const { name, hash, size } of files) {
    await addAttachment(q, { subject, name, hash, size, actor, at });
    await citeEvidence(q, { hash, size, at }, subject);
  }
}

/** The receipt: sent, read, answered. True for the first who read it. */
export async function acknowledge(q: Queries, order: OrderRow, act: Act): Promise<boolean> {
  if (!(await markRead(q, order.id, act.actor, act.at))) return false;
  await note(q, order, "read", act);
  return true;
}

/** The assignee says that it is done, with proof; a re-check follows. */
export async function claim(
  q: Queries,
  order: OrderRow,
  { text, files }: { text: string; files: readonly KeptFile[] },
  act: Act,
): Promise<OrderRow> {
  const moved = await move(q, order, ["open"], { state: "claimed", fixedOn: act.today.toString() });
  await noteAnswer(q, order, act);
  await keepFiles(q, `step:${await note(q, moved, "claimed", act, text)}`, files, act);
  return moved;
}

export async function returnOrder(q: Queries, order: OrderRow, reason: string, act: Act): Promise<OrderRow> {
  const moved = await move(q, order, ["claimed", "checked"], { state: "open", fixedOn: null });
  await note(q, moved, "returned", act, reason);
  return moved;
}

/**
 * A reviewer signs, and the order is done. What the machine has not seen gone is signed for a reason given, and its
 * findings are cleared by that hand; seen again, they open again.
 */
export async function sign(q: Queries, order: OrderRow, although: string | undefined, act: Act): Promise<OrderRow> {
  const left = await leftOf(q, order.id);
  if (left.length > 0 && !although)
    refuse(
      "refuse.sign-open",
      { id: order.id, ids: left.map(({ id }) => `#${id}`) },
      `/order ${order.id} sign although 现场核实已整改，页面已撤除`,
    );
  const day = act.today.toString();
  const moved = await move(q, order, ["checked", "claimed"], { state: "done", endedAt: act.at, endedDay: day });
  for (const row of await findingsById(
    q,
    left.map(({ id }) => id),
  ))
    await clearFinding(q, row, { at: act.at, day, evidence: null });
  await note(q, moved, "signed", act, although);
  return moved;
}

export async function cancelOrder(q: Queries, order: OrderRow, reason: string, act: Act): Promise<OrderRow> {
  const ended = { state: "cancelled" as const, endedAt: act.at, endedDay: act.today.toString() };
  const moved = await move(q, order, ["open", "claimed", "checked"], ended);
  await note(q, moved, "cancelled", act, reason);
  return moved;
}

/**
 * What a visit means for the orders of its site: all gone, a claim that does not hold, or a fault that came back before
 * the signature. `lastSeenAt` of this instant tells what this visit saw itself; what it did not look at proves nothing,
 * and neither does a fault against a claim that was made while the visit was already reading.
 */
export async function recheckOrders(
  q: Queries,
  siteId: number,
  { begunAt, ...act }: Omit<Act, "actor"> & { begunAt?: Temporal.Instant | undefined },
): Promise<void> {
  const by = { ...act, actor: "patrol" };
  for (const order of await liveOrdersOfSite(q, siteId)) {
    const left = await leftOf(q, order.id);
    const seen = left.filter(({ lastSeenAt }) => Temporal.Instant.compare(lastSeenAt, act.at) === 0);
    const again = seen.map(({ id }) => `#${id}`).join(" ");
    if (left.length === 0 && (order.state === "open" || order.state === "claimed")) {
      const set = { state: "checked" as const, fixedOn: order.fixedOn ?? act.today.toString() };
      const moved = await moveOrder(q, order.id, [order.state], set);
      if (moved) await note(q, moved, "checked", by);
    } else if (seen.length > 0 && (order.state === "claimed" || order.state === "checked")) {
      const claimed = order.state === "claimed" ? await lastStep(q, order.id, ["claimed"]) : undefined;
      if (begunAt && claimed && Temporal.Instant.compare(begunAt, claimed.at) < 0) continue;
      const moved = await moveOrder(q, order.id, [order.state], { state: "open", fixedOn: null });
      if (moved) await note(q, moved, order.state === "claimed" ? "returned" : "failed-again", by, again);
    }
  }
}

/** A claim that the re-check could neither bear out nor refute is a person's to look at. */
export async function tellUnproven(q: Queries, site: SiteRow, at: Temporal.Instant): Promise<void> {
  for (const order of await liveOrdersOfSite(q, site.id))
    if (order.state === "claimed")
      await tell(q, {
        subject: `site:${site.id}`,
        event: "order-unproven",
        ids: [order.id, ...(await findingIdsOf(q, order.id))],
        at,
        site,
      });
}
