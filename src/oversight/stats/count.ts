/** Reads the facts of a period once and puts each into the total and into the rows that it belongs to. */
import type { Queries } from "../../../db/open.ts";
import {
  accountability,
  appealsLodged,
  clearedEpisodes,
  decisions,
  extensionsAsked,
  openedEpisodes,
  openNow,
  opinionPairs,
  ordersAbout,
  type Span,
  statSites,
  vetoedEpisodes,
} from "../../../db/stats.ts";
import type { Clock } from "../clock.ts";
import type { About, Keyed, SiteFact } from "./group.ts";
import { Tally } from "./tally.ts";

type Site = SiteFact & { id: number; status: string; baselineMs: number | null };
/** The sites that may be shown, and who may hear of a talk about an organiser as a whole. */
export type Fleet = { sites: ReadonlyMap<number, Site>; wholeOrganisers: ReadonlySet<number> | undefined };

export async function readFleet(q: Queries, siteIds: readonly number[] | undefined): Promise<Fleet> {
  const all = await statSites(q);
  if (!siteIds) return { sites: new Map(all.map((site) => [site.id, site])), wholeOrganisers: undefined };
  const own = new Set(siteIds);
  const inPart = new Set(all.filter(({ id }) => !own.has(id)).map(({ organiserId }) => organiserId));
  const shown = all.filter(({ id }) => own.has(id));
  const whole = shown.flatMap(({ organiserId: id }) => (id !== null && !inPart.has(id) ? [id] : []));
  return { sites: new Map(shown.map((site) => [site.id, site])), wholeOrganisers: new Set(whole) };
}

export type Counting = {
  clock: Clock;
  reviewedOnly: boolean;
  /** What is open at this instant is of no use beside a period that is over. */
  withNow: boolean;
};
export type Counted = { total: Tally; groups: ReadonlyMap<string, Tally> };

export async function countPeriod(
  q: Queries,
  span: Span,
  fleet: Fleet,
  keyed: Keyed | undefined,
  { clock, reviewedOnly, withNow }: Counting,
): Promise<Counted> {
  const total = new Tally();
  const groups = new Map<string, Tally>();
  const tallyOf = (key: string) => {
    const tally = groups.get(key) ?? new Tally();
    groups.set(key, tally);
    return tally;
  };
  const put = (about: About, add: (tally: Tally) => void) => {
    add(total);
    for (const key of keyed?.keysOf(about) ?? []) add(tallyOf(key));
  };
  /** Facts about sites that are not shown are no facts here. */
  const putSite = (siteId: number, about: Omit<About, "site">, add: (tally: Tally) => void) => {
    const site = fleet.sites.get(siteId);
    if (site) put({ site, ...about }, add);
  };
  countSites(fleet, span, clock, put);
  await countFindings(q, span, reviewedOnly, putSite);
  if (withNow) await countOpen(q, putSite);
  await countPass(q, span, fleet, clock, putSite);
  await countOrders(q, span, clock, putSite);
  await countTalks(q, span, fleet, put);
  return { total, groups };
}

type Put = (about: About, add: (tally: Tally) => void) => void;
type PutSite = (siteId: number, about: Omit<About, "site">, add: (tally: Tally) => void) => void;

/** The first instant after the period. */
const endOf = ({ to }: Span, clock: Clock) =>
  clock.startOf(Temporal.PlainDate.from(to).add({ days: 1 })).epochMilliseconds;
const patrolledBy = (end: number, { baselineMs }: Site) => baselineMs !== null && baselineMs < end;

function countSites(fleet: Fleet, span: Span, clock: Clock, put: Put): void {
  const end = endOf(span, clock);
  for (const site of fleet.sites.values())
    put({ site }, ({ sites, pass }) => {
      sites.registered++;
      if (site.status !== "running") return;
      sites.running++;
      if (site.baselineMs !== null) sites.patrolled++;
      if (patrolledBy(end, site)) pass.of++;
      else pass.unpatrolled++;
    });
}

