/**
 * What the figures are. A share is kept as its counts and divided only where it is shown. Figures of the period count
 * what happened from its first to its last civil day in the office's zone; those "now" hold at the instant of asking.
 * Only veto and fault are counted as findings. What was decided is dated by the day of the decision, not of the finding.
 */
import type { Times } from "./times.ts";

export type PeriodFigures = {
  /** Episodes (条次) opened and cleared. `null` where the channel must not hear of what nobody reviewed. */
  findings: {
    opened: number;
    cleared: number;
    /** Reviews that confirmed, also those that an appeal overturned later; a confirmation undone with its order is none. */
    confirmed: number;
    /** Reviews that dismissed, without those on appeal. */
    dismissed: number;
    /** Confirmations, of whatever period, that an appeal overturned in this one. */
    overturned: number;
  };
  /**
   * Pass rate (合格率): `passed` of the `of` running sites. A running site passes unless a veto finding of its, confirmed
   * and not overturned by now, was open on at least one day of the period. Sites whose first patrol was not over by the
   * end of the period are in neither number: they are `unpatrolled`. A site runs if it does now.
   */
  pass: { passed: number; of: number; unpatrolled: number };
  /** Sites and findings with at least two episodes that were confirmed in the period and stand now. */
  repeat: { sites: number; findings: number };
  times: {
    /** From the opening of an episode to the review, in the period, that confirmed it. */
    confirm: Times;
    /** From the making of an order to its end, for orders done in the period. */
    rectify: Times;
    /** From the opening of an episode to its clearing in the period. */
    clear: Times;
  };
  /** Made in the period without the cancelled ones, which stand apart; of these done, and of the done by their date. */
  orders: { made: number; done: number; onTime: number; cancelled: number };
  /**
   * Orders, not cancelled, whose date fell in the period and is over: `onTime` of `fell` were done by it. `pending` fell
   * in the period too, but their day is not over, or an appeal stopped their clock in time.
   */
  due: { fell: number; onTime: number; pending: number };
  /** Asked for in the period, and what became of that by now. */
  extensions: { asked: number; granted: number; refused: number };
  appeals: { lodged: number; open: number; upheld: number; partly: number; rejected: number };
  /** Episodes whose second opinion was given in the period: `equal` of `pairs` say what the first said. `null` as above. */
  agreement: { pairs: number; equal: number } | null;
  /** 约谈: 次 held, 人 different names, 人次 persons counted at each; then 书面检查, 通报批评, 曝光 by 次. */
  talks: {
    held: number;
    persons: number;
    attendances: number;
    written: number;
    criticism: number;
    exposure: number;
  };
};
export type NowFigures = {
  sites: { registered: number; running: number; patrolled: number };
  open: { unreviewed: number | null; confirmed: number; dismissed: number; confirmedVeto: number };
  /** Under way; overdue if the date is over, counted to the day on which an appeal stopped the clock. */
  orders: { open: number; overdue: number };
};
export type Figures = Omit<PeriodFigures, "orders"> &
  Omit<NowFigures, "orders"> & { orders: PeriodFigures["orders"] & NowFigures["orders"] };

export const GROUPINGS = ["region", "city", "kind", "organiser", "check", "person"] as const;
export type Grouping = (typeof GROUPINGS)[number];
/** Figures that can be told apart by a grouping; the others are left out of its rows. */
export type GroupFigures = Omit<Partial<Figures>, "findings" | "times"> & {
  findings: Partial<Figures["findings"]>;
  times: Partial<Figures["times"]>;
};
/** `key` is `region:3`, `check:tls`, `organiser:7`, `person:2`, or `unknown`; `name` null for the unknown. */
export type GroupRow = { key: string; name: string | null; figures: GroupFigures };
export type Groups = { by: Grouping; rows: GroupRow[]; total: GroupFigures };

export type Worst = {
  sites: { id: number; name: string; episodes: number }[];
  findings: { id: number; site: string; check: string; episodes: number }[];
};
export type PeriodName = { from: string; to: string; name: string; unit: string };
export type Stats = { period: PeriodName & { over: boolean } } & Figures & {
    before: { period: PeriodName } & PeriodFigures;
    worst: Worst;
    groups: Groups | null;
  };

/** What a grouping cannot tell apart. Orders are counted for their assignee, reviews for their reviewer. */
export function forGrouping(by: Grouping, figures: Figures): GroupFigures {
  if (by === "check") {
    const { sites: _, talks: __, ...rest } = figures;
    return rest;
  }
  if (by !== "person") return figures;
  const { findings, times, orders, due, extensions, appeals } = figures;
  const { confirmed, dismissed, overturned } = findings;
  const { confirm, rectify } = times;
  return {
    findings: { confirmed, dismissed, overturned },
    times: { confirm, rectify },
    orders,
    due,
    extensions,
    appeals,
  };
}
