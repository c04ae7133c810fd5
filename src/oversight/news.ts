/** What happened, put where it will be told: one outbox row a channel, in the transaction that makes it true. */
import { mutesOn } from "../../db/casework.ts";
import { findingsById } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { activeChannels, type ChannelRow } from "../../db/people.ts";
import { regionTree, type SiteRow } from "../../db/sites.ts";
import { putOut } from "../../db/talk.ts";
import { sitesInWindow } from "../../db/windows.ts";
import { channelCovers } from "./rights.ts";

export type NewsEvent =
  | "findings-opened"
  | "findings-cleared"
  | "baseline"
  | "order-made"
  | "order-undone"
  | "order-claimed"
  | "order-returned"
  | "order-checked"
  | "order-unproven"
  | "order-failed"
  | "order-done"
  | "order-cancelled"
  | "order-appealed"
  | "appeal-decided"
  | "extension-asked"
  | "extension-granted"
  | "extension-refused"
  | "order-escalated"
  | "order-reminder"
  | "talk-held"
  | "talk-proposed"
  | "follow-up-due"
  | "request"
  | "reading-found"
  | "campaign-reminder"
  | "digest"
  | "address-paused"
  | "site-aside"
  | "channel-lost";
export type News = {
  subject: string;
  event: NewsEvent;
  ids: number[];
  at: Temporal.Instant;
  /** Whom it concerns; without a site every office channel. */
  site?: SiteRow;
  /** The organiser concerned, where it is not, or not only, the site's. */
  organiserId?: number | null;
  /** A channel that already shows it, because the question came from there. */
  except?: string | undefined;
  notBefore?: Temporal.Instant;
};

/** What an organiser's own channel may hear of: orders, closures and accountability held, never an unreviewed finding or a proposal. */
const FOR_ORGANISERS = new Set<NewsEvent>([
  "order-made",
  "order-undone",
  "order-claimed",
  "order-returned",
  "order-checked",
  "order-failed",
  "order-done",
  "order-cancelled",
  "order-appealed",
  "appeal-decided",
  "extension-asked",
  "extension-granted",
  "extension-refused",
  "talk-held",
  "request",
]);

async function concerns(q: Queries, channel: ChannelRow, news: News): Promise<boolean> {
  if (channel.audience === "organiser" && !FOR_ORGANISERS.has(news.event)) return false;
  const covers = await channelCovers(q, channel);
  return (
    covers(news.site ?? { regionId: null, organiserId: null }) ||
    covers({ regionId: null, organiserId: news.organiserId ?? null })
  );
}

/** What a channel's filter narrows; orders, talks and the digest reach everybody whom they concern. */
const FILTERED = new Set<NewsEvent>(["findings-opened", "findings-cleared", "baseline"]);

/** The ids of the news that pass a channel's filter: by the site, and for findings by their levels. */
async function passing(q: Queries, { filter }: ChannelRow, news: News): Promise<number[] | undefined> {
  if (!filter || !FILTERED.has(news.event)) return news.ids;
  const { site } = news;
  if (filter.kinds && !filter.kinds.includes(site?.kindId ?? 0)) return undefined;
  if (filter.regions) {
    const trees = await Promise.all(filter.regions.map((id) => regionTree(q, id)));
    if (!trees.some((tree) => tree.has(site?.regionId ?? 0))) return undefined;
  }
  if (!filter.level || news.event === "baseline") return news.ids;
  const ids = (await findingsById(q, news.ids)).filter(({ level }) => level === filter.level).map(({ id }) => id);
  return ids.length > 0 ? ids : undefined;
}

export async function tell(q: Queries, news: News): Promise<void> {
  for (const channel of await activeChannels(q)) {
    if (channel.id === news.except || !(await concerns(q, channel, news))) continue;
    const ids = await passing(q, channel, news);
    if (!ids) continue;
    await putOut(q, {
      channel: channel.id,
      lane: "news",
      subject: news.subject,
      event: news.event,
      ids,
      at: news.at,
      notBefore: news.notBefore ?? null,
    });
  }
}

export type Quiet = { site(id: number): boolean; finding(id: number): boolean; check(id: string): boolean };
/** What somebody muted, to the end of its last day, and sites under maintenance. Both silence news, never a check. */
export async function readMutes(q: Queries, day: string, at: Temporal.Instant): Promise<Quiet> {
  const rows = await mutesOn(q, day);
  const maintained = await sitesInWindow(q, at);
  const has = (target: string, id: string) => rows.some((row) => row.target === target && row.targetId === id);
  return {
    site: (id) => maintained.has(id) || has("site", String(id)),
    finding: (id) => has("finding", String(id)),
    check: (id) => has("check", id),
  };
}
