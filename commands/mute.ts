import { more, say } from "../src/card.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { knowsCheck, siteOf } from "../src/oversight/lookup.ts";
import { mutedOn, muteTarget, unmuteTarget } from "../src/oversight/mutes.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { findingById } from "../src/oversight/review.ts";
import { mayAct, mayActEverywhere, needActing, needVisible, visibleSites } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import { readCalendar } from "../src/oversight/working-days.ts";
import { SHOWN } from "../src/report/findings.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/mute #12 until 2026-12-31";
type Target = { target: "finding" | "site" | "check"; targetId: string; name: string };

async function targetOf(words: string, { q, rights, audience, place }: Context): Promise<Target> {
  const number = /^[#＃](\d+)$/.exec(words);
  if (number) {
    const id = Number(number[1]);
    const row = (await findingById(q, id)) ?? refuse("refuse.finding-unknown", { id });
    const site = await siteOf(q, row.siteId);
    if (!site || !mayAct(rights, "inspector", site)) return refuse("refuse.not-yours", { name: `#${id}` });
    await needVisible(q, { rights, audience }, site);
    return { target: "finding", targetId: String(id), name: `#${id}` };
  }
  if (knowsCheck(words)) {
    if (!mayActEverywhere(rights, "supervisor")) refuse("refuse.role", { role: say("role.supervisor") });
    return { target: "check", targetId: words, name: words };
  }
  const here = words || place.siteId === undefined ? undefined : await siteOf(q, place.siteId);
  const site = here ?? (await needSite(q, words, (one) => `/mute ${one.name} until 2026-12-31`));
  await needActing(q, { rights, audience }, "inspector", site);
  return { target: "site", targetId: String(site.id), name: site.name };
}

export const mute: Command = {
  meta: {
    name: "mute",
    aliases: ["snooze", "静默", "稍后"],
    usage: {
      "zh-CN": "[<#12 | 网站 | 检查项> until <日期> | <…> 3天 | off <…>]",
      en: "[<#12 | site | check> until <date> | <…> for 3 days | off <…>]",
    },
    summary: {
      "zh-CN": "到某日为止不再提醒（检查照常），届时仍未消除的再提醒一次",
      en: "No news until a date; checking goes on, and what lasts is told once after it",
    },
    example: EXAMPLE,
    role: "inspector",
    forms: [
      {
        id: "mute",
        title: { "zh-CN": "静默", en: "Mute" },
        fields: [
          {
            name: "target",
            label: { "zh-CN": "问题、网站或检查项", en: "Finding, site or check" },
            kind: "text",
            hint: { "zh-CN": "#12", en: "#12" },
          },
          {
            name: "until",
            label: { "zh-CN": "到哪天", en: "Until" },
            kind: "date",
            hint: { "zh-CN": "12月31日", en: "31 Dec" },
          },
        ],
        line: ({ target = "", until = "" }) => `/mute ${target} until ${until}`,
      },
    ],
  },
  async run(context) {
    const { q, clock, actor } = context;
    const words = context.words.trim();
    const who = { actor: actor.identity, at: clock.now() };
    const off = /^(?:off\b|解除|取消)\s*(.*)$/isu.exec(words) ?? /^(.*?)\s*(?:\boff|解除)$/isu.exec(words);
    if (off) {
      const { name, ...target } = await targetOf((off[1] ?? "").trim(), context);
      await unmuteTarget(q, { ...target, ...who, name, today: clock.today().toString() });
      return { card: { title: say("mute.off", { name }), parts: [] } };
    }
    if (!words) return list(context);
    const { about, day } = await readUntil(words, context);
    const until = day.toString();
    const { name, ...target } = await targetOf(about, context);
    await muteTarget(q, { ...target, ...who, until });
    return {
      card: {
        title: say("mute.done", { name, until: { day: until } }),
        parts: [],
        buttons: [{ label: say("mute.end"), command: `/mute off ${name}` }],
      },
    };
  },
};

const LASTING =
  /^(.*?)\s*(?:\bfor\s+)?(?<![\d.])(\d{1,3}\s*(?:个?工作日|天|周|个?星期|个月|(?:working |business )?days?|weeks?))$/iu;
const LASTING_HAN = /^(.*?)\s*([一二两三四五六七八九十]+\s*(?:个?工作日|天|周|个?星期|个月))$/u;

/** What is muted, and the last day of it: `until Friday`, `for 3 days`, `3天`. Days are counted from tomorrow. */
async function readUntil(words: string, { q, clock }: Context): Promise<{ about: string; day: Temporal.PlainDate }> {
  const today = clock.today();
  const calendar = await readCalendar(q);
  const dated = /^(.*?)\s*(?:\buntil\b|\btill\b|至|到)\s*(.+)$/isu.exec(words);
  const named = dated ? readDeadline(dated[2] ?? "", today, calendar) : undefined;
  const lasting = named ? null : (LASTING.exec(words) ?? LASTING_HAN.exec(words));
  const date = lasting
    ? readDeadline((lasting[2] ?? "").replace(/(?<=\p{Script=Han})$/u, "内"), today, calendar)
    : named;
  if (!date) return refuse("refuse.mute-until", { words }, EXAMPLE);
  if (Temporal.PlainDate.compare(date.day, today) < 0)
    refuse("refuse.date-past", { day: { day: date.day.toString() } });
  return { about: (lasting ?? dated)?.[1]?.trim() ?? "", day: date.day };
}

async function list({ q, clock, rights, audience }: Context): Promise<Answer> {
  const all = await mutedOn(q, clock.today().toString(), await visibleSites(q, rights, audience));
  return {
    card: {
      title: say("mute.title", { n: all.length }),
      parts: [
        {
          kind: "list",
          items: all.slice(0, SHOWN).map(({ target, finding, name, until, actor }) => ({
            text: say(target === "finding" ? "mute.line-finding" : "mute.line", {
              id: finding ?? 0,
              name: target === "check" ? say(`check.${name}`) : name,
            }),
            detail: say("mute.line-until", { until: { day: until }, who: actor }),
          })),
        },
        ...more(all.length, SHOWN),
      ],
    },
  };
}
