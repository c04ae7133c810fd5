/** `xuncha terms`: the office's own terms from a table. */
import { readFile } from "node:fs/promises";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { readTerms, replaceTerms } from "../oversight/terms.ts";
import { type Verb, withApp } from "./verb.ts";

export const termsVerb =
  (file: string): Verb =>
  async (io, config, tell) => {
    const bytes = await readFile(file).catch((cause) => {
      throw new AppError("FILE_UNREADABLE", { detail: file }, { cause });
    });
    const plan = await readTerms(bytes);
    return withApp(config, { exclusive: false }, async ({ db, clock }) => {
      await db.tx((tx) => replaceTerms(tx, plan, { actor: "cli", at: clock.now() }));
      io.out(`${tell(say("terms.imported", { name: file, n: plan.rows.length, faults: plan.faults.length }))}\n`);
      for (const { line, reason, value } of plan.faults)
        io.err(`${tell(say(`terms.fault-${reason}`, { line: String(line), value: value || "—" }))}\n`);
      return 0;
    });
  };
