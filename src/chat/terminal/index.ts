/** Chat in a terminal: lines in, text out. `>3 /assign …` replies to message 3, as a thread would, `> …` to the last one. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Words } from "../../words/say.ts";
import { cardLines, type Line } from "../lines.ts";
import { type Adapter, buttonValue, type Outgoing } from "../port.ts";
import { keepFile } from "./files.ts";

export const TERMINAL = "terminal";
export const TERMINAL_USER = "terminal:me";

export type TerminalOptions = {
  input: Readable;
  output: Writable;
  words: Words;
  /** Where the files of messages are put. */
  folder: string;
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

/** A terminal attaches a file by naming it last: `/sites import registry.csv`, `/order 3 claim 已整改 截图.png`. */
function attached(line: string): { text: string; files: { name: string; ref: string }[] } {
  const path = /^[/／].*\s(\S+\.(?:csv|xlsx|png|jpe?g|pdf|docx?|txt|zip))\s*$/iu.exec(line)?.[1];
  if (!path || !existsSync(path)) return { text: line, files: [] };
  return { text: line.trimEnd().slice(0, -path.length).trimEnd(), files: [{ name: basename(path), ref: path }] };
}

export function createTerminal({ input, output, words, folder, settled, onEnd }: TerminalOptions): Adapter {
  let count = 0;
  let last = "";
  let stopped = false;
  const session = Date.now();
  let reader: Interface | undefined;
  const write = (message: Outgoing, id: string): string => {
    const lines = cardLines(message.card, words, message.locale).map(print);
    for (const button of message.card.buttons ?? []) {
      lines.push(`  [${words.say(button.label, message.locale)}] >${id} ${buttonValue(button)}`);
    }
    const text = lines.join("\n");
    last = id;
    output.write(`${message.again ? `${words.say({ say: "sent.again" }, message.locale)} ` : ""}[${id}] ${text}\n\n`);
    return text;
  };
  return {
    platform: TERMINAL,
    async start(intake) {
      // Made here and read at once: an input that ended between the two would never be noticed
      const lines = createInterface({ input, terminal: false });
      reader = lines;
      void (async () => {
        for await (const line of lines) {
          if (stopped) return;
          if (line.trim() === "") continue;
          const reply = /^>\s*(\d*)\s*(.*)$/.exec(line);
          const replyTo = reply && (reply[1] || last);
          const { text, files } = attached(reply?.[2] ?? line);
          await intake([
            {
              eventId: `terminal:${session}:${++count}`,
              platform: TERMINAL,
              channel: TERMINAL,
              title: TERMINAL,
              direct: false,
              kind: "message",
              from: { id: TERMINAL_USER, name: process.env.USER ?? "me", username: "me" },
              text,
              addressed: true,
              ...(replyTo ? { replyTo } : {}),
              mentions: [...line.matchAll(/@([\p{L}\p{N}_-]+)/gu)].map(([text, name]) => ({
                text,
                username: name ?? "",
              })),
              files,
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
      reader?.close();
    },
    async send(message) {
      return { messageId: String(message.rowId), text: write(message, String(message.rowId)) };
    },
    async edit(messageId, message) {
      return { messageId, text: write(message, messageId) };
    },
    async attach(_, message, file) {
      const { path, text } = await keepFile(folder, message.rowId, file);
      output.write(`  ${path}\n${text === undefined ? "" : `${text}\n`}\n`);
    },
    attached: () => Promise.resolve(undefined),
    // A terminal that died took its scrollback with it
    find: () => Promise.resolve(undefined),
    download: async (ref) => new Uint8Array(await readFile(ref)),
    pace: () => ({ burst: 1_000, everyMs: 1 }),
  };
}
