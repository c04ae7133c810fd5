/** `xuncha import` and `xuncha export`. */
import { readFile, writeFile } from "node:fs/promises";
import { type Part, say } from "../card.ts";
import { cardLines } from "../chat/lines.ts";
import { AppError } from "../errors.ts";
import { readMessagesFile } from "../oversight/messages-file.ts";
import { applyMessages, messageCounts, planMessages } from "../oversight/messages-import.ts";
import { allSites, applyImport, planCounts, planImport } from "../oversight/registry.ts";
import { readRegistryFile, writeRegistryCsv, writeRegistryXlsx } from "../oversight/registry-file.ts";
import { messagePlanParts } from "../report/messages-import.ts";
import { importParts } from "../report/registry.ts";
import type { Locale, Words } from "../words/say.ts";
import { type Io, type Verb, withApp } from "./verb.ts";

function printParts(io: Io, parts: Part[], words: Words, locale: Locale): void {
  const [, ...lines] = cardLines({ title: "", parts }, words, locale);
  for (const line of lines) io.err(`${line.text}\n`);
}

const bytesOf = (file: string): Promise<Uint8Array> =>
  readFile(file).catch((error) => {
    throw new AppError("FILE_UNREADABLE", { detail: file }, { cause: error });
  });

const importRegistry =
  (file: string, options: { dryRun?: boolean }): Verb =>
  async (io, config, tell) => {
    const read = await readRegistryFile(await bytesOf(file));
    return withApp(config, { exclusive: false }, async ({ db, clock, words }) => {
      if (options.dryRun) {
        const plan = await planImport(db, read);
        printParts(io, importParts(plan), words, config.LOCALE);
        io.out(`${tell(say("cli.planned", planCounts(plan)))}\n`);
        return 0;
      }
      const plan = await db.tx(async (tx) => {
        const made = await planImport(tx, read);
        await applyImport(tx, made, { actor: "cli", at: clock.now() });
        return made;
      });
      printParts(io, importParts(plan), words, config.LOCALE);
      io.out(`${tell(say("cli.imported", planCounts(plan)))}\n`);
      return 0;
    });
  };

const importMessages =
  (file: string, options: { dryRun?: boolean }): Verb =>
  async (io, config, tell) => {
    const read = await readMessagesFile(await bytesOf(file));
    return withApp(config, { exclusive: false }, async ({ db, clock, words }) => {
      const by = { actor: "cli", at: clock.now(), today: clock.today() };
      const { plan, counts } = await db.tx(async (tx) => {
        const plan = await planMessages(tx, read, clock);
        const counts = options.dryRun ? messageCounts(plan, by.today.toString()) : await applyMessages(tx, plan, by);
        return { plan, counts };
      });
      printParts(io, messagePlanParts(plan), words, config.LOCALE);
      io.out(`${tell(say(options.dryRun ? "cli.messages-planned" : "cli.messages-imported", counts))}\n`);
      return 0;
    });
  };

export const importFile = (file: string, options: { dryRun?: boolean; messages?: boolean }): Verb =>
  options.messages ? importMessages(file, options) : importRegistry(file, options);

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
