/** The life of a site: requests for opening, change and closing with their approvals; daily readings; reminders of campaigns. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { SiteTables } from "./tables-site.ts";

/** 开设, 更名, 变更域名, 整合迁移, 临时下线, 永久下线 */
export const REQUEST_KINDS = ["open", "rename", "move", "merge", "suspend", "close"] as const;
/** 待审批, 已批准, 公告期, 下线中, 已办结, 未批准, 已撤回 */
export const REQUEST_STATES = ["requested", "approved", "notice", "suspended", "done", "refused", "withdrawn"] as const;
type RequestState = (typeof REQUEST_STATES)[number];
/** Every change of state that there is. */
export const REQUEST_MOVES: readonly (readonly [from: RequestState, to: RequestState])[] = [
  ["requested", "approved"],
  ["requested", "refused"],
  ["requested", "withdrawn"],
  /** Opening and renaming are done by the approval; a suspension that lay wholly in a downtime never began. */
  ["approved", "done"],
  ["approved", "notice"],
  ["approved", "suspended"],
  ["approved", "withdrawn"],
  ["notice", "done"],
  ["notice", "withdrawn"],
  ["suspended", "done"],
  ["suspended", "withdrawn"],
];
/** What a request changes; a site has one request under way for each. */
export const REQUEST_FIELDS = ["registration", "name", "address", "status"] as const;
export const CAMPAIGNS = ["domain", "annual-report"] as const;

/** By kind: `open` row; `rename` name; `move` host; `merge` target; `suspend` from and until; `was`: the status before. */
export type RequestData = {
  /** The row of the registry as asked for, by column. */
  row?: Record<string, string>;
  name?: string;
  host?: string;
  /** Id of the site that takes the content over. */
  target?: number;
  /** First day off, and the day on which it is back; without `from` it begins with the approval. */
  from?: string;
  until?: string;
  was?: string;
};

function defineRequestTables(k: Kit, sites: SiteTables["sites"], personId: () => ReturnType<Kit["integer"]>) {
  const requests = k.table(
    "requests",
    {
      id: k.serial(),
      kind: k.oneOf(REQUEST_KINDS).notNull(),
      field: k.oneOf(REQUEST_FIELDS).notNull(),
      /** Null while a site that is to be opened does not exist. */
      siteId: k.integer().references(() => sites.id),
      data: k.json<RequestData>().notNull(),
      reason: k.text().notNull(),
      state: k.oneOf(REQUEST_STATES).notNull(),
      /** Approvals given, of those that were needed when it was asked. */
      level: k.integer().notNull().default(0),
      levels: k.integer().notNull(),
      askedBy: k.text().notNull(),
      askedPerson: personId().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      /** The days on which a notice hangs on the site, both included. */
      noticeFrom: k.text(),
      noticeUntil: k.text(),
      /** The civil day on which the next step is due by itself. */
      nextOn: k.text(),
      /** The day on which it ended in any way. */
      doneOn: k.text(),
    },
    (t) => [
      k.index("requests_next").on(t.nextOn),
      k
        .uniqueIndex("requests_under_way")
        .on(t.siteId, t.field)
        .where(sql`state in ('requested', 'approved', 'notice', 'suspended')`),
      k.check("requests_site", sql`(${t.kind} = 'open' and ${t.state} <> 'done') = (${t.siteId} is null)`),
      k.check("requests_level", sql`${t.levels} between 1 and 3 and ${t.level} between 0 and ${t.levels}`),
      k.check(
        "requests_approved",
        sql`${t.state} not in ('approved', 'notice', 'suspended', 'done') or ${t.level} = ${t.levels}`,
      ),
      k.check("requests_notice_days", sql`(${t.noticeFrom} is null) = (${t.noticeUntil} is null)`),
      k.check("requests_notice", sql`${t.state} <> 'notice' or ${t.noticeUntil} is not null`),
      k.check("requests_next_on", sql`(${t.state} in ('approved', 'notice', 'suspended')) = (${t.nextOn} is not null)`),
      k.check("requests_done", sql`(${t.state} in ('done', 'refused', 'withdrawn')) = (${t.doneOn} is not null)`),
    ],
  );
  /** One decision a level, and one a person: nobody is his own second pair of eyes. */
  const approvals = k.table(
    "approvals",
    {
      id: k.serial(),
      requestId: k
        .integer()
        .notNull()
        .references(() => requests.id),
      level: k.integer().notNull(),
      decision: k.oneOf(["approved", "refused"]).notNull(),
      personId: personId().notNull(),
      actor: k.text().notNull(),
      why: k.text(),
      at: k.instant().notNull(),
    },
    (t) => [
      k.uniqueIndex("approvals_level").on(t.requestId, t.level),
      k.uniqueIndex("approvals_person").on(t.requestId, t.personId),
      k.check("approvals_why", sql`${t.decision} = 'approved' or ${t.why} is not null`),
    ],
  );
  return { requests, approvals };
}

export function defineLifeTables(k: Kit, { sites, organisers }: SiteTables, people: { id: unknown }) {
  const personId = () => k.integer().references(() => people.id as never);
  const siteId = () =>
    k
      .integer()
      .notNull()
      .references(() => sites.id);
  /** 每日读网: who read the site first on a day. */
  const readings = k.table(
    "readings",
    {
      siteId: siteId(),
      day: k.text().notNull(),
      personId: personId().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.siteId, t.day] }), k.index("readings_day").on(t.day)],
  );
  /** What readers found, and who read again. */
  const readingNotes = k.table(
    "reading_notes",
    {
      id: k.serial(),
      siteId: siteId(),
      day: k.text().notNull(),
      /** What was found; null where somebody only read it once more. */
      text: k.text(),
      personId: personId().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.index("reading_notes_day").on(t.day, t.siteId)],
  );
  /** A reminder an organiser, a campaign and a day. */
  const campaignReminders = k.table(
    "campaign_reminders",
    {
      id: k.serial(),
      campaign: k.oneOf(CAMPAIGNS).notNull(),
      organiserId: k
        .integer()
        .notNull()
        .references(() => organisers.id),
      day: k.text().notNull(),
      siteIds: k.json<number[]>().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.uniqueIndex("campaign_reminders_day").on(t.campaign, t.organiserId, t.day)],
  );
  return { ...defineRequestTables(k, sites, personId), readings, readingNotes, campaignReminders };
}
