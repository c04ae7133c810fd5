/** A full reading: the home page, the pages beside it and their links, as the daily patrol, a person's check and a round take it. */
import type { Db } from "../../db/open.ts";
import { noteLinks, recallLinks } from "../../db/patrol.ts";
import type { SiteRow } from "../../db/sites.ts";
import type { LinkMemory } from "../collect/links.ts";
import type { Clock } from "./clock.ts";
import { readDossier, revisits } from "./dossier.ts";
import type { Supplies } from "./supplies.ts";
import type { VisitPlan } from "./visit.ts";

const LINK_HOLDS = { hours: 4 };
/** A dead link is fetched again after this, so that a short fault of the far end blames nobody. */
export const LINK_PAUSE_MS = 30_000;

export function linkMemory(db: Db, clock: Clock): LinkMemory {
  return {
    recall: async (urls) => (await recallLinks(db, urls, clock.now().subtract(LINK_HOLDS))) as never,
    note: async (found) => {
      if (found.size > 0) await db.tx((tx) => noteLinks(tx, found, clock.now()));
    },
  };
}

/** What makes a visit a full one; of an address that is no site of ours nothing is known before. */
export async function fullReading(
  { db, clock, supplies }: { db: Db; clock: Clock; supplies: Supplies },
  site: SiteRow | undefined,
): Promise<Pick<VisitPlan, "daily" | "secondLook" | "known" | "memory" | "revisit">> {
  return {
    daily: true,
    secondLook: "at-once",
    known: site ? await readDossier(db, site, clock, { supplies, daily: true }) : {},
    memory: linkMemory(db, clock),
    revisit: site ? await revisits(db, site) : [],
  };
}