async function countFindings(q: Queries, span: Span, reviewedOnly: boolean, put: PutSite): Promise<void> {
  for (const { siteId, checkId } of await openedEpisodes(q, span, reviewedOnly))
    put(siteId, { checkId }, ({ findings }) => {
      findings.opened++;
    });
  for (const { siteId, checkId, ms } of await clearedEpisodes(q, span, reviewedOnly))
    put(siteId, { checkId }, ({ findings, spans }) => {
      findings.cleared++;
      spans.clear.push(ms);
    });
  for (const row of await decisions(q, span)) {
    const { siteId, checkId, outcome, way } = row;
    const overturns = outcome === "dismissed" && way === "appeal";
    put(siteId, { checkId, actor: overturns ? row.whose : row.actor }, (tally) => {
      if (outcome === "confirmed") tally.addConfirmed(row);
      else if (overturns) tally.findings.overturned++;
      else tally.findings.dismissed++;
    });
  }
  for (const { siteId, checkId, n, equal } of await opinionPairs(q, span))
    put(siteId, { checkId }, ({ agreement }) => {
      agreement.pairs += n;
      agreement.equal += equal;
    });
}

async function countOpen(q: Queries, put: PutSite): Promise<void> {
  for (const { siteId, checkId, review, level, n } of await openNow(q))
    put(siteId, { checkId }, ({ open }) => {
      open[review] += n;
      if (review === "confirmed" && level === "veto") open.confirmedVeto += n;
    });
}

async function countPass(q: Queries, span: Span, fleet: Fleet, clock: Clock, put: PutSite): Promise<void> {
  const end = endOf(span, clock);
  for (const { siteId, checkId } of await vetoedEpisodes(q, span)) {
    const site = fleet.sites.get(siteId);
    if (site?.status === "running" && patrolledBy(end, site))
      put(siteId, { checkId }, ({ vetoed }) => vetoed.add(siteId));
  }
}

async function countOrders(q: Queries, span: Span, clock: Clock, put: PutSite): Promise<void> {
  const period = { ...span, today: clock.today().toString() };
  const aboutOf = ({
    id,
    personId,
    organiserId,
  }: {
    id: number;
    personId: number | null;
    organiserId: number | null;
  }) => ({
    orderId: id,
    assignee: { personId, organiserId },
  });
  for (const { endedAt, endedDay, ...order } of await ordersAbout(q, span)) {
    const ended = endedDay ?? (endedAt ? clock.dayOf(endedAt) : null);
    put(order.siteId, aboutOf(order), (tally) => tally.addOrder({ ...order, endedDay: ended }, period));
  }
  for (const { orderId, state, ...order } of await extensionsAsked(q, span))
    put(order.siteId, aboutOf({ ...order, id: orderId }), ({ extensions }) => {
      extensions.asked++;
      if (state !== "asked") extensions[state]++;
    });
  for (const { orderId, state, ...order } of await appealsLodged(q, span))
    put(order.siteId, aboutOf({ ...order, id: orderId }), ({ appeals }) => {
      appeals.lodged++;
      appeals[state]++;
    });
}

async function countTalks(q: Queries, span: Span, fleet: Fleet, put: Put): Promise<void> {
  let last: number | undefined;
  for (const { id, kind, siteId, organiserId, name } of await accountability(q, span)) {
    const site = siteId === null ? undefined : fleet.sites.get(siteId);
    const whole = fleet.wholeOrganisers;
    const shown = siteId === null ? whole === undefined || whole.has(organiserId ?? 0) : site !== undefined;
    if (!shown) continue;
    const first = id !== last;
    last = id;
    const about = site ?? { kindId: null, regionId: null, organiserId };
    put({ site: about }, ({ talks, persons }) => {
      if (kind !== "talk") {
        if (first) talks[kind]++;
        return;
      }
      if (first) talks.held++;
      if (name === null) return;
      talks.attendances++;
      persons.add(name);
    });
  }
}
