/**
 * Review (人工复核): a person confirms or dismisses; nothing is ordered, named or published without it. Where the office
 * wants a blind second look, two people who do not see each other's opinion decide together, and a supervisor where they differ.
 */
import { checks } from "../../checks/index.ts";
import { type FindingRow, findingById } from "../../db/findings.ts";
import { audit, newestEvidence, setSetting, setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import {
  addOpinion,
  addReview,
  askSecond,
  decideReview,
  lastReview,
  nextForReview,
  noteShown,
  type OpinionRow,
  opinionsOf,
  queueLength,
  type Reviewer,
  secondOf,
} from "../../db/reviews.ts";
import { forgetBaseline } from "../../db/watch.ts";
import { refuse } from "./refusal.ts";

/** How long a dismissal keeps the same fault on the same place quiet, unless the reviewer sets another end. */
export const QUIET_MONTHS = 6;
/** A card shown to one reviewer is offered to others last for this long. */
const HELD = { minutes: 15 };
const BLIND = "blindReview";
export const BLIND_LEVELS = ["off", "veto", "all"] as const;
export type BlindLevel = (typeof BLIND_LEVELS)[number];

export const readBlind = async (q: Queries): Promise<BlindLevel> => (await setting<BlindLevel>(q, BLIND)) ?? "off";
export async function setBlind(
  q: Queries,
  level: BlindLevel,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  await setSetting(q, BLIND, level);
  await audit(q, { at, actor, action: "blind-review", subject: "office", data: { level } });
}
const isSensitive = (id: string) => checks.some(({ meta }) => meta.id === id && meta.sensitive);
const wantsSecond = (row: FindingRow, blind: BlindLevel) =>
  blind === "all" || (blind === "veto" && row.level === "veto");

export type ReviewDecision = {
  id: number;
  outcome: "confirmed" | "dismissed";
  reason?: string | undefined;
  /** Last day on which a dismissed fault stays quiet. */
  quietUntil?: Temporal.PlainDate | undefined;
  actor: string;
  personId: number;
  arbiter: boolean;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
  way?: "review" | "assign";
};
/** decided: it stands. second: another one is to be heard. differ: two see it differently, a supervisor settles it. */
export type Decided = { row: FindingRow; effect: "decided" | "second" | "differ" };

/** Decides one finding, or notes an opinion of it. Of two that act at once the first wins, and the other is told who did what. */
export async function review(q: Queries, decision: ReviewDecision): Promise<Decided> {
  const before = await findingById(q, decision.id);
  if (!before) return refuse("refuse.finding-unknown", { id: decision.id });
  if (before.review !== "unreviewed") return alreadyDecided(q, before);
  const second = await secondOf(q, before.id, before.episode);
  if (second?.why === "blind" || (!second && wantsSecond(before, await readBlind(q))))
    return opine(q, before, decision);
  if (second?.actor === decision.actor) return refuse("refuse.second-asked", { id: before.id });
  return { row: await settle(q, before, decision, second ? "second" : (decision.way ?? "review")), effect: "decided" };
}

async function alreadyDecided(q: Queries, row: FindingRow): Promise<never> {
  const last = await lastReview(q, row.id);
  return refuse("refuse.already-reviewed", {
    id: row.id,
    who: last?.actor ?? "",
    outcome: { say: `review.${row.review}` },
  });
}

async function opine(q: Queries, row: FindingRow, decision: ReviewDecision): Promise<Decided> {
  const { outcome, reason, actor, personId, arbiter, at, today } = decision;
  const heard = await opinionsOf(q, row.id, row.episode);
  if (heard.some((one) => one.personId === personId)) refuse("refuse.heard-already", { id: row.id });
  if (heard.length === 2 && !arbiter) {
    // Of two at once the other one may have decided it since `row` was read
    const fresh = await findingById(q, row.id);
    if (fresh && fresh.review !== "unreviewed") return alreadyDecided(q, fresh);
    refuse("refuse.arbiter-only", { id: row.id });
  }
  if (heard.length === 0)
    await askSecond(q, {
      findingId: row.id,
      episode: row.episode,
      why: "blind",
      actor,
      at,
      personId: null,
      note: null,
    });
  const round = heard.length + 1;
  const opinion = {
    findingId: row.id,
    episode: row.episode,
    round,
    personId,
    outcome,
    reason: reason ?? null,
    at,
    day: today.toString(),
  };
  if (!(await addOpinion(q, opinion))) return alreadyDecided(q, (await findingById(q, row.id)) ?? row);
  // Whose opinion it is stays out of the audit's words until it is decided: the second reviewer may read the audit
  await audit(q, { at, actor, action: "opinion", subject: `finding:${row.id}`, data: { round } });
  if (round === 1) return { row, effect: "second" };
  if (round === 2 && heard[0]?.outcome !== outcome) return { row, effect: "differ" };
  return { row: await settle(q, row, decision, "second"), effect: "decided" };
}

async function settle(
  q: Queries,
  before: FindingRow,
  { outcome, reason, quietUntil, actor, at, today }: ReviewDecision,
  way: "review" | "second" | "assign",
): Promise<FindingRow> {
  const until = (quietUntil ?? today.add({ months: QUIET_MONTHS })).toString();
  const row = await decideReview(q, before.id, { outcome, quietUntil: outcome === "dismissed" ? until : undefined });
  if (!row) return alreadyDecided(q, (await findingById(q, before.id)) ?? before);
  const day = today.toString();
  await addReview(q, {
    findingId: row.id,
    episode: row.episode,
    outcome,
    way,
    reason: reason ?? null,
    actor,
    at,
    day,
  });
  // What a reviewer says is no tampering is the site's look from now on
  if (outcome === "dismissed" && row.checkId === "tampering") await forgetBaseline(q, row.siteId);
  await audit(q, {
    at,
    actor,
    action: `review-${outcome}`,
    subject: `finding:${row.id}`,
    data: { way, ...(reason ? { reason } : {}) },
  });
  return row;
}

/** Asks for a second reviewer, a given one or whoever comes first; who asked does not decide it himself. */
export async function askForSecond(
  q: Queries,
  given: {
    id: number;
    personId: number | null;
    note: string | undefined;
    actor: string;
    asker: number;
    at: Temporal.Instant;
  },
): Promise<FindingRow> {
  const row = await findingById(q, given.id);
  if (!row) return refuse("refuse.finding-unknown", { id: given.id });
  if (row.review !== "unreviewed") return alreadyDecided(q, row);
  if (given.personId === given.asker) return refuse("refuse.second-self", { id: row.id });
  const asked = {
    findingId: row.id,
    episode: row.episode,
    why: "asked" as const,
    personId: given.personId,
    actor: given.actor,
    at: given.at,
    note: given.note ?? null,
  };
  if (!(await askSecond(q, asked))) return refuse("refuse.second-twice", { id: row.id });
  await audit(q, {
    at: given.at,
    actor: given.actor,
    action: "second-asked",
    subject: `finding:${row.id}`,
    data: { of: given.personId },
  });
  return row;
}

export type Queued = {
  row: FindingRow;
  left: number;
  /** What an arbiter is to settle; nobody else ever sees another's opinion. */
  opinions: OpinionRow[];
  asked: { by: string; note: string | null } | undefined;
  /** A picture of the page as a browser built it, where one was taken. */
  screenshot: string | undefined;
};
/** The next card of a reviewer, which others are then offered last. */
export async function nextInQueue(
  q: Queries,
  reviewer: Omit<Reviewer, "heldSince">,
  at: Temporal.Instant,
): Promise<Queued | undefined> {
  const whole = { ...reviewer, heldSince: at.subtract(HELD) };
  const row = await nextForReview(q, whole);
  if (!row) return undefined;
  await noteShown(q, { personId: reviewer.personId, findingId: row.id, at, skipped: false });
  const opinions = await opinionsOf(q, row.id, row.episode);
  const second = await secondOf(q, row.id, row.episode);
  return {
    row,
    left: (await queueLength(q, whole)) - 1,
    opinions: opinions.length === 2 && reviewer.arbiter ? opinions : [],
    asked: second?.why === "asked" ? { by: second.actor, note: second.note } : undefined,
    screenshot: isSensitive(row.checkId) ? undefined : await newestEvidence(q, `finding:${row.id}:screenshot`),
  };
}
export const putOff = (q: Queries, personId: number, findingId: number, at: Temporal.Instant): Promise<void> =>
  noteShown(q, { personId, findingId, at, skipped: true });

export { findingById };
