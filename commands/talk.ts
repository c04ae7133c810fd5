import { say } from "../src/card.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, mayActEverywhere, needVisible } from "../src/oversight/rights.ts";
import { seekOrganiser, seekSite } from "../src/oversight/seek.ts";
import { holdTalk } from "../src/oversight/talks.ts";
import type { Command } from "./command.ts";

const EXAMPLE = "/talk 云州市民政局 on 2026-11-24 with 王某 because 逾期未整改";
const FORM =
  /^(?<about>.*?)\s*(?:\bon\b|于)\s*(?<on>.+?)\s*(?:\bwith\b|约谈|与)\s*(?<names>.+?)\s*(?:\bbecause\b|因为?|原因[:：]?)\s*(?<reason>.+)$/isu;

export const talk: Command = {
  meta: {
    name: "talk",
    aliases: ["约谈"],
    usage: {
      "zh-CN": "<网站 | 主办单位> on <日期> with <姓名、姓名> because <原因>",
      en: "<site | organiser> on <date> with <names> because <reason>",
    },
    summary: { "zh-CN": "记录一次约谈", en: "Put an accountability talk on record" },
    example: EXAMPLE,
    role: "supervisor",
    forms: [
      {
        id: "talk",
        title: { "zh-CN": "记录约谈", en: "Talk" },
        fields: [
          {
            name: "about",
            label: { "zh-CN": "网站或主办单位", en: "Site or organiser" },
            kind: "text",
            hint: { "zh-CN": "云州市民政局", en: "a name, code or domain" },
          },
          {
            name: "on",
            label: { "zh-CN": "日期", en: "Date" },
            kind: "date",
            hint: { "zh-CN": "今天、11月20日", en: "today, 20 Nov" },
          },
          {
            name: "names",
            label: { "zh-CN": "约谈对象", en: "Persons" },
            kind: "text",
            hint: { "zh-CN": "王某、李某", en: "Wang, Li" },
          },
          {
            name: "reason",
            label: { "zh-CN": "原因", en: "Reason" },
            kind: "text",
            hint: { "zh-CN": "逾期未整改", en: "overdue" },
          },
        ],
        line: ({ about = "", on = "", names = "", reason = "" }) =>
          `/talk ${about} on ${on} with ${names} because ${reason}`,
      },
    ],
  },
  async run({ q, words, rights, audience, clock, actor, channel, place }) {
    const given = FORM.exec(words.trim())?.groups;
    if (!given) return refuse("refuse.talk-form", { words: words.trim() }, EXAMPLE);
    const { about = "", on = "", names = "", reason = "" } = given;
    const today = clock.today();
    const date = readDay(on, today) ?? refuse("refuse.date-unread", { who: about, rest: on }, EXAMPLE);
    if (Temporal.PlainDate.compare(date, today) > 0) refuse("refuse.talk-future", { day: { day: date.toString() } });
    const sought = about ? await seekSite(q, about) : undefined;
    const site =
      sought && "site" in sought
        ? sought.site
        : !about && place.siteId !== undefined
          ? await siteOf(q, place.siteId)
          : undefined;
    const organiser = site ? undefined : await seekOrganiser(q, about);
    if (!site && !organiser) {
      const near = sought && "near" in sought ? sought.near.map(({ name }) => name) : [];
      return refuse(
        near.length > 0 ? "refuse.site-near" : "refuse.site-unknown",
        { words: about, near },
        near[0] ? words.trim().replace(about, near[0]).replace(/^/, "/talk ") : EXAMPLE,
      );
    }
    const may = site ? mayAct(rights, "supervisor", site) : mayActEverywhere(rights, "supervisor");
    if (site) await needVisible(q, { rights, audience }, site);
    if (!may) refuse("refuse.not-yours", { name: site?.name ?? organiser?.name ?? about });
    const persons = names
      .split(/\s*(?:[、,，;；&]|\band\b|和|及)\s*/i)
      .map((name) => name.trim())
      .filter(Boolean);
    const id = await holdTalk(q, {
      siteId: site?.id,
      organiserId: site?.organiserId ?? organiser?.id,
      heldOn: date,
      names: persons,
      reason,
      actor: actor.identity,
      at: clock.now(),
      channel: channel.id,
    });
    return {
      card: {
        title: say("talk.done", { id, about: site?.name ?? organiser?.name ?? about }),
        parts: [
          {
            kind: "fields",
            rows: [
              [say("talk.on"), { day: date.toString() }],
              [say("talk.persons"), say("talk.persons-value", { names: persons, n: persons.length })],
              [say("talk.reason"), reason],
            ],
          },
        ],
      },
      ...(site ? { subject: `site:${site.id}` } : {}),
    };
  },
};

/** A talk was held: a weekday is the last one, not the next. */
function readDay(words: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (/^(?:yesterday|昨天)$/i.test(words.trim())) return today.subtract({ days: 1 });
  const day = readDeadline(words, today)?.day;
  if (!day || Temporal.PlainDate.compare(day, today) <= 0) return day;
  if (/\d{4}/.test(words)) return day;
  const ago = /周|星期|礼拜|day/i.test(words) ? day.subtract({ weeks: 1 }) : day.subtract({ years: 1 });
  return Temporal.PlainDate.compare(ago, today) <= 0 ? ago : day;
}
