/** Closing freezes sample, verdicts, rules and figures: what is printed of a closed round never changes, corrections stand beside it. */

import { checks } from "../../../checks/index.ts";
import { mask } from "../../../checks/reading/mask.ts";
import { rulesetOf } from "../../../checks/rulesets/index.ts";
import type { FindingRow } from "../../../db/findings.ts";
import { audit } from "../../../db/office.ts";
import type { Queries } from "../../../db/open.ts";
import {
  addCorrection,
  type CorrectionRow,
  correctionsOf,
  moveRound,
  type RoundRow,
  roundSite,
  setRoundSite,
} from "../../../db/rounds.ts";
import type { SiteRow } from "../../../db/sites.ts";
import type { FrozenFinding, FrozenRules, SiteResult } from "../../../db/tables-rounds.ts";
import { type AccountabilityFigures, accountabilityFigures } from "../accountability.ts";
import { sitesOfRegion } from "../lookup.ts";
import { type MessageFigures, messageFigures } from "../message-figures.ts";
import { readPeriod } from "../period.ts";
import { refuse } from "../refusal.ts";
import { readOverrides, rulesFor } from "../rules.ts";
import { type Judgement, judgeRound } from "./results.ts";
import { roundName, type Who } from "./rounds.ts";

/** Figures of the period beside the check, as of the day of closing; accountability also since 1 January of that year. */
export type Beside = {
  asOf: string;
  from: string;
  to: string;
  messages: MessageFigures;
  accountability: AccountabilityFigures;
  sinceJanuary: AccountabilityFigures;
};

const frozenFinding = (row: FindingRow): FrozenFinding => {
  const { url, place, excerpt } = row.place;
  return {
    id: row.id,
    check: row.checkId,
    message: row.messageId,
    level: row.level,
    indicator: row.indicator,
    data: row.data,
    place: { ...(url ? { url } : {}), ...(place ? { place } : {}), ...(excerpt ? { excerpt } : {}) },
    openedDay: row.openedDay,
    clearedDay: row.clearedDay,
  };
};

async function rulesNow(q: Queries, today: Temporal.PlainDate): Promise<FrozenRules> {
  const { id } = await rulesFor(q, today);
  const overrides = await readOverrides(q);
  const versions = checks.map(({ meta }) => [meta.id, meta.version] as const);
  return { id, from: rulesetOf(today.toString()).from, overrides, checks: Object.fromEntries(versions) };
}

async function besideOf(q: Queries, round: RoundRow, today: Temporal.PlainDate): Promise<Beside> {
  const period = readPeriod(round.period, today);
  const [from, to] = [(period?.from ?? today).toString(), (period?.to ?? today).toString()];
  const siteIds = round.regionId === null ? undefined : await sitesOfRegion(q, round.regionId);
  return {
    ...{ asOf: today.toString(), from, to },
    messages: await messageFigures(q, { from, to, today: today.toString() }, siteIds),
    accountability: await accountabilityFigures(q, from, to, siteIds),
    sinceJanuary: await accountabilityFigures(q, `${to.slice(0, 4)}-01-01`, to, siteIds),
  };
}

export type Closed = { round: RoundRow; judged: Judgement[] };
/** Refused with the counts while anything waits; a supervisor may close all the same, and its sites are not decided. */
export async function closeRound(
  q: Queries,
  { round, reason, supervisor }: { round: RoundRow; reason: string | undefined; supervisor: boolean },
  { actor, at, today }: Who,
): Promise<Closed> {
  if (round.state !== "checking")
    refuse("refuse.round-state", { round: roundName(round), state: { say: `round.state-${round.state}` } });
  const judged = await judgeRound(q, round, today);
  const waiting = judged.filter(({ waits }) => waits !== undefined);
  const why = reason && waiting.length > 0 ? mask(reason) : null;
  if (waiting.length > 0 && !why) {
    const of = (wait: Judgement["waits"]) => waiting.filter(({ waits }) => waits === wait);
    refuse(
      "refuse.round-pending",
      {
        findings: of("unreviewed").reduce((sum, { unreviewed }) => sum + unreviewed.length, 0),
        n: of("unreviewed").length,
        unchecked: of("unchecked").length,
        unscored: of("unscored").length,
      },
      `/round review ${roundName(round)}`,
    );
  }
  if (waiting.length > 0 && !supervisor) refuse("refuse.round-role", { role: { say: "role.supervisor" } });
  for (const { row, result, confirmed } of judged) {
    const byPerson = row.resultWhy !== null && row.result === result;
    await setRoundSite(q, round.id, row.siteId, {
      result,
      findings: confirmed.map(frozenFinding),
      ...(result === "pending" || byPerson ? {} : { decidedBy: actor, decidedAt: at }),
    });
  }
  const ruleset = await rulesNow(q, today);
  const beside = await besideOf(q, round, today);
  const set = { state: "closed" as const, closedAt: at, closedBy: actor, closeReason: why, ruleset, beside };
  const closed = await moveRound(q, round.id, ["checking"], set);
  if (!closed) return refuse("refuse.round-state", { round: roundName(round), state: { say: "round.state-closed" } });
  const count = (result: SiteResult) => judged.filter((one) => one.result === result).length;
  const data = { sampled: judged.length, pass: count("pass"), fail: count("fail"), undecided: count("pending"), why };
  await audit(q, { at, actor, action: "round-closed", subject: `round:${round.id}`, data });
  return { round: closed, judged };
}

/** The results as corrected; the frozen ones stay where they are. */
export const correctedResults = (
  rows: readonly { siteId: number; result: SiteResult }[],
  corrections: readonly CorrectionRow[],
): Map<number, SiteResult> =>
  new Map([
    ...rows.map(({ siteId, result }) => [siteId, result] as const),
    ...corrections.map(({ siteId, toResult }) => [siteId, toResult] as const),
  ]);

export async function correct(
  q: Queries,
  given: { round: RoundRow; site: SiteRow; to: CorrectionRow["toResult"]; reason: string },
  { actor, at, today }: Who,
): Promise<{ from: SiteResult }> {
  const { round, site, to } = given;
  const row = await roundSite(q, round.id, site.id);
  if (!row || row.droppedAt !== null)
    return refuse("refuse.round-not-sampled", { site: site.name, round: roundName(round) });
  const from = correctedResults([row], await correctionsOf(q, round.id)).get(site.id) ?? row.result;
  if (from === to) refuse("refuse.round-same", { site: site.name, result: { say: `round.result-${to}` } });
  const reason = mask(given.reason);
  const day = today.toString();
  await addCorrection(q, {
    roundId: round.id,
    siteId: site.id,
    fromResult: from,
    toResult: to,
    reason,
    actor,
    at,
    day,
  });
  const data = { site: site.id, from, to, reason };
  await audit(q, { at, actor, action: "round-corrected", subject: `round:${round.id}`, data });
  return { from };
}
