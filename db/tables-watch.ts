/** What checks learn over time: columns, articles, the accepted look of a site, paragraphs read, and what the office supplies. */
import type { Kit } from "./kit.ts";
import type { SiteTables } from "./tables-site.ts";

export const COLUMN_TYPES = ["news", "notice", "yearly", "other"] as const;
export const COLUMN_STATES = ["discovered", "confirmed", "exempt"] as const;
export const TERM_KINDS = ["forbidden", "outdated", "advertising", "person", "renamed", "allowed"] as const;

export function defineWatchTables(k: Kit, { sites }: SiteTables) {
  const site = () =>
    k
      .integer()
      .notNull()
      .references(() => sites.id);
  const columns = k.table(
    "columns",
    {
      id: k.serial(),
      siteId: site(),
      url: k.text().notNull(),
      title: k.text().notNull(),
      type: k.oneOf(COLUMN_TYPES).notNull(),
      state: k.oneOf(COLUMN_STATES).notNull(),
      /** The office's own interval in days. */
      days: k.integer(),
      note: k.text(),
      newest: k.text(),
      blank: k.boolean().notNull(),
      /** Civil day of the last reading; null before the first. */
      readOn: k.text(),
      seenOn: k.text().notNull(),
    },
    (t) => [k.uniqueIndex("columns_url").on(t.siteId, t.url)],
  );
  const articles = k.table(
    "articles",
    {
      siteId: site(),
      url: k.text().notNull(),
      title: k.text().notNull(),
      /** Hashes and date on its own page; null where only its line in a list was seen. */
      read: k.json<{ titleHash: string; bodyHash: string; date: string }>(),
      listed: k.json<{ titleHash: string; date: string }>(),
      seenOn: k.text().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.url] }), k.index("articles_seen").on(t.seenOn)],
  );
  const baselines = k.table("baselines", {
    siteId: k
      .integer()
      .primaryKey()
      .references(() => sites.id),
    portrait: k.json<Record<string, unknown>>().notNull(),
    on: k.text().notNull(),
  });
  /** Paragraphs that the statistics have read, with what they flagged: nothing is read twice in the whole fleet. */
  const paragraphs = k.table(
    "paragraphs",
    { hash: k.text().primaryKey(), hits: k.json<unknown[]>().notNull(), seenOn: k.text().notNull() },
    (t) => [k.index("paragraphs_seen").on(t.seenOn)],
  );
  const terms = k.table(
    "terms",
    {
      id: k.serial(),
      kind: k.oneOf(TERM_KINDS).notNull(),
      text: k.text().notNull(),
      instead: k.text(),
      since: k.text(),
      /** Only on this site; everywhere where null. */
      siteId: k.integer().references(() => sites.id),
      note: k.text(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      endedAt: k.instant(),
    },
    (t) => [k.index("terms_kind").on(t.kind, t.text)],
  );
  const checkins = k.table(
    "checkins",
    {
      id: k.serial(),
      siteId: site(),
      checkId: k.text().notNull(),
      outcome: k.oneOf(["ok", "fault"]).notNull(),
      note: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
    },
    (t) => [k.index("checkins_site").on(t.siteId, t.checkId)],
  );
  return { columns, articles, baselines, paragraphs, terms, checkins };
}
