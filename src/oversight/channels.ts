/** What a bound channel hears of: its audience, and a filter that narrows the news of findings. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { type ChannelRow, channelById, filterChannel } from "../../db/people.ts";
import { kinds, organisers, regions } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";

export type Filter = NonNullable<ChannelRow["filter"]>;

/** A kind of site by its name or another name of it. */
export async function needKind(q: Queries, words: string): Promise<{ id: number; name: string }> {
  const all = await kinds(q);
  return (
    all.find(({ name, aliases }) => name === words || aliases.includes(words)) ??
    refuse("refuse.channel-kind", { words, kinds: all.map(({ name }) => name) })
  );
}

/** Replaces the filter; null takes it off. */
export async function setFilter(
  q: Queries,
  id: string,
  filter: Filter | null,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  if (!(await filterChannel(q, id, filter))) refuse("refuse.channel-unbound", {}, "/channel here office");
  await audit(q, { at, actor, action: "channel-filter", subject: `channel:${id}`, data: { filter } });
}

export type ChannelFacts = {
  audience: ChannelRow["audience"];
  /** Of the region or the organiser; empty for an office channel. */
  name: string;
  locale: string | null;
  level: Filter["level"];
  regions: string[];
  kinds: string[];
};
export async function readChannel(q: Queries, id: string): Promise<ChannelFacts | undefined> {
  const row = await channelById(q, id);
  if (!row || row.disabledAt !== null) return undefined;
  const [allRegions, allKinds] = [await regions(q), await kinds(q)];
  const named = row.audience === "region" ? allRegions : row.audience === "organiser" ? await organisers(q) : [];
  const names = (all: { id: number; name: string }[], ids: number[] = []) =>
    ids.flatMap((one) => all.find((row) => row.id === one)?.name ?? []);
  return {
    audience: row.audience,
    name: named.find((one) => one.id === row.audienceId)?.name ?? "",
    locale: row.locale,
    level: row.filter?.level,
    regions: names(allRegions, row.filter?.regions),
    kinds: names(allKinds, row.filter?.kinds),
  };
}
