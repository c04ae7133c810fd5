/** Cards of the calendar: a year's holidays, what was imported, and the orders it would move. */
import { type Card, more, note, type Part, type Phrase, say } from "../card.ts";
import type { CalendarFault, CalendarYear, MovedOrder } from "../oversight/calendar.ts";
import { SHOWN } from "./findings.ts";

export function calendarCard(year: number, { source, holidays, workingDays, ends }: CalendarYear): Card {
  return {
    title: say(`calendar.title-${source}`, { year: String(year), days: workingDays }),
    parts: [
      {
        kind: "list",
        items: holidays.map(({ name, from, to, n, workedOn }) => ({
          text:
            n === 0
              ? say("calendar.worked-only", { name: name || say("calendar.unnamed") })
              : say("calendar.holiday", {
                  name: name || say("calendar.unnamed"),
                  from: { day: from },
                  to: { day: to },
                  n,
                }),
          detail:
            workedOn.length > 0 ? say("calendar.worked", { days: workedOn.map((day) => dayPhrase(day)) }) : undefined,
        })),
      },
      note(say("calendar.ends", { year: String(ends) })),
    ],
  };
}
const dayPhrase = (day: string): Phrase => say("calendar.day", { day: { day } });

/** Nothing moves them: who made the order decides whether its date should be another. */
export function movedParts(orders: readonly MovedOrder[]): Part[] {
  if (orders.length === 0) return [note(say("calendar.moved-none"))];
  return [
    { kind: "text", text: say("calendar.moved", { n: orders.length }) },
    {
      kind: "list",
      items: orders.slice(0, SHOWN).map(({ order, site, fixed, reckoned }) => ({
        text: say("calendar.moved-line", { order, site }),
        detail: say("calendar.moved-detail", { fixed: { day: fixed }, reckoned: { day: reckoned } }),
      })),
    },
    ...more(orders.length, SHOWN),
  ];
}

export function calendarFault(fault: CalendarFault): Phrase {
  switch (fault.what) {
    case "weekday":
      return say("calendar.fault-weekday", { words: fault.words, day: { day: fault.day } });
    case "count":
      return say("calendar.fault-count", { name: fault.words, said: fault.said, read: fault.read });
    case "unread":
      return say("calendar.fault-unread", { words: fault.words });
    default:
      return say(`calendar.fault-${fault.what}`, { line: fault.line, value: fault.value });
  }
}
