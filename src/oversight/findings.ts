/** From verdicts to findings: what opens, what is the same again, what is proven gone, and what of it is told. */
import type { Rules } from "../../checks/check.ts";
import { mask } from "../../checks/reading/mask.ts";
import { normalUrl } from "../../checks/reading/text.ts";
import {
  clearFinding,
  type FindingRow,
  findingsOfSite,
  type NewFinding,
  openFindings,
  rekeyFinding,
  reopenFinding,
  seenFinding,
} from "../../db/findings.ts";
import { audit, citeEvidence } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import type { SiteRow } from "../../db/sites.ts";
import { claimTold } from "../../db/windows.ts";
import { type Judged, type Weighed, weigh } from "./judge.ts";
import { readMutes, tell } from "./news.ts";
import { recheckOrders } from "./rectify.ts";

/** A site that goes up and down is told of once an hour at most. */
const TOLD_AGAIN_AFTER = { hours: 1 };
const EXCERPT = 200;

export type Applied = { opened: number[]; cleared: number[]; open: number[] };
export type ApplyContext = {
  site: SiteRow;
  rules: Rules;
  at: Temporal.Instant;
  /** When the reading began whose verdicts these are. */
  begunAt?: Temporal.Instant;
  today: string;
  /** The capture that shows it; its body was stored before. */
  evidence: { hash: string; size: number } | undefined;
  /** The first sight of a site: findings wait for review and nobody is told one by one. */
  baseline: boolean;
  except?: string | undefined;
};

const identity = ({ message, key }: { message: string; key: string }) => `${message}\n${key}`;

function stored({ finding, level }: Weighed) {
  const { url, place, excerpt, rendered } = finding.where;
  return {
    level,
    data: JSON.parse(mask(JSON.stringify(finding.data))) as Record<string, unknown>,
    place: {
      ...(url ? { url } : {}),
      ...(place ? { place } : {}),
      ...(excerpt ? { excerpt: mask(excerpt).slice(0, EXCERPT) } : {}),
      ...(rendered ? { rendered } : {}),
    },
  };
}

/** What stands on a page that was not read this time is not proven gone. Dead links of before were placed at themselves. */
function standsOn({ place, key }: FindingRow, read: readonly string[]): boolean {
  return !place.url || read.includes(place.url) || normalUrl(place.url) === key;
}

/** What was not there before goes to `found`: it is opened together. */
async function applyOne(
  q: Queries,
  judged: Judged,
  rows: FindingRow[],
  context: ApplyContext,
  found: NewFinding[],
): Promise<Applied> {
  const { check, verdict } = judged;
  const { site, rules, at, today, evidence, baseline } = context;
  const applied: Applied = { opened: [], cleared: [], open: [] };
  if (verdict.outcome !== "pass" && verdict.outcome !== "fail") return applied;
  const weighed = verdict.outcome === "fail" ? verdict.findings.flatMap((one) => weigh(check, one, rules) ?? []) : [];
  const matched = new Set<number>();
  for (const one of weighed) {
    const own = { checkVersion: check.meta.version, ...stored(one) };
    const wanted = identity(one.finding);
    const old = (check.oldKeys?.(one.finding) ?? []).map((key) => identity({ message: one.finding.message, key }));
    const row =
      rows.find(({ messageId, key }) => identity({ message: messageId, key }) === wanted) ??
      rows.find(({ messageId, key }) => old.includes(identity({ message: messageId, key })));
    if (!row) {
      found.push({
        siteId: site.id,
        checkId: check.meta.id,
        messageId: one.finding.message,
        key: one.finding.key,
        indicator: one.indicator,
        ...own,
        state: "open",
        baseline,
        evidence: evidence?.hash ?? null,
        openedAt: at,
        openedDay: today,
        lastSeenAt: at,
      });
      continue;
    }
    matched.add(row.id);
    if (row.key !== one.finding.key) await rekeyFinding(q, row.id, one.finding.key, check.meta.version);
    const quiet = row.review === "dismissed" && (row.quietUntil === null || row.quietUntil >= today);
    if (row.state === "cleared") {
      const review = quiet ? row.review : "unreviewed";
      const set = {
        ...own,
        openedAt: at,
        openedDay: today,
        evidence: evidence?.hash ?? null,
        review,
        quietUntil: quiet ? row.quietUntil : null,
      };
      if (await reopenFinding(q, row, set)) applied[quiet ? "open" : "opened"].push(row.id);
    } else {
      await seenFinding(q, row.id, { ...own, lastSeenAt: at });
      applied.open.push(row.id);
    }
  }
  for (const row of rows) {
    if (matched.has(row.id) || row.state !== "open") continue;
    // After a change of keys an unmatched row is given one more visit: the new form may only not have been met yet
    if (row.checkVersion < check.meta.version) {
      await rekeyFinding(q, row.id, row.key, check.meta.version);
      continue;
    }
    if (verdict.unread === "all" || verdict.unread?.includes(row.key)) continue;
    if (verdict.unlooked?.includes(row.messageId)) continue;
    if (row.place.rendered && !judged.rendered) continue;
    if (verdict.read && !standsOn(row, verdict.read)) continue;
    if (await clearFinding(q, row, { at, day: today, evidence: evidence?.hash ?? null })) applied.cleared.push(row.id);
  }
  return applied;
}

