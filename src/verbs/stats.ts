/** `xuncha stats`: the figures of a period on the terminal, as JSON, or as files. */
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { readBeside } from "../oversight/stats/beside.ts";
import { GROUPINGS } from "../oversight/stats/figures.ts";
import { readQuestion } from "../oversight/stats/question.ts";
import { readStats } from "../oversight/stats.ts";
import { statsCard } from "../report/stats.ts";
import { besideParts } from "../report/stats-beside.ts";
import { statsTables } from "../report/stats-tables.ts";
import { printCard, writeFiles } from "./print.ts";
import { type Verb, withApp } from "./verb.ts";

type Options = { json?: boolean; by?: string; out?: string };

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
      const files =
        out === undefined ? [] : await writeFiles(out, { ...card, tables: statsTables(figures) }, words, config.LOCALE);
      if (json) io.out(`${JSON.stringify({ ...figures, ...beside })}\n`);
      else printCard(io, card, words, config.LOCALE);
      // Beside JSON, stdout stays one object
      if (files.length > 0) (json ? io.err : io.out)(`${tell(say("cli.stats-written", { n: files.length, files }))}\n`);
      return 0;
    });
