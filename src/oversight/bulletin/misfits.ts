/**
 * What cannot be true: a part that is larger than its whole, a row that stands twice. Such figures are neither stored nor
 * printed, for nobody but the office knows which of the two numbers is the right one. Parts that are smaller than their
 * whole can be true (a site of no kind, a department outside the table): those are printed, and named by notes.ts.
 */
import { type Check, field, type Known } from "./figures.ts";
import type { Fault } from "./reader.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);
export const outsideOf = ({ outside }: Check) => (outside ? outside.inconclusive + outside.declined : 0);
/** What the rate is of: those in the sample with a verdict. */
export const judged = (check: Check) => check.sampled - outsideOf(check);

function twice(path: string, keys: readonly string[], key: string): Fault[] {
  return keys.flatMap((one, i) =>
    keys.indexOf(one) < i ? [{ path: `${path}[${i}]${key}`, reason: "twice" as const, given: one }] : [],
  );
}

export function misfits(known: Known, prefix = ""): Fault[] {
  const faults: Fault[] = [];
  const within = (path: string, part: number | undefined, of: string, whole: number | undefined) => {
    if (part !== undefined && whole !== undefined && part > whole)
      faults.push({ path: prefix + path, reason: "more", given: String(part), wanted: `${prefix}${of} = ${whole}` });
  };
  const { running, check, selfChecks, messages, heldToAccount, others = [] } = known;
  if (running?.byKind) {
    within("running.byKind", sum(running.byKind.map(({ n }) => n)), "running.total", running.total);
    faults.push(
      ...twice(
        `${prefix}running.byKind`,
        running.byKind.map(({ kind }) => kind),
        ".kind",
      ),
    );
  }
  if (check) {
    const { carriedOver, regions, allPassed, failedSites, frame } = check;
    within(
      "check.sampled",
      check.sampled,
      frame === undefined ? field("running.total") : field("check.frame"),
      frame ?? running?.total,
    );
    within("check.frame", frame, "running.total", running?.total);
    within("check.outside", outsideOf(check), "check.sampled", check.sampled);
    within("check.failed", check.failed, "check.sampled - outside", judged(check));
    within("check.carriedOver.n", carriedOver?.n, "check.sampled", check.sampled);
    within("check.carriedOver.failing", carriedOver?.failing, "check.carriedOver.n", carriedOver?.n);
    within("check.carriedOver.failing", carriedOver?.failing, "check.failed", check.failed);
    if (regions) {
      for (const [i, row] of regions.entries()) {
        const at = `check.regions[${i}]`;
        within(`${at}.sampled`, row.sampled, `${at}.running`, row.running);
        within(`${at}.failed`, row.failed + (row.outside ?? 0), `${at}.sampled`, row.sampled);
      }
      const all = (of: "running" | "sampled" | "failed" | "outside") => sum(regions.map((row) => row[of] ?? 0));
      within("check.regions[].running", all("running"), "running.total", running?.total);
      within("check.regions[].sampled", all("sampled"), "check.sampled", check.sampled);
      within("check.regions[].failed", all("failed"), "check.failed", check.failed);
      within("check.regions[].outside", all("outside"), "check.outside", outsideOf(check));
      faults.push(
        ...twice(
          `${prefix}check.regions`,
          regions.map(({ name }) => name),
          ".name",
        ),
      );
    }
    within("check.allPassed.names", allPassed?.names?.length, "check.allPassed.n", allPassed?.n);
    if (failedSites) {
      within("check.failedSites", failedSites.length, "check.failed", check.failed);
      faults.push(
        ...twice(
          `${prefix}check.failedSites`,
          failedSites.map(({ code }) => code),
          ".code",
        ),
      );
    }
  }
  within("selfChecks.failed", selfChecks?.failed, "selfChecks.sampled", selfChecks?.sampled);
  within("selfChecks.sampled", selfChecks?.sampled, "selfChecks.running", selfChecks?.running);
  within("messages.onTime", messages?.onTime, "messages.handled", messages?.handled);
  within("messages.closed", messages?.closed, "messages.handled", messages?.handled);
  within("messages.onTime", messages?.onTime, "messages.closed", messages?.closed);
  within("heldToAccount.persons", heldToAccount?.persons, "heldToAccount.records", heldToAccount?.records);
  if (heldToAccount?.byKind)
    within(
      "heldToAccount.byKind",
      sum(heldToAccount.byKind.map(({ n }) => n)),
      "heldToAccount.records",
      heldToAccount.records,
    );
  for (const [i, other] of others.entries()) {
    const at = `others[${i}]`;
    within(`${at}.sampled`, other.sampled, `${at}.running`, other.running);
    within(`${at}.failed`, other.failed, `${at}.sampled`, other.sampled);
    within(`${at}.byKind`, sum((other.byKind ?? []).map(({ n }) => n)), `${at}.running`, other.running);
  }
  return faults;
}
