/** Review (人工复核): a person confirms or dismisses; nothing is ordered, named or published without it. */
import { addReview, decideReview, type FindingRow, findingById, lastReview, nextForReview } from "../../db/findings.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { forgetBaseline } from "../../db/watch.ts";
import { refuse } from "./refusal.ts";

/** How long a dismissal keeps the same fault on the same place quiet, unless the reviewer sets another end. */
export const QUIET_MONTHS = 6;

export type ReviewDecision = {
  id: number;
  outcome: "confirmed" | "dismissed";
  reason?: string | undefined;
  actor: string;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
};

/** Decides one finding. Of two that act at once the first wins, and the other is told who did what. */
export async function review(q: Queries, decision: ReviewDecision): Promise<FindingRow> {
  const { id, outcome, reason, actor, at, today } = decision;
  const before = await findingById(q, id);
  if (!before) return refuse("refuse.finding-unknown", { id });
  const quietUntil = outcome === "dismissed" ? today.add({ months: QUIET_MONTHS }).toString() : undefined;
  const row = await decideReview(q, id, { outcome, quietUntil });
  if (!row) {
    const last = await lastReview(q, id);
    return refuse("refuse.already-reviewed", {
      id,
      who: last?.actor ?? "",
      outcome: { say: `review.${before.review}` },
    });
  }
  await addReview(q, { findingId: id, outcome, reason: reason ?? null, actor, at, day: today.toString() });
  // What a reviewer says is no tampering is the site's look from now on
  if (outcome === "dismissed" && row.checkId === "tampering") await forgetBaseline(q, row.siteId);
  await audit(q, { at, actor, action: `review-${outcome}`, subject: `finding:${id}`, data: reason ? { reason } : {} });
  return row;
}

export { findingById, nextForReview };
