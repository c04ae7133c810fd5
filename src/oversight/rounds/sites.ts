/** What people decide about single sites of a round while it is open: replaced, judged by hand, scored. */
import { mask } from "../../../checks/reading/mask.ts";
import { audit } from "../../../db/office.ts";
import type { Queries } from "../../../db/open.ts";
import {
  addRoundSites,
  type FrameRow,
  frameOf,
  moveRound,
  type RoundRow,
  type RoundSiteRow,
  roundSite,
  roundSitesOf,
  setRoundSite,
} from "../../../db/rounds.ts";
import { allSites, type SiteRow } from "../../../db/sites.ts";
import type { SiteResult } from "../../../db/tables-rounds.ts";
import { refuse } from "../refusal.ts";
import { roundName, type Who } from "./rounds.ts";
import { nextRank } from "./sampler.ts";
import { readScoreTable, type Score, type ScoreSheet, scoreOf } from "./scores.ts";

/** Refuses where the round is not open, or the site is not in its sample, or no more. */
async function needSampled(q: Queries, round: RoundRow, site: SiteRow): Promise<RoundSiteRow> {
  if (round.state !== "drawn" && round.state !== "checking")
    refuse("refuse.round-state", { round: roundName(round), state: { say: `round.state-${round.state}` } });
  const row = await roundSite(q, round.id, site.id);
  if (!row) return refuse("refuse.round-not-sampled", { site: site.name, round: roundName(round) });
  if (row.droppedAt !== null)
    refuse("refuse.round-dropped", { site: site.name, who: row.droppedBy ?? "", why: row.droppedWhy ?? "" });
  return row;
}
const lost = (site: SiteRow): never => refuse("refuse.round-changed", { site: site.name });

export type Replaced = { site: SiteRow; by: FrameRow | undefined; passedOver: number };
/**
 * Leaves a sampled site out, with a reason, and takes the next rank of its stratum that still runs. Nobody stands in for a
 * carried site, which took no place. A site that runs is left out by a supervisor only: a sample is not chosen.
 */
export async function replaceSite(
  q: Queries,
  { round, site, reason, supervisor }: { round: RoundRow; site: SiteRow; reason: string; supervisor: boolean },
  { actor, at }: Who,
): Promise<Replaced> {
  const row = await needSampled(q, round, site);
  if (row.result !== "pending") refuse("refuse.round-judged", { site: site.name, who: row.decidedBy ?? "" });
  if (site.status === "running" && !supervisor)
    refuse("refuse.round-runs", { site: site.name, role: { say: "role.supervisor" } });
  const sampled = new Set((await roundSitesOf(q, round.id)).map(({ siteId }) => siteId));
  const frame = await frameOf(q, round.id);
  const runs = new Set((await allSites(q)).filter(({ status }) => status === "running").map(({ id }) => id));
  const passedOver: number[] = [];
  const has = ({ siteId }: FrameRow) => sampled.has(siteId) || passedOver.includes(siteId);
  const next = () => (row.why === "carried" ? undefined : nextRank(frame, round.seed ?? "", row.stratum, has));
  let successor = next();
  while (successor && !runs.has(successor.site.siteId)) {
    passedOver.push(successor.site.siteId);
    successor = next();
  }
  const why = mask(reason);
  const gone = { droppedWhy: why, droppedBy: actor, droppedAt: at, replacedBy: successor?.site.siteId ?? null };
  if (!(await setRoundSite(q, round.id, site.id, gone))) lost(site);
  if (successor) {
    const { site: by, rank } = successor;
    const made = { roundId: round.id, siteId: by.siteId, stratum: by.stratum, rank, why: "replacement" as const };
    await addRoundSites(q, [{ ...made, replaces: site.id, passedOver }]);
  }
  const data = { site: site.id, by: gone.replacedBy, why, passedOver };
  await audit(q, { at, actor, action: "round-replaced", subject: `round:${round.id}`, data });
  return { site, by: successor?.site, passedOver: passedOver.length };
}

/** A person's own result, where no rule reaches one; a confirmed veto outweighs it. */
export async function decideSite(
  q: Queries,
  given: { round: RoundRow; site: SiteRow; result: Exclude<SiteResult, "pending">; reason: string },
  { actor, at }: Who,
): Promise<void> {
  const { round, site, result, reason } = given;
  const row = await needSampled(q, round, site);
  const why = mask(reason);
  const set = { result, resultWhy: why, decidedBy: actor, decidedAt: at };
  if (!(await setRoundSite(q, round.id, site.id, set))) lost(site);
  const data = { site: site.id, from: row.result, to: result, why };
  await audit(q, { at, actor, action: "round-result", subject: `round:${round.id}`, data });
}

export async function scoreSite(
  q: Queries,
  { round, site, sheet }: { round: RoundRow; site: SiteRow; sheet: ScoreSheet },
  { actor, at }: Who,
): Promise<Score> {
  const table = (await readScoreTable(q)) ?? refuse("refuse.score-none");
  const row = await needSampled(q, round, site);
  const whole = { ...row.scoreSheet, ...sheet };
  const score = scoreOf(table, whole);
  if (!(await setRoundSite(q, round.id, site.id, { score: score.total, scoreSheet: whole }))) lost(site);
  const data = { site: site.id, sheet, total: score.total };
  await audit(q, { at, actor, action: "round-score", subject: `round:${round.id}`, data });
  return score;
}

/** From now on its sites are read in the background; said again it goes on, with those that were given up. */
export async function startChecking(q: Queries, round: RoundRow, { actor, at }: Who): Promise<RoundRow> {
  const moved = await moveRound(q, round.id, ["drawn"], { state: "checking" });
  if (moved) {
    await audit(q, { at, actor, action: "round-checking", subject: `round:${round.id}` });
    return moved;
  }
  if (round.state !== "checking")
    refuse("refuse.round-state", { round: roundName(round), state: { say: `round.state-${round.state}` } });
  for (const row of await roundSitesOf(q, round.id))
    if (row.checkedAt === null && row.droppedAt === null && row.attempts > 0)
      await setRoundSite(q, round.id, row.siteId, { attempts: 0 });
  return round;
}
