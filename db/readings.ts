/** Daily readings of sites by those who answer for them, and what campaigns need: results of one check, reminders. */
import { and, asc, desc, eq, gte, inArray, isNull, lte, ne } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";
import type { CAMPAIGNS } from "./tables-life.ts";

export type ReadingRow = Tables["readings"]["$inferSelect"];
export type ReadingNote = Tables["readingNotes"]["$inferSelect"];
export type ReminderRow = Tables["campaignReminders"]["$inferSelect"];
export type CampaignName = (typeof CAMPAIGNS)[number];

/** True for the first reading of a site on a day. */
export async function addReading(q: Queries, row: Tables["readings"]["$inferInsert"]): Promise<boolean> {
  const won = await q.insert(q.t.readings).values(row).onConflictDoNothing().returning({ siteId: q.t.readings.siteId });
  return won.length === 1;
}
export async function addReadingNote(q: Queries, row: Omit<Tables["readingNotes"]["$inferInsert"], "id">) {
  const [made] = await q.insert(q.t.readingNotes).values(row).returning({ id: q.t.readingNotes.id });
  return made?.id ?? 0;
}
export const readingsBetween = (q: Queries, from: string, to: string): Promise<ReadingRow[]> =>
  q
    .select()
    .from(q.t.readings)
    .where(and(gte(q.t.readings.day, from), lte(q.t.readings.day, to)))
    .orderBy(asc(q.t.readings.day), asc(q.t.readings.siteId));
export const readingNotesBetween = (q: Queries, from: string, to: string): Promise<ReadingNote[]> =>
  q
    .select()
    .from(q.t.readingNotes)
    .where(and(gte(q.t.readingNotes.day, from), lte(q.t.readingNotes.day, to)))
    .orderBy(asc(q.t.readingNotes.id));
export const readingNotesById = (q: Queries, ids: number[]): Promise<ReadingNote[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : q.select().from(q.t.readingNotes).where(inArray(q.t.readingNotes.id, ids)).orderBy(asc(q.t.readingNotes.id));

/** The last verdict of one check on every site. */
export const resultsOfCheck = (q: Queries, checkId: string) =>
  q
    .select({ siteId: q.t.results.siteId, outcome: q.t.results.outcome, at: q.t.results.at })
    .from(q.t.results)
    .where(eq(q.t.results.checkId, checkId))
    .orderBy(asc(q.t.results.siteId));
/** Open findings of one check that nobody dismissed. */
export const openOfCheck = (q: Queries, checkId: string) =>
  q
    .select({ siteId: q.t.findings.siteId, messageId: q.t.findings.messageId, level: q.t.findings.level })
    .from(q.t.findings)
    .where(and(eq(q.t.findings.checkId, checkId), eq(q.t.findings.state, "open"), ne(q.t.findings.review, "dismissed")))
    .orderBy(asc(q.t.findings.id));

/** Undefined where the organiser was reminded of this campaign on the day already. */
export async function addReminder(
  q: Queries,
  row: Omit<Tables["campaignReminders"]["$inferInsert"], "id">,
): Promise<number | undefined> {
  const [made] = await q
    .insert(q.t.campaignReminders)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: q.t.campaignReminders.id });
  return made?.id;
}
export async function reminderById(q: Queries, id: number): Promise<ReminderRow | undefined> {
  return (await q.select().from(q.t.campaignReminders).where(eq(q.t.campaignReminders.id, id)))[0];
}
/** Newest first. */
export const remindersOf = (q: Queries, campaign: CampaignName): Promise<ReminderRow[]> =>
  q
    .select()
    .from(q.t.campaignReminders)
    .where(eq(q.t.campaignReminders.campaign, campaign))
    .orderBy(desc(q.t.campaignReminders.id));

/** The channels of organisers that still hear. */
export const organiserChannels = (q: Queries) =>
  q
    .select({ id: q.t.channels.id, organiserId: q.t.channels.audienceId })
    .from(q.t.channels)
    .where(and(eq(q.t.channels.audience, "organiser"), isNull(q.t.channels.disabledAt)))
    .orderBy(asc(q.t.channels.id));
