/** Everything about one order, as people look at it. */
import { type FindingRow, findingsById } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import {
  askedExtension,
  attachmentsOf,
  findingIdsOf,
  leftOf,
  liveOrders,
  type OrderRow,
  openAppeal,
  type StepRow,
  sentAt,
  stepsOf,
} from "../../db/orders.ts";
import { nameOfIdentity } from "./lookup.ts";

export type Kept = { name: string; hash: string };
export type Step = { step: StepRow["step"]; by: string; at: Temporal.Instant; note: string | null; files: Kept[] };
export type OrderView = {
  order: OrderRow;
  findings: FindingRow[];
  left: number[];
  sentAt: Temporal.Instant | undefined;
  readBy: string | undefined;
  steps: Step[];
  extension: { wantedOn: string; reason: string } | undefined;
  appeal: { reason: string; findingIds: number[] } | undefined;
};

export async function viewOrder(q: Queries, order: OrderRow): Promise<OrderView> {
  const rows = await stepsOf(q, order.id);
  const files = await attachmentsOf(q, [`order:${order.id}`, ...rows.map(({ id }) => `step:${id}`)]);
  const steps: Step[] = [];
  for (const { id, step, actor, at, note } of rows) {
    const subject = step === "made" ? `order:${order.id}` : `step:${id}`;
    const own = files.filter((file) => file.subject === subject).map(({ name, hash }) => ({ name, hash }));
    steps.push({ step, by: await nameOfIdentity(q, actor), at, note, files: own });
  }
  return {
    order,
    findings: await findingsById(q, await findingIdsOf(q, order.id)),
    left: (await leftOf(q, order.id)).map(({ id }) => id),
    sentAt: await sentAt(q, order),
    readBy: order.readBy === null ? undefined : await nameOfIdentity(q, order.readBy),
    steps,
    extension: await askedExtension(q, order.id),
    appeal: await openAppeal(q, order.id),
  };
}

/** Live orders by date; those given to one person or to organisers he answers for, where he is named. */
export async function ordersFor(
  q: Queries,
  { siteIds, mine }: { siteIds: number[] | undefined; mine: (order: OrderRow) => boolean },
): Promise<OrderRow[]> {
  return (await liveOrders(q)).filter(
    (order) => mine(order) || siteIds === undefined || siteIds.includes(order.siteId),
  );
}
export { liveOrdersOfSite } from "../../db/orders.ts";
