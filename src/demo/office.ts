/** The demo's office: its registry, former names, the domain campaign, an overlay of the rules and a seeded week of probes. */

import { seedProbeDay } from "../../db/patrol.ts";
import { noteHistory, setDomainMove, siteByCode } from "../../db/sites.ts";
import type { App } from "../app.ts";
import { applyImport, planImport } from "../oversight/registry.ts";
import { readRegistryFile } from "../oversight/registry-file.ts";
import { rulesFor, setOverrides } from "../oversight/rules.ts";
import { replaceTerms } from "../oversight/terms.ts";
import { seedLife } from "./life.ts";
import { seedMessages } from "./messages.ts";
import type { Fleet } from "./serve.ts";
import { demoSites } from "./sites.ts";

const PROBES = 24;
const LIMIT_MS = 2_000;
const ENTERED_DAYS = 40;

/** Returns the id of the rule set in force before the overlay. */
export async function seedOffice({ db, clock }: App, fleet: Fleet): Promise<string> {
  const at = clock.now();
  const today = clock.today();
  const ruleset = (await rulesFor(db, today)).id;
  const file = await readRegistryFile(Buffer.from(fleet.registryCsv, "utf8"));
  await db.tx(async (tx) => {
    // Entered some weeks ago, so that there are working days on which the sites ran
    const entered = at.subtract({ hours: 24 * ENTERED_DAYS });
    await applyImport(tx, await planImport(tx, file), { actor: "demo", at: entered });
    await setOverrides(tx, { V2: { values: { limitMs: LIMIT_MS } } });
    await replaceTerms(
      tx,
      {
        faults: [],
        rows: [
          { kind: "outdated", text: "计划生育委员会", instead: "卫生健康委员会", since: "2018-12-31", note: null },
        ],
      },
      { actor: "demo", at },
    );
    for (const demo of demoSites) {
      const site = await siteByCode(tx, demo.code);
      if (!site) continue;
      for (const { name, until } of demo.formerNames ?? []) {
        const end = clock.startOf(Temporal.PlainDate.from(until));
        await noteHistory(tx, {
          siteId: site.id,
          field: "name",
          value: name,
          actor: "demo",
          at: end.subtract({ hours: 24 * 365 }),
        });
        await noteHistory(tx, { siteId: site.id, field: "name", value: site.name, actor: "demo", at: end });
      }
      if (demo.campaign) {
        const { oldHost, newHost, noticeBy } = demo.campaign;
        const noticeUntil = Temporal.PlainDate.from(noticeBy).add({ months: 3 }).toString();
        await setDomainMove(tx, { siteId: site.id, oldHost, newHost, noticeFrom: noticeBy, noticeUntil });
      }
      for (let back = 7; back >= 1; back--) {
        const missed = demo.seededMisses?.[7 - back] ?? 0;
        await seedProbeDay(tx, {
          siteId: site.id,
          day: today.subtract({ days: back }).toString(),
          opened: PROBES - missed,
          missed,
          declined: 0,
          unmeasured: 0,
          disputed: 0,
          probes: [],
        });
      }
    }
    await seedLife(
      tx,
      clock,
      demoSites.map(({ code }) => code),
    );
    await seedMessages(tx, clock);
  });
  return ruleset;
}
