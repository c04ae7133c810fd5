/** What the demo's patrol found, site by site, before the chat begins. */
import { filterFindings } from "../../db/findings.ts";
import { results } from "../../db/patrol.ts";
import { allSites } from "../../db/sites.ts";
import type { App } from "../app.ts";
import { say } from "../card.ts";
import { findingPhrase } from "../report/findings.ts";

export async function printFleet({ db, words, config }: App, io: { out(text: string): void }): Promise<void> {
  const tell = (phrase: Parameters<typeof words.say>[0]) => words.say(phrase, config.LOCALE);
  let severe = 0;
  let open = 0;
  const sites = await allSites(db);
  for (const site of sites) {
    const found = await filterFindings(
      db,
      { siteIds: [site.id], state: "open", levels: ["veto", "fault", "warning"] },
      100,
    );
    const unsure = (await results(db, site.id)).filter(
      ({ outcome, reason }) => outcome === "inconclusive" && reason !== "no-history" && reason !== "not-measured",
    );
    if (found.some(({ level }) => level !== "warning")) severe++;
    open += found.length;
    io.out(`${site.code} ${site.name} ${site.url}\n`);
    for (const row of found)
      io.out(
        `  - ${row.checkId}: ${tell(say("finding.line", { id: row.id, level: say(`level.${row.level}`), what: findingPhrase(row) }))}\n`,
      );
    const reasons = [...new Set(unsure.map(({ reason }) => reason))];
    for (const reason of reasons) io.out(`  - ${tell(say("check.unsure", { list: [say(`reason.${reason}`)] }))}\n`);
  }
  io.out(`\n${tell(say("cli.patrolled", { visited: sites.length, severe, open }))}\n\n`);
}
