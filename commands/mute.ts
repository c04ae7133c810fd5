import { say } from "../src/card.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { knowsCheck, siteOf } from "../src/oversight/lookup.ts";
import { muteTarget } from "../src/oversight/mutes.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { findingById } from "../src/oversight/review.ts";
import { mayAct, mayActEverywhere, needActing, needVisible } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import type { Command, Context } from "./command.ts";

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
    aliases: ["静默"],
    usage: { "zh-CN": "<#12 | 网站 | 检查项> until <日期>", en: "<#12 | site | check> until <date>" },
    summary: { "zh-CN": "到某日为止不再提醒（检查照常）", en: "No news until a date; checking goes on" },
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
    const { q, words, clock, actor } = context;
    const found = /^(.*?)\s*(?:\buntil\b|\btill\b|至|到)\s*(.+)$/isu.exec(words.trim());
    const date = found ? readDeadline(found[2] ?? "", clock.today()) : undefined;
    if (!found || !date) return refuse("refuse.mute-until", { words: words.trim() }, EXAMPLE);
    if (Temporal.PlainDate.compare(date.day, clock.today()) < 0)
      refuse("refuse.date-past", { day: { day: date.day.toString() } });
    const { name, ...target } = await targetOf((found[1] ?? "").trim(), context);
    await muteTarget(q, { ...target, until: date.day.toString(), actor: actor.identity, at: clock.now() });
    return { card: { title: say("mute.done", { name, until: { day: date.day.toString() } }), parts: [] } };
  },
};
