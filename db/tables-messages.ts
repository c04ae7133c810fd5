/** Netizens' messages (我为政府网站找错): what was reported, on which clock, who handles it, how far it is. */
import { sql } from "./drizzle.ts";
import type { Kit } from "./kit.ts";
import type { CaseTables } from "./tables-case.ts";
import type { SiteTables } from "./tables-site.ts";

/** 待转办, 办理中, 待审核, 已办结, 不属受理范围 */
export const MESSAGE_STATES = ["waiting", "working", "reviewing", "closed", "declined"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
/** Every change of state there is; reviewing → working is 驳回重办. */
export const MESSAGE_MOVES = [
  ["waiting", "working"],
  ["waiting", "declined"],
  ["working", "reviewing"],
  ["working", "declined"],
  ["reviewing", "working"],
  ["reviewing", "closed"],
] as const satisfies readonly (readonly [from: MessageState, to: MessageState])[];
export const MESSAGE_STEPS = ["received", "passed", "replied", "rejected", "closed", "declined"] as const;

export function defineMessageTables(k: Kit, { sites, organisers }: SiteTables, { people }: Pick<CaseTables, "people">) {
  const messages = k.table(
    "messages",
    {
      /** The number people say in chat. */
      id: k.serial(),
      /** The number on the national platform, where one was given. */
      number: k.text().unique(),
      /** Of an imported message without a number: digest of site, time and text, so that it is imported once. */
      fingerprint: k.text().unique(),
      siteId: k.integer().references(() => sites.id),
      /** What the netizen or the file called the site. */
      siteText: k.text().notNull(),
      kind: k.text(),
      /** Masked before it is stored, as is the reply. */
      text: k.text().notNull(),
      receivedAt: k.instant().notNull(),
      receivedDay: k.text().notNull(),
      /** Last civil day for passing it on, and for the reply: reckoned once, so that a later calendar moves no clock. */
      passDueOn: k.text().notNull(),
      replyDueOn: k.text().notNull(),
      organiserId: k.integer().references(() => organisers.id),
      personId: k.integer().references(() => people.id),
      state: k.oneOf(MESSAGE_STATES).notNull(),
      /** How often a reply was rejected. */
      rejections: k.integer().notNull().default(0),
      passedAt: k.instant(),
      passedDay: k.text(),
      /** Of the reply that stands: a rejected one is taken off and remembered as a step only. */
      repliedAt: k.instant(),
      repliedDay: k.text(),
      reply: k.text(),
      closedAt: k.instant(),
      closedDay: k.text(),
      declinedAt: k.instant(),
      declinedDay: k.text(),
      declineReason: k.text(),
      /** A file may say that a message is being handled without saying when it was passed on; people in chat cannot. */
      source: k.oneOf(["chat", "file"]).notNull(),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [
      k.index("messages_state").on(t.state, t.replyDueOn),
      k.index("messages_received").on(t.receivedDay),
      k.check("messages_handler", sql`${t.organiserId} is null or ${t.personId} is null`),
      k.check(
        "messages_waiting",
        sql`${t.state} <> 'waiting' or (${t.passedAt} is null and ${t.organiserId} is null and ${t.personId} is null)`,
      ),
      k.check("messages_passed", sql`(${t.passedAt} is null) = (${t.passedDay} is null)`),
      k.check(
        "messages_passed_when",
        sql`${t.state} in ('waiting', 'declined') or ${t.passedAt} is not null or ${t.source} = 'file'`,
      ),
      k.check(
        "messages_replied",
        sql`(${t.state} in ('reviewing', 'closed')) = (${t.repliedAt} is not null) and (${t.repliedAt} is null) = (${t.repliedDay} is null) and (${t.reply} is null or ${t.repliedAt} is not null)`,
      ),
      k.check(
        "messages_closed",
        sql`(${t.state} = 'closed') = (${t.closedAt} is not null) and (${t.closedAt} is null) = (${t.closedDay} is null)`,
      ),
      k.check(
        "messages_declined",
        sql`(${t.state} = 'declined') = (${t.declinedAt} is not null) and (${t.declinedAt} is null) = (${t.declinedDay} is null) and (${t.declinedAt} is null) = (${t.declineReason} is null)`,
      ),
      k.check(
        "messages_order",
        sql`${t.receivedAt} <= coalesce(${t.passedAt}, ${t.receivedAt}) and coalesce(${t.passedAt}, ${t.receivedAt}) <= coalesce(${t.repliedAt}, ${t.passedAt}, ${t.receivedAt}) and ${t.repliedAt} <= coalesce(${t.closedAt}, ${t.repliedAt})`,
      ),
    ],
  );
  /** What became of a message, step by step; passing it on again leaves its state as it was. */
  const messageSteps = k.table(
    "message_steps",
    {
      id: k.serial(),
      messageId: k
        .integer()
        .notNull()
        .references(() => messages.id),
      step: k.oneOf(MESSAGE_STEPS).notNull(),
      /** Null with the first. */
      fromState: k.text(),
      toState: k.oneOf(MESSAGE_STATES).notNull(),
      organiserId: k.integer().references(() => organisers.id),
      personId: k.integer().references(() => people.id),
      actor: k.text().notNull(),
      at: k.instant().notNull(),
      day: k.text().notNull(),
      note: k.text(),
    },
    (t) => [k.index("message_steps_message").on(t.messageId, t.id)],
  );
  /** One row a group and working day says that its reminder went out. */
  const messageReminders = k.table(
    "message_reminders",
    { party: k.text().notNull(), day: k.text().notNull(), at: k.instant().notNull() },
    (t) => [k.primaryKey({ columns: [t.party, t.day] })],
  );
  return { messages, messageSteps, messageReminders };
}
