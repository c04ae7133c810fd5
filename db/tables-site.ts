/** The registry: sites, what they are, and what they were. */
import type { Kit } from "./kit.ts";

/** 正常运行, 例外, 临时下线, 申请关停, 永久下线 */
export const SITE_STATUSES = ["running", "exempt", "suspended", "closing", "closed"] as const;
export const SITE_FIELDS = ["code", "url", "name", "organiser", "status"] as const;
export const TIERS = ["province", "department", "city", "county", "township", "other"] as const;

export function defineSiteTables(k: Kit) {
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

export type SiteTables = ReturnType<typeof defineSiteTables>;
