/** `xuncha import` and `xuncha export`. */
import { readFile, writeFile } from "node:fs/promises";
import { say } from "../card.ts";
import { cardLines } from "../chat/lines.ts";
import { AppError } from "../errors.ts";
import { allSites, applyImport, type Plan, planCounts, planImport } from "../oversight/registry.ts";
import { readRegistryFile, writeRegistryCsv, writeRegistryXlsx } from "../oversight/registry-file.ts";
import { importParts } from "../report/registry.ts";
import type { Locale, Words } from "../words/say.ts";
import { type Io, type Verb, withApp } from "./verb.ts";

function printPlan(io: Io, plan: Plan, words: Words, locale: Locale): void {
  const [, ...lines] = cardLines({ title: "", parts: importParts(plan) }, words, locale);
  for (const line of lines) io.err(`${line.text}\n`);
}

export const importRegistry =
  (file: string, options: { dryRun?: boolean }): Verb =>
  async (io, config, tell) => {
    const bytes = await readFile(file).catch((error) => {
      throw new AppError("FILE_UNREADABLE", { detail: file }, { cause: error });
    });
    const read = await readRegistryFile(bytes);
    return withApp(config, { exclusive: false }, async ({ db, clock, words }) => {
      if (options.dryRun) {
        const plan = await planImport(db, read);
        printPlan(io, plan, words, config.LOCALE);
        io.out(`${tell(say("cli.planned", planCounts(plan)))}\n`);
        return 0;
      }
      const plan = await db.tx(async (tx) => {
        const made = await planImport(tx, read);
        await applyImport(tx, made, { actor: "cli", at: clock.now() });
        return made;
      });
      printPlan(io, plan, words, config.LOCALE);
      io.out(`${tell(say("cli.imported", planCounts(plan)))}\n`);
      return 0;
    });
  };

export const exportRegistry =
  (file: string): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async ({ db }) => {
      if (!/\.(?:csv|xlsx)$/i.test(file)) throw new AppError("USAGE", { detail: "export <file.csv | file.xlsx>" });
      const sites = await allSites(db);
      const bytes = /\.xlsx$/i.test(file) ? await writeRegistryXlsx(sites) : writeRegistryCsv(sites);
      await writeFile(file, bytes).catch((error) => {
        throw new AppError("FILE_UNREADABLE", { detail: file }, { cause: error });
      });
      io.out(`${tell(say("cli.exported", { n: sites.length, file }))}\n`);
      return 0;
    });
