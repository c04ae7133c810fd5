/** `xuncha stats`: the figures of a period on the terminal, as JSON, or as files. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Card, say } from "../card.ts";
import { cardLines } from "../chat/lines.ts";
import { AppError } from "../errors.ts";
import { readBeside } from "../oversight/stats/beside.ts";
import { GROUPINGS } from "../oversight/stats/figures.ts";
import { readQuestion } from "../oversight/stats/question.ts";
import { readStats, type Stats } from "../oversight/stats.ts";
import { createAttachments } from "../report/attachments.ts";
import { statsCard } from "../report/stats.ts";
import { besideParts } from "../report/stats-beside.ts";
import { statsTables } from "../report/stats-tables.ts";
import type { Locale, Words } from "../words/say.ts";
import { type Verb, withApp } from "./verb.ts";

type Options = { json?: boolean; by?: string; out?: string };

/** Writes the tables, and the picture where there is one, as CSV, XLSX and PNG; answers the names of the files. */
async function writeFiles(folder: string, stats: Stats, card: Card, words: Words, locale: Locale): Promise<string[]> {
  const attachments = createAttachments({
    words,
    body: async () => undefined,
    onFault(error) {
      throw error; // who asks for files wants all of them
    },
  });
  try {
    const files = await attachments.make({ ...card, tables: statsTables(stats) }, locale);
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

export const stats =
  (period: string[], { by, json, out }: Options): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async ({ clock, db, words }) => {
      const given = [...period, ...(by ? [`by ${by}`] : [])].join(" ");
      const asked = readQuestion(given, clock.today());
      if ("group" in asked)
        throw new AppError("USAGE", { detail: `stats --by ${asked.group} (${GROUPINGS.join(", ")})` });
      if (!("by" in asked))
        throw new AppError("USAGE", {
          detail: `stats ${asked.period} (2026Q4, 2026-11, 2026, 2026-11-01..2026-11-24, "last quarter")`,
        });
      const { figures, beside } = await db.snapshot(async (q) => ({
        figures: await readStats(q, { ...asked, clock }),
        beside: asked.by ? undefined : await readBeside(q, { ...asked, clock }),
      }));
      const core = statsCard(figures);
      const card = beside ? { ...core, parts: [...core.parts, ...besideParts(beside)] } : core;
      const files = out === undefined ? [] : await writeFiles(out, figures, card, words, config.LOCALE);
      if (json) io.out(`${JSON.stringify({ ...figures, ...beside })}\n`);
      else
        for (const line of cardLines(card, words, config.LOCALE))
          io.out(`${line.label ? `${line.label}: ` : ""}${line.text}\n`);
      // Beside JSON, stdout stays one object
      if (files.length > 0) (json ? io.err : io.out)(`${tell(say("cli.stats-written", { n: files.length, files }))}\n`);
      return 0;
    });
