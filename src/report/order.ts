/** An order as a card: its receipt, its history, and what can be done next by whoever reads it. */
import type { OrderRow } from "../../db/orders.ts";
import type { SiteRow } from "../../db/sites.ts";
import { type Button, type Card, more, type Part, say, type Value } from "../card.ts";
import type { OrderView, Step } from "../oversight/order-view.ts";
import { findingItem, type Shown } from "./findings.ts";

const STEPS_SHOWN = 12;

const when = (at: Temporal.Instant | null | undefined): Value => (at ? { at: at.toString() } : say("order.not-yet"));

function stepItem({ step, by, at, note, files }: Step) {
  const who = by === "patrol" || by === "system" ? say(`actor.${by}`) : by;
  const what = say(`order.step-${step}`, { who, at: { at: at.toString() } });
  const said = note ? say("order.said", { note }) : undefined;
  return {
    text: what,
    ...(files.length > 0
      ? { detail: say("order.files", { note: said ?? "", list: files.map(({ name }) => name) }) }
      : said
        ? { detail: said }
        : {}),
  };
}

const form = (label: string, id: string, order: number, style?: "danger"): Button => ({
  label: say(label),
  form: { id, preset: { order: String(order) } },
  ...(style ? { style } : {}),
});

/** What the assignee may do with an order that is his to put right. */
export function assigneeButtons({ id, state, readAt }: Pick<OrderRow, "id" | "state" | "readAt">): Button[] {
  if (state !== "open") return [];
  return [
    ...(readAt === null ? [{ label: say("button.read"), command: `/order ${id} read` }] : []),
    { ...form("button.claim", "claim", id), style: "primary" as const },
    form("button.extend", "extend", id),
    form("button.appeal", "appeal", id),
  ];
}
/** What waits for the judging side. */
export function judgeButtons({ order, extension }: Pick<OrderView, "order" | "extension">): Button[] {
  const { id, state } = order;
  const buttons: Button[] = [];
  if (state === "checked") buttons.push({ label: say("button.sign"), command: `/order ${id} sign`, style: "primary" });
  if (state === "claimed") buttons.push(form("button.sign-although", "sign-although", id));
  if (state === "checked" || state === "claimed") buttons.push(form("button.return", "return", id));
  if (state === "appealed")
    buttons.push(
      { label: say("button.uphold"), form: { id: "uphold", preset: { order: String(id) } } },
      form("button.reject", "reject", id),
    );
  if (extension)
    buttons.push(
      { label: say("button.grant"), command: `/order ${id} grant` },
      form("button.refuse", "refuse-extension", id),
    );
  return buttons;
}

/** What matters right after something was done: how it stands now, and the last that happened to it. */
export function briefParts({ order, findings, left, steps }: OrderView, who: string): Part[] {
  return [
    {
      kind: "fields",
      rows: [
        [say("order.assignee"), who],
        [say("order.due"), say("order.due-value", { due: { day: order.dueOn }, iso: order.dueOn })],
        [
          say("order.progress"),
          say("order.progress-value", { gone: findings.length - left.length, all: findings.length }),
        ],
      ],
    },
    { kind: "list", items: steps.slice(-1).map(stepItem) },
  ];
}
const isClaim = ({ step }: Step): boolean => step === "claimed";
export function orderCard(
  view: OrderView,
  site: SiteRow,
  who: string,
  shown: Shown,
  may: { answer: boolean; judge: boolean },
): Card {
  const { order, findings, left, steps, extension, appeal } = view;
  const gone = findings.length - left.length;
  const parts: Part[] = [
    {
      kind: "fields",
      rows: [
        [say("order.assignee"), who],
        [say("order.due"), say("order.due-value", { due: { day: order.dueOn }, iso: order.dueOn })],
        [say("order.progress"), say("order.progress-value", { gone, all: findings.length })],
        [
          say("order.receipt"),
          say("order.receipt-value", {
            sent: when(view.sentAt),
            read: when(order.readAt),
            answered: when(order.answeredAt),
          }),
        ],
      ],
    },
    { kind: "list", items: findings.map((row) => findingItem(row, shown)) },
  ];
  if (extension)
    parts.push({
      kind: "note",
      text: say("order.extension-asked", { on: { day: extension.wantedOn }, reason: extension.reason }),
    });
  if (appeal)
    parts.push({
      kind: "note",
      text: say("order.appeal-open", {
        ids: appeal.findingIds.map((id) => `#${id}`),
        reason: appeal.reason,
        since: { day: order.stoppedOn ?? order.day },
      }),
    });
  parts.push(...more(steps.length, STEPS_SHOWN), { kind: "list", items: steps.slice(-STEPS_SHOWN).map(stepItem) });
  const proof = order.state === "claimed" || order.state === "checked" ? steps.findLast(isClaim)?.files : undefined;
  return {
    title: say("order.title", { id: order.id, site: site.name, state: say(`order.state-${order.state}`) }),
    parts,
    buttons: [...(may.answer ? assigneeButtons(order) : []), ...(may.judge ? judgeButtons(view) : [])],
    ...(proof?.length ? { kept: proof } : {}),
  };
}

export type OrderLine = { order: OrderRow; site: string; who: string };
export const orderItem = ({ order, site, who }: OrderLine, today: string) => ({
  text: say("order.line", { id: order.id, site, state: say(`order.state-${order.state}`), who }),
  detail:
    order.dueOn < today && order.state === "open"
      ? say("order.line-late", {
          due: { day: order.dueOn },
          n: Temporal.PlainDate.from(order.dueOn).until(Temporal.PlainDate.from(today)).days,
        })
      : say("order.line-due", { due: { day: order.dueOn } }),
});
