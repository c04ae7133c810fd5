/** Sites whose visits fail by a fault of ours, time and again: set aside with the reason, told once, tried a day later. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import type { Due } from "../../db/patrol.ts";
import { setAside } from "../../db/queue.ts";
import { siteById } from "../../db/sites.ts";
import type { Clock } from "./clock.ts";
import { tell } from "./news.ts";

/** The reason where no try came so far as to give one. */
export const PROCESS_ENDED = "process-ended";
/** Tries of one visit before its site is set aside. */
export const MAX_TRIES = 4;
const ASIDE = { hours: 24 };
/** A reason is a line in a card. */
const REASON_LENGTH = 200;

export async function putAside(
  q: Queries,
  clock: Clock,
  due: Pick<Due, "siteId" | "kind"> & { lease?: string | null },
  reason: string,
): Promise<void> {
  const at = clock.now();
  const note = reason.slice(0, REASON_LENGTH) || PROCESS_ENDED;
  if (!(await setAside(q, due, { at, until: at.add(ASIDE), note }))) return;
  const site = await siteById(q, due.siteId);
  await audit(q, {
    at,
    actor: "system",
    action: "site-aside",
    subject: `site:${due.siteId}`,
    data: { kind: due.kind, note },
  });
  if (site) await tell(q, { subject: `aside:${site.name}`, event: "site-aside", ids: [site.id], at, site });
}
