/** What is kept. Instants are UTC milliseconds, `day` columns civil dates (YYYY-MM-DD) in the office's zone. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import { defineCaseTables } from "./tables-case.ts";
import { defineFigureTables } from "./tables-figures.ts";
import { defineLifeTables } from "./tables-life.ts";
import { defineMessageTables } from "./tables-messages.ts";
import { defineOrderTables } from "./tables-orders.ts";
import { defineRoundTables } from "./tables-rounds.ts";
import { defineSiteTables } from "./tables-site.ts";
import { defineTalkTables } from "./tables-talk.ts";
import { defineWatchTables } from "./tables-watch.ts";

export const DUE_KINDS = ["visit", "second-look", "daily"] as const;
export const OUTCOMES = ["pass", "fail", "not-applicable", "inconclusive"] as const;

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
      /** With a second look: the vantage that missed, so that another one looks where there is one. */
      vantage: k.text(),
      /** When its visits had failed too often, and with what: told until one comes to its end again. */
      asideAt: k.instant(),
      note: k.text(),
    },
    (t) => [
      k.primaryKey({ columns: [t.siteId, t.kind] }),
      k.index("dues_at").on(t.dueAt),
      k.check("dues_aside", sql`(${t.asideAt} is null) = (${t.note} is null)`),
    ],
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
      /** One string a probe: minute of the day, outcome's first letter, milliseconds, failure, `@` and the vantage. */
      probes: k.json<string[]>().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.day] })],
  );
  const visits = k.table(
    "visits",
    {
      siteId: k.integer().primaryKey(),
      at: k.instant().notNull(),
      ms: k.integer().notNull(),
      outcome: k.text().notNull(),
      failure: k.text(),
      /** Where it answered from: sites behind one address are asked with regard to each other. */
      address: k.text(),
    },
    (t) => [k.index("visits_address").on(t.address, t.at)],
  );
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
      /** What a machine laid ready where only a person can judge. */
      prepared: k.json<Record<string, string | number | string[]>>(),
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
  /** What one address may still be asked, shared by all processes: the next free start in each paced lane. */
  const addresses = k.table("addresses", {
    address: k.text().primaryKey(),
    pageAt: k.instant().notNull(),
    linkAt: k.instant().notNull(),
    pausedUntil: k.instant().notNull(),
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
  return { dues, probeDays, visits, results, linkVerdicts, addresses, evidence, evidenceBodies, evidenceUses };
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
  const cases = defineCaseTables(k, site);
  return {
    ...site,
    ...definePatrolTables(k),
    ...cases,
    ...defineOrderTables(k, site, cases),
    ...defineLifeTables(k, site, cases.people),
    ...defineMessageTables(k, site, cases),
    ...defineWatchTables(k, site),
    ...defineRoundTables(k, site),
    ...defineFigureTables(k),
    ...defineTalkTables(k),
    ...defineOfficeTables(k),
  };
}

export type Tables = ReturnType<typeof defineTables>;
