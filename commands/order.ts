import { type Card, more, say } from "../src/card.ts";
import { appeal, settleAppeal } from "../src/oversight/appeals.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { askExtension, grantExtension, refuseExtension } from "../src/oversight/extensions.ts";
import { siteNames } from "../src/oversight/lookup.ts";
import { type Held, needAnswering, needCommanding, needJudging, needOrder } from "../src/oversight/order-rights.ts";
import type { Act } from "../src/oversight/order-steps.ts";
import { liveOrdersOfSite, ordersFor, viewOrder } from "../src/oversight/order-view.ts";
import { acknowledge, cancelOrder, claim, returnOrder, sign } from "../src/oversight/rectify.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { type Assigned, answersFor, visibleSites } from "../src/oversight/rights.ts";
import { readCalendar } from "../src/oversight/working-days.ts";
import { assigneeName } from "../src/report/assignee.ts";
import { briefParts, orderCard, orderItem } from "../src/report/order.ts";
import { type Answer, type Command, type Context, takeNumbers } from "./command.ts";
import { orderForms } from "./order-forms.ts";

const EXAMPLE = "/order 3 claim 已整改，截图见附件";
const SHOWN = 15;

async function overview(context: Context): Promise<Answer> {
  const { q, rights, audience, clock, platform } = context;
  const mine = (order: Assigned) => answersFor(rights, order);
  const orders = await ordersFor(q, { siteIds: await visibleSites(q, rights, audience), mine });
  const names = await siteNames(q);
  const items = [];
  for (const order of orders.slice(0, SHOWN)) {
    const who = await assigneeName(q, order, platform);
    items.push(orderItem({ order, site: names.get(order.siteId) ?? "", who }, clock.today().toString()));
  }
  return {
    card: {
      title: say("order.open", { n: orders.length, mine: orders.filter(mine).length }),
      parts: [{ kind: "list", items }, ...more(orders.length, SHOWN)],
      buttons: orders.slice(0, 5).map(({ id }) => ({ label: say("button.order-n", { id }), command: `/order ${id}` })),
    },
  };
}

async function show(context: Context, held: Held, title?: Card["title"]): Promise<Answer> {
  const { q, shown, platform } = context;
  // What was just done has changed the row
  const fresh = (await needOrder(q, context, held.order.id)).order;
  const view = await viewOrder(q, fresh);
  const who = await assigneeName(q, fresh, platform);
  // In a group everybody reads the card: what the other side may do next stands on it too, and pressing asks for rights
  const card = orderCard(view, held.site, who, shown, {
    answer: held.assignee || held.inspector || !context.channel.direct,
    judge: (held.inspector && !held.assignee) || !context.channel.direct,
  });
  return {
    card: title ? { ...card, title, parts: [{ kind: "text", text: card.title }, ...briefParts(view, who)] } : card,
    subject: `site:${held.site.id}`,
    findingIds: view.findings.map(({ id }) => id),
  };
}

type Verb = {
  names: RegExp;
  /** Without words this verb refuses, showing a line that works. */
  needs?: string;
  run(context: Context, held: Held, words: string, act: Act): Promise<Answer>;
};
const done = (context: Context, held: Held, id: string) =>
  show(context, held, say(`order.done-${id}`, { id: held.order.id }));

