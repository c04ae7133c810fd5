/** Casework: findings and what people decide about them. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { SiteTables } from "./tables-site.ts";

export const LEVELS = ["veto", "fault", "warning", "info"] as const;
export const FINDING_STATES = ["open", "cleared"] as const;
export const REVIEW_STATES = ["unreviewed", "confirmed", "dismissed"] as const;
/** Review: what stands may be overturned by an appeal, taken back with its order, or opened again by a later episode. */
export const REVIEW_MOVES = [
  ["unreviewed", "confirmed"],
  ["unreviewed", "dismissed"],
  ["confirmed", "dismissed"],
  ["confirmed", "unreviewed"],
  ["dismissed", "unreviewed"],
] as const;
export const REVIEW_WAYS = ["review", "second", "assign", "appeal"] as const;
export const MUTE_TARGETS = ["finding", "site", "check"] as const;
export const ROLES = ["contact", "viewer", "inspector", "supervisor", "admin"] as const;
export const SCOPES = ["all", "region", "organiser"] as const;

export function defineCaseTables(k: Kit, { sites }: SiteTables) {
  const site = () =>
    k
      .integer()
      .notNull()
      .references(() => sites.id);
  const people = k.table("people", {
    id: k.serial(),
    name: k.text().notNull(),
    createdAt: k.instant().notNull(),
    leftAt: k.instant(),
  });
  const identities = k.table(
    "identities",
    {
      /** `telegram:<id>` or `slack:<team>:<id>` */
      id: k.text().primaryKey(),
      personId: k
        .integer()
        .notNull()
        .references(() => people.id),
      username: k.text(),
      name: k.text().notNull(),
      seenAt: k.instant().notNull(),
      /** The private chat in which this person spoke to the bot: reminders go there. */
      direct: k.text(),
    },
    (t) => [k.index("identities_username").on(t.username)],
  );
  const grants = k.table(
    "grants",
    {
      id: k.serial(),
      personId: k
        .integer()
        .notNull()
        .references(() => people.id),
      role: k.oneOf(ROLES).notNull(),
      scope: k.oneOf(SCOPES).notNull(),
      /** The region or the organiser; null with `all`. */
      scopeId: k.integer(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      endedAt: k.instant(),
    },
    (t) => [
      k.index("grants_person").on(t.personId),
      k.check("grants_scope", sql`(${t.scope} = 'all') = (${t.scopeId} is null)`),
    ],
  );
  const findings = k.table(
    "findings",
    {
      id: k.serial(),
      siteId: site(),
      checkId: k.text().notNull(),
      messageId: k.text().notNull(),
      /** Stable text without dates, counts or positions; with site, check and message the identity over time. */
      key: k.text().notNull(),
      checkVersion: k.integer().notNull(),
      level: k.oneOf(LEVELS).notNull(),
      indicator: k.text(),
      data: k.json<Record<string, unknown>>().notNull(),
      place: k.json<{ url?: string; place?: string; excerpt?: string; rendered?: boolean }>().notNull(),
      state: k.oneOf(FINDING_STATES).notNull(),
      review: k.oneOf(REVIEW_STATES).notNull().default("unreviewed"),
      /** A dismissal keeps the same fault on the same place quiet until this day. */
      quietUntil: k.text(),
      episode: k.integer().notNull().default(1),
      baseline: k.boolean().notNull(),
      evidence: k.text(),
      openedAt: k.instant().notNull(),
      openedDay: k.text().notNull(),
      lastSeenAt: k.instant().notNull(),
      clearedAt: k.instant(),
      clearedDay: k.text(),
      /** When its opening was last told: alternation between up and down is told once an hour at most. */
      toldAt: k.instant(),
    },
    (t) => [
      k.uniqueIndex("findings_identity").on(t.siteId, t.checkId, t.messageId, t.key),
      k.index("findings_state").on(t.state, t.review),
      k.index("findings_opened").on(t.openedDay),
      k.check("findings_cleared", sql`(${t.state} = 'cleared') = (${t.clearedAt} is not null)`),
    ],
  );
  const finding = () =>
    k
      .integer()
      .notNull()
      .references(() => findings.id);
  const episodes = k.table(
    "episodes",
    {
      findingId: finding(),
      n: k.integer().notNull(),
      openedAt: k.instant().notNull(),
      openedDay: k.text().notNull(),
      clearedAt: k.instant(),
      clearedDay: k.text(),
      evidence: k.text(),
      clearEvidence: k.text(),
    },
    (t) => [k.primaryKey({ columns: [t.findingId, t.n] })],
  );
  /** What was decided, and by which way: two agreeing opinions, an assignment that confirmed, an appeal that overturned. */
  const reviews = k.table(
    "reviews",
    {
      id: k.serial(),
      findingId: finding(),
      episode: k.integer(),
      outcome: k.oneOf(["confirmed", "dismissed"]).notNull(),
      way: k.oneOf(REVIEW_WAYS).notNull().default("review"),
      reason: k.text(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
    },
    (t) => [k.index("reviews_finding").on(t.findingId)],
  );
  /**
   * What one reviewer thinks of an episode where a second one is asked. Round 1 and 2 are by two people; they decide
   * where they agree, else round 3, a supervisor who sees both, does.
   */
  const opinions = k.table(
    "opinions",
    {
      id: k.serial(),
      findingId: finding(),
      episode: k.integer().notNull(),
      round: k.integer().notNull(),
      personId: k
        .integer()
        .notNull()
        .references(() => people.id),
      outcome: k.oneOf(["confirmed", "dismissed"]).notNull(),
      reason: k.text(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
    },
    (t) => [
      k.uniqueIndex("opinions_round").on(t.findingId, t.episode, t.round),
      k.uniqueIndex("opinions_person").on(t.findingId, t.episode, t.personId),
      k.check("opinions_rounds", sql`${t.round} between 1 and 3`),
    ],
  );
  /** A second reviewer was asked for: by somebody who was unsure, or because the office wants a blind second look. */
  const secondReviews = k.table(
    "second_reviews",
    {
      findingId: finding(),
      episode: k.integer().notNull(),
      why: k.oneOf(["asked", "blind"]).notNull(),
      /** The one asked; null for whoever comes first. */
      personId: k.integer().references(() => people.id),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      note: k.text(),
    },
    (t) => [k.primaryKey({ columns: [t.findingId, t.episode] })],
  );
  /** A reviewer's queue: what he was shown, so that two do not work on one card, and what he put off. */
  const reviewQueue = k.table(
    "review_queue",
    {
      personId: k
        .integer()
        .notNull()
        .references(() => people.id),
      findingId: finding(),
      shownAt: k.instant().notNull(),
      skippedAt: k.instant(),
    },
    (t) => [k.primaryKey({ columns: [t.personId, t.findingId] }), k.index("review_queue_finding").on(t.findingId)],
  );
  const mutes = k.table(
    "mutes",
    {
      id: k.serial(),
      target: k.oneOf(MUTE_TARGETS).notNull(),
      targetId: k.text().notNull(),
      until: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.uniqueIndex("mutes_target").on(t.target, t.targetId)],
  );
  /** Maintenance (停机维护) that was announced: checking goes on, news of the site wait. */
  const windows = k.table(
    "windows",
    {
      id: k.serial(),
      siteId: site(),
      fromAt: k.instant().notNull(),
      untilAt: k.instant().notNull(),
      reason: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      /** Ended by somebody before its time, or called off. */
      endedAt: k.instant(),
      /** When what had waited for its end was told. */
      overAt: k.instant(),
    },
    (t) => [k.index("windows_site").on(t.siteId, t.untilAt), k.check("windows_order", sql`${t.fromAt} < ${t.untilAt}`)],
  );
  return {
    people,
    identities,
    grants,
    findings,
    episodes,
    reviews,
    opinions,
    secondReviews,
    reviewQueue,
    mutes,
    windows,
  };
}

export type CaseTables = ReturnType<typeof defineCaseTables>;
