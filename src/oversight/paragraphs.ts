/** Which paragraphs were read for slips before, anywhere in the fleet, and what was flagged in them. */
import type { Db } from "../../db/open.ts";
import { noteParagraphs, recallParagraphs } from "../../db/watch.ts";
import type { ParagraphHit, ParagraphMemory } from "../collect/suspicions.ts";
import type { Clock } from "./clock.ts";

export const paragraphMemory = (db: Db, clock: Clock): ParagraphMemory => ({
  recall: async (hashes) => (await recallParagraphs(db, hashes)) as ReadonlyMap<string, ParagraphHit[]>,
  note: async (found) => {
    if (found.size > 0) await db.tx((tx) => noteParagraphs(tx, found, clock.today().toString()));
  },
});
