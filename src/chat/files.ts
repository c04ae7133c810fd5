/** The files that go with a message: one after the other behind it, each within the chat's limits. */
import type { Card } from "../card.ts";
import { type Adapter, type Outgoing, SendFault } from "./port.ts";
import type { Row } from "./row.ts";

const TRIES = 4;
const RETRY_MS = 1_000;

export const bringsFiles = ({ picture, ...card }: Card): boolean =>
  picture !== undefined ||
  [card.documents, card.workbooks, card.tables, card.files, card.kept].some((list) => (list?.length ?? 0) > 0);

export type FileSenderParts = {
  /** Waits for a place in the chat's limits. */
  place(row: Row, adapter: Adapter): Promise<void>;
  hold(channel: string, ms: number): void;
  onFault(error: unknown, row: Row): void;
  stopped(): boolean;
};

export function createFileSender({ place, hold, onFault, stopped }: FileSenderParts) {
  /** What a platform refuses is told in the log, and the message stands without it. */
  async function all(adapter: Adapter, row: Row, messageId: string, message: Outgoing): Promise<void> {
    for (const file of message.files) {
      for (let tries = 1; ; tries++) {
        await place({ ...row, editOf: null }, adapter);
        try {
          await adapter.attach(messageId, message, file);
          break;
        } catch (error) {
          onFault(error, row);
          // Only what was surely not taken is tried again: one file missing is better than the same twice
          if (!(error instanceof SendFault) || error.kind !== "later" || tries >= TRIES || stopped()) break;
          hold(row.channel, Math.max(error.waitMs, RETRY_MS));
        }
      }
    }
  }
  return {
    all,
    /** After a crash between a message and its files: those that are not there yet, where the platform can tell. */
    async missing(adapter: Adapter, row: Row, messageId: string, message: Outgoing): Promise<void> {
      if (message.files.length === 0) return;
      try {
        const there = await adapter.attached(messageId, message);
        if (!there) return;
        const files = message.files.filter(({ name }) => !there.has(name));
        await all(adapter, row, messageId, { ...message, files });
      } catch (error) {
        onFault(error, row);
      }
    },
  };
}
