/** Ends of what is kept: settings, with defaults that keep all that a case or a closed round may need. */
import { pruneAddresses } from "../db/addresses.ts";
import { forgetEvidence, setting, staleEvidence } from "../db/office.ts";
import type { Db } from "../db/open.ts";
import { pruneLinks, pruneProbes } from "../db/patrol.ts";
import { pruneTalk } from "../db/talk.ts";
import { pruneWatch } from "../db/watch.ts";
import type { EvidenceStore } from "./collect/evidence-store.ts";
import type { Clock } from "./oversight/clock.ts";

export const RETENTION = { probeDays: 60, captureDays: 400, talkDays: 90, articleDays: 1_100, paragraphDays: 120 };

export async function prune(db: Db, store: EvidenceStore, clock: Clock): Promise<number> {
  const keep = { ...RETENTION, ...(await setting<Partial<typeof RETENTION>>(db, "retention")) };
  const now = clock.now();
  const before = (days: number) => now.subtract({ hours: 24 * days });
  const stale = [
    ...(await staleEvidence(db, before(keep.probeDays), "probe:")),
    ...(await staleEvidence(db, before(keep.captureDays), "capture:")),
  ];
  const hashes = [...new Set(stale)];
  await db.tx(async (tx) => {
    await forgetEvidence(tx, hashes);
    await pruneLinks(tx, before(2));
    await pruneAddresses(tx, before(1));
    await pruneProbes(tx, clock.today().subtract({ days: keep.probeDays }).toString());
    const day = (days: number) => clock.today().subtract({ days }).toString();
    await pruneWatch(tx, { articles: day(keep.articleDays), paragraphs: day(keep.paragraphDays) });
    await pruneTalk(tx, before(keep.talkDays));
  });
  // Rows first: a body without a row is swept another time, a row without its body would be a broken citation
  for (const hash of hashes) await store.remove(hash);
  return hashes.length;
}
