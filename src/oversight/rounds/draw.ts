/** Freezing the frame and drawing from it. The frame, its hash and the seed are on record before anything is drawn from them. */
import { randomBytes } from "node:crypto";
import { audit } from "../../../db/office.ts";
import type { Queries } from "../../../db/open.ts";
import {
  addRound,
  addSample,
  correctionsOf,
  drawnFrom,
  type FrameSiteRow,
  freezeFrame,
  lastClosed,
  moveRound,
  type RoundRow,
  roundSitesOf,
  roundsOf,
} from "../../../db/rounds.ts";
import { regions, regionTree } from "../../../db/sites.ts";
import type { Quota } from "../../../db/tables-rounds.ts";
import { refuse } from "../refusal.ts";
import { likeness } from "../seek.ts";
import { citiesOf } from "../stats/group.ts";
import { frameHash } from "./frame.ts";
import { isUnderWay, type Layer, roundName, type Who } from "./rounds.ts";
import { type Drawn, draw } from "./sampler.ts";

/** Enough that nobody guesses it, short enough to read out. */
const SEED_BYTES = 16;
const SEED = /^[\p{L}\p{N}\p{P}\p{S}]{1,64}$/u;
const UNNAMED_SHOWN = 5;

export type DrawOrder = Layer & {
  period: string;
  quota: Quota;
  seed?: string | undefined;
  reason?: string | undefined;
  /** Whoever asks may order a second draw. */
  supervisor: boolean;
};
export type Frozen = {
  round: RoundRow;
  frame: FrameSiteRow[];
  /** Problem sites of the last round that are not in this frame. */
  gone: number;
};
export type Sampled = Frozen & { round: RoundRow; drawn: Drawn<FrameSiteRow>[] };

/** Sites with prominent problems in the last closed round of this layer, corrections counted. */
async function problemSites(q: Queries, layer: Layer): Promise<number[]> {
  const last = await lastClosed(q, layer);
  if (!last) return [];
  const rows = (await roundSitesOf(q, last.id)).filter(({ droppedAt }) => droppedAt === null);
  const results = new Map<number, string>(rows.map(({ siteId, result }) => [siteId, result]));
  for (const { siteId, toResult } of await correctionsOf(q, last.id)) results.set(siteId, toResult);
  return [...results].filter(([, result]) => result === "fail").map(([siteId]) => siteId);
}

/** Which draw this would be, and that it may be one: a second one needs a supervisor, a reason, and ends the first. */
async function nextNumber(q: Queries, order: DrawOrder, who: Who): Promise<number> {
  const before = await roundsOf(q, order);
  const last = before.at(-1);
  if (!last) return 1;
  const again = `/round draw ${order.period} because 底册有误`;
  if (!order.supervisor)
    refuse("refuse.round-second", { round: roundName(last), who: last.actor, role: { say: "role.supervisor" } });
  if (!order.reason) return refuse("refuse.round-reason", { round: roundName(last), who: last.actor }, again);
  const under = before.find(isUnderWay);
  if (under) await abandon(q, under, order.reason, who);
  return last.number + 1;
}

/** Refuses stratum names that the frame does not have, with those that come nearest. */
function needStrata({ each = {} }: Quota, frame: readonly FrameSiteRow[]): void {
  const names = [...new Set(frame.map(({ stratum }) => stratum))];
  const unknown = Object.keys(each).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = names.toSorted((a, b) => likeness(b, unknown) - likeness(a, unknown)).slice(0, UNNAMED_SHOWN);
  refuse("refuse.round-stratum", { name: unknown, near });
}

