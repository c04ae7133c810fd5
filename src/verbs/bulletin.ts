/** `xuncha figures` and `xuncha bulletin`: figures of a period into the store; its documents, or the year's form, into a folder. */
import { readFile } from "node:fs/promises";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { loadFigures } from "../oversight/bulletin/collect.ts";
import { readFigures } from "../oversight/bulletin/figures-file.ts";
import { type Period, readPeriod } from "../oversight/period.ts";
import { Refusal } from "../oversight/refusal.ts";
import { faultPhrase } from "../report/bulletin/card.ts";
import { composeBulletin } from "../report/bulletin/compose.ts";
import { notePhrase, sourceName } from "../report/bulletin/sources.ts";
import { templateIn } from "../report/bulletin/template-file.ts";
import { bulletinCard, createIssue, needBulletin, readForm } from "../report/bulletin.ts";
import { printCard, writeFiles } from "./print.ts";
import { type Exit, type Io, type Verb, withApp } from "./verb.ts";

function periodOf(words: string, today: Temporal.PlainDate): Period {
  const period = readPeriod(words, today);
  if (!period) throw new AppError("USAGE", { detail: `${words} (2018Q4, 2018-11, 2018, 2018-07-01..2018-12-31)` });
  return period;
}
/** What chat would refuse, as a line and the way out of it. */
async function refusable(io: Io, tell: Parameters<Verb>[2], run: () => Promise<Exit>): Promise<Exit> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    io.err(`${tell(error.what)}\n`);
    if (error.copy) io.err(`${error.copy}\n`);
    return 2;
  }
}

export const figures =
  (words: string, file: string): Verb =>
  async (io, config, tell) => {
    const bytes = await readFile(file).catch((cause) => {
      throw new AppError("FILE_UNREADABLE", { detail: file }, { cause });
    });
    return withApp(config, { exclusive: false }, async ({ db, clock }) => {
      const period = periodOf(words, clock.today());
      const read = readFigures(bytes, period.name, (own) => readPeriod(own, clock.today())?.name);
      if ("faults" in read) {
        io.err(`${tell(say("figures.faults", { file, n: read.faults.length }))}\n`);
        for (const fault of read.faults) io.err(`  ${tell(faultPhrase(fault))}\n`);
        return 2;
      }
      const { traces, notes } = composeBulletin(read.figures, templateIn(config.DATA_DIR), clock.today().toString());
      await db.tx((tx) => loadFigures(tx, read.figures, { actor: "cli", at: clock.now() }));
      io.out(`${tell(say("figures.stored", { period: period.name }))}\n`);
      for (const { name, text, held } of traces)
        io.out(`  ${tell(say("figures.line", { name, text, by: sourceName(read.figures, held) }))}\n`);
      for (const note of notes) io.out(`! ${tell(notePhrase(note))}\n`);
      return 0;
    });
  };

export const bulletin =
  (words: string, { out, form }: { out: string; form?: boolean }): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async ({ db, clock, words: catalogue }) =>
      refusable(io, tell, async () => {
        const period = periodOf(words, clock.today());
        if (form && period.unit !== "year") throw new AppError("USAGE", { detail: "bulletin 2018 --form --out DIR" });
        const issue = createIssue(config.OFFICE, config.DATA_DIR, catalogue);
        const card = await db.snapshot(async (q) =>
          form ? readForm(q, period, clock, issue) : bulletinCard(await needBulletin(q, period, clock, issue)),
        );
        const files = await writeFiles(out, card, catalogue, config.LOCALE);
        printCard(io, card, catalogue, config.LOCALE);
        io.out(`${tell(say("cli.bulletin-written", { n: files.length, files }))}\n`);
        return 0;
      }),
    );
