/** Rectification orders (整改): findings of one site, one who answers for them, and a date. */
import { type FindingRow, findingsById, openOfSite } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import {
  addOrder,
  claimReminder,
  findingIdsOf,
  liveOrdersFor,
  moveOrder,
  type OrderRow,
  orderById,
} from "../../db/orders.ts";
import { undoReview } from "../../db/reviews.ts";
import type { SiteRow } from "../../db/sites.ts";
import { stageOf } from "./order-clock.ts";
import { type Act, note as noteStep } from "./order-steps.ts";
import { type KeptFile, keepFiles, stuck } from "./rectify.ts";
import { refuse } from "./refusal.ts";
import { review } from "./review.ts";

/** An order may be taken back for this long. */
const UNDO = { minutes: 5 };

export type Assignment = {
  site: SiteRow;
  findingIds: number[];
  assignee: { personId: number } | { organiserId: number };
  dueOn: Temporal.PlainDate;
  /** Where the date was said in working days. */
  workingDays: number | undefined;
  note: string | undefined;
  files: readonly KeptFile[];
  /** May confirm what nobody reviewed yet by assigning it. */
  mayConfirm: boolean;
  actor: string;
  personId: number;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
  channel: string | undefined;
};
export type Assigned = { order: number; findings: FindingRow[]; confirmed: number[] };

/** The findings meant: those named, else those of the message replied to that are still open, else all open ones of the case. */
export async function findingsMeant(
  q: Queries,
  named: number[],
  ofMessage: number[],
  siteId: number | undefined,
): Promise<FindingRow[]> {
  if (named.length > 0) {
    const rows = await findingsById(q, named);
    const missing = named.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) refuse("refuse.finding-unknown", { id: missing });
    return rows;
  }
  const shown = (await findingsById(q, ofMessage)).filter((row) => row.state === "open" && row.review !== "dismissed");
  const counted = shown.filter(({ level }) => level === "veto" || level === "fault");
  if (counted.length > 0) return counted;
  return siteId === undefined ? [] : openOfSite(q, siteId);
}

export async function assign(q: Queries, given: Assignment): Promise<Assigned> {
  const {
    site,
    findingIds,
    assignee,
    dueOn,
    workingDays,
    note,
    files,
    mayConfirm,
    actor,
    personId,
    at,
    today,
    channel,
  } = given;
  if (Temporal.PlainDate.compare(dueOn, today) < 0) refuse("refuse.date-past", { day: { day: dueOn.toString() } });
  let rows = await findingsById(q, findingIds);
  for (const row of rows) {
    if (row.siteId !== site.id) refuse("refuse.finding-other-site", { id: row.id, site: site.name });
    if (row.state !== "open") refuse("refuse.finding-cleared", { id: row.id });
    if (row.review === "dismissed") refuse("refuse.finding-dismissed", { id: row.id });
  }
  const [taken] = await liveOrdersFor(q, findingIds);
  if (taken) refuse("refuse.finding-ordered", { id: taken.findingId, order: taken.orderId });
  const unreviewed = rows.filter((row) => row.review === "unreviewed").map(({ id }) => id);
  if (unreviewed.length > 0 && !mayConfirm)
    refuse("refuse.unreviewed", { ids: unreviewed.map((id) => `#${id}`) }, `/review confirm #${unreviewed[0]}`);
  for (const id of unreviewed) {
    const as = { actor, personId, arbiter: false, at, today, way: "assign" as const };
    const { effect } = await review(q, { id, outcome: "confirmed", ...as });
    // Two reviewers are wanted: one who assigns does not stand for both
    if (effect !== "decided") refuse("refuse.blind-first", { id }, `/review confirm #${id}`);
  }
  if (unreviewed.length > 0) rows = await findingsById(q, findingIds);
  const order = await addOrder(
    q,
    {
      siteId: site.id,
      personId: "personId" in assignee ? assignee.personId : null,
      organiserId: "organiserId" in assignee ? assignee.organiserId : null,
      dueOn: dueOn.toString(),
      workingDays: workingDays ?? null,
      note: note || null,
      state: "open",
      actor,
      at,
      day: today.toString(),
      channel: channel ?? null,
      confirmedIds: unreviewed,
    },
    findingIds,
  );
  const act = { actor, at, today, channel };
  await keepFiles(q, `order:${order}`, files, act);
  const row = await orderById(q, order);
  if (row) await noteStep(q, row, "made", act, note);
  // Whoever is given an order today is not reminded of it today
  const stage = stageOf(dueOn, today, () => true);
  if (stage) await claimReminder(q, order, stage, at);
  return { order, findings: rows, confirmed: unreviewed };
}

export async function undoOrder(q: Queries, before: OrderRow, act: Act): Promise<OrderRow> {
  const { id } = before;
  if (before.state !== "open") return stuck(q, id);
  if (Temporal.Instant.compare(before.at.add(UNDO), act.at) < 0) return refuse("refuse.undo-late", { id });
  const ended = { state: "cancelled" as const, endedAt: act.at, endedDay: act.today.toString() };
  const row = (await moveOrder(q, id, ["open"], ended)) ?? (await stuck(q, id));
  await undoReview(q, row.confirmedIds);
  await noteStep(q, row, "undone", act);
  return row;
}
export { findingIdsOf, orderById };
