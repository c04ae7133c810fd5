/**
 * The two clocks of a netizen's message, and what reminds of them. 国办发〔2017〕47号 网民留言: passed on to the site's
 * organiser within 1 working day, answered within 3. Working days start on the next working day; both are civil dates
 * met until 24:00, reckoned when the message comes in and stored.
 */
import { claimReminder, type MessageRow, openMessages } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import type { Clock } from "./clock.ts";
import { tellMessages } from "./message-news.ts";
import { rulesFor } from "./rules.ts";
import { type Calendar, readCalendar } from "./working-days.ts";

export type Clocks = { passDueOn: string; replyDueOn: string };
export type ClockRules = { passDays: number; replyDays: number; fromPassing: boolean; calendar: Calendar };

/** The figures in force on a day; an office may set others, and let the reply's clock start with the passing on. */
export async function clockRules(q: Queries, today: Temporal.PlainDate): Promise<ClockRules> {
  const rules = await rulesFor(q, today);
  return {
    passDays: rules.number("N8-pass-on", "passOnWorkingDays"),
    replyDays: rules.number("N8", "replyWorkingDays"),
    fromPassing: rules.item("N8").values.fromPassing === true,
    calendar: await readCalendar(q),
  };
}
export const clocksOf = (
  received: Temporal.PlainDate,
  { passDays, replyDays, fromPassing, calendar }: ClockRules,
): Clocks => {
  const pass = calendar.add(received, passDays);
  // While nobody has it yet, the reply is due as if it were passed on in time
  return {
    passDueOn: pass.toString(),
    replyDueOn: calendar.add(fromPassing ? pass : received, replyDays).toString(),
  };
};
/** The reply's day of a message passed on this day, where its clock starts with that; undefined where nothing changes. */
export const dueAfterPassing = (passed: Temporal.PlainDate, { replyDays, fromPassing, calendar }: ClockRules) =>
  fromPassing ? calendar.add(passed, replyDays).toString() : undefined;

type Clocked = Pick<MessageRow, "state" | "passDueOn" | "replyDueOn" | "repliedDay">;
/** The civil day that an open message is running against: of the step that is next. A reply under review was given. */
export const dueOf = ({ state, passDueOn, replyDueOn }: Clocked): string =>
  state === "waiting" ? passDueOn : replyDueOn;
/** Open, and a clock has run out without its step: not passed on by its day, or not answered by its day. */
export const isOverdue = (row: Clocked, today: string): boolean =>
  (row.state === "waiting" && row.passDueOn < today) ||
  ((row.state === "waiting" || row.state === "working") && row.replyDueOn < today);

/** Who has to move next: the office while it waits to be passed on or reviewed, else whoever it was passed on to. */
export function partyOf({ state, organiserId, personId }: MessageRow): string {
  if (state !== "working") return "office";
  if (organiserId !== null) return `organiser:${organiserId}`;
  return personId === null ? "office" : `person:${personId}`;
}

/** The last working day whose hour has come: today's, or an earlier one's that a sleeping process may have missed. */
function reminderDay(clock: Clock, at: string, { isWorkingDay }: Calendar): { day: string; hour: Temporal.Instant } {
  let day = clock.today();
  while (!isWorkingDay(day) || Temporal.Instant.compare(clock.now(), clock.at(day, at)) < 0)
    day = day.subtract({ days: 1 });
  return { day: day.toString(), hour: clock.at(day, at) };
}

/**
 * Tells each party, once a working day from `at` (HH:MM) on, of its messages whose day has come. A day that passed while
 * no process ran is caught up by one reminder. What was entered after the hour waits for the next working day.
 */
export async function messageReminders(q: Queries, clock: Clock, at: string): Promise<number> {
  const { day, hour } = reminderDay(clock, at, await readCalendar(q));
  const due = (await openMessages(q)).filter((row) => dueOf(row) <= day && Temporal.Instant.compare(row.at, hour) <= 0);
  let told = 0;
  for (const [party, rows] of Map.groupBy(due, partyOf)) {
    if (!(await claimReminder(q, { party, day, at: clock.now() }))) continue;
    await tellMessages(q, { subject: "messages-due", event: "messages-due", rows, at: clock.now() });
    told++;
  }
  return told;
}
