import { type Card, copy, note, type Phrase, say } from "../src/card.ts";
import { type ChannelFacts, type Filter, needKind, readChannel, setFilter } from "../src/oversight/channels.ts";
import { bind } from "../src/oversight/grants.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { seekOrganiser, seekRegion } from "../src/oversight/seek.ts";
import { type Command, type Context, split } from "./command.ts";

const EXAMPLE = "/channel here office";

const ONLY = "/channel here only veto region 云州市";

/** `veto region 云州市 kind 市级部门网站`: a name goes on until the next of these words. */
async function readFilter(q: Context["q"], words: readonly string[]): Promise<Filter> {
  const filter: Filter = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (VETO.test(word)) {
      filter.level = "veto";
      continue;
    }
    const of = REGION.test(word) ? "regions" : KIND.test(word) ? "kinds" : undefined;
    let end = i + 1;
    while (end < words.length && ![VETO, REGION, KIND].some((form) => form.test(words[end] ?? ""))) end++;
    const name = words.slice(i + 1, end).join(" ");
    if (!of || !name) return refuse("refuse.channel-only", { words: words.slice(i).join(" ") }, ONLY);
    const found =
      of === "kinds"
        ? await needKind(q, name)
        : ((await seekRegion(q, name)) ?? refuse("refuse.scope", { words: name }, ONLY));
    filter[of] = [...(filter[of] ?? []), found.id];
    i = end - 1;
  }
  return Object.keys(filter).length > 0 ? filter : refuse("refuse.channel-only", { words: "—" }, ONLY);
}
const VETO = /^(?:veto|单项否决)$/i;
const REGION = /^(?:region|地区)$/i;
const KIND = /^(?:kind|类别)$/i;

const filterPhrases = ({ level, regions, kinds }: ChannelFacts): Phrase[] => [
  ...(level ? [say("channel.filter-veto")] : []),
  ...(regions.length > 0 ? [say("channel.filter-regions", { names: regions })] : []),
  ...(kinds.length > 0 ? [say("channel.filter-kinds", { names: kinds })] : []),
];

async function narrow({ q, actor, clock, channel: here }: Context, words: readonly string[] | null): Promise<Card> {
  const filter = words ? await readFilter(q, words) : null;
  await setFilter(q, here.id, filter, { actor: actor.identity, at: clock.now() });
  const facts = await readChannel(q, here.id);
  const title =
    filter && facts
      ? say("channel.filtered", { title: here.title, filter: filterPhrases(facts) })
      : say("channel.unfiltered", { title: here.title });
  return { title, parts: [note(say("channel.filter-note"))] };
}

async function show({ q, channel: here }: Context): Promise<Card> {
  const facts = await readChannel(q, here.id);
  if (!facts) return { title: say("channel.unbound", { title: here.title }), parts: [copy(EXAMPLE)] };
  const filter = filterPhrases(facts);
  return {
    title: say("channel.title", { title: here.title }),
    parts: [
      {
        kind: "fields",
        rows: [
          [say("channel.audience"), say(`channel.audience-${facts.audience}`, { name: facts.name })],
          [say("channel.locale"), say(`channel.locale-${facts.locale ?? "default"}`)],
          [say("channel.filter"), filter.length > 0 ? filter : say("channel.filter-none")],
        ],
      },
      note(say("channel.filter-note")),
    ],
  };
}

export const channel: Command = {
  meta: {
    name: "channel",
    aliases: ["频道"],
    usage: {
      "zh-CN":
        "[here [office | 地区 | 主办单位] [zh-CN | en] | here only [veto] [region <地区>] [kind <类别>] | here all]",
      en: "[here [office | region | organiser] [zh-CN | en] | here only [veto] [region <name>] [kind <name>] | here all]",
    },
    summary: {
      "zh-CN": "把本群绑定为接收消息的频道，设定语言和只收哪些问题",
      en: "Bind this chat to an audience, in a language, for some findings only",
    },
    example: EXAMPLE,
    role: "admin",
  },
  async run(context) {
    const { q, words, rights, clock, actor, channel: here } = context;
    if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
    const given = split(words);
    if (given.length === 0) return { card: await show(context) };
    if (!/^(?:here|本群|这里)$/i.test(given[0] ?? "")) refuse("refuse.channel-form", {}, EXAMPLE);
    if (/^(?:only|只收|只|仅)$/i.test(given[1] ?? "")) return { card: await narrow(context, given.slice(2)) };
    if (/^(?:all|全部|不限)$/i.test(given[1] ?? "") && given.length === 2) return { card: await narrow(context, null) };
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
