import { type Part, say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { isRegistered, mayAct } from "../src/oversight/rights.ts";
import type { Command } from "./command.ts";

export const help: Command = {
  meta: {
    name: "help",
    aliases: ["帮助", "start"],
    usage: { "zh-CN": "[命令]", en: "[command]" },
    summary: { "zh-CN": "能做什么，怎么做", en: "What can be done, and how" },
    example: "/help assign",
    role: null,
  },
  async run({ words, rights, commands }) {
    const asked = words.trim().replace(/^\//, "").toLowerCase();
    if (asked) {
      const command = commands.find(({ meta }) => meta.name === asked || meta.aliases.includes(asked));
      if (!command) return refuse("refuse.command-unknown", { word: asked }, "/help");
      const { meta } = command;
      return {
        card: {
          title: say("help.one", { name: meta.name, usage: say(`command.${meta.name}.usage`) }),
          parts: [
            { kind: "text", text: say(`command.${meta.name}.summary`) },
            ...(meta.aliases.length > 0
              ? [{ kind: "note" as const, text: say("help.aliases", { aliases: meta.aliases.join("、") }) }]
              : []),
            {
              kind: "note",
              text: meta.role ? say("help.role", { role: say(`role.${meta.role}`) }) : say("help.everybody"),
            },
            { kind: "copy", line: meta.example },
          ],
        },
      };
    }
    const mine = commands.filter(({ meta }) => meta.role === null || mayAct(rights, meta.role));
    const list: Part = {
      kind: "list",
      items: mine.map(({ meta }) => ({
        text: say("help.line", { name: meta.name, summary: say(`command.${meta.name}.summary`) }),
      })),
    };
    return {
      card: {
        title: say("help.title"),
        parts: [list, ...(isRegistered(rights) ? [] : [{ kind: "note" as const, text: say("help.stranger") }])],
      },
    };
  },
};
