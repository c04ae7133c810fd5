/** What one row of a file says of a message's life, or what it contradicts itself in. */
import type { MessageState } from "../../db/messages.ts";
import type { Clock } from "./clock.ts";
import type { FileRow, Moment } from "./messages-file.ts";

export type When = { at: Temporal.Instant; day: string };
export type History = {
  state: MessageState;
  received: When;
  passed: When | undefined;
  replied: When | undefined;
  closed: When | undefined;
  declined: When | undefined;
  rejected: boolean;
};
export const HISTORY_FAULTS = ["received", "time", "future", "state", "order", "state-times", "no-time"] as const;
export type HistoryFault = { reason: (typeof HISTORY_FAULTS)[number]; value: string };

/** The later of two: a day without a time does not come before a moment of the same day. */
function whenOf(moment: Moment, after: When | undefined, clock: Clock): When {
  const { day, time } = moment;
  const at = time ? clock.at(day, time) : clock.startOf(day);
  const late = after && !time && after.day === day.toString() && Temporal.Instant.compare(at, after.at) < 0;
  return { at: late ? after.at : at, day: day.toString() };
}

const NAMES = ["received", "passed", "replied", "closed"] as const;

/** Without a state in the file its times tell it. */
function stateOf({ state, moments }: FileRow): MessageState {
  if (state === "working-again") return "working";
  if (state) return state;
  if (moments.closed) return "closed";
  if (moments.replied) return "reviewing";
  return moments.passed ? "working" : "waiting";
}

export function historyOf(row: FileRow, clock: Clock): History | HistoryFault {
  const { values, moments } = row;
  if (row.state === null) return { reason: "state", value: values.state };
  if (!moments.received) return { reason: "received", value: values.received };
  const unread = NAMES.find((name) => moments[name] === null);
  if (unread) return { reason: "time", value: values[unread] };
  const when: Partial<Record<(typeof NAMES)[number], When>> = {};
  let last: { name: (typeof NAMES)[number]; when: When } | undefined;
  for (const name of NAMES) {
    const moment = moments[name];
    if (!moment) continue;
    const own = whenOf(moment, last?.when, clock);
    if (Temporal.Instant.compare(own.at, clock.now()) > 0) return { reason: "future", value: values[name] };
    // Where one of the two is a day only, the days decide
    if (last && Temporal.Instant.compare(own.at, last.when.at) < 0) {
      const sameDay = own.day === last.when.day && moments[last.name]?.time === undefined;
      if (!sameDay) return { reason: "order", value: `${values[last.name]} > ${values[name]}` };
    }
    when[name] = own;
    last = { name, when: own };
  }
  const state = stateOf(row);
  const { received = whenOf(moments.received, undefined, clock), passed } = when;
  const again = row.state === "working-again";
  const tooFar =
    (state === "waiting" && (passed || when.replied || when.closed)) ||
    (state === "working" && ((when.replied && !again) || when.closed)) ||
    (state === "reviewing" && when.closed);
  if (tooFar) return { reason: "state-times", value: values.state || state };
  const replied = state === "reviewing" ? when.replied : state === "closed" ? (when.replied ?? when.closed) : undefined;
  // An exporter that knows one of the two only: a reply is given at the latest with the closing
  const closed = state === "closed" ? (when.closed ?? when.replied) : undefined;
  if ((state === "reviewing" || state === "closed") && !replied) return { reason: "no-time", value: values.state };
  const declined =
    state === "declined"
      ? (when.closed ?? when.replied ?? passed ?? { at: clock.now(), day: clock.today().toString() })
      : undefined;
  return { state, received, passed, replied, closed, declined, rejected: again };
}
