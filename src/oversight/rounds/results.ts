/**
 * What a sampled site comes to (国办秘函〔2019〕19号): a confirmed veto hit is 不合格; portals are judged by score where the
 * office has loaded a table, all others pass where no veto stands and every veto item was judged. What was not judged, or
 * declined, is outside the rate and shown beside it. Nothing unreviewed decides anything.
 */
import type { Check, Rules } from "../../../checks/check.ts";
import { checks } from "../../../checks/index.ts";
import type { FindingRow } from "../../../db/findings.ts";
import type { Queries } from "../../../db/open.ts";
import {
  type FrameRow,
  findingsSince,
  frameOf,
  inconclusiveOf,
  type RoundRow,
  type RoundSiteRow,
  roundSitesOf,
} from "../../../db/rounds.ts";
import type { SiteResult } from "../../../db/tables-rounds.ts";
import { rulesFor } from "../rules.ts";
import { readScoreTable, type ScoreTable, scoreOf } from "./scores.ts";

/** What a result still waits for. */
export type Waits = "unchecked" | "unreviewed" | "unscored";
export type Judgement = {
  row: RoundSiteRow;
  site: FrameRow;
  result: SiteResult;
  waits: Waits | undefined;
  confirmed: FindingRow[];
  unreviewed: FindingRow[];
  /** Veto items that nobody could judge, and why. */
  unjudged: { check: string; reason: string }[];
};

/** Checks that can end in a veto under the rules in force. A doubtful figure (graded C or D) only warns. */
export function vetoChecks(rules: Rules): Set<string> {
  const live = (id: string) => {
    const item = rules.item(id);
    return !item.disabled && (item.grade === "A" || item.grade === "B");
  };
  const decides = ({ meta }: Check) =>
    meta.level === "veto"
      ? meta.indicators.some(live)
      : Object.values(meta.messages).some((one) => one.level === "veto" && live(one.indicator ?? meta.indicators[0]));
  return new Set(checks.filter(decides).map(({ meta }) => meta.id));
}

/**
 * Only a person can judge what is `needs-person`; it is noted by check-ins through the year and holds up no round. It is
 * listed with the site, so that nobody takes it for judged.
 */
const HOLDS_UP = (reason: string) => reason !== "needs-person";

type Judging = { row: RoundSiteRow; site: FrameRow; table: ScoreTable | undefined };
function resultOf(
  { row, site, table }: Judging,
  { confirmed, unreviewed, unjudged }: Pick<Judgement, "confirmed" | "unreviewed" | "unjudged">,
): Pick<Judgement, "result" | "waits"> {
  if (confirmed.some(({ level }) => level === "veto")) return { result: "fail", waits: undefined };
  if (unreviewed.length > 0) return { result: "pending", waits: "unreviewed" };
  if (row.resultWhy !== null) return { result: row.result, waits: undefined };
  if (row.checkedAt === null) return { result: "pending", waits: "unchecked" };
  const open = unjudged.filter(({ reason }) => HOLDS_UP(reason));
  if (open.length > 0)
    return { result: open.some(({ reason }) => reason === "declined") ? "declined" : "inconclusive", waits: undefined };
  if (!table || !site.portal) return { result: "pass", waits: undefined };
  if (row.scoreSheet === null) return { result: "pending", waits: "unscored" };
  return { result: scoreOf(table, row.scoreSheet).passes ? "pass" : "fail", waits: undefined };
}

/** The sampled sites of an open round as they stand now, those left out after the draw not among them. */
export async function judgeRound(q: Queries, round: RoundRow, today: Temporal.PlainDate): Promise<Judgement[]> {
  const since = round.drawnAt ?? round.frameAt;
  const vetoes = vetoChecks(await rulesFor(q, today));
  const table = await readScoreTable(q);
  const frame = new Map((await frameOf(q, round.id)).map((site) => [site.siteId, site]));
  const findings = Map.groupBy(await findingsSince(q, round.id, since), ({ siteId }) => siteId);
  const open = (await inconclusiveOf(q, round.id)).filter(({ checkId }) => vetoes.has(checkId));
  const unjudgedOf = Map.groupBy(open, ({ siteId }) => siteId);
  return (await roundSitesOf(q, round.id)).flatMap((row): Judgement[] => {
    const site = frame.get(row.siteId);
    if (!site || row.droppedAt !== null) return [];
    const own = findings.get(row.siteId) ?? [];
    const confirmed = own.filter(({ review }) => review === "confirmed");
    const unreviewed = own.filter(({ review, state }) => review === "unreviewed" && state === "open");
    const unjudged = (unjudgedOf.get(row.siteId) ?? []).map(({ checkId, reason }) => ({
      check: checkId,
      reason: reason ?? "",
    }));
    const known = { confirmed, unreviewed, unjudged };
    return [{ row, site, ...known, ...resultOf({ row, site, table }, known) }];
  });
}
