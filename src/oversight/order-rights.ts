/** Who may do what with an order: the side that answers for it, and the side that judges it. */
import type { Queries } from "../../db/open.ts";
import { type OrderRow, orderById } from "../../db/orders.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";
import { type Audience, answersFor, channelCovers, mayAct, type Rights } from "./rights.ts";

export type Held = {
  order: OrderRow;
  site: SiteRow;
  /** The person assigned, or a contact of the organiser assigned. */
  assignee: boolean;
  inspector: boolean;
  supervisor: boolean;
};

async function inPlace(q: Queries, audience: Audience, order: OrderRow, site: SiteRow): Promise<boolean> {
  if (audience.kind !== "bound") return true;
  const covers = await channelCovers(q, audience.channel);
  return covers(site) || covers({ regionId: null, organiserId: order.organiserId });
}

/** The order, for somebody who may see it here; refused otherwise. */
export async function needOrder(
  q: Queries,
  { rights, audience }: { rights: Rights; audience: Audience },
  id: number,
): Promise<Held> {
  const order = await orderById(q, id);
  const site = order ? await siteById(q, order.siteId) : undefined;
  if (!order || !site) return refuse("refuse.order-unknown", { id });
  const assignee = answersFor(rights, order);
  const inspector = mayAct(rights, "inspector", site);
  if (!assignee && !mayAct(rights, "viewer", site)) return refuse("refuse.not-yours", { name: String(id) });
  if (!(await inPlace(q, audience, order, site))) return refuse("refuse.not-here");
  return { order, site, assignee, inspector, supervisor: mayAct(rights, "supervisor", site) };
}

/** The assignee's side: or an inspector who puts on record what he was told. */
export function needAnswering({ order, assignee, inspector }: Held): void {
  if (!assignee && !inspector) refuse("refuse.order-answer", { id: order.id });
}
/** The judging side, which the one who answers for the order is not. */
export function needJudging({ order, site, assignee, inspector }: Held): void {
  if (assignee) refuse("refuse.order-own", { id: order.id });
  if (!inspector) refuse("refuse.not-yours", { name: site.name });
}
/** Who made the order may change it; else a supervisor. */
export function needCommanding({ order, site, assignee, inspector, supervisor }: Held, actor: string): void {
  if (!supervisor && !(inspector && order.actor === actor)) refuse("refuse.order-supervisor", { name: site.name });
  if (assignee && !supervisor) refuse("refuse.order-own", { id: order.id });
}
