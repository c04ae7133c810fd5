/** The files of a card: its picture first, then its documents and tables, the texts it holds, and what was kept. One that cannot be made is left out. */
import type { Attachment, Card } from "../card.ts";
import type { Locale, Words } from "../words/say.ts";
import { altOf, createPainter, type Painter } from "./chart.ts";
import { fileName } from "./file-name.ts";

export type AttachmentParts = {
  words: Words;
  painter?: Painter;
  /** The bytes that were kept under a hash. */
  body(hash: string): Promise<Uint8Array | undefined>;
  onFault(error: unknown): void;
};

export function createAttachments({ words, painter = createPainter(words), body, onFault }: AttachmentParts) {
  const made = async (make: () => Promise<Attachment[]>): Promise<Attachment[]> => {
    try {
      return await make();
    } catch (error) {
      onFault(error); // the message is worth more than what goes with it
      return [];
    }
  };
  async function make(
    { picture, documents = [], workbooks = [], tables = [], files = [], kept = [] }: Card,
    locale: Locale,
  ): Promise<Attachment[]> {
    const all: Promise<Attachment[]>[] = [];
    const add = (making: () => Promise<Attachment[]>) => void all.push(made(making));
    // Drawn in a thread of its own while the others are written
    if (picture)
      add(async () => [
        {
          name: `${fileName(words.say(picture.title, locale))}.png`,
          bytes: await painter.paint(picture, locale),
          kind: "picture",
          alt: altOf(picture, words, locale),
        },
      ]);
    for (const document of documents)
      add(async () => {
        const { writeDocument } = await import("./bulletin/document.ts");
        return [{ name: `${fileName(document.name)}.docx`, bytes: await writeDocument(document), kind: "file" }];
      });
    for (const book of workbooks)
      add(async () => {
        const { writeWorkbook } = await import("./tables.ts");
        const name = `${fileName(words.say(book.name, locale))}.xlsx`;
        return [{ name, bytes: await writeWorkbook(book, words, locale), kind: "file" }];
      });
    for (const table of tables)
      add(async () => {
        const { tableFiles } = await import("./tables.ts");
        return tableFiles(table, words, locale);
      });
    for (const { name, text } of files)
      add(async () => [{ name: fileName(name), bytes: Buffer.from(text, "utf8"), kind: "file" }]);
    for (const { name, hash, picture: shown } of kept)
      add(async () => {
        const bytes = await body(hash);
        if (!bytes) return [];
        return [{ name: fileName(name), bytes, ...(shown ? { kind: "picture", alt: name } : { kind: "file" }) }];
      });
    return distinct((await Promise.all(all)).flat());
  }
  return { make, close: () => painter.close() };
}

/** What is looked for by its name after a crash must have one of its own. */
function distinct(files: Attachment[]): Attachment[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let { name } = file;
    for (let n = 2; taken.has(name); n++) name = file.name.replace(/(\.\w+)?$/, ` ${n}$1`);
    taken.add(name);
    return { ...file, name };
  });
}
