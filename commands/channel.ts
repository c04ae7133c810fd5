import { say } from "../src/card.ts";
import { bind } from "../src/oversight/grants.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { seekOrganiser, seekRegion } from "../src/oversight/seek.ts";
import { type Command, split } from "./command.ts";

const EXAMPLE = "/channel here office";

export const channel: Command = {
  meta: {
    name: "channel",
    aliases: ["频道"],
    usage: {
      "zh-CN": "here [office | 地区 | 主办单位] [zh-CN | en]",
      en: "here [office | region | organiser] [zh-CN | en]",
    },
    summary: { "zh-CN": "把本群绑定为接收消息的频道", en: "Bind this chat to an audience" },
    example: EXAMPLE,
    role: "admin",
  },
  async run({ q, words, rights, clock, actor, channel: here }) {
    if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
    const given = split(words);
    if (!/^(?:here|本群|这里)$/i.test(given[0] ?? "")) refuse("refuse.channel-form", {}, EXAMPLE);
    const locale = given.find((word) => /^(?:zh-CN|en)$/.test(word)) ?? null;
    const audience = given
      .slice(1)
      .filter((word) => word !== locale)
      .join(" ");
    const at = clock.now();
    const common = { id: here.id, title: here.title, locale, actor: actor.identity, at };
    if (!audience || /^(?:office|办公室)$/i.test(audience)) {
      await bind(q, { ...common, audience: "office", audienceId: null });
      return { card: { title: say("channel.office", { title: here.title }), parts: [] } };
    }
    const region = await seekRegion(q, audience);
    if (region) {
      await bind(q, { ...common, audience: "region", audienceId: region.id });
      return { card: { title: say("channel.region", { title: here.title, name: region.name }), parts: [] } };
    }
    const organiser = (await seekOrganiser(q, audience)) ?? refuse("refuse.scope", { words: audience }, EXAMPLE);
    await bind(q, { ...common, audience: "organiser", audienceId: organiser.id });
    return { card: { title: say("channel.organiser", { title: here.title, name: organiser.name }), parts: [] } };
  },
};
