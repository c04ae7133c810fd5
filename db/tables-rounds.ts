/** Rounds (抽查): the frozen frame, the sample drawn from it, what became of each site, and corrections after closing. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { SiteTables } from "./tables-site.ts";

/** 省级抽查, 市州自查: two layers with two rates, never added up. */
export const LAYERS = ["provincial", "self"] as const;
/** 已定底册, 已抽取, 检查中, 已结束, 已作废 */
export const ROUND_STATES = ["draft", "drawn", "checking", "closed", "abandoned"] as const;
type RoundState = (typeof ROUND_STATES)[number];
export const ROUND_MOVES: readonly (readonly [from: RoundState, to: RoundState])[] = [
  ["draft", "drawn"],
  ["draft", "abandoned"],
  ["drawn", "checking"],
  ["drawn", "abandoned"],
  ["checking", "closed"],
  ["checking", "abandoned"],
];
/** 待定, 合格, 不合格, 无法判定, 网站拦截 */
export const SITE_RESULTS = ["pending", "pass", "fail", "inconclusive", "declined"] as const;
export type SiteResult = (typeof SITE_RESULTS)[number];
/** A result once given may be given anew while the round is open; nothing goes back to pending. */
export const RESULT_MOVES: readonly (readonly [from: SiteResult, to: SiteResult])[] = SITE_RESULTS.flatMap((from) =>
  SITE_RESULTS.filter((to) => to !== from && to !== "pending").map((to) => [from, to] as const),
);
export const WHYS = ["drawn", "carried", "replacement"] as const;

/** What strata are made of. */
export type By = "kind-region" | "region" | "kind" | "all";
/**
 * How many of each stratum. `ratio` in basis points (5000 is 50 %), rounded up; else `total`, shared out by largest
 * remainders; `each` stratum named overrides both. `min` is the least number a region.
 */
export type Quota = { by: By; ratio?: number; total?: number; each?: Record<string, number>; min: number };
/** A confirmed finding as it stood when the round closed: ids and data, no sentence. */
export type FrozenFinding = {
  id: number;
  check: string;
  message: string;
  level: string;
  indicator: string | null;
  data: Record<string, unknown>;
  place: { url?: string; place?: string; excerpt?: string };
  openedDay: string;
  clearedDay: string | null;
};
/** The rules by which it was judged: id with the overrides in it, first day, and the version of every check. */
export type FrozenRules = {
  id: string;
  from: string;
  overrides: Record<string, unknown>;
  checks: Record<string, number>;
};

