/** Campaigns as the office follows them: who is done, who is on the way, who is late; and reminding those who are. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import {
  addReminder,
  type CampaignName,
  openOfCheck,
  organiserChannels,
  type ReminderRow,
  remindersOf,
  resultsOfCheck,
} from "../../db/readings.ts";
import { allSites, organisers, type SiteRow } from "../../db/sites.ts";
import { putOut } from "../../db/talk.ts";
import { type Move, readMoves } from "./campaign.ts";
import type { Clock } from "./clock.ts";
import type { By } from "./site-changes.ts";

/** 已完成, 公告在挂, 已列计划, 尚未读到, 逾期或有问题, 未启动 */
export const DOMAIN_GROUPS = ["moved", "notice", "planned", "unread", "late", "undone"] as const;
export type DomainGroup = (typeof DOMAIN_GROUPS)[number];
/** 已发布, 仅供下载, 未发布, 读到的页面中未见, 尚未读到, 未到期 */
export const REPORT_GROUPS = ["published", "download", "missing", "unseen", "unread", "not-due"] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];
/** What a reminder is sent for. */
export const LATE: { domain: readonly DomainGroup[]; "annual-report": readonly ReportGroup[] } = {
  domain: ["late", "undone"],
  "annual-report": ["missing", "download"],
};

export type Grouped<G extends string> = { site: SiteRow; group: G };

function groupOf({ noticeFrom, noticeUntil, outcome }: Move, today: string): DomainGroup {
  if (today < noticeFrom) return "planned";
  if (outcome === "fail") return "late";
  if (outcome === "open") return "unread";
  return today <= noticeUntil ? "notice" : "moved";
}

/** Sites that change their domain, and running ones whose domain is of no regular form and that have not begun. */
export async function domainCampaign(
  q: Queries,
  today: Temporal.PlainDate,
  siteIds: number[] | undefined,
): Promise<(Grouped<DomainGroup> & { move?: Move })[]> {
  const moves = (await readMoves(q, siteIds)).filter(({ site }) => site.status !== "closed");
  const moving = new Set(moves.map(({ site }) => site.id));
  const irregular = new Set(
    (await openOfCheck(q, "domain-form")).flatMap(({ siteId, level }) => (level === "fault" ? siteId : [])),
  );
  const rest = (await allSites(q)).filter(
    ({ id, status }) =>
      status === "running" && irregular.has(id) && !moving.has(id) && (!siteIds || siteIds.includes(id)),
  );
  return [
    ...moves.map((move) => ({ site: move.site, group: groupOf(move, today.toString()), move })),
    ...rest.map((site) => ({ site, group: "undone" as const })),
  ];
}

/** The annual forms of last year over the sites that run: what the last reading of this year said. */
export async function annualCampaign(
  q: Queries,
  clock: Clock,
  siteIds: number[] | undefined,
): Promise<Grouped<ReportGroup>[]> {
  const year = String(clock.today().year);
  const results = new Map((await resultsOfCheck(q, "annual-report")).map((row) => [row.siteId, row]));
  const open = Map.groupBy(await openOfCheck(q, "annual-report"), ({ siteId }) => siteId);
  const says = (site: SiteRow): ReportGroup => {
    const last = results.get(site.id);
    if (!last || !clock.dayOf(last.at).startsWith(year)) return "unread";
    if (last.outcome === "not-applicable") return "not-due";
    if (last.outcome === "inconclusive") return "unread";
    const said = (open.get(site.id) ?? []).map(({ messageId }) => messageId);
    if (last.outcome === "fail" && said.includes("missing")) return "missing";
    if (last.outcome === "fail" && said.includes("not-found")) return "unseen";
    return last.outcome === "fail" && said.includes("attachment-only") ? "download" : "published";
  };
  return (await allSites(q))
    .filter(({ id, status }) => status === "running" && (!siteIds || siteIds.includes(id)))
    .map((site) => ({ site, group: says(site) }));
}

export const countGroups = <G extends string>(all: readonly Grouped<G>[], groups: readonly G[]): Map<G, number> =>
  new Map(groups.map((group) => [group, all.filter((one) => one.group === group).length]));

export type Reminded = {
  sent: { organiser: string; sites: number }[];
  /** Reminded of this campaign today already. */
  before: { organiser: string; at: Temporal.Instant; actor: string }[];
  /** No channel of theirs is bound, or nobody answers for the site: somebody has to tell them otherwise. */
  unreached: string[];
};

/** One reminder an organiser and a day, into its own channels; of two people at once one sends it. */
export async function remind(
  q: Queries,
  campaign: CampaignName,
  sites: readonly SiteRow[],
  { actor, at, day }: By & { day: string },
): Promise<Reminded> {
  const reminded: Reminded = { sent: [], before: [], unreached: [] };
  const channels = Map.groupBy(await organiserChannels(q), ({ organiserId }) => organiserId);
  for (const [organiserId, own] of Map.groupBy(sites, (site) => site.organiserId)) {
    const organiser = own[0]?.organiser ?? own[0]?.name ?? "";
    const heard = organiserId === null ? [] : (channels.get(organiserId) ?? []);
    if (organiserId === null || heard.length === 0) {
      reminded.unreached.push(organiser);
      continue;
    }
    const siteIds = own.map(({ id }) => id);
    const id = await addReminder(q, { campaign, organiserId, day, siteIds, actor, at });
    if (id === undefined) {
      const last = (await remindersOf(q, campaign)).find((row) => row.organiserId === organiserId && row.day === day);
      reminded.before.push({ organiser, at: last?.at ?? at, actor: last?.actor ?? "" });
      continue;
    }
    for (const { id: channel } of heard)
      await putOut(q, {
        channel,
        lane: "news",
        subject: `campaign:${campaign}`,
        event: "campaign-reminder",
        ids: [id],
        at,
        notBefore: null,
      });
    await audit(q, {
      at,
      actor,
      action: "campaign-reminder",
      subject: `organiser:${organiserId}`,
      data: { campaign, siteIds },
    });
    reminded.sent.push({ organiser, sites: own.length });
  }
  return reminded;
}

/** The last reminder of each organiser, newest first. */
export async function lastReminders(
  q: Queries,
  campaign: CampaignName,
  sites: readonly SiteRow[],
): Promise<(ReminderRow & { organiser: string })[]> {
  const own = new Set(sites.map(({ organiserId }) => organiserId));
  const names = new Map((await organisers(q)).map(({ id, name }) => [id, name]));
  const last = new Map<number, ReminderRow>();
  for (const row of await remindersOf(q, campaign)) if (!last.has(row.organiserId)) last.set(row.organiserId, row);
  return [...last.values()]
    .filter(({ organiserId }) => own.has(organiserId))
    .map((row) => ({ ...row, organiser: names.get(row.organiserId) ?? "" }));
}
