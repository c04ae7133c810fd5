/** Campaigns as cards: counts over their denominator, those who are late first, who was reminded when. */
import { type Card, more, note, type Part, type Phrase, say, text } from "../card.ts";
import { countGroups, type Grouped, type Reminded } from "../oversight/campaigns.ts";
import { csvFile, SHOWN } from "./findings.ts";
import { percent } from "./stats.ts";

type Move = { oldHost: string; newHost: string; noticeFrom: string; noticeUntil: string };
export type CampaignView<G extends string> = {
  campaign: "domain" | "annual-report";
  /** The title, to which counts are added. */
  title: Phrase;
  all: readonly (Grouped<G> & { move?: Move })[];
  groups: readonly G[];
  /** Groups that are named one by one, the worst first. */
  named: readonly G[];
  done: readonly G[];
  late: readonly G[];
  reminders: readonly { organiser: string; at: Temporal.Instant; actor: string }[];
  mayRemind: boolean;
};

function groupParts<G extends string>({ campaign, all }: CampaignView<G>, group: G): Part[] {
  const own = all.filter((one) => one.group === group);
  if (own.length === 0) return [];
  return [
    text(say("campaign.group", { group: say(`campaign.${campaign}-${group}`), n: own.length })),
    {
      kind: "list",
      items: own.slice(0, SHOWN).map(({ site, move }) => ({
        text: move
          ? say("move.line", { site: site.name, oldHost: move.oldHost, newHost: move.newHost })
          : say("campaign.line", { site: site.name, organiser: site.organiser ?? say("none") }),
        ...(move
          ? { detail: say("campaign.span", { from: { day: move.noticeFrom }, until: { day: move.noticeUntil } }) }
          : {}),
        url: site.url,
      })),
    },
    ...more(own.length, SHOWN),
  ];
}

export function campaignCard<G extends string>(view: CampaignView<G>): Card {
  const { campaign, all, groups, named, done, late, reminders, mayRemind, title } = view;
  const counts = countGroups(all, groups);
  const ready = all.filter(({ group }) => done.includes(group)).length;
  const parts: Part[] = [
    text(say("campaign.done", { n: ready, all: all.length, share: percent(ready, all.length) })),
    {
      kind: "fields",
      rows: groups.map((group) => [
        say(`campaign.${campaign}-${group}`),
        say("campaign.count", { n: counts.get(group) ?? 0, all: all.length }),
      ]),
    },
    ...named.flatMap((group) => groupParts(view, group)),
  ];
  if (reminders.length > 0)
    parts.push(
      text(say("campaign.reminded")),
      {
        kind: "list",
        items: reminders.slice(0, SHOWN).map(({ organiser, at, actor }) => ({
          text: organiser,
          detail: say("campaign.reminded-at", { at: { at: at.toString() }, who: actor }),
        })),
      },
      ...more(reminders.length, SHOWN),
    );
  const some = all.some(({ group }) => late.includes(group));
  return {
    title,
    parts,
    ...(some && mayRemind
      ? { buttons: [{ label: say("button.remind"), command: `/campaign ${campaign} remind` }] }
      : {}),
    ...(all.length > SHOWN
      ? {
          files: [
            csvFile(
              `${campaign}.csv`,
              all.map(({ site, group }) => [site.code ?? "", site.name, site.host, group]),
            ),
          ],
        }
      : {}),
  };
}

export function remindedCard({ sent, before, unreached }: Reminded): Card {
  const parts: Part[] = [
    {
      kind: "list",
      items: sent.map(({ organiser, sites }) => ({ text: say("campaign.sent-line", { organiser, n: sites }) })),
    },
    ...before.map(({ organiser, at, actor }) =>
      note(say("campaign.sent-before", { organiser, at: { at: at.toString() }, who: actor })),
    ),
  ];
  if (unreached.length > 0) parts.push(note(say("campaign.unreached", { list: unreached, n: unreached.length })));
  return { title: say("campaign.sent", { n: sent.length }), parts };
}
