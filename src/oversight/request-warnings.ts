/** What an approver should know of a request. The figures of 国办发〔2017〕47号 on suspension are graded D: they warn and refuse nothing. */
import type { Rules } from "../../checks/check.ts";
import { type RequestRow, statusHistory } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, type SiteRow, siteById } from "../../db/sites.ts";
import { type Say, say } from "../card.ts";
import type { Clock } from "./clock.ts";
import { readCalendar } from "./working-days.ts";

const daysFrom = (from: Temporal.PlainDate, until: string): number => from.until(Temporal.PlainDate.from(until)).days;

/** How often the site was taken down in the year before: by request or otherwise. */
async function suspensions(q: Queries, siteId: number, year: number, clock: Clock): Promise<number> {
  const rows = await statusHistory(q);
  return rows.filter(
    (row) => row.siteId === siteId && row.value === "suspended" && clock.dayOf(row.since).startsWith(String(year)),
  ).length;
}

async function ofSuspension(
  q: Queries,
  request: RequestRow,
  site: SiteRow,
  rules: Rules,
  clock: Clock,
): Promise<Say[]> {
  const { from: given, until = "" } = request.data;
  if (rules.item("N9").disabled) return [];
  const today = clock.today();
  const from = given ? Temporal.PlainDate.from(given) : today;
  const [most, perYear, ahead] = [
    rules.number("N9", "mostDays"),
    rules.number("N9", "perYear"),
    rules.number("N9", "noticeWorkingDays"),
  ];
  const warnings: Say[] = [];
  const days = daysFrom(from, until);
  if (days > most) warnings.push(say("request.warn-days", { n: days, most }));
  const before = await suspensions(q, site.id, from.year, clock);
  if (before >= perYear) warnings.push(say("request.warn-year", { n: before, year: String(from.year), most: perYear }));
  if (Temporal.PlainDate.compare(from, (await readCalendar(q)).add(today, ahead)) < 0)
    warnings.push(say("request.warn-ahead", { n: ahead, from: { day: from.toString() } }));
  return warnings;
}

async function ofOpening(q: Queries, request: RequestRow, rules: Rules): Promise<Say[]> {
  const { organiser = "" } = request.data.row ?? {};
  if (!organiser || rules.item("N1").disabled) return [];
  const own = (await allSites(q)).filter((site) => site.organiser === organiser && site.status === "running");
  const most = rules.number("N1", "sitesAUnit");
  return own.length >= most ? [say("request.warn-unit", { organiser, n: own.length, most })] : [];
}

/** Empty for a request that is settled. */
export async function requestWarnings(q: Queries, request: RequestRow, rules: Rules, clock: Clock): Promise<Say[]> {
  if (request.state !== "requested") return [];
  if (request.kind === "open") return ofOpening(q, request, rules);
  const site = request.siteId === null ? undefined : await siteById(q, request.siteId);
  if (!site) return [];
  if (request.kind === "suspend") return ofSuspension(q, request, site, rules, clock);
  const { host = "" } = request.data;
  if (request.kind === "move" && !/\.(?:gov\.cn|政务|xn--zfr164b)$/.test(host) && !rules.item("D1").disabled)
    return [say("request.warn-suffix", { host })];
  return [];
}
