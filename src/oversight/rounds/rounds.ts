/** Which round is meant, and who may see it or act on it. */
import type { Queries } from "../../../db/open.ts";
import { lastClosed, newestRounds, type RoundRow, roundsOf } from "../../../db/rounds.ts";
import { type Period, readPeriod } from "../period.ts";
import { refuse } from "../refusal.ts";
import { type Audience, mayAct, mayActEverywhere, placeCovers, type Rights, type Role } from "../rights.ts";

export type { RoundRow };
export type Who = { actor: string; at: Temporal.Instant; today: Temporal.PlainDate };
/** A layer of one period: the provincial check, or a region's check of itself. */
export type Layer = { layer: "provincial"; regionId: null } | { layer: "self"; regionId: number };
export const layerOf = (regionId: number | null | undefined): Layer =>
  typeof regionId === "number" ? { layer: "self", regionId } : { layer: "provincial", regionId: null };
export const UNDER_WAY = ["draft", "drawn", "checking"] as const;
export const isUnderWay = ({ state }: Pick<RoundRow, "state">): boolean => UNDER_WAY.some((one) => one === state);

/** A provincial round is of the whole; a self-check of its region, for whoever acts there. */
export const mayRound = (rights: Rights, role: Role, { regionId }: Pick<Layer, "regionId">): boolean =>
  regionId === null ? mayActEverywhere(rights, role) : mayAct(rights, role, { regionId, organiserId: null });

/** Refuses who may not act on this layer, or a place that may not hear of unreviewed work. */
export async function needRounds(
  q: Queries,
  { rights, audience }: { rights: Rights; audience: Audience },
  role: Role,
  layer: Pick<Layer, "regionId">,
): Promise<void> {
  if (!mayRound(rights, role, layer)) refuse("refuse.round-role", { role: { say: `role.${role}` } });
  const { regionId } = layer;
  const here =
    audience.kind === "private" ||
    (audience.kind === "bound" && audience.channel.audience === "office") ||
    (regionId !== null &&
      audience.kind === "bound" &&
      audience.channel.audience === "region" &&
      (await placeCovers(q, audience))({ regionId, organiserId: null }));
  if (!here) refuse("refuse.not-here");
}

/** `2018Q4`, `2018年第四季度`, each with `#2` after it for the second draw. */
export function readRoundName(
  words: string,
  today: Temporal.PlainDate,
): { period: Period; number?: number } | undefined {
  const [, name = "", number] = /^(.+?)(?:\s*[#＃](\d{1,3}))?$/.exec(words.trim()) ?? [];
  const period = name ? readPeriod(name, today) : undefined;
  return period && { period, ...(number ? { number: Number(number) } : {}) };
}

export type Wanted = Layer & { period?: string | undefined; number?: number | undefined };
/** The round meant: by its number, else the one under way, else the newest; without a period the newest of its layer. */
export async function needRound(q: Queries, { period, number, ...layer }: Wanted): Promise<RoundRow> {
  const rows = period
    ? await roundsOf(q, { period, ...layer })
    : (await newestRounds(q, 200)).filter(({ regionId }) => regionId === layer.regionId).reverse();
  const found =
    number === undefined ? (rows.findLast(isUnderWay) ?? rows.at(-1)) : rows.find((row) => row.number === number);
  return found ?? refuse("refuse.round-unknown", { period: period ?? "" }, "/round draw 2026Q4 ratio=50%");
}
/** As above, but the one whose results are final: the newest that closed. */
export async function needClosed(q: Queries, { period, number, ...layer }: Wanted): Promise<RoundRow> {
  if (!period) return (await lastClosed(q, layer)) ?? refuse("refuse.round-none-closed");
  const rows = await roundsOf(q, { period, ...layer });
  const closed = rows.filter((row) => row.state === "closed" && (number === undefined || row.number === number));
  return closed.at(-1) ?? refuse("refuse.round-none-closed");
}

export const roundName = ({ period, number }: Pick<RoundRow, "period" | "number">): string =>
  number === 1 ? period : `${period}#${number}`;