export function defineRoundTables(k: Kit, { sites, regions }: SiteTables) {
  const rounds = k.table(
    "rounds",
    {
      id: k.serial(),
      /** Without a language, as `2018Q4`. */
      period: k.text().notNull(),
      /** Which draw of its period and layer: every one is kept. */
      number: k.integer().notNull(),
      layer: k.oneOf(LAYERS).notNull(),
      /** The region that checks itself. */
      regionId: k.integer().references(() => regions.id),
      state: k.oneOf(ROUND_STATES).notNull(),
      quota: k.json<Quota>().notNull(),
      frameHash: k.text().notNull(),
      frameSize: k.integer().notNull(),
      frameAt: k.instant().notNull(),
      actor: k.text().notNull(),
      /** Why there is another draw of a period. */
      reason: k.text(),
      seed: k.text(),
      /** Given from outside, such as a lottery number, or drawn by us. */
      seedGiven: k.boolean(),
      drawnAt: k.instant(),
      drawnBy: k.text(),
      /** Where its progress is told: one message, edited; and whether it says by now how the check ended. */
      progress: k.json<{ outbox: number; channel: string; thread?: string; ended?: boolean }>(),
      closedAt: k.instant(),
      closedBy: k.text(),
      /** Why it was closed although findings were not reviewed; their sites are listed as not decided. */
      closeReason: k.text(),
      ruleset: k.json<FrozenRules>(),
      /** Figures of messages and accountability as they were when it closed. */
      beside: k.json<Record<string, unknown>>(),
      abandonedAt: k.instant(),
      abandonReason: k.text(),
    },
    (t) => [
      k.uniqueIndex("rounds_number").on(t.period, t.number).where(sql`layer = 'provincial'`),
      k.uniqueIndex("rounds_number_self").on(t.period, t.regionId, t.number).where(sql`layer = 'self'`),
      k
        .uniqueIndex("rounds_under_way")
        .on(t.period)
        .where(sql`layer = 'provincial' and state in ('draft', 'drawn', 'checking')`),
      k
        .uniqueIndex("rounds_under_way_self")
        .on(t.period, t.regionId)
        .where(sql`layer = 'self' and state in ('draft', 'drawn', 'checking')`),
      k.check("rounds_layer", sql`(${t.layer} = 'self') = (${t.regionId} is not null)`),
      k.check("rounds_reason", sql`${t.number} >= 1 and (${t.number} = 1) = (${t.reason} is null)`),
      k.check(
        "rounds_drawn",
        sql`(${t.seed} is null) = (${t.drawnAt} is null) and (${t.seed} is null) = (${t.drawnBy} is null)
          and (${t.seed} is null) = (${t.seedGiven} is null)`,
      ),
      k.check("rounds_draft", sql`${t.state} <> 'draft' or ${t.seed} is null`),
      k.check("rounds_seed", sql`${t.state} not in ('drawn', 'checking', 'closed') or ${t.seed} is not null`),
      k.check(
        "rounds_closed",
        sql`(${t.state} = 'closed') = (${t.closedAt} is not null) and (${t.state} = 'closed') = (${t.closedBy} is not null)
          and (${t.state} = 'closed') = (${t.ruleset} is not null) and (${t.state} = 'closed') = (${t.beside} is not null)`,
      ),
      k.check(
        "rounds_abandoned",
        sql`(${t.state} = 'abandoned') = (${t.abandonedAt} is not null)
          and (${t.state} = 'abandoned') = (${t.abandonReason} is not null)`,
      ),
    ],
  );
  const roundId = () =>
    k
      .integer()
      .notNull()
      .references(() => rounds.id);
  const siteId = () =>
    k
      .integer()
      .notNull()
      .references(() => sites.id);
  /** The running sites at one instant, as they were then. The order of the columns is that of `freezeFrame`. */
  const roundFrame = k.table(
    "round_frame",
    {
      roundId: roundId(),
      siteId: siteId(),
      /** The site code, or where there is none the address: what is hashed. */
      key: k.text().notNull(),
      code: k.text(),
      name: k.text().notNull(),
      url: k.text().notNull(),
      kind: k.text().notNull(),
      portal: k.boolean().notNull(),
      /** Its own region, and the city (市) above it by which regions are counted. */
      region: k.text().notNull(),
      city: k.text().notNull(),
      organiser: k.text().notNull(),
      stratum: k.text().notNull(),
      /** Had prominent problems in the last round of this layer: always in. */
      carried: k.boolean().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.roundId, t.siteId] })],
  );
  const roundSites = k.table(
    "round_sites",
    {
      roundId: roundId(),
      siteId: siteId(),
      stratum: k.text().notNull(),
      why: k.oneOf(WHYS).notNull(),
      /** SHA-256 of seed, a bar and key, in hex: the site's place in its stratum. */
      rank: k.text().notNull(),
      /** Whom it stands in for, and who of a better rank had gone by then. */
      replaces: k.integer(),
      passedOver: k.json<number[]>(),
      /** Left out after the draw, always with a reason; without a successor where its stratum had none. */
      droppedWhy: k.text(),
      droppedBy: k.text(),
      droppedAt: k.instant(),
      replacedBy: k.integer(),
      /** The full reading for this round, claimed by a lease that lapses. */
      checkedAt: k.instant(),
      leaseUntil: k.instant(),
      attempts: k.integer().notNull().default(0),
      result: k.oneOf(SITE_RESULTS).notNull().default("pending"),
      /** Hundredths of a point, where an official table applies. */
      score: k.integer(),
      scoreSheet: k.json<Record<string, number>>(),
      /** Why a person gave this result, where no rule did. */
      resultWhy: k.text(),
      decidedBy: k.text(),
      decidedAt: k.instant(),
      /** Written once, when the round closes. */
      findings: k.json<FrozenFinding[]>(),
    },
    (t) => [
      k.primaryKey({ columns: [t.roundId, t.siteId] }),
      k.check(
        "round_sites_dropped",
        sql`(${t.droppedAt} is null) = (${t.droppedWhy} is null) and (${t.droppedAt} is null) = (${t.droppedBy} is null)
          and (${t.replacedBy} is null or ${t.droppedAt} is not null)`,
      ),
      k.check("round_sites_gone", sql`${t.droppedAt} is null or ${t.result} = 'pending'`),
      k.check("round_sites_replaces", sql`(${t.why} = 'replacement') = (${t.replaces} is not null)`),
      k.check(
        "round_sites_decided",
        sql`(${t.result} = 'pending') = (${t.decidedAt} is null) and (${t.decidedAt} is null) = (${t.decidedBy} is null)`,
      ),
      k.check("round_sites_score", sql`(${t.score} is null) = (${t.scoreSheet} is null)`),
    ],
  );
  /** After closing nothing changes; what was wrong is set right beside it. */
  const roundCorrections = k.table(
    "round_corrections",
    {
      id: k.serial(),
      roundId: roundId(),
      siteId: siteId(),
      fromResult: k.oneOf(SITE_RESULTS).notNull(),
      toResult: k.oneOf(["pass", "fail", "inconclusive"]).notNull(),
      reason: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
    },
    (t) => [
      k.index("round_corrections_round").on(t.roundId, t.siteId),
      k.check("round_corrections_change", sql`${t.fromResult} <> ${t.toResult}`),
    ],
  );
  return { rounds, roundFrame, roundSites, roundCorrections };
}
