/** Files that people attach: fetched only for a command that takes them, from who may hand them in, and kept by their hash. */
import type { Command, Context } from "../commands/command.ts";
import type { Db } from "../db/open.ts";
import { dialogOf } from "../db/talk.ts";
import { say } from "./card.ts";
import type { Incoming } from "./chat/port.ts";
import { readLine } from "./lines.ts";
import { Refusal } from "./oversight/refusal.ts";
import { mayAct, readRights } from "./oversight/rights.ts";

const MOST_BYTES = 20 << 20;

export type FilesInParts = {
  db: Db;
  commands: readonly Command[];
  admins: readonly string[];
  download(platform: string, ref: string): Promise<Uint8Array>;
  /** Keeps a file by its hash, before the row that cites it. */
  keep(bytes: Uint8Array): Promise<string>;
};

export function createFilesIn({ db, commands, admins, download, keep }: FilesInParts) {
  /** The command that a message gives, or that the dialogue leads to which it answers. */
  async function commandOf({ text, channel, from }: Incoming): Promise<Command | undefined> {
    if (/^[/／]/.test(text.trim())) return readLine(commands, text).command;
    const dialog = await dialogOf(db, channel, from.id);
    const asked = dialog && commands.find(({ meta }) => meta.forms?.some(({ id }) => id === dialog.form));
    return asked ?? readLine(commands, text).command;
  }

  return async (incoming: Incoming): Promise<Context["files"]> => {
    const { addressed, replyTo, files, from, platform } = incoming;
    if (files.length === 0 || !(addressed || replyTo !== undefined)) return [];
    const least = (await commandOf(incoming))?.meta.files;
    if (!least || !mayAct(await readRights(db, from.id, admins), least)) return [];
    const taken = [];
    for (const { name, ref } of files) {
      const bytes = await download(platform, ref);
      if (bytes.length > MOST_BYTES) throw new Refusal(say("refuse.file-large", { name, mb: MOST_BYTES >> 20 }));
      taken.push({ name, bytes, hash: await keep(bytes), size: bytes.length });
    }
    return taken;
  };
}
