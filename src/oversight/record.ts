/** Keeps what a visit found: the probe in its day, each verdict, the findings and their evidence, in one transaction. */

import type { Rules } from "../../checks/check.ts";
import { isDuplicate } from "../../db/errors.ts";
import { stillSeen } from "../../db/findings.ts";
import { citeEvidence } from "../../db/office.ts";
import type { Db, Queries } from "../../db/open.ts";
import { addProbe, noteResults, noteVisit, type ProbeCounts, recountProbe } from "../../db/patrol.ts";
import { type SiteRow, setBaseline } from "../../db/sites.ts";
import type { EvidenceStore } from "../collect/evidence-store.ts";
import type { Clock } from "./clock.ts";
import { type Applied, applyVerdicts } from "./findings.ts";
import { weigh } from "./judge.ts";
import { learn } from "./learn.ts";
import { tell } from "./news.ts";
import { pauseDeclining } from "./pauses.ts";
import type { Visited } from "./visit.ts";

/** What a failed probe leaves as evidence. */
const KEPT_BODY = 64 << 10;

/** Thrown from `also`: the visit is somebody else's by now, and nothing of it is kept. */
export class LapsedLease extends Error {}

export type RecordOptions = {
  site: SiteRow;
  rules: Rules;
  visited: Visited;
  /** probe: one of the day's counted visits. second: it decides the miss before it. asked: a person's, not counted. */
  as: "probe" | "second" | "asked";
  /** With `second`: the civil day in which the miss was counted; the minute between may cross midnight. */
  missedOn?: string;
  except?: string | undefined;
  /** More to do in the same transaction: the next due time, the answer to a command. `counts` is of the day of a probe. */
  also?(tx: Queries, applied: Applied, counts?: ProbeCounts): Promise<void>;
  /** How long the card about first visits waits for further ones. */
  baselineDelay: Temporal.Duration;
};

async function keepEvidence(store: EvidenceStore, { chain, body }: Visited) {
  const head = Buffer.from(`${JSON.stringify({ ...chain, at: undefined })}\n`);
  const whole = chain.outcome === "opened" ? body : body?.subarray(0, KEPT_BODY);
  const bytes = Buffer.concat([head, whole ?? new Uint8Array()]);
  return { hash: await store.put(bytes), size: bytes.length };
}

export async function recordVisit(
  db: Db,
  store: EvidenceStore,
  clock: Clock,
  options: RecordOptions,
): Promise<Applied> {
  const { site, rules, visited, as, except } = options;
  const { chain, judged, digests, counted } = visited;
  const at = clock.now();
  const today = clock.dayOf(at);
  const address = chain.hops.at(-1)?.address ?? null;
  const failing = chain.outcome !== "opened" || judged.some(({ verdict }) => verdict.outcome === "fail");
  // Stored before the rows that cite it; what nothing cites in the end is swept by `prune`
  const evidence = failing || site.baselineAt === null ? await keepEvidence(store, visited) : undefined;
  const shot = visited.screenshot?.length
    ? { hash: await store.put(visited.screenshot), size: visited.screenshot.length }
    : undefined;
  const write = async (tx: Queries): Promise<Applied> => {
    let counts: ProbeCounts | undefined;
    if (as === "probe") {
      const outcome = counted === "pending" ? "missed" : counted;
      counts = await addProbe(tx, { siteId: site.id, day: today, outcome, packed: pack(clock, at, outcome, visited) });
    } else if (as === "second" && counted !== "missed" && counted !== "pending")
      await recountProbe(tx, {
        siteId: site.id,
        day: options.missedOn ?? today,
        from: "missed",
        to: counted === "opened" ? "disputed" : counted,
      });
    await noteVisit(tx, {
      siteId: site.id,
      at,
      ms: chain.ms,
      outcome: chain.outcome,
      failure: chain.failure ?? null,
      address,
    });
    if (address && chain.outcome === "declined") await pauseDeclining(tx, address, at);
    await noteResults(
      tx,
      judged.map(({ check, verdict }) => {
        const levels =
          verdict.outcome === "fail" ? verdict.findings.flatMap((one) => weigh(check, one, rules)?.level ?? []) : [];
        return {
          siteId: site.id,
          checkId: check.meta.id,
          outcome: verdict.outcome,
          level: (["veto", "fault", "warning", "info"] as const).find((level) => levels.includes(level)) ?? null,
          reason: verdict.outcome === "inconclusive" ? verdict.reason : null,
          prepared: verdict.outcome === "inconclusive" ? (verdict.prepared ?? null) : null,
          digest: digests.get(check.meta.id) ?? "",
          holdsUntil: "holdsUntil" in verdict ? (verdict.holdsUntil ?? null) : null,
          at,
        };
      }),
    );
    await learn(tx, site.id, visited, today);
    await stillSeen(tx, site.id, visited.skipped, at);
    const first = site.baselineAt === null && counted !== "pending" && chain.outcome !== "unmeasured";
    const applied = await applyVerdicts(tx, judged, {
      site,
      rules,
      at,
      begunAt: visited.begunAt,
      today,
      evidence,
      baseline: site.baselineAt === null,
      except,
    });
    const changed = [...applied.opened, ...applied.cleared];
    if (shot) await citeEvidence(tx, { ...shot, at }, ...changed.map((id) => `finding:${id}:screenshot`));
    if (evidence && chain.outcome !== "opened")
      await citeEvidence(tx, { ...evidence, at }, `probe:${site.id}:${today}`);
    if (first && (await setBaseline(tx, site.id, at))) {
      if (evidence) await citeEvidence(tx, { ...evidence, at }, `capture:${site.id}`);
      await tell(tx, {
        subject: "baseline",
        event: "baseline",
        ids: [site.id],
        at,
        site,
        except,
        notBefore: at.add(options.baselineDelay),
      });
    }
    await options.also?.(tx, applied, counts);
    return applied;
  };
  try {
    return await db.tx(write);
  } catch (error) {
    // A person's check and the patrol may open the same finding at once: the second one finds it there
    if (!isDuplicate(error)) throw error;
    return db.tx(write);
  }
}

/** One probe in a few characters: minute of the day, outcome, milliseconds, failure, and whence. */
function pack(clock: Clock, at: Temporal.Instant, outcome: string, { chain }: Visited): string {
  const { hour, minute } = at.toZonedDateTimeISO(clock.zone);
  const from = chain.vantages?.at(-1);
  return `${hour * 60 + minute} ${outcome[0]} ${chain.ms}${chain.failure ? ` ${chain.failure}` : ""}${from ? ` @${from}` : ""}`;
}
