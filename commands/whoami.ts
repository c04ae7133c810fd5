import { say } from "../src/card.ts";
import { grantsOf } from "../src/oversight/grants.ts";
import { scopeName } from "../src/oversight/lookup.ts";
import { isRegistered } from "../src/oversight/rights.ts";
import type { Command } from "./command.ts";

export const whoami: Command = {
  meta: {
    name: "whoami",
    aliases: ["我是谁"],
    usage: { "zh-CN": "", en: "" },
    summary: { "zh-CN": "我是谁，有哪些权限", en: "Who am I, and what may I do" },
    example: "/whoami",
    role: null,
  },
  async run({ q, rights, actor }) {
    const grants = rights.personId === null ? [] : await grantsOf(q, rights.personId);
    const lines = [];
    for (const { role, scope, scopeId } of grants)
      lines.push(
        say("whoami.grant", {
          role: say(`role.${role}`),
          scope: (await scopeName(q, scope, scopeId)) || say("scope.all"),
        }),
      );
    const admin = rights.held.length > grants.length;
    return {
      card: {
        title: say("whoami.title", { name: actor.name, identity: actor.identity }),
        parts: [
          ...(admin ? [{ kind: "text" as const, text: say("whoami.admin") }] : []),
          ...lines.map((text) => ({ kind: "text" as const, text })),
          ...(isRegistered(rights)
            ? []
            : [{ kind: "text" as const, text: say("whoami.stranger", { identity: actor.identity }) }]),
        ],
      },
    };
  },
};
