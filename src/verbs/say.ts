/** `xuncha say`: one chat command through the same inbox, transaction and outbox as any other, its reply printed. */
import { randomUUID } from "node:crypto";
import { cardLines } from "../chat/lines.ts";
import type { Adapter, Outgoing } from "../chat/port.ts";
import { keepFile } from "../chat/terminal/files.ts";
import { AppError } from "../errors.ts";
import type { Locale, Words } from "../words/say.ts";
import { outFolder } from "./terminal.ts";
import { type Io, type Verb, withApp } from "./verb.ts";

const IDENTITY = /^(?:telegram:\d+|slack:\w+(?::\w+)?|terminal:\w+)$/;

function printer(io: Io, words: Words, locale: Locale, platform: string, folder: string): Adapter {
  const write = (message: Outgoing) => {
    const text = cardLines(message.card, words, locale)
      .map((line) => (line.label ? `${line.label}: ${line.text}` : line.text))
      .join("\n");
    return text;
  };
  return {
    platform,
    start: async () => {},
    stop: async () => {},
    async send(message) {
      const text = write(message);
      io.out(`${text}\n`);
      return { messageId: String(message.rowId), text };
    },
    async edit(messageId, message) {
      const text = write(message);
      io.out(`${text}\n`);
      return { messageId, text };
    },
    async attach(_, message, file) {
      io.out(`${(await keepFile(folder, message.rowId, file)).path}\n`);
    },
    attached: async () => undefined,
    find: async () => null,
    download: async () => {
      throw new AppError("USAGE", { detail: "xuncha import <file>" });
    },
    pace: () => ({ burst: 1_000, everyMs: 1 }),
  };
}

export const sayVerb =
  (text: string, options: { as: string }): Verb =>
  async (io, config) => {
    if (!IDENTITY.test(options.as)) throw new AppError("USAGE", { detail: "--as telegram:123 | slack:T1:U1" });
    return withApp(config, { exclusive: false }, async (app) => {
      await app.open();
      const id = randomUUID();
      const platform = `say-${id}`;
      await app.connect(printer(io, app.words, config.LOCALE, platform, outFolder(config)));
      await app.dispatcher.intake([
        {
          eventId: `say:${id}`,
          platform: options.as.split(":")[0] ?? "say",
          channel: `${platform}:1`,
          title: "cli",
          direct: true,
          kind: "message",
          from: { id: options.as, name: "" },
          text,
          addressed: true,
          mentions: [...text.matchAll(/@([\p{L}\p{N}_-]+)/gu)].map(([whole, name]) => ({
            text: whole,
            username: name ?? "",
          })),
          files: [],
        },
      ]);
      await app.settled();
      return 0;
    });
  };