const VERBS: readonly Verb[] = [
  {
    names: /^(?:read|收到|已阅)$/i,
    async run(context, held, _words, act) {
      needAnswering(held);
      const first = await acknowledge(context.q, held.order, act);
      return done(context, held, first ? "read" : "read-before");
    },
  },
  {
    names: /^(?:claim|fixed|已整改|整改完成)$/i,
    needs: "claim 已补挂党政机关网站标识",
    async run(context, held, text, act) {
      needAnswering(held);
      await claim(context.q, held.order, { text, files: context.files }, act);
      const answer = await done(context, held, "claim");
      return { ...answer, job: { kind: "recheck", data: { url: held.site.url, siteId: held.site.id } } };
    },
  },
  {
    names: /^(?:return|退回)$/i,
    needs: "return 仍有两处错字",
    async run(context, held, reason, act) {
      needJudging(held);
      await returnOrder(context.q, held.order, reason, act);
      return done(context, held, "return");
    },
  },
  {
    names: /^(?:sign|签核|通过)$/i,
    async run(context, held, words, act) {
      needJudging(held);
      const although = /^(?:although|人工核实)\s*[:：]?\s*(.+)$/isu.exec(words.trim())?.[1];
      await sign(context.q, held.order, although, act);
      return done(context, held, "sign");
    },
  },
  {
    names: /^(?:extend|延期)$/i,
    needs: "extend 12月31日 because 系统迁移中",
    async run(context, held, words, act) {
      needAnswering(held);
      const date = readDeadline(words, act.today, await readCalendar(context.q));
      const reason = date
        ? words
            .slice(date.length)
            .trim()
            .replace(/^(?:because|因为?|理由)?[:：,，]?\s*/iu, "")
        : "";
      if (!date || !reason)
        return refuse("refuse.extension-form", { words }, `/order ${held.order.id} extend 12月31日 because 系统迁移中`);
      await askExtension(context.q, held.order, { wanted: date.day, reason }, act);
      return done(context, held, "extend");
    },
  },
  {
    names: /^(?:grant|同意延期)$/i,
    async run(context, held, words, act) {
      needCommanding(held, act.actor);
      const given = words.trim() ? readDeadline(words, act.today, await readCalendar(context.q)) : undefined;
      if (words.trim() && !given)
        refuse("refuse.date-unread", { who: "grant", rest: words }, `/order ${held.order.id} grant`);
      await grantExtension(context.q, held.order, given?.day, act);
      return done(context, held, "grant");
    },
  },
  {
    names: /^(?:refuse|不同意延期)$/i,
    needs: "refuse 无正当理由",
    async run(context, held, why, act) {
      needCommanding(held, act.actor);
      await refuseExtension(context.q, held.order, why, act);
      return done(context, held, "refuse");
    },
  },
  {
    names: /^(?:appeal|申诉)$/i,
    needs: "appeal #12 系引用历史文件原文",
    async run(context, held, words, act) {
      needAnswering(held);
      const { ids, rest: reason } = takeNumbers(words);
      if (!reason) refuse("refuse.reason-missing", {}, `/order ${held.order.id} appeal #12 系引用历史文件原文`);
      await appeal(context.q, held.order, { findingIds: ids, reason }, act);
      return done(context, held, "appeal");
    },
  },
  {
    names: /^(?:uphold|申诉成立)$/i,
    needs: "uphold #12 经核实情况属实",
    async run(context, held, words, act) {
      needCommanding(held, "");
      const { ids, rest: reason } = takeNumbers(words);
      if (!reason) refuse("refuse.reason-missing", {}, `/order ${held.order.id} uphold #12 经核实情况属实`);
      const decision = { upheld: ids.length > 0 ? ids : ("all" as const), why: reason };
      const { outcome } = await settleAppeal(context.q, held.order, decision, act, await readCalendar(context.q));
      return done(context, held, `appeal-${outcome}`);
    },
  },
  {
    names: /^(?:reject|申诉不成立)$/i,
    needs: "reject 该页面仍可访问",
    async run(context, held, why, act) {
      needCommanding(held, "");
      await settleAppeal(context.q, held.order, { upheld: [], why }, act, await readCalendar(context.q));
      return done(context, held, "appeal-rejected");
    },
  },
  {
    names: /^(?:cancel|撤销)$/i,
    needs: "cancel 重复交办",
    async run(context, held, reason, act) {
      needCommanding(held, act.actor);
      await cancelOrder(context.q, held.order, reason, act);
      return done(context, held, "cancel");
    },
  },
];

/** The number said, or the one live order of the case in whose thread this is said. */
async function numberMeant({ q, place }: Context, given: string | undefined): Promise<number> {
  if (given) return Number(given);
  const here = place.siteId === undefined ? [] : await liveOrdersOfSite(q, place.siteId);
  if (here.length > 1) refuse("refuse.order-which", { ids: here.map(({ id }) => String(id)) }, `/order ${here[0]?.id}`);
  return here[0]?.id ?? refuse("refuse.which-order-done", {}, EXAMPLE);
}

export const order: Command = {
  meta: {
    name: "order",
    aliases: ["整改单", "整改"],
    usage: {
      "zh-CN":
        "[单号] [read | claim <情况> | extend <日期> because <理由> | appeal [#12 …] <理由> | return <理由> | sign [although <核实情况>] | grant [日期] | refuse <理由> | uphold [#12 …] <理由> | reject <理由> | cancel <理由>]（不带内容：未办结的整改单）",
      en: "[order] [read | claim <what was done> | extend <date> because <reason> | appeal [#12 …] <reason> | return <reason> | sign [although <what was seen>] | grant [date] | refuse <reason> | uphold [#12 …] <reason> | reject <reason> | cancel <reason>] (alone: orders not done)",
    },
    summary: {
      "zh-CN": "整改单：签收、完成、复查、签核、延期、申诉",
      en: "An order's life: read, claim, re-check, sign, extend, appeal",
    },
    example: EXAMPLE,
    role: "contact",
    files: "contact",
    forms: orderForms,
  },
  async run(context) {
    const { q, words, clock, actor, channel } = context;
    const given = /^\s*(?:[#＃]?(\d+)(?=\s|$))?\s*(\S*)\s*([\s\S]*)$/u.exec(words);
    const [, id, word = "", rest = ""] = given ?? [];
    if (!id && !word) {
      // In a case's thread its one order is meant
      const here = context.place.siteId === undefined ? [] : await liveOrdersOfSite(q, context.place.siteId);
      const [only] = here;
      if (!only || here.length > 1) return overview(context);
      return show(context, await needOrder(q, context, only.id));
    }
    const verb = VERBS.find(({ names }) => names.test(word));
    if (word && !verb) return refuse("refuse.order-verb", { word }, EXAMPLE);
    const held = await needOrder(q, context, await numberMeant(context, id));
    if (!verb) return show(context, held);
    if (verb.needs && !rest.trim()) refuse("refuse.order-words", { word }, `/order ${held.order.id} ${verb.needs}`);
    const act = { actor: actor.identity, at: clock.now(), today: clock.today(), channel: channel.id };
    return verb.run(context, held, rest.trim(), act);
  },
};
