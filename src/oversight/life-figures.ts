/** How many sites came, changed and went in a period. */
import { requestsDone, statusHistory } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import type { Clock } from "./clock.ts";

/** Counts of the period, both days included. */
export type LifeFigures = {
  opened: number;
  renamed: number;
  moved: number;
  /** Closed for good after their content moved to another site; counted here and not under `closed`. */
  merged: number;
  closed: number;
  /** Times that a site was taken down for a time. */
  suspended: number;
};

/**
 * Openings, renamings, moves and mergers by their requests; what closed and what was taken down by the status of the
 * registry, however it changed. `from` and `to` are civil days (YYYY-MM-DD).
 */
export async function lifeFigures(
  q: Queries,
  { from, to }: { from: string; to: string },
  clock: Clock,
  siteIds?: number[],
): Promise<LifeFigures> {
  const seen = (id: number | null) => siteIds === undefined || (id !== null && siteIds.includes(id));
  const done = (await requestsDone(q, from, to)).filter(({ siteId }) => seen(siteId));
  const of = (kind: (typeof done)[number]["kind"]) => done.filter((row) => row.kind === kind);
  const merged = new Set(of("merge").map(({ siteId }) => siteId));
  const bySite = Map.groupBy(await statusHistory(q), ({ siteId }) => siteId);
  // What a site was entered with is no change
  const changes = [...bySite.values()].flatMap((rows) =>
    rows.slice(1).filter((row, i) => row.value !== rows[i]?.value),
  );
  const within = changes.filter(({ siteId, since }) => {
    const day = clock.dayOf(since);
    return seen(siteId) && from <= day && day <= to;
  });
  return {
    opened: of("open").length,
    renamed: of("rename").length,
    moved: of("move").length,
    merged: merged.size,
    closed: new Set(within.flatMap(({ siteId, value }) => (value === "closed" && !merged.has(siteId) ? siteId : [])))
      .size,
    suspended: within.filter(({ value }) => value === "suspended").length,
  };
}
