/** Rectification orders (整改) and what happens to them; accountability (问责) that follows. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { CaseTables } from "./tables-case.ts";
import type { SiteTables } from "./tables-site.ts";

/**
 * open: being put right. claimed: said to be done. checked: the machine saw every finding gone, a signature is wanted.
 * appealed: disputed, the clock stands. done: signed. cancelled: taken back, or all its findings fell.
 */
export const ORDER_STATES = ["open", "claimed", "checked", "appealed", "done", "cancelled"] as const;
export const ORDER_MOVES = [
  ["open", "claimed"],
  ["open", "checked"],
  ["open", "appealed"],
  ["open", "cancelled"],
  ["claimed", "open"],
  ["claimed", "checked"],
  ["claimed", "appealed"],
  ["claimed", "done"],
  ["claimed", "cancelled"],
  ["checked", "open"],
  ["checked", "done"],
  ["checked", "cancelled"],
  ["appealed", "open"],
  ["appealed", "cancelled"],
] as const;
export const ORDER_STEPS = [
  "made",
  "read",
  "answered",
  "claimed",
  "returned",
  "checked",
  "failed-again",
  "signed",
  "extension-asked",
  "extension-granted",
  "extension-refused",
  "appealed",
  "appeal-upheld",
  "appeal-partly",
  "appeal-rejected",
  "reminded",
  "escalated",
  "undone",
  "cancelled",
] as const;
export const EXTENSION_STATES = ["asked", "granted", "refused"] as const;
export const EXTENSION_MOVES = [
  ["asked", "granted"],
  ["asked", "refused"],
] as const;
export const APPEAL_STATES = ["open", "upheld", "partly", "rejected"] as const;
export const APPEAL_MOVES = [
  ["open", "upheld"],
  ["open", "partly"],
  ["open", "rejected"],
] as const;
/** 约谈, 书面检查, 通报批评, 曝光 */
export const TALK_KINDS = ["talk", "written", "criticism", "exposure"] as const;
export const TALK_STATES = ["proposed", "held", "dropped"] as const;
export const TALK_MOVES = [
  ["proposed", "held"],
  ["proposed", "dropped"],
] as const;

function defineOrders(k: Kit, { sites, organisers }: SiteTables, { people, findings }: CaseTables) {
  const orders = k.table(
    "orders",
    {
      id: k.serial(),
      siteId: k
        .integer()
        .notNull()
        .references(() => sites.id),
      personId: k.integer().references(() => people.id),
      organiserId: k.integer().references(() => organisers.id),
      dueOn: k.text().notNull(),
      /** Where the date was said in working days: a new calendar lists the orders whose date it would move. */
      workingDays: k.integer(),
      note: k.text(),
      state: k.oneOf(ORDER_STATES).notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      /** Where it was made: those told of it there need no second message. */
      channel: k.text(),
      readAt: k.instant(),
      readBy: k.text(),
      answeredAt: k.instant(),
      /** The day on which an appeal stopped the clock. */
      stoppedOn: k.text(),
      /** The day on which it was put right: of the claim that stands, or of the visit that saw everything gone. */
      fixedOn: k.text(),
      endedAt: k.instant(),
      endedDay: k.text(),
      /** The findings that this order confirmed, so that undoing it can take that back. */
      confirmedIds: k.json<number[]>().notNull(),
    },
    (t) => [
      k.index("orders_state").on(t.state, t.dueOn),
      k.index("orders_site").on(t.siteId),
      k.check("orders_assignee", sql`(${t.personId} is null) <> (${t.organiserId} is null)`),
      k.check("orders_ended", sql`(${t.state} in ('done', 'cancelled')) = (${t.endedAt} is not null)`),
      k.check("orders_fixed", sql`${t.state} not in ('claimed', 'checked') or ${t.fixedOn} is not null`),
      k.check("orders_stopped", sql`(${t.state} = 'appealed') = (${t.stoppedOn} is not null)`),
    ],
  );
  const order = () =>
    k
      .integer()
      .notNull()
      .references(() => orders.id);
  const orderFindings = k.table(
    "order_findings",
    {
      orderId: order(),
      findingId: k
        .integer()
        .notNull()
        .references(() => findings.id),
    },
    (t) => [k.primaryKey({ columns: [t.orderId, t.findingId] }), k.index("order_findings_finding").on(t.findingId)],
  );
  /** What happened to an order, in the order in which it did. */
  const orderSteps = k.table(
    "order_steps",
    {
      id: k.serial(),
      orderId: order(),
      step: k.oneOf(ORDER_STEPS).notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      note: k.text(),
    },
    (t) => [k.index("order_steps_order").on(t.orderId, t.id), k.index("order_steps_day").on(t.day)],
  );
  const extensions = k.table(
    "extensions",
    {
      id: k.serial(),
      orderId: order(),
      wantedOn: k.text().notNull(),
      previousDueOn: k.text().notNull(),
      reason: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      state: k.oneOf(EXTENSION_STATES).notNull(),
      grantedOn: k.text(),
      decidedBy: k.text(),
      decidedAt: k.instant(),
      why: k.text(),
    },
    (t) => [
      k.uniqueIndex("extensions_asked").on(t.orderId).where(sql`state = 'asked'`),
      k.check("extensions_decided", sql`(${t.state} = 'asked') = (${t.decidedAt} is null)`),
      k.check("extensions_granted", sql`(${t.state} = 'granted') = (${t.grantedOn} is not null)`),
    ],
  );
  const appeals = k.table(
    "appeals",
    {
      id: k.serial(),
      orderId: order(),
      findingIds: k.json<number[]>().notNull(),
      reason: k.text().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      state: k.oneOf(APPEAL_STATES).notNull(),
      upheldIds: k.json<number[]>(),
      decidedBy: k.text(),
      decidedAt: k.instant(),
      decidedDay: k.text(),
      why: k.text(),
    },
    (t) => [
      k.uniqueIndex("appeals_open").on(t.orderId).where(sql`state = 'open'`),
      k.check("appeals_decided", sql`(${t.state} = 'open') = (${t.decidedAt} is null)`),
    ],
  );
  /** One row a stage says that it was told: `d3`, `d1`, `d0`, `escalated`, `talk`, each with the date it was of, and `late` with its day. */
  const orderReminders = k.table(
    "order_reminders",
    { orderId: order(), stage: k.text().notNull(), at: k.instant().notNull() },
    (t) => [k.primaryKey({ columns: [t.orderId, t.stage] })],
  );
  return { orders, orderFindings, orderSteps, extensions, appeals, orderReminders };
}

