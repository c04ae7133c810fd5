/** News of orders: a line each, with what was said, and the buttons of whoever is to act next. */
import type { Queries } from "../../db/open.ts";
import {
  askedExtension,
  attachmentsOf,
  findingIdsOf,
  lastStep,
  type OrderRow,
  orderById,
  type StepRow,
} from "../../db/orders.ts";
import { type SiteRow, sitesById } from "../../db/sites.ts";
import { type Button, type Card, type Phrase, say } from "../card.ts";
import { nameOfIdentity } from "../oversight/lookup.ts";
import { assigneeName } from "./assignee.ts";
import { assigneeButtons, judgeButtons, orderItem } from "./order.ts";

type Row = { channel: string; event: string; ids: number[] };

/** What the news of each sort quote: what somebody said in the step that they tell of. */
const SAID: Record<string, StepRow["step"][]> = {
  "order-made": [],
  "order-undone": ["undone"],
  "order-claimed": ["claimed"],
  "order-returned": ["returned"],
  "order-checked": [],
  "order-unproven": ["claimed"],
  "order-failed": ["failed-again"],
  "order-done": ["signed"],
  "order-cancelled": ["cancelled"],
  "order-appealed": ["appealed"],
  "appeal-decided": ["appeal-upheld", "appeal-partly", "appeal-rejected"],
  "extension-asked": ["extension-asked"],
  "extension-granted": ["extension-granted"],
  "extension-refused": ["extension-refused"],
  "order-escalated": [],
};
export const isOrderNews = (event: string): boolean => event in SAID;

async function lineOf(q: Queries, { channel, event }: Row, site: SiteRow, order: OrderRow): Promise<Phrase> {
  const steps = SAID[event] ?? [];
  const step = steps.length > 0 ? await lastStep(q, order.id, steps) : undefined;
  const byMachine = step?.actor === "patrol";
  const name =
    event === "appeal-decided" && step
      ? `news.${step.step}`
      : event === "order-returned" && byMachine
        ? "news.order-refuted"
        : `news.${event}`;
  const what = say(name, {
    site: site.name,
    order: order.id,
    who: await assigneeName(q, order, channel.split(":")[0]),
    due: { day: order.dueOn },
    ids: (await findingIdsOf(q, order.id)).map((id) => `#${id}`),
  });
  if (!step || byMachine) return what;
  const by = await nameOfIdentity(q, step.actor);
  return step.note ? say("news.said", { what, by, note: step.note }) : say("news.by", { what, by });
}

/** Lines, buttons and proof of the order news among `rows`, as the orders stand now. */
export async function orderLines(
  q: Queries,
  rows: readonly Row[],
  site: SiteRow,
): Promise<{ lines: Phrase[]; buttons: Button[]; kept: NonNullable<Card["kept"]> }> {
  const lines: Phrase[] = [];
  const kept: NonNullable<Card["kept"]> = [];
  const orders = new Map<number, OrderRow>();
  for (const row of rows.filter(({ event }) => isOrderNews(event))) {
    const order = await orderById(q, row.ids[0] ?? 0);
    if (!order) continue;
    orders.set(order.id, order);
    lines.push(await lineOf(q, row, site, order));
    const claim = row.event === "order-claimed" ? await lastStep(q, order.id, ["claimed"]) : undefined;
    const from = row.event === "order-made" ? `order:${order.id}` : claim ? `step:${claim.id}` : undefined;
    if (from) kept.push(...(await attachmentsOf(q, [from])).map(({ name, hash }) => ({ name, hash })));
  }
  const buttons: Button[] = [];
  for (const order of orders.values())
    buttons.push(...assigneeButtons(order), ...judgeButtons({ order, extension: await askedExtension(q, order.id) }));
  return { lines, buttons, kept };
}

/** One person's, or one organiser's, orders that have come to a stage of reminding; what was done meanwhile is left out. */
export async function reminderCard(q: Queries, rows: readonly Row[], today: string): Promise<Card> {
  const orders: OrderRow[] = [];
  for (const id of [...new Set(rows.flatMap(({ ids }) => ids))].sort((a, b) => a - b)) {
    const order = await orderById(q, id);
    if (order) orders.push(order);
  }
  const platform = rows[0]?.channel.split(":")[0];
  const who = orders[0] ? await assigneeName(q, orders[0], platform) : "";
  const open = orders.filter(({ state }) => state === "open");
  if (open.length === 0) return { title: say("reminder.done", { who }), parts: [] };
  const sites = await sitesById(
    q,
    open.map(({ siteId }) => siteId),
  );
  const nameOf = (siteId: number) => sites.find(({ id }) => id === siteId)?.name ?? "";
  const sorted = open.sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id));
  return {
    title: say("reminder.title", { who, n: sorted.length }),
    parts: [
      {
        kind: "list",
        items: sorted.map((order) => orderItem({ order, site: nameOf(order.siteId), who }, today)),
      },
    ],
    buttons: sorted.slice(0, 5).map(({ id }) => ({ label: say("button.order-n", { id }), command: `/order ${id}` })),
  };
}
