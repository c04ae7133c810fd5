/** Casework: findings and what people decide about them. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { SiteTables } from "./tables-site.ts";

export const LEVELS = ["veto", "fault", "warning", "info"] as const;
export const FINDING_STATES = ["open", "cleared"] as const;
export const REVIEW_STATES = ["unreviewed", "confirmed", "dismissed"] as const;
export const ORDER_STATES = ["open", "done", "cancelled"] as const;
export const MUTE_TARGETS = ["finding", "site", "check"] as const;
export const ROLES = ["contact", "viewer", "inspector", "supervisor", "admin"] as const;
export const SCOPES = ["all", "region", "organiser"] as const;

export function defineCaseTables(k: Kit, { sites, organisers }: SiteTables) {
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
  const reviews = k.table("reviews", {
    id: k.serial(),
    findingId: finding(),
    outcome: k.oneOf(["confirmed", "dismissed"]).notNull(),
    reason: k.text(),
    actor: k.text().notNull(),
    at: k.instant().notNull(),
    day: k.text().notNull(),
  });
  const orders = k.table(
    "orders",
    {
      id: k.serial(),
      siteId: site(),
      personId: k.integer().references(() => people.id),
      organiserId: k.integer().references(() => organisers.id),
      dueOn: k.text().notNull(),
      note: k.text(),
      state: k.oneOf(ORDER_STATES).notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      endedAt: k.instant(),
      /** The findings that this order confirmed, so that undoing it can take that back. */
      confirmedIds: k.json<number[]>().notNull(),
    },
    (t) => [
      k.index("orders_state").on(t.state, t.dueOn),
      k.check("orders_assignee", sql`(${t.personId} is null) <> (${t.organiserId} is null)`),
      k.check("orders_ended", sql`(${t.state} = 'open') = (${t.endedAt} is null)`),
    ],
  );
  const orderFindings = k.table(
    "order_findings",
    {
      orderId: k
        .integer()
        .notNull()
        .references(() => orders.id),
      findingId: finding(),
    },
    (t) => [k.primaryKey({ columns: [t.orderId, t.findingId] }), k.index("order_findings_finding").on(t.findingId)],
  );
  const talks = k.table(
    "talks",
    {
      id: k.serial(),
      siteId: k.integer().references(() => sites.id),
      organiserId: k.integer().references(() => organisers.id),
      heldOn: k.text().notNull(),
      reason: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.check("talks_about", sql`${t.siteId} is not null or ${t.organiserId} is not null`)],
  );
  /** Talks and persons are counted apart: one row a person talked to. */
  const talkPersons = k.table(
    "talk_persons",
    {
      talkId: k
        .integer()
        .notNull()
        .references(() => talks.id),
      name: k.text().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.talkId, t.name] })],
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
  return { people, identities, grants, findings, episodes, reviews, orders, orderFindings, talks, talkPersons, mutes };
}
