/** A card at the command line: its lines on stdout, its files in a folder. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Card } from "../card.ts";
import { cardLines } from "../chat/lines.ts";
import { AppError } from "../errors.ts";
import { createAttachments } from "../report/attachments.ts";
import type { Locale, Words } from "../words/say.ts";
import type { Io } from "./verb.ts";

export function printCard(io: Io, card: Card, words: Words, locale: Locale): void {
  for (const line of cardLines(card, words, locale)) io.out(`${line.label ? `${line.label}: ` : ""}${line.text}\n`);
}

/** Writes what the card brings: pictures, tables, documents; answers the names of the files. */
export async function writeFiles(folder: string, card: Card, words: Words, locale: Locale): Promise<string[]> {
  const attachments = createAttachments({
    words,
    body: async () => undefined,
    onFault(error) {
      throw error; // who asks for files wants all of them
    },
  });
  try {
    const files = await attachments.make(card, locale);
    await mkdir(folder, { recursive: true });
    for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
    return files.map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new AppError("FILE_UNWRITABLE", { detail: folder }, { cause: error });
  } finally {
    await attachments.close();
  }
}
