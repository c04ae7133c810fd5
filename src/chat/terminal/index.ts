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
  /** Where input is a script: lines are repeated, and some of them are other people's or the stage's. */
  script?: TerminalScript;
};

export type TerminalScript = {
  /** Who else may speak here: `刘敏：/order 1 read`. */
  cast: readonly string[];
  /** Of each card only its head: the course of things matters. */
  brief: boolean;
  /** `! …` is no chat, but something that happens; undefined where it is not understood. */
  stage(line: string): string | undefined;
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

/** So much of a card, and of a line, is read at a glance. */
const BRIEF_LINES = 5;
const BRIEF_CHARS = 100;
/** A list says more than the fields above it. */
function headOf(lines: readonly Line[]): string[] {
  const listed = lines.some(({ kind }) => kind === "item");
  const told = lines.filter(({ kind }) => kind !== "detail" && !(listed && (kind === "field" || kind === "note")));
  const head = told.slice(0, BRIEF_LINES).map((line) => {
    const chars = [...print(line.kind === "item" ? { ...line, url: "" } : line)];
    return chars.length > BRIEF_CHARS ? `${chars.slice(0, BRIEF_CHARS).join("")}…` : chars.join("");
  });
  return told.length > BRIEF_LINES ? [...head, "  …"] : head;
}

type Spoken = { name: string | undefined; replyTo: string | undefined; text: string };
/** `刘敏：> /order read`: who speaks where it is not oneself, what is replied to, and what is said. */
function spoken(line: string, cast: readonly string[], last: string): Spoken {
  const [, given, rest] = /^([\p{L}\p{N}]+)\s*[:：]\s*(.*)$/u.exec(line) ?? [];
  const name = cast.find((one) => one === given);
  const own = name === undefined ? line : (rest ?? "");
  const [, id, said] = /^>\s*(\d*)\s*(.*)$/.exec(own) ?? [];
  return { name, replyTo: said === undefined ? undefined : id || last || undefined, text: said ?? own };
}

export function createTerminal(options: TerminalOptions): Adapter {
  const { input, output, words, folder, settled, onEnd, script } = options;
  let count = 0;
  let last = "";
  /** What the buttons of each message stand for: `> [Confirm]` presses one. */
  const buttons = new Map<string, string>();
  let stopped = false;
  const session = Date.now();
  let reader: Interface | undefined;
  const write = (message: Outgoing, id: string): string => {
    const whole = cardLines(message.card, words, message.locale);
    const lines = script?.brief ? headOf(whole) : whole.map(print);
    const labels: string[] = [];
    for (const button of message.card.buttons ?? []) {
      const label = words.say(button.label, message.locale);
      buttons.set(`${id} [${label}]`, buttonValue(button));
      // A script's reader has the label; at the keyboard the command can be copied
      if (script) labels.push(`[${label}]`);
      else lines.push(`  [${label}] >${id} ${buttonValue(button)}`);
    }
    if (labels.length > 0) lines.push(`  ${labels.join(" ")}`);
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
          if (script) output.write(`${line.trim()}\n`);
          if (/^#(?:\s|$)/.test(line)) continue;
          if (script && line.startsWith("!")) {
            const happened = script.stage(line.slice(1).trim());
            if (happened) output.write(`  ${happened}\n\n`);
            continue;
          }
          const { name, replyTo, text: said } = spoken(line, script?.cast ?? [], last);
          const { text, files } = attached(buttons.get(`${replyTo} ${said.trim()}`) ?? said);
          await intake([
            {
              eventId: `terminal:${session}:${++count}`,
              platform: TERMINAL,
              channel: TERMINAL,
              title: TERMINAL,
              direct: false,
              kind: "message",
              from: name
                ? { id: `${TERMINAL}:${name}`, name, username: name }
                : { id: TERMINAL_USER, name: process.env.USER ?? "me", username: "me" },
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
      if (script?.brief) output.write(`  (${file.name})\n\n`);
      else output.write(`  ${path}\n${text === undefined ? "" : `${text}\n`}\n`);
    },
    attached: () => Promise.resolve(undefined),
    // A terminal that died took its scrollback with it
    find: () => Promise.resolve(undefined),
    download: async (ref) => new Uint8Array(await readFile(ref)),
    pace: () => ({ burst: 1_000, everyMs: 1 }),
  };
}
