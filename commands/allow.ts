import { say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, mayActEverywhere, needVisible } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import { readQuiet } from "../src/oversight/supplies.ts";
import { allowWord, disallowWord, termsFor } from "../src/oversight/terms.ts";
import { type Command, split } from "./command.ts";

const EXAMPLE = "/allow 准用证 www.yunzhou.gov.cn";

export const allow: Command = {
  meta: {
    name: "allow",
    aliases: ["准用"],
    usage: {
      "zh-CN": "[<词语> [网站] | off <词语> [网站]]（不带内容：列出）",
      en: "[<word> [site] | off <word> [site]] (alone: list them)",
    },
    summary: {
      "zh-CN": "本网站或所有网站上不算错的词语",
      en: "Words that are no slip, on one site or everywhere",
    },
    example: EXAMPLE,
    role: "inspector",
  },
  async run({ q, words, rights, audience, actor, clock }) {
    const [first = "", ...others] = split(words);
    if (!first) {
      const rows = (await termsFor(q, null)).filter(({ kind }) => kind === "allowed");
      const quiet = await readQuiet(q);
      return {
        card: {
          title: say("allow.title", { n: rows.length }),
          parts: [
            { kind: "list", items: rows.slice(0, 40).map(({ text }) => ({ text })) },
            ...(quiet.length > 0 ? [{ kind: "note" as const, text: say("allow.quiet", { pairs: quiet }) }] : []),
          ],
        },
      };
    }
    const off = /^(?:off|取消)$/i.test(first);
    const [word = "", ...rest] = off ? others : [first, ...others];
    if ([...word].length < 2) refuse("refuse.allow-word", {}, EXAMPLE);
    const site =
      rest.length > 0 ? await needSite(q, rest.join(" "), (one) => `/allow ${word} ${one.code ?? one.url}`) : undefined;
    if (site ? !mayAct(rights, "inspector", site) : !mayActEverywhere(rights, "supervisor"))
      refuse(site ? "refuse.not-yours" : "refuse.role", site ? { name: site.name } : { role: say("role.supervisor") });
    if (site) await needVisible(q, { rights, audience }, site);
    const by = { actor: actor.identity, at: clock.now() };
    if (off && (await disallowWord(q, word, site, by)) === 0) refuse("refuse.allow-unknown", { word }, "/allow");
    if (!off) await allowWord(q, word, site, by);
    return {
      card: {
        title: say(off ? "allow.off" : "allow.done", { word, where: site?.name ?? say("scope.all") }),
        parts: [],
      },
    };
  },
};