function defineAccountability(k: Kit, { sites, organisers }: SiteTables, { findings }: CaseTables) {
  const talks = k.table(
    "talks",
    {
      id: k.serial(),
      kind: k.oneOf(TALK_KINDS).notNull().default("talk"),
      state: k.oneOf(TALK_STATES).notNull().default("held"),
      siteId: k.integer().references(() => sites.id),
      organiserId: k.integer().references(() => organisers.id),
      /** Null until it was held. */
      heldOn: k.text(),
      /** Who held it, in the office's words. */
      conductor: k.text(),
      reason: k.text().notNull(),
      /** What was demanded or promised. */
      measures: k.text(),
      /** Where an exposure was published. */
      publishedIn: k.text(),
      followUpOn: k.text(),
      /** The follow-up date whose coming was told. */
      followUpTold: k.text(),
      followedUpOn: k.text(),
      followUpNote: k.text(),
      /** What a rule proposed it for: one proposal a cause. */
      cause: k.text().unique(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text(),
      endedBy: k.text(),
      endedWhy: k.text(),
    },
    (t) => [
      k.check("talks_about", sql`${t.siteId} is not null or ${t.organiserId} is not null`),
      k.check("talks_held", sql`(${t.state} = 'held') = (${t.heldOn} is not null)`),
    ],
  );
  const talk = () =>
    k
      .integer()
      .notNull()
      .references(() => talks.id);
  /** Talks and persons are counted apart: one row a person talked to. */
  const talkPersons = k.table("talk_persons", { talkId: talk(), name: k.text().notNull() }, (t) => [
    k.primaryKey({ columns: [t.talkId, t.name] }),
  ]);
  const talkFindings = k.table(
    "talk_findings",
    {
      talkId: talk(),
      findingId: k
        .integer()
        .notNull()
        .references(() => findings.id),
    },
    (t) => [k.primaryKey({ columns: [t.talkId, t.findingId] })],
  );
  return { talks, talkPersons, talkFindings };
}

export function defineOrderTables(k: Kit, site: SiteTables, cases: CaseTables) {
  /** Files that people sent with what they said; the bodies are evidence. */
  const attachments = k.table(
    "attachments",
    {
      id: k.serial(),
      /** `order:3`, `step:12`, `talk:4` */
      subject: k.text().notNull(),
      name: k.text().notNull(),
      hash: k.text().notNull(),
      size: k.integer().notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.index("attachments_subject").on(t.subject)],
  );
  /** Days on which the office's calendar differs from the shipped one: work 调休上班, off 放假. */
  const calendarDays = k.table("calendar_days", {
    day: k.text().primaryKey(),
    kind: k.oneOf(["work", "off"]).notNull(),
    name: k.text(),
  });
  return { ...defineOrders(k, site, cases), ...defineAccountability(k, site, cases), attachments, calendarDays };
}
