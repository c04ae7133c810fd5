/** A round at a glance: as it stands while it is open, as it was frozen once it closed. */
import type { Queries } from "../../../db/open.ts";
import {
  type CorrectionRow,
  correctionsOf,
  type FrameRow,
  frameOf,
  type RoundRow,
  type RoundSiteRow,
  roundSitesOf,
} from "../../../db/rounds.ts";
import { regions } from "../../../db/sites.ts";
import type { FrozenFinding, SiteResult } from "../../../db/tables-rounds.ts";
import { type Judgement, judgeRound, type Waits } from "./results.ts";

/** Counts of sites, 个. The rate (合格率) is pass of pass and fail; what is outside it stands beside it. */
export type Tally = Record<SiteResult, number> & { running: number; sampled: number; carried: number };
export type SampledSite = {
  row: RoundSiteRow;
  site: FrameRow;
  result: SiteResult;
  waits: Waits | undefined;
  /** Frozen findings of a closed round, which is all that may be printed; none while it is open. */
  findings: FrozenFinding[];
  unreviewed: number;
};
export type RoundView = {
  round: RoundRow;
  region: string | undefined;
  total: Tally;
  byCity: { name: string; tally: Tally }[];
  byKind: { name: string; tally: Tally }[];
  byOrganiser: { name: string; city: string; tally: Tally }[];
  /** Problem sites of the last round, in this one besides the quota: their own rate (复查合格率). */
  recheck: Tally;
  sites: SampledSite[];
  dropped: { row: RoundSiteRow; site: FrameRow; by: FrameRow | undefined }[];
  checked: number;
  /** Unreviewed veto and fault findings of sampled sites, and the sites they are on. */
  unreviewed: number;
  unreviewedSites: number;
  corrections: { row: CorrectionRow; site: FrameRow | undefined }[];
};

export const emptyTally = (): Tally => ({
  ...{ running: 0, sampled: 0, carried: 0 },
  ...{ pending: 0, pass: 0, fail: 0, inconclusive: 0, declined: 0 },
});
export const rateOf = ({ pass, fail }: Tally): { part: number; whole: number } => ({ part: pass, whole: pass + fail });

function add(tally: Tally, { row, result }: SampledSite): void {
  tally.sampled++;
  tally[result]++;
  if (row.why === "carried") tally.carried++;
}
function grouped(frame: readonly FrameRow[], sites: readonly SampledSite[], nameOf: (site: FrameRow) => string) {
  const groups = new Map<string, Tally>();
  const of = (site: FrameRow): Tally => {
    const name = nameOf(site);
    const tally = groups.get(name) ?? emptyTally();
    groups.set(name, tally);
    return tally;
  };
  for (const site of frame) of(site).running++;
  for (const one of sites) add(of(one.site), one);
  return [...groups]
    .map(([name, tally]) => ({ name, tally }))
    .sort((a, b) => b.tally.running - a.tally.running || (a.name < b.name ? -1 : 1));
}

const frozen = (row: RoundSiteRow, site: FrameRow): SampledSite => ({
  ...{ row, site, result: row.result, waits: undefined, findings: row.findings ?? [], unreviewed: 0 },
});
const standing = ({ row, site, result, waits, unreviewed }: Judgement): SampledSite => ({
  ...{ row, site, result, waits, findings: [], unreviewed: unreviewed.length },
});

export async function viewRound(q: Queries, round: RoundRow, today: Temporal.PlainDate): Promise<RoundView> {
  const frame = await frameOf(q, round.id);
  const bySite = new Map(frame.map((site) => [site.siteId, site]));
  const rows = await roundSitesOf(q, round.id);
  const sites =
    round.state === "checking" || round.state === "drawn"
      ? (await judgeRound(q, round, today)).map(standing)
      : rows.flatMap((row) => {
          const site = bySite.get(row.siteId);
          return site && row.droppedAt === null ? [frozen(row, site)] : [];
        });
  const total = { ...emptyTally(), running: frame.length };
  const recheck = { ...emptyTally(), running: frame.filter(({ carried }) => carried).length };
  for (const one of sites) {
    add(total, one);
    if (one.row.why === "carried") add(recheck, one);
  }
  const corrections = await correctionsOf(q, round.id);
  const names = new Map((await regions(q)).map(({ id, name }) => [id, name]));
  return {
    ...{ round, total, recheck, sites },
    region: round.regionId === null ? undefined : names.get(round.regionId),
    byCity: grouped(frame, sites, ({ city }) => city),
    byKind: grouped(frame, sites, ({ kind }) => kind),
    byOrganiser: grouped(frame, sites, ({ city, organiser }) => `${city}\n${organiser}`).map(({ name, tally }) => {
      const [city = "", organiser = ""] = name.split("\n");
      return { city, name: organiser, tally };
    }),
    dropped: rows.flatMap((row) => {
      const site = bySite.get(row.siteId);
      return site && row.droppedAt !== null ? [{ row, site, by: bySite.get(row.replacedBy ?? 0) }] : [];
    }),
    checked: sites.filter(({ row }) => row.checkedAt !== null).length,
    unreviewed: sites.reduce((sum, one) => sum + one.unreviewed, 0),
    unreviewedSites: sites.filter((one) => one.unreviewed > 0).length,
    corrections: corrections.map((row) => ({ row, site: bySite.get(row.siteId) })),
  };
}
