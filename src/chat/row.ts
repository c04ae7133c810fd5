/** One message on its way out, as the outbox holds it. */
export type Row = {
  id: number;
  channel: string;
  lane: "answer" | "news" | "progress";
  subject: string;
  event: string;
  ids: number[];
  card: unknown;
  replyTo: string | null;
  thread: string | null;
  editOf: number | null;
  state: string;
  attempts: number;
  sendingAt: Temporal.Instant | null;
  /** The process that has it in flight. */
  sender?: string | null;
  at: Temporal.Instant;
  messageId: string | null;
};
