/** What is kept. Instants are UTC milliseconds, `day` columns civil dates (YYYY-MM-DD) in the office's zone. */
import type { Kit } from "./kit.ts";
import { defineCaseTables } from "./tables-case.ts";
import { defineTalkTables } from "./tables-talk.ts";

/** 正常运行, 例外, 临时下线, 申请关停, 永久下线 */
export const SITE_STATUSES = ["running", "exempt", "suspended", "closing", "closed"] as const;
export const SITE_FIELDS = ["code", "url", "name", "organiser", "status"] as const;
export const DUE_KINDS = ["visit", "second-look", "daily"] as const;
export const TIERS = ["province", "department", "city", "county", "township", "other"] as const;
export const OUTCOMES = ["pass", "fail", "not-applicable", "inconclusive"] as const;

function defineSiteTables(k: Kit) {
  const kinds = k.table("kinds", {
    id: k.serial(),
    name: k.text().notNull().unique(),
    aliases: k.json<string[]>().notNull(),
    tier: k.oneOf(TIERS).notNull(),
    portal: k.boolean().notNull(),
  });
  const regions = k.table("regions", {
    id: k.serial(),
    code: k.text(),
    name: k.text().notNull().unique(),
    parentId: k.integer(),
  });
  const organisers = k.table("organisers", { id: k.serial(), name: k.text().notNull().unique() });
  const sites = k.table(
    "sites",
    {
      id: k.serial(),
      code: k.text().unique(),
      name: k.text().notNull(),
      url: k.text().notNull().unique(),
      host: k.text().notNull(),
      kindId: k.integer().references(() => kinds.id),
      kindText: k.text(),
      regionId: k.integer().references(() => regions.id),
      regionText: k.text(),
      organiserId: k.integer().references(() => organisers.id),
      supervisorId: k.integer().references(() => organisers.id),
      status: k.oneOf(SITE_STATUSES).notNull(),
      extra: k.json<Record<string, string>>().notNull(),
      createdAt: k.instant().notNull(),
      baselineAt: k.instant(),
    },
    (t) => [k.index("sites_host").on(t.host), k.index("sites_region").on(t.regionId)],
  );
  const siteHistory = k.table(
    "site_history",
    {
      id: k.serial(),
      siteId: k
        .integer()
        .notNull()
        .references(() => sites.id),
      field: k.oneOf(SITE_FIELDS).notNull(),
      value: k.text(),
      since: k.instant().notNull(),
      until: k.instant(),
      actor: k.text().notNull(),
    },
    (t) => [k.index("site_history_site").on(t.siteId, t.field)],
  );
  const domainMoves = k.table("domain_moves", {
    siteId: k
      .integer()
      .primaryKey()
      .references(() => sites.id),
    oldHost: k.text().notNull(),
    newHost: k.text().notNull(),
    noticeFrom: k.text().notNull(),
    noticeUntil: k.text().notNull(),
  });
  return { kinds, regions, organisers, sites, siteHistory, domainMoves };
}

/** What a patrol needs to remember: when a site is due, how its probes went, what each check last said. */
function definePatrolTables(k: Kit) {
  const dues = k.table(
    "dues",
    {
      siteId: k.integer().notNull(),
      kind: k.oneOf(DUE_KINDS).notNull(),
      dueAt: k.instant().notNull(),
      leaseUntil: k.instant(),
      lease: k.text(),
      attempts: k.integer().notNull().default(0),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.kind] }), k.index("dues_at").on(t.dueAt)],
  );
  const probeDays = k.table(
    "probe_days",
    {
      siteId: k.integer().notNull(),
      day: k.text().notNull(),
      opened: k.integer().notNull(),
      missed: k.integer().notNull(),
      declined: k.integer().notNull(),
      unmeasured: k.integer().notNull(),
      disputed: k.integer().notNull(),
      /** One string a probe: minute of the day, outcome's first letter, milliseconds, failure. */
      probes: k.json<string[]>().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.day] })],
  );
  const visits = k.table("visits", {
    siteId: k.integer().primaryKey(),
    at: k.instant().notNull(),
    ms: k.integer().notNull(),
    outcome: k.text().notNull(),
    failure: k.text(),
    facts: k.json<Record<string, unknown>>().notNull(),
  });
  const results = k.table(
    "results",
    {
      siteId: k.integer().notNull(),
      checkId: k.text().notNull(),
      outcome: k.oneOf(OUTCOMES).notNull(),
      level: k.text(),
      reason: k.text(),
      /** Digest of the inputs, the check's version and its rules: while it and `holdsUntil` hold, no new judging. */
      digest: k.text().notNull(),
      holdsUntil: k.instant(),
      at: k.instant().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.checkId] })],
  );
  const linkVerdicts = k.table("link_verdicts", {
    url: k.text().primaryKey(),
    verdict: k.json<Record<string, unknown>>().notNull(),
    at: k.instant().notNull(),
  });
  const evidence = k.table("evidence", {
    hash: k.text().primaryKey(),
    size: k.integer().notNull(),
    at: k.instant().notNull(),
  });
  /** Bodies live in files beside SQLite; on Postgres every process must reach them, so they live here. */
  const evidenceBodies = k.table("evidence_bodies", { hash: k.text().primaryKey(), body: k.bytes().notNull() });
  const evidenceUses = k.table(
    "evidence_uses",
    { hash: k.text().notNull(), subject: k.text().notNull(), at: k.instant().notNull() },
    (t) => [k.primaryKey({ columns: [t.hash, t.subject] })],
  );
  return { dues, probeDays, visits, results, linkVerdicts, evidence, evidenceBodies, evidenceUses };
}

function defineOfficeTables(k: Kit) {
  const audit = k.table("audit", {
    id: k.serial(),
    at: k.instant().notNull(),
    actor: k.text().notNull(),
    action: k.text().notNull(),
    subject: k.text().notNull(),
    data: k.json<Record<string, unknown>>().notNull(),
  });
  const seals = k.table("seals", {
    id: k.serial(),
    day: k.text().notNull(),
    /** Unique: of two sealers at once one wins. */
    fromId: k.integer().notNull().unique(),
    toId: k.integer().notNull(),
    previous: k.text().notNull(),
    hash: k.text().notNull(),
    at: k.instant().notNull(),
  });
  const settings = k.table("settings", {
    key: k.text().primaryKey(),
    value: k.json<unknown>().notNull(),
  });
  return { audit, seals, settings };
}

export function defineTables(k: Kit) {
  const site = defineSiteTables(k);
  return {
    ...site,
    ...definePatrolTables(k),
    ...defineCaseTables(k, site),
    ...defineTalkTables(k),
    ...defineOfficeTables(k),
  };
}

export type SiteTables = ReturnType<typeof defineSiteTables>;
export type Tables = ReturnType<typeof defineTables>;
