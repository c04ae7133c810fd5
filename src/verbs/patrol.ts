/** `xuncha patrol`: every running site once, now. News go to the outbox; a bot beside it sends them. */

import { say } from "../card.ts";
import { isSevere, resultRows } from "../report/check.ts";
import { createProgress } from "./progress.ts";
import type { Verb } from "./verb.ts";
import { withApp } from "./verb.ts";

export const patrol =
  (options: { json?: boolean }): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false, patrol: { secondLookAfter: { seconds: 0 } } }, async (app) => {
      await app.open();
      const { shown } = await app.reports();
      const round = await app.patrol();
      await round.makeDue();
      const progress = createProgress(process.stderr, await app.runningSites());
      let visited = 0;
      let severe = 0;
      let open = 0;
      await round.run(({ site, visited: seen, applied }) => {
        const rows = resultRows(seen.judged, shown);
        visited++;
        if (isSevere(rows)) severe++;
        open += applied.opened.length + applied.open.length;
        progress.step(visited);
        if (options.json)
          io.out(
            `${JSON.stringify({ site: site.name, url: site.url, outcome: seen.chain.outcome, opened: applied.opened, cleared: applied.cleared, results: rows.map(({ check, outcome, level, reason }) => ({ check, outcome, level, reason })) })}\n`,
          );
      });
      progress.end();
      if (!options.json) io.out(`${tell(say("cli.patrolled", { visited, severe, open }))}\n`);
      return severe > 0 ? 1 : 0;
    });
