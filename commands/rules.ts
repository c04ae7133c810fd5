import { type Phrase, say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { itemsOf, override, readOverrides, rulesFor } from "../src/oversight/rules.ts";
import { type Answer, type Command, type Context, split } from "./command.ts";

const EXAMPLE = "/rules V3 days=10";

async function show({ q, clock }: Context, id: string): Promise<Answer> {
  const rules = await rulesFor(q, clock.today());
  const changed = await readOverrides(q);
  const all = itemsOf(clock.today());
  const ids = id ? [id] : Object.keys(changed).filter((one) => all[one]);
  const line = (one: string): Phrase => {
    const { document, clause, grade, values, disabled } = rules.item(one);
    return say(disabled ? "rules.line-off" : "rules.line", {
      id: one,
      document,
      clause,
      grade,
      values: Object.entries(values).map(([name, value]) => `${name}=${value}`),
    });
  };
  return {
    card: {
      title: say(id ? "rules.item" : "rules.title", { id, ruleset: rules.id, n: ids.length }),
      parts: [
        { kind: "list", items: ids.map((one) => ({ text: line(one) })) },
        ...(id ? [] : [{ kind: "note" as const, text: say("rules.all", { list: Object.keys(all) }) }]),
      ],
    },
  };
}

/** `days=10`, each a figure that the item has, of the same kind as before. */
function figures(id: string, words: readonly string[], values: Readonly<Record<string, number | string | boolean>>) {
  const set: Record<string, number | string | boolean> = {};
  for (const word of words) {
    const [, name = "", given = ""] = /^([\w-]+)=(.+)$/.exec(word) ?? [];
    const before = values[name];
    const value =
      typeof before === "number"
        ? Number(given)
        : typeof before === "boolean"
          ? /^(?:true|on|1|是)$/i.test(given)
          : given;
    if (before === undefined || !given || Number.isNaN(value))
      return refuse("refuse.rule-figure", { word, id, all: Object.keys(values) }, EXAMPLE);
    set[name] = value;
  }
  return set;
}

export const rules: Command = {
  meta: {
    name: "rules",
    aliases: ["规则"],
    usage: {
      "zh-CN": "[<条目> [名称=值 …] | confirm <条目> | off <条目> | on <条目> | reset <条目>]",
      en: "[<item> [name=value …] | confirm <item> | off <item> | on <item> | reset <item>]",
    },
    summary: {
      "zh-CN": "规则条目：查看、改阈值、确认存疑条目、停用",
      en: "Rule items: look, set figures, confirm doubtful ones, switch off",
    },
    example: EXAMPLE,
    role: "admin",
  },
  async run(context) {
    const { q, words, rights, actor, clock } = context;
    if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
    const [first = "", ...rest] = split(words);
    const verb = /^(?:confirm|off|on|reset|确认|停用|启用|恢复)$/i.test(first) ? first.toLowerCase() : "";
    const id = verb ? (rest[0] ?? "") : first;
    const item = itemsOf(clock.today())[id];
    if (id && !item) refuse("refuse.rule-unknown", { id }, "/rules");
    if (!item || (!verb && rest.length === 0)) return show(context, id);
    const by = { actor: actor.identity, at: clock.now() };
    if (/^(?:reset|恢复)$/.test(verb)) await override(q, id, null, by);
    else if (/^(?:confirm|确认)$/.test(verb)) await override(q, id, { grade: "A" }, by);
    else if (/^(?:off|停用)$/.test(verb)) await override(q, id, { disabled: true }, by);
    else if (/^(?:on|启用)$/.test(verb)) await override(q, id, { disabled: false }, by);
    else await override(q, id, { values: figures(id, rest, item.values) }, by);
    return show(context, id);
  },
};
