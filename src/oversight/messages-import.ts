/** Carrying out a planned import of netizens' messages: one audit row and one news for the file, not one a message. */
import {
  addMessages,
  addSteps,
  correctMessage,
  type MessageRow,
  messagesById,
  moveMessage,
  type NewMessage,
  type NewStep,
} from "../../db/messages.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { isOverdue } from "./message-clocks.ts";
import { tellMessages } from "./message-news.ts";
import type { By } from "./messages.ts";
import { type MessagesPlan, type Move, planMessages } from "./messages-plan.ts";
import { refuse } from "./refusal.ts";

export { type MessagesPlan, planMessages };

/** `overdue` of those that the file adds or moves on. */
export type MessageCounts = { added: number; changed: number; same: number; overdue: number };
export const messageCounts = ({ added, changed, same }: MessagesPlan, today: string): MessageCounts => ({
  added: added.length,
  changed: changed.length,
  same,
  overdue: [...added, ...changed].filter(({ row }) => isOverdue({ ...row, repliedDay: row.repliedDay ?? null }, today))
    .length,
});

const stepRow = (
  messageId: number,
  { step, from, to, when }: Move & { when: NonNullable<Move["when"]> },
  row: Pick<NewMessage, "organiserId" | "reply" | "declineReason">,
  actor: string,
): NewStep => ({
  ...{ messageId, step, fromState: from, toState: to, actor, at: when.at, day: when.day },
  organiserId: step === "passed" ? (row.organiserId ?? null) : null,
  note: (step === "replied" ? row.reply : step === "declined" ? row.declineReason : null) ?? null,
});
/** A move whose time the file does not say leaves no step: a history holds what is known. */
const stepRows = (id: number, moves: readonly Move[], row: Parameters<typeof stepRow>[2], actor: string): NewStep[] =>
  moves.flatMap((move) => (move.when ? [stepRow(id, { ...move, when: move.when }, row, actor)] : []));

function setOf({ step }: Move, row: NewMessage): Parameters<typeof moveMessage>[2] {
  const { passedAt, passedDay, repliedAt, repliedDay, reply, closedAt, closedDay } = row;
  switch (step) {
    case "passed": {
      const { organiserId, replyDueOn } = row;
      return { passedAt, passedDay, organiserId, replyDueOn, ...(passedAt ? {} : { source: "file" }) };
    }
    case "replied":
      return { repliedAt, repliedDay, reply };
    case "closed":
      return { closedAt, closedDay };
    case "declined":
      return { declinedAt: row.declinedAt, declinedDay: row.declinedDay, declineReason: row.declineReason };
    case "rejected":
      return { repliedAt: null, repliedDay: null, reply: null, reject: true };
    default:
      return {};
  }
}

async function moveOn(q: Queries, before: MessageRow, moves: readonly Move[], row: NewMessage): Promise<void> {
  let now = before;
  for (const move of moves) {
    const moved = await moveMessage(q, now, { ...setOf(move, row), state: move.to });
    now =
      moved ??
      refuse("refuse.message-state", { id: now.id, state: { say: `message.state-${now.state}` }, who: before.actor });
  }
}

export async function applyMessages(q: Queries, plan: MessagesPlan, by: By): Promise<MessageCounts> {
  const { actor, at, today, channel } = by;
  const ids = await addMessages(
    q,
    plan.added.map(({ row }) => ({ ...row, actor, at })),
  );
  const steps = plan.added.flatMap(({ row, moves }, i) => stepRows(ids[i] ?? 0, moves, row, actor));
  for (const { before, moves, row, correct } of plan.changed) {
    if (Object.keys(correct).length > 0) await correctMessage(q, before.id, correct);
    await moveOn(q, before, moves, { ...row, actor, at });
    steps.push(...stepRows(before.id, moves, row, actor));
  }
  await addSteps(q, steps);
  const counts = messageCounts(plan, today.toString());
  const { added, changed, same } = counts;
  await audit(q, {
    at,
    actor,
    action: "messages-imported",
    subject: "messages",
    data: { added, changed, same, faults: plan.faults.length },
  });
  const rows = await messagesById(q, [...ids, ...plan.changed.map(({ before }) => before.id)]);
  await tellMessages(q, { subject: "messages-import", event: "messages-imported", rows, at, except: channel });
  return counts;
}
