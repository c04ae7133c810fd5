/** What goes with a message, where there is only a terminal: a file in a folder, its text on the screen when it is short. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Attachment } from "../../card.ts";

const TEXTS = /\.(?:csv|txt|md)$/i;
/** A longer text would push the answer off the screen. */
const MOST_LINES = 40;
const MOST_CHARS = 120;

/** `text` is what may be printed. A folder a message: names stay as they are, and nothing is written over. */
export async function keepFile(
  folder: string,
  rowId: number,
  { name, bytes }: Attachment,
): Promise<{ path: string; text: string | undefined }> {
  const own = join(folder, String(rowId));
  await mkdir(own, { recursive: true });
  const path = join(own, basename(name));
  await writeFile(path, bytes);
  if (!TEXTS.test(name)) return { path, text: undefined };
  const text = new TextDecoder().decode(bytes).trimEnd();
  const lines = text.split("\n");
  const short = lines.length <= MOST_LINES && lines.every((line) => line.length <= MOST_CHARS);
  return { path, text: short ? text : undefined };
}
