import { say } from "../src/card.ts";
import {
  annualCampaign,
  DOMAIN_GROUPS,
  domainCampaign,
  type Grouped,
  LATE,
  lastReminders,
  REPORT_GROUPS,
  remind,
} from "../src/oversight/campaigns.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { rulesFor } from "../src/oversight/rules.ts";
import { campaignCard, remindedCard } from "../src/report/campaigns.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/campaign domain";
const REMIND = /^(?:remind|提醒|催办)$/i;

type Name = keyof typeof LATE;
const isLate = (name: Name, { group }: Grouped<string>) => (LATE[name] as readonly string[]).includes(group);

async function read({ q, rights, audience, clock }: Context, name: Name) {
  const ids = await visibleSites(q, rights, audience);
  return name === "domain" ? domainCampaign(q, clock.today(), ids) : annualCampaign(q, clock, ids);
}

async function show(context: Context, name: Name): Promise<Answer> {
  // Who is late rests on verdicts that nobody reviewed
  if (!showsUnreviewed(context.audience)) refuse("refuse.campaign-place", {}, EXAMPLE);
  const { q, rights, clock } = context;
  const rules = await rulesFor(q, clock.today());
  const all = await read(context, name);
  const shared = {
    campaign: name,
    reminders: await lastReminders(
      q,
      name,
      all.map(({ site }) => site),
    ),
    mayRemind: mayAct(rights, "supervisor"),
    late: LATE[name] as readonly string[],
    all,
  };
  if (name === "domain")
    return {
      card: campaignCard<string>({
        ...shared,
        title: say("campaign.domain-title", { document: rules.item("D8").document, n: all.length }),
        groups: DOMAIN_GROUPS,
        named: ["late", "undone", "notice", "planned", "unread"],
        done: ["moved", "notice"],
      }),
    };
  const { year } = clock.today();
  const due = Temporal.PlainDate.from({ year, month: rules.number("R1", "month"), day: rules.number("R1", "day") });
  return {
    card: campaignCard<string>({
      ...shared,
      title: say("campaign.annual-report-title", {
        year: String(year - 1),
        due: { day: due.toString() },
        n: all.length,
      }),
      groups: REPORT_GROUPS,
      named: ["missing", "download", "unseen", "unread"],
      done: ["published"],
    }),
  };
}

async function sendReminders(context: Context, name: Name): Promise<Answer> {
  const { q, rights, actor, clock } = context;
  if (!mayAct(rights, "supervisor")) refuse("refuse.role", { role: say("role.supervisor") });
  const sites = (await read(context, name)).filter((one) => isLate(name, one)).map(({ site }) => site);
  const own = sites.filter((site) => mayAct(rights, "supervisor", site));
  if (own.length === 0) refuse("refuse.campaign-nobody", { campaign: say(`campaign.${name}`) }, `/campaign ${name}`);
  const day = clock.today().toString();
  return { card: remindedCard(await remind(q, name, own, { actor: actor.identity, at: clock.now(), day })) };
}

export const campaign: Command = {
  meta: {
    name: "campaign",
    aliases: ["专项"],
    usage: {
      "zh-CN": "domain [remind] | annual-report [年份] [remind]（也可说：域名、年度报表、提醒）",
      en: "domain [remind] | annual-report [year] [remind]",
    },
    summary: {
      "zh-CN": "域名清理、年度报表两项专项的进度，提醒未完成的单位",
      en: "How the campaigns for domains and annual forms stand; remind those who are late",
    },
    example: EXAMPLE,
    role: "viewer",
  },
  async run(context) {
    const found =
      /^(?:(?<domain>domain|域名(?:清理|变更)?)|(?<report>annual-?report|年度?报表?))(?:\s+|$)(?<rest>.*)$/isu.exec(
        context.words.trim(),
      )?.groups;
    if (!found) return refuse("refuse.campaign", { words: context.words.trim() || "—" }, EXAMPLE);
    const name = found.domain ? "domain" : "annual-report";
    const [, year, rest = ""] = /^(?:(\d{4})年?(?:\s+|$))?(.*)$/su.exec((found.rest ?? "").trim()) ?? [];
    const last = String(context.clock.today().year - 1);
    if (year && (name === "domain" || year !== last))
      refuse("refuse.campaign-year", { year, last }, `/campaign annual-report ${last}`);
    if (!rest) return show(context, name);
    if (!REMIND.test(rest)) refuse("refuse.campaign", { words: context.words.trim() }, `/campaign ${name} remind`);
    return sendReminders(context, name);
  },
};
