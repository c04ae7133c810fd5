/** Does it all again from the frozen frame: the hash of the frame, the sample, and each replacement in its order. */
import type { Queries } from "../../../db/open.ts";
import { type FrameRow, frameOf, type RoundRow, type RoundSiteRow, roundSitesOf } from "../../../db/rounds.ts";
import { type FrameLine, fieldsOf, frameHash } from "./frame.ts";
import { byText, draw, nextRank, rankOf } from "./sampler.ts";

export const DIFFERENCES = [
  "frame-hash",
  "frame-size",
  "frame-line",
  "seed",
  "missing",
  "extra",
  "stratum",
  "rank",
  "why",
  "replacement",
] as const;
/** `key` is a site's, or empty where the whole is meant. */
export type Difference = {
  what: (typeof DIFFERENCES)[number];
  key: string;
  stored: string;
  counted: string;
};
export type Verified = {
  frameHash: string;
  frameSize: number;
  sampled: number;
  replaced: number;
  differences: Difference[];
};

/** What somebody brings: an exported frame, and the seed as he heard it. */
export type Brought = { frame?: readonly FrameLine[] | undefined; seed?: string | undefined };

const differ = (what: Difference["what"], key: string, stored: unknown, counted: unknown): Difference[] =>
  stored === counted ? [] : [{ what, key, stored: String(stored ?? "–"), counted: String(counted ?? "–") }];

/** Lines of the frame that are not those on record. */
function frameDifferences(stored: readonly FrameLine[], brought: readonly FrameLine[]): Difference[] {
  const text = (line: FrameLine | undefined) => line && fieldsOf(line).join(" ");
  const [ours, theirs] = [stored, brought].map((lines) => new Map(lines.map((line) => [line.key, text(line)])));
  const keys = [...new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])].sort(byText);
  return keys.flatMap((key) => differ("frame-line", key, ours?.get(key), theirs?.get(key)));
}

/** Each replacement must be the next rank of its stratum; who had gone by then is on record and passed over. */
function replacements(frame: readonly FrameRow[], rows: readonly RoundSiteRow[], seed: string, has: Set<number>) {
  const keys = new Map(frame.map(({ siteId, key }) => [siteId, key]));
  const bySite = new Map(rows.map((row) => [row.siteId, row]));
  const order = (row: RoundSiteRow) => row.droppedAt?.epochMilliseconds ?? 0;
  const found: Difference[] = [];
  const dropped = rows.filter(({ replacedBy }) => replacedBy !== null);
  const rankIn = ({ replacedBy }: RoundSiteRow) => bySite.get(replacedBy ?? 0)?.rank ?? "";
  for (const row of dropped.toSorted((a, b) => order(a) - order(b) || byText(rankIn(a), rankIn(b)))) {
    const successor = bySite.get(row.replacedBy ?? 0);
    const over = new Set(successor?.passedOver ?? []);
    const next = nextRank(frame, seed, row.stratum, ({ siteId }) => has.has(siteId) || over.has(siteId));
    const key = keys.get(row.siteId) ?? "";
    found.push(...differ("replacement", key, keys.get(row.replacedBy ?? 0), next?.site.key));
    if (successor) found.push(...differ("rank", keys.get(successor.siteId) ?? "", successor.rank, next?.rank));
    if (successor?.replaces !== row.siteId) found.push(...differ("replacement", key, successor?.replaces, row.siteId));
    has.add(row.replacedBy ?? 0);
  }
  return { found, n: dropped.length };
}

export async function verify(q: Queries, round: RoundRow, brought: Brought = {}): Promise<Verified> {
  const frame = await frameOf(q, round.id);
  const rows = await roundSitesOf(q, round.id);
  const counted = frameHash(brought.frame ?? frame);
  const seed = brought.seed ?? round.seed ?? "";
  const differences = [
    ...differ("frame-hash", "", round.frameHash, counted),
    ...differ("frame-size", "", round.frameSize, (brought.frame ?? frame).length),
    ...(brought.frame ? frameDifferences(frame, brought.frame) : []),
    ...(brought.seed === undefined ? [] : differ("seed", "", round.seed, brought.seed)),
  ];
  const report = { frameHash: counted, frameSize: (brought.frame ?? frame).length };
  if (round.seed === null) return { ...report, sampled: 0, replaced: 0, differences };
  const ids = new Map(frame.map(({ key, siteId }) => [key, siteId]));
  const sample = new Map(
    draw(brought.frame ?? frame, round.quota, seed).map((one) => [ids.get(one.site.key) ?? -1, one] as const),
  );
  const keys = new Map(frame.map(({ siteId, key }) => [siteId, key]));
  const stored = new Map(rows.map((row) => [row.siteId, row]));
  for (const [siteId, { site, rank, why }] of sample) {
    const row = stored.get(siteId);
    if (!row) {
      differences.push({ what: "missing", key: site.key, stored: "–", counted: rank });
      continue;
    }
    differences.push(
      ...differ("stratum", site.key, row.stratum, site.stratum),
      ...differ("rank", site.key, row.rank, rank),
    );
    differences.push(...differ("why", site.key, row.why, why));
  }
  const { found, n } = replacements(frame, rows, seed, new Set(sample.keys()));
  differences.push(...found);
  const successors = new Set(rows.flatMap(({ replacedBy }) => replacedBy ?? []));
  for (const row of rows)
    if (!sample.has(row.siteId) && !(row.why === "replacement" && successors.has(row.siteId))) {
      const key = keys.get(row.siteId) ?? `site:${row.siteId}`;
      differences.push({ what: "extra", key, stored: row.rank, counted: rankOf(seed, key) });
    }
  return { ...report, sampled: sample.size, replaced: n, differences };
}
