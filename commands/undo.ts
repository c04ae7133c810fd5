import { say } from "../src/card.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { findingIdsOf, orderById, undoOrder } from "../src/oversight/orders.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, needVisible } from "../src/oversight/rights.ts";
import type { Command } from "./command.ts";

export const undo: Command = {
  meta: {
    name: "undo",
    aliases: ["撤销"],
    usage: { "zh-CN": "<整改单号>", en: "<order>" },
    summary: { "zh-CN": "五分钟内撤销刚交办的整改单", en: "Take back an order within five minutes" },
    example: "/undo 3",
    role: "inspector",
  },
  async run({ q, words, rights, audience, clock, actor, channel }) {
    const id = Number(/\d+/.exec(words)?.[0] ?? Number.NaN);
    if (Number.isNaN(id)) refuse("refuse.which-order", {}, "/undo 3");
    const order = (await orderById(q, id)) ?? refuse("refuse.order-unknown", { id });
    const site = await siteOf(q, order.siteId);
    // What one inspector ordered another does not take back: the one who did, or a supervisor
    const least = order.actor === actor.identity ? "inspector" : "supervisor";
    if (!site || !mayAct(rights, least, site)) return refuse("refuse.not-yours", { name: site?.name ?? String(id) });
    await needVisible(q, { rights, audience }, site);
    await undoOrder(q, order, {
      actor: actor.identity,
      at: clock.now(),
      today: clock.today(),
      channel: channel.id,
    });
    return {
      card: { title: say("undo.done", { order: id }), parts: [] },
      subject: `site:${order.siteId}`,
      findingIds: await findingIdsOf(q, id),
    };
  },
};