export const tellable = (row: FindingRow, at: Temporal.Instant) =>
  (row.level === "veto" || row.level === "fault") &&
  row.review !== "dismissed" &&
  (row.toldAt === null || Temporal.Instant.compare(row.toldAt.add(TOLD_AGAIN_AFTER), at) <= 0);
const toldThisTime = (row: FindingRow) =>
  row.toldAt !== null && Temporal.Instant.compare(row.toldAt, row.openedAt) >= 0;

/** Applies one visit's verdicts to the site's findings inside the caller's transaction. */
export async function applyVerdicts(q: Queries, judged: Judged[], context: ApplyContext): Promise<Applied> {
  const { site, at, today, evidence, baseline } = context;
  const before = await findingsOfSite(q, site.id);
  const total: Applied = { opened: [], cleared: [], open: [] };
  const found: NewFinding[] = [];
  for (const one of judged) {
    const rows = before.filter(({ checkId }) => checkId === one.check.meta.id);
    const { opened, cleared, open } = await applyOne(q, one, rows, context, found);
    total.opened.push(...opened);
    total.cleared.push(...cleared);
    total.open.push(...open);
  }
  total.opened.push(...(await openFindings(q, found)));
  const changed = [...total.opened, ...total.cleared];
  if (evidence) await citeEvidence(q, { ...evidence, at }, ...changed.map((id) => `finding:${id}`));
  if (changed.length > 0)
    await audit(q, {
      at,
      actor: "patrol",
      action: "findings",
      subject: `site:${site.id}`,
      data: { opened: total.opened, cleared: total.cleared },
    });
  if (!baseline) await tellChanges(q, total, context);
  await recheckOrders(q, site.id, { at, begunAt: context.begunAt, today: Temporal.PlainDate.from(today) });
  return total;
}

async function tellChanges(q: Queries, { opened, cleared, open }: Applied, context: ApplyContext): Promise<void> {
  const { site, at, today, except } = context;
  if (opened.length + cleared.length + open.length === 0) return;
  const quiet = await readMutes(q, today, at);
  if (quiet.site(site.id)) return;
  const after = await findingsOfSite(q, site.id);
  const heard = (row: FindingRow) => !quiet.finding(row.id) && !quiet.check(row.checkId);
  // What opened while it might not be told yet is told once it has lasted
  const news = after.filter(
    (row) =>
      row.state === "open" &&
      (opened.includes(row.id) || open.includes(row.id)) &&
      !row.baseline &&
      !toldThisTime(row) &&
      tellable(row, at) &&
      heard(row),
  );
  const gone = after.filter(
    (row) => cleared.includes(row.id) && (toldThisTime(row) || row.review === "confirmed") && heard(row),
  );
  const subject = `site:${site.id}`;
  const ids = await claimTold(
    q,
    news.map(({ id }) => id),
    at,
  );
  if (ids.length > 0) await tell(q, { subject, event: "findings-opened", ids, at, site, except });
  if (gone.length > 0)
    await tell(q, { subject, event: "findings-cleared", ids: gone.map(({ id }) => id), at, site, except });
}
