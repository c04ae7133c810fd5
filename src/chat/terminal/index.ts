/** Chat in a terminal: lines in, text out. `>3 /assign …` replies to message 3, as a thread would. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Words } from "../../words/say.ts";
import { cardLines, type Line } from "../lines.ts";
import { type Adapter, buttonValue, type Outgoing } from "../port.ts";

export const TERMINAL = "terminal";
export const TERMINAL_USER = "terminal:me";

export type TerminalOptions = {
  input: Readable;
  output: Writable;
  words: Words;
  /** Resolves when everything that a line set off has been said: scripted input waits for each answer. */
  settled(): Promise<void>;
  /** The input has ended and everything is said. */
  onEnd(): void;
};

function print({ kind, text, label, url }: Line): string {
  switch (kind) {
    case "field":
      return `  ${label}: ${text}`;
    case "item":
      return `  - ${text}${url ? `  ${url}` : ""}`;
    case "detail":
      return `      ${text}`;
    case "copy":
      return `    ${text}`;
    case "quote":
      return `  > ${text}`;
    default:
      return kind === "title" ? text : `  ${text}`;
  }
}

export function createTerminal({ input, output, words, settled, onEnd }: TerminalOptions): Adapter {
  let count = 0;
  let stopped = false;
  const session = Date.now();
  const reader = createInterface({ input, terminal: false });
  const write = (message: Outgoing, id: string): string => {
    const lines = cardLines(message.card, words, message.locale).map(print);
    for (const button of message.card.buttons ?? []) {
      const value = buttonValue(button);
      if (!value.startsWith("form:")) lines.push(`  [${words.say(button.label, message.locale)}] >${id} ${value}`);
      else lines.push(`  [${words.say(button.label, message.locale)}] >${id} ${value}`);
    }
    const text = lines.join("\n");
    output.write(`${message.again ? `${words.say({ say: "sent.again" }, message.locale)} ` : ""}[${id}] ${text}\n\n`);
    for (const file of message.card.files ?? []) output.write(`  ${file.name}\n${file.text}\n`);
    return text;
  };
  return {
    platform: TERMINAL,
    async start(intake) {
      void (async () => {
        for await (const line of reader) {
          if (stopped) return;
          if (line.trim() === "") continue;
          const reply = /^>\s*(\d+)\s*(.*)$/.exec(line);
          await intake([
            {
              eventId: `terminal:${session}:${++count}`,
              platform: TERMINAL,
              channel: TERMINAL,
              title: TERMINAL,
              direct: false,
              kind: "message",
              from: { id: TERMINAL_USER, name: process.env.USER ?? "me", username: "me" },
              text: reply?.[2] ?? line,
              addressed: true,
              ...(reply?.[1] ? { replyTo: reply[1] } : {}),
              mentions: [...line.matchAll(/@([\p{L}\p{N}_-]+)/gu)].map(([text, name]) => ({
                text,
                username: name ?? "",
              })),
              files: [],
            },
          ]);
          await settled();
        }
        await settled();
        if (!stopped) onEnd();
      })();
    },
    async stop() {
      stopped = true;
      reader.close();
    },
    async send(message) {
      return { messageId: String(message.rowId), text: write(message, String(message.rowId)) };
    },
    async edit(messageId, message) {
      return { messageId, text: write(message, messageId) };
    },
    // A terminal that died took its scrollback with it
    find: () => Promise.resolve(undefined),
    download: () => Promise.reject(new Error("a terminal has no files")),
    pace: () => ({ burst: 1_000, everyMs: 1 }),
  };
}
