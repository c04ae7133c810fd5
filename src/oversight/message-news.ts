/** News of netizens' messages: an office channel hears of all, a region's of its sites', an organiser's of what was passed on to it. */
import type { MessageRow } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import { activeChannels, type ChannelRow } from "../../db/people.ts";
import { putOut } from "../../db/talk.ts";
import { sitesOfRegion } from "./lookup.ts";

export type MessageEvent =
  | "message-received"
  | "message-passed"
  | "message-replied"
  | "message-rejected"
  | "message-closed"
  | "message-declined"
  | "messages-imported"
  | "messages-due";
export type MessageNews = {
  subject: string;
  event: MessageEvent;
  rows: readonly MessageRow[];
  at: Temporal.Instant;
  /** A channel that already shows it. */
  except?: string | undefined;
};

/** Which messages a channel may hear of. */
export async function hears(
  q: Queries,
  channel: Pick<ChannelRow, "audience" | "audienceId">,
): Promise<(row: Pick<MessageRow, "siteId" | "organiserId">) => boolean> {
  const { audience, audienceId } = channel;
  if (audience === "office") return () => true;
  if (audienceId === null) return () => false;
  if (audience === "organiser") return ({ organiserId }) => organiserId === audienceId;
  const sites = new Set(await sitesOfRegion(q, audienceId));
  return ({ siteId }) => siteId !== null && sites.has(siteId);
}

/** One outbox row a channel, with the messages that concern it. */
export async function tellMessages(q: Queries, { subject, event, rows, at, except }: MessageNews): Promise<void> {
  for (const channel of await activeChannels(q)) {
    if (channel.id === except) continue;
    const fits = await hears(q, channel);
    const ids = rows.filter(fits).map(({ id }) => id);
    if (ids.length > 0) await putOut(q, { channel: channel.id, lane: "news", subject, event, ids, at });
  }
}
