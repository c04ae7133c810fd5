/** Commands as people give them, on a real database and without a platform: what is said, and the card that answers. */

import { checks } from "../../checks/index.ts";
import { commands } from "../../commands/index.ts";
import type { Db } from "../../db/open.ts";
import { channelById, seeIdentity } from "../../db/people.ts";
import type { Card } from "../../src/card.ts";
import { readLine } from "../../src/lines.ts";
import type { Clock } from "../../src/oversight/clock.ts";
import { grantRole, type Scope } from "../../src/oversight/grants.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import { mayAct, type Role, readRights } from "../../src/oversight/rights.ts";
import { rulesFor } from "../../src/oversight/rules.ts";
import { shippedTemplate } from "../../src/report/bulletin/template-file.ts";
import { createIssue } from "../../src/report/bulletin.ts";
import { unitWords } from "../../src/words/merge.ts";
import { createWords } from "../../src/words/say.ts";

export const words = createWords(unitWords(checks, commands), "Asia/Shanghai");

/** A card as one text, buttons in brackets. */
export function textOf(card: Card, locale: "zh-CN" | "en" = "en"): string {
  const say = (phrase: Parameters<typeof words.say>[0]) => words.say(phrase, locale);
  const parts = card.parts.flatMap((part): string[] => {
    if (part.kind === "fields") return part.rows.map(([name, value]) => `${say(name)}: ${say(value)}`);
    if (part.kind === "list")
      return part.items.map(({ text, detail }) => `- ${say(text)}${detail ? ` | ${say(detail)}` : ""}`);
    return [part.kind === "copy" ? part.line : say(part.text)];
  });
  const buttons = (card.buttons ?? []).map(({ label }) => `[${say(label)}]`);
  return [say(card.title), ...parts, ...buttons].join("\n");
}

export type Talk = {
  join(id: string, role: Role, scope?: Scope): Promise<number>;
  /** The answer as text; a refusal as its id. Without a channel it is said in private. */
  ask(
    who: string,
    line: string,
    more?: { channel?: string; siteId?: number; locale?: "zh-CN" | "en" },
  ): Promise<string>;
};

export function talkOn(db: Db, clock: Clock): Talk {
  return {
    async join(id, role, scope = { scope: "all" }) {
      const at = clock.now();
      const { personId } = await db.tx((tx) => seeIdentity(tx, { id, name: id, at }));
      await db.tx((tx) => grantRole(tx, { personId, role, scope, actor: "test", at }));
      return personId;
    },
    async ask(who, line, { channel, siteId, locale = "en" } = {}) {
      const { command, words: rest } = readLine(commands, line);
      if (!command) throw new Error(`no command: ${line}`);
      try {
        return await db.tx(async (q) => {
          const rights = await readRights(q, who, []);
          const bound = channel ? await channelById(q, channel) : undefined;
          if (command.meta.role !== null && !mayAct(rights, command.meta.role)) return "refuse.role";
          const { card } = await command.run({
            q,
            clock,
            words: rest,
            rights,
            admins: [],
            audience: bound ? { kind: "bound", channel: bound } : { kind: "private" },
            actor: { identity: who, name: who },
            platform: "terminal",
            channel: { id: channel ?? `private:${who}`, title: "", direct: !channel },
            place: { findingIds: [], siteId },
            mentions: [],
            files: [],
            shown: { rules: await rulesFor(q, clock.today()), excerpts: true },
            issue: { ...createIssue("测试省人民政府办公厅", "/nowhere", words), template: shippedTemplate },
            locale,
            commands,
          });
          return textOf(card, locale);
        });
      } catch (error) {
        if (error instanceof Refusal) return error.what.say;
        throw error;
      }
    },
  };
}
