import { say, text } from "../src/card.ts";
import { sitesOfContact } from "../src/oversight/contacts.ts";
import { readingDay, readingRates, readingsOf, type Site, signReading } from "../src/oversight/readings.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAsk, needSeen, seesRequests } from "../src/oversight/request-rights.ts";
import { needSite, seekOrganiser, seekSite, sitesOfOrganiser } from "../src/oversight/seek.ts";
import { SHOWN } from "../src/report/findings.ts";
import { readingCard } from "../src/report/readings.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/read www.yunzhou.gov.cn 首页轮播图打不开";
const OK = /^(?:ok|正常|已读|无问题)[。.]?$/i;

async function overview({ q, rights, audience, clock }: Context): Promise<Answer> {
  const seen = await seesRequests(q, rights, audience);
  const today = clock.today();
  const rates = await readingRates(q, clock, { from: today.with({ day: 1 }), to: today }, seen);
  return { card: readingCard(await readingDay(q, today, seen), rates) };
}

async function show(context: Context, site: Site): Promise<Answer> {
  const { q, clock } = context;
  await needSeen(q, context, site, site.name);
  const today = clock.today();
  const from = today.with({ day: 1 });
  const { read, notes } = await readingsOf(q, site.id, from, today);
  const [rate] = await readingRates(q, clock, { from, to: today }, ({ id }) => id === site.id);
  return {
    card: {
      title: say("read.site", { site: site.name, read: rate?.read ?? 0, due: rate?.due ?? 0 }),
      parts: [
        {
          kind: "list",
          items: read.slice(-SHOWN).map(({ day, actor, at }) => ({
            text: say("read.day", { day: { day } }),
            detail: say("read.by", { who: actor, at: { at: at.toString() } }),
          })),
        },
        ...notes
          .slice(-SHOWN)
          .map((note) => text(say("read.found-on", { day: { day: note.day }, found: note.text ?? "" }))),
      ],
      buttons: [
        { label: say("button.read-ok"), command: `/read ${site.code ?? site.url} ok`, style: "primary" },
        { label: say("button.read-found"), form: { id: "read", preset: { site: site.code ?? site.url } } },
      ],
    },
    subject: `site:${site.id}`,
  };
}

async function sign(context: Context, sites: readonly Site[], found: string): Promise<Answer> {
  const { q, rights, actor, clock, channel } = context;
  const reader = { rights, actor: actor.identity, at: clock.now(), today: clock.today(), channel: channel.id };
  const again: string[] = [];
  for (const site of sites) {
    if (!mayAsk(rights, site)) refuse("refuse.not-yours", { name: site.name });
    await needSeen(q, context, site, site.name);
    if (!(await signReading(q, site, found, reader)).first) again.push(site.name);
  }
  const [first] = sites;
  return {
    card: {
      title: say(found ? "read.noted" : "read.signed", {
        n: sites.length,
        sites: sites.slice(0, SHOWN).map(({ name }) => name),
        day: { day: reader.today.toString() },
      }),
      parts: [
        ...(found ? [text(say("read.told"))] : []),
        ...(again.length > 0 ? [text(say("read.again", { n: again.length, sites: again.slice(0, SHOWN) }))] : []),
      ],
    },
    ...(first && sites.length === 1 ? { subject: `site:${first.id}` } : {}),
  };
}

/** A site, or all sites of an organiser that run. */
async function sitesMeant({ q }: Context, words: string, rest: string): Promise<Site[]> {
  const sought = await seekSite(q, words);
  if ("site" in sought) return [sought.site];
  const organiser = OK.test(rest) ? await seekOrganiser(q, words) : undefined;
  const own = organiser ? await sitesOfOrganiser(q, organiser.id) : [];
  return own.length > 0 ? own : [await needSite(q, words, (one) => `/read ${one.code ?? one.url} ${rest}`.trim())];
}

export const read: Command = {
  meta: {
    name: "read",
    aliases: ["读网", "每日读网"],
    usage: {
      "zh-CN": "[网站 | 主办单位] [ok | <发现的问题>]（ok：所联系的全部网站；不带内容：今日情况）",
      en: "[site | organiser] [ok | <what was found>] (ok: all sites you are contact for; alone: today)",
    },
    summary: {
      "zh-CN": "每日读网：签到，登记所见问题，看今日和本月情况",
      en: "Daily reading: sign in, note what was found, see today and the month",
    },
    example: EXAMPLE,
    role: "contact",
    forms: [
      {
        id: "read",
        title: { "zh-CN": "读网所见", en: "Found while reading" },
        fields: [
          {
            name: "site",
            label: { "zh-CN": "网站", en: "Site" },
            kind: "text",
            hint: { "zh-CN": "标识码或域名", en: "code or domain" },
          },
          {
            name: "found",
            label: { "zh-CN": "发现的问题", en: "What was found" },
            kind: "text",
            hint: { "zh-CN": "首页轮播图打不开", en: "the pictures of the home page do not load" },
          },
        ],
        line: ({ site = "", found = "" }) => `/read "${site}" ${found}`,
      },
    ],
  },
  async run(context) {
    const { q, rights, place } = context;
    const words = context.words.trim();
    if (!words) return overview(context);
    if (OK.test(words)) {
      const own = await sitesOfContact(q, rights);
      const here =
        place.siteId === undefined ? undefined : (await sitesMeant(context, `site:${place.siteId}`, words))[0];
      if (own.length === 0 && !here) refuse("refuse.read-which", {}, "/read www.yunzhou.gov.cn ok");
      return sign(context, own.length > 0 ? own : here ? [here] : [], "");
    }
    const [, quoted, curly, word = "", rest = ""] = /^(?:"([^"]+)"|“([^”]+)”|(\S+))\s*(.*)$/su.exec(words) ?? [];
    const sites = await sitesMeant(context, quoted ?? curly ?? word, rest);
    const [site] = sites;
    if (!rest && site) return show(context, site);
    return sign(context, sites, OK.test(rest) ? "" : rest.trim());
  },
};
