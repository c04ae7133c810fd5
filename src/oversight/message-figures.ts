/**
 * Figures of netizens' messages. Basis: the messages received in the period, as they stand now. Bulletins print
 * 按时办结率 (987 of 998 in Sichuan's of 2018 Q4) and 办结率, which counts late ones too: they are two fields here and
 * never stand under one another's name.
 */
import { type CountedMessage, messagesReceived, openMessages } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, organisers } from "../../db/sites.ts";
import { isOverdue } from "./message-clocks.ts";

export type Share = { part: number; whole: number };
export type MessageFigures = {
  /** All received in the period, 件; `declined` of them (不属受理范围) are in no share below. */
  received: number;
  declined: number;
  /** Passed on, where the time is known; of these by `passDueOn`. */
  passed: number;
  passedOnTime: number;
  /** Closed; of these with a standing reply given by `replyDueOn`. */
  closed: number;
  closedOnTime: number;
  /** Not closed and not declined; of these with a clock run out (not passed on, or not answered, by its day). */
  open: number;
  overdue: number;
  /** 驳回重办, 次: replies that were sent back. */
  rejected: number;
  /** 按时办结率: closed on time, of the messages whose outcome on the clock is settled: closed, or late without an answer. */
  onTimeRate: Share;
  /** 办结率: closed, late ones too, of all that were not declined. */
  closingRate: Share;
  /** Passed on by its day, of those passed on (time known) and those still waiting after their day. */
  passOnTimeRate: Share;
};
export type MessagePeriod = { from: string; to: string; today: string };

function figuresOf(rows: readonly CountedMessage[], today: string): MessageFigures {
  const accepted = rows.filter(({ state }) => state !== "declined");
  const passed = accepted.filter(({ passedDay }) => passedDay !== null);
  const passedOnTime = passed.filter(({ passedDay, passDueOn }) => (passedDay ?? "") <= passDueOn).length;
  const closed = accepted.filter(({ state }) => state === "closed");
  const onTime = ({ repliedDay, replyDueOn }: CountedMessage) => repliedDay !== null && repliedDay <= replyDueOn;
  const closedOnTime = closed.filter(onTime).length;
  // An answer under review that came in time is neither yet: closed it counts, rejected it does not
  const late = accepted.filter((row) => row.state !== "closed" && row.replyDueOn < today && !onTime(row)).length;
  const waitingLate = accepted.filter(({ state, passDueOn }) => state === "waiting" && passDueOn < today).length;
  return {
    received: rows.length,
    declined: rows.length - accepted.length,
    passed: passed.length,
    passedOnTime,
    closed: closed.length,
    closedOnTime,
    open: accepted.length - closed.length,
    overdue: accepted.filter((row) => isOverdue(row, today)).length,
    rejected: rows.reduce((sum, { rejections }) => sum + rejections, 0),
    onTimeRate: { part: closedOnTime, whole: closed.length + late },
    closingRate: { part: closed.length, whole: accepted.length },
    passOnTimeRate: { part: passedOnTime, whole: passed.length + waitingLate },
  };
}

const within = async (q: Queries, { from, to }: MessagePeriod, siteIds: readonly number[] | undefined) => {
  const own = siteIds ? new Set(siteIds) : undefined;
  return (await messagesReceived(q, from, to)).filter(
    ({ siteId }) => own === undefined || (siteId !== null && own.has(siteId)),
  );
};

/** Of the messages received from `from` to `to` (civil days, both included), on these sites; as of `today`. */
export const messageFigures = async (
  q: Queries,
  period: MessagePeriod,
  siteIds?: readonly number[],
): Promise<MessageFigures> => figuresOf(await within(q, period, siteIds), period.today);

/** The same by the site's region, or by the organiser it was passed on to; null for those without one. */
export async function messageFiguresBy(
  q: Queries,
  by: "region" | "organiser",
  period: MessagePeriod,
  siteIds?: readonly number[],
): Promise<{ name: string | null; figures: MessageFigures }[]> {
  const regions = new Map((await allSites(q)).map(({ id, region }) => [id, region]));
  const units = new Map((await organisers(q)).map(({ id, name }) => [id, name]));
  const nameOf = ({ siteId, organiserId }: CountedMessage) =>
    by === "region" ? (regions.get(siteId ?? 0) ?? null) : (units.get(organiserId ?? 0) ?? null);
  const groups = Map.groupBy(await within(q, period, siteIds), nameOf);
  return [...groups].map(([name, rows]) => ({ name, figures: figuresOf(rows, period.today) }));
}

/** At this instant: open and overdue; for a reviewed-only place those that were passed on to these organisers. */
export async function openMessageCounts(
  q: Queries,
  today: string,
  only: { siteIds?: readonly number[] | undefined; organiserIds?: readonly number[] | undefined } = {},
): Promise<{ open: number; overdue: number }> {
  const { siteIds, organiserIds } = only;
  const rows = (await openMessages(q)).filter(({ siteId, organiserId }) =>
    organiserIds
      ? organiserId !== null && organiserIds.includes(organiserId)
      : siteIds === undefined || (siteId !== null && siteIds.includes(siteId)),
  );
  return { open: rows.length, overdue: rows.filter((row) => isOverdue(row, today)).length };
}