/** Takes down the running sites of this instant, with the hash of the list. */
export async function freeze(q: Queries, order: DrawOrder, who: Who): Promise<Frozen> {
  const { period, layer, regionId, quota } = order;
  const number = await nextNumber(q, order, who);
  const made = await addRound(q, {
    ...{ period, number, layer, regionId, quota, state: "draft", actor: who.actor },
    ...{ frameHash: "", frameSize: 0, frameAt: who.at, reason: number === 1 ? null : order.reason },
  });
  if (!made) {
    const other = (await roundsOf(q, order)).at(-1);
    return refuse("refuse.round-reason", { round: other ? roundName(other) : period, who: other?.actor ?? "" });
  }
  const all = await regions(q);
  const names = new Map(all.map(({ id, name }) => [id, name]));
  const cities = new Map([...citiesOf(all)].map(([id, city]) => [id, names.get(city) ?? ""]));
  const within = regionId === null ? undefined : [...(await regionTree(q, regionId))];
  const carried = await problemSites(q, order);
  // A region that checks itself is counted by the regions under it
  const counted = regionId === null ? cities : names;
  await freezeFrame(q, made.id, { by: quota.by, cities: counted, within, carried });
  const frame = await drawnFrom(q, made.id);
  if (frame.length === 0) refuse("refuse.round-empty", { period });
  needStrata(quota, frame);
  const hashed = { frameHash: frameHash(frame), frameSize: frame.length };
  const round = (await moveRound(q, made.id, ["draft"], hashed)) ?? made;
  const { at, actor } = who;
  const data = { period, number, layer, regionId, ...hashed };
  await audit(q, { at, actor, action: "round-frame", subject: `round:${made.id}`, data });
  return { round, frame, gone: carried.length - frame.filter((site) => site.carried).length };
}

/** Draws from a frozen frame; the seed is somebody's, or made here and now from the system's randomness. */
export async function drawFrom(q: Queries, frozen: Frozen, seedGiven: string | undefined, who: Who): Promise<Sampled> {
  const { round: before, frame } = frozen;
  if (seedGiven !== undefined && !SEED.test(seedGiven)) refuse("refuse.round-seed", { seed: seedGiven });
  const seed = seedGiven ?? randomBytes(SEED_BYTES).toString("hex");
  const drawn = draw(frame, before.quota, seed);
  if (drawn.length === 0) refuse("refuse.round-none", { period: before.period });
  const { at, actor } = who;
  const set = { state: "drawn" as const, seed, seedGiven: seedGiven !== undefined, drawnAt: at, drawnBy: actor };
  const round = await moveRound(q, before.id, ["draft"], set);
  if (!round) return refuse("refuse.round-state", { round: roundName(before), state: { say: "round.state-drawn" } });
  await addSample(
    q,
    round.id,
    drawn.map(({ site: { siteId }, rank, why }) => ({ siteId, why, rank })),
  );
  const data = { seed, seedGiven: set.seedGiven, sampled: drawn.length, frameHash: round.frameHash };
  await audit(q, { at, actor, action: "round-drawn", subject: `round:${round.id}`, data });
  return { ...frozen, round, drawn };
}

/** The draft that waits for its seed, where there is one. */
export async function draftOf(q: Queries, of: Layer & { period: string }): Promise<Frozen | undefined> {
  const round = (await roundsOf(q, of)).find(({ state }) => state === "draft");
  return round && { round, frame: await drawnFrom(q, round.id), gone: 0 };
}
export async function drawRound(q: Queries, order: DrawOrder, who: Who): Promise<Sampled> {
  return drawFrom(q, await freeze(q, order, who), order.seed, who);
}

/** A draw that is not to count; it stays on record with its reason. */
export async function abandon(q: Queries, round: RoundRow, reason: string, { actor, at }: Who): Promise<RoundRow> {
  const set = { state: "abandoned" as const, abandonedAt: at, abandonReason: reason };
  const row = await moveRound(q, round.id, ["draft", "drawn", "checking"], set);
  if (!row)
    return refuse("refuse.round-state", { round: roundName(round), state: { say: `round.state-${round.state}` } });
  await audit(q, { at, actor, action: "round-abandoned", subject: `round:${row.id}`, data: { reason } });
  return row;
}
