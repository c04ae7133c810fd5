/**
 * The figures once more, by plain loops over all rows of the tables, from the words of their definitions: nothing here is
 * shared with what it proves. Each figure of each group walks its table from the start.
 */
import type { Db } from "../../db/open.ts";

const ZONE = "Asia/Shanghai";
const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(ZONE).toPlainDate().toString();

export async function readAll(db: Db) {
  const { t } = db;
  const raw = {
    sites: await db.select().from(t.sites),
    identities: await db.select().from(t.identities),
    findings: await db.select().from(t.findings),
    episodes: await db.select().from(t.episodes),
    reviews: await db.select().from(t.reviews),
    opinions: await db.select().from(t.opinions),
    orders: await db.select().from(t.orders),
    orderFindings: await db.select().from(t.orderFindings),
    orderSteps: await db.select().from(t.orderSteps),
    extensions: await db.select().from(t.extensions),
    appeals: await db.select().from(t.appeals),
    talks: await db.select().from(t.talks),
    talkPersons: await db.select().from(t.talkPersons),
  };
  const site = new Map(raw.sites.map((row) => [row.id, row]));
  const finding = new Map(raw.findings.map((row) => [row.id, row]));
  const person = new Map(raw.identities.map((row) => [row.id, row.personId]));
  const order = new Map(raw.orders.map((row) => [row.id, row]));
  const reviewsOf = Map.groupBy(raw.reviews, (row) => row.findingId);
  const episodesOf = Map.groupBy(raw.episodes, (row) => row.findingId);
  const stepsOf = Map.groupBy(raw.orderSteps, (row) => row.orderId);
  const ordersOf = Map.groupBy(raw.orderFindings, (row) => row.findingId);
  const findingsOf = Map.groupBy(raw.orderFindings, (row) => row.orderId);

  const reviews = raw.reviews.map((row) => {
    let episode: (typeof raw.episodes)[number] | undefined;
    for (const one of episodesOf.get(row.findingId) ?? [])
      if (row.episode === null) {
        if (one.openedAt.epochMilliseconds <= row.at.epochMilliseconds && (!episode || one.n > episode.n))
          episode = one;
      } else if (one.n === row.episode) episode = one;
    let undone = false;
    if (row.way === "assign")
      for (const { orderId } of ordersOf.get(row.findingId) ?? [])
        if (order.get(orderId)?.at.epochMilliseconds === row.at.epochMilliseconds)
          for (const { step } of stepsOf.get(orderId) ?? []) if (step === "undone") undone = true;
    return { ...row, opened: episode, undone };
  });
  const enriched = Map.groupBy(reviews, (row) => row.findingId);
  const overturned = (row: (typeof reviews)[number]) => {
    for (const other of enriched.get(row.findingId) ?? [])
      if (
        other.id > row.id &&
        other.way === "appeal" &&
        other.outcome === "dismissed" &&
        other.opened?.n === row.opened?.n
      )
        return true;
    return false;
  };
  const judged = reviews.map((row) => {
    let whose: string | null = null;
    if (row.way === "appeal")
      for (const other of [...(reviewsOf.get(row.findingId) ?? [])].sort((a, b) => a.id - b.id))
        if (other.outcome === "confirmed" && other.id < row.id) whose = other.actor;
    return { ...row, overturned: overturned(row), whose };
  });
  const checksOf = (orderId: number) =>
    new Set((findingsOf.get(orderId) ?? []).map(({ findingId }) => finding.get(findingId)?.checkId));
  return { ...raw, site, finding, person, order, judged, checksOf };
}
export type Raw = Awaited<ReturnType<typeof readAll>>;
type Site = Raw["sites"][number];
type Order = Raw["orders"][number];

/** What belongs to a row: all of it where nothing is said. */
export type Only = {
  site?: (site: Pick<Site, "regionId" | "kindId" | "organiserId"> & { id?: number }) => boolean;
  check?: string | undefined;
  order?: (order: Order) => boolean;
  reviewer?: (actor: string | null) => boolean;
  /** A talk about an organiser as a whole. */
  organiserTalk?: (organiserId: number | null) => boolean;
  /** Only episodes with a confirmation that stands. */
  reviewedOnly?: boolean;
};

function times(ms: number[]) {
  const least = (share: number) => {
    // The smallest time that at least this share of all did not exceed
    for (const time of ms.toSorted((a, b) => a - b))
      if (ms.filter((one) => one <= time).length * 100 >= share * ms.length) return time;
    return null;
  };
  return { n: ms.length, medianMs: least(50), p90Ms: least(90) };
}

export function recount(raw: Raw, from: string, to: string, today: string, only: Only = {}) {
  const inside = (day: string | null) => day !== null && day >= from && day <= to;
  const ofSite = (siteId: number | null) => {
    const site = siteId === null ? undefined : raw.site.get(siteId);
    return site !== undefined && (only.site?.(site) ?? true);
  };
  const counts = (findingId: number) => {
    const row = raw.finding.get(findingId);
    return (
      row !== undefined &&
      (row.level === "veto" || row.level === "fault") &&
      ofSite(row.siteId) &&
      (only.check === undefined || row.checkId === only.check)
    );
  };
  const standing = new Set<string>();
  for (const row of raw.judged)
    if (row.outcome === "confirmed" && !row.undone && !row.overturned)
      standing.add(`${row.findingId}/${row.opened?.n}`);
  const heard = (findingId: number, n: number) => !only.reviewedOnly || standing.has(`${findingId}/${n}`);

  const findings = { opened: 0, cleared: 0, confirmed: 0, dismissed: 0, overturned: 0 };
  const clear: number[] = [];
  for (const row of raw.episodes) {
    if (!counts(row.findingId) || !heard(row.findingId, row.n)) continue;
    if (inside(row.openedDay)) findings.opened++;
    if (row.clearedAt && inside(row.clearedDay)) {
      findings.cleared++;
      clear.push(row.clearedAt.epochMilliseconds - row.openedAt.epochMilliseconds);
    }
  }
  const confirm: number[] = [];
  const perSite: Record<number, number> = {};
  const perFinding: Record<number, number> = {};
  const vetoed = new Set<number>();
  for (const row of raw.judged) {
    if (row.undone || !counts(row.findingId)) continue;
    const { siteId, level } = raw.finding.get(row.findingId) as Raw["findings"][number];
    const overturns = row.way === "appeal" && row.outcome === "dismissed";
    if (inside(row.day) && (only.reviewer?.(overturns ? row.whose : row.actor) ?? true)) {
      if (overturns) findings.overturned++;
      else if (row.outcome === "dismissed") findings.dismissed++;
      else {
        findings.confirmed++;
        confirm.push(row.at.epochMilliseconds - (row.opened?.openedAt.epochMilliseconds ?? 0));
        if (!row.overturned) {
          perSite[siteId] = (perSite[siteId] ?? 0) + 1;
          perFinding[row.findingId] = (perFinding[row.findingId] ?? 0) + 1;
        }
      }
    }
    if (row.outcome === "confirmed" && !row.overturned && level === "veto" && row.opened)
      if (row.opened.openedDay <= to && (row.opened.clearedDay === null || row.opened.clearedDay >= from))
        vetoed.add(siteId);
  }

  const sites = { registered: 0, running: 0, patrolled: 0 };
  const pass = { passed: 0, of: 0, unpatrolled: 0 };
  for (const row of raw.sites) {
    if (!ofSite(row.id)) continue;
    sites.registered++;
    if (row.status !== "running") continue;
    sites.running++;
    if (row.baselineAt) sites.patrolled++;
    if (!row.baselineAt || dayOf(row.baselineAt) > to) pass.unpatrolled++;
    else {
      pass.of++;
      if (!vetoed.has(row.id)) pass.passed++;
    }
  }
  const open = { unreviewed: 0, confirmed: 0, dismissed: 0, confirmedVeto: 0 };
  for (const row of raw.findings)
    if (row.state === "open" && counts(row.id)) {
      open[row.review]++;
      if (row.review === "confirmed" && row.level === "veto") open.confirmedVeto++;
    }
  const agreement = { pairs: 0, equal: 0 };
  for (const two of raw.opinions)
    for (const one of two.round === 2 ? raw.opinions : [])
      if (one.round === 1 && two.round === 2 && one.findingId === two.findingId && one.episode === two.episode)
        if (inside(two.day) && counts(two.findingId)) {
          agreement.pairs++;
          if (one.outcome === two.outcome) agreement.equal++;
        }

  const ofOrder = (row: Order) => {
    if (!ofSite(row.siteId) || !(only.order?.(row) ?? true)) return false;
    if (only.check === undefined) return true;
    const checks = raw.checksOf(row.id);
    return only.check === "" ? checks.size === 0 : checks.has(only.check);
  };
  const orders = { made: 0, done: 0, onTime: 0, cancelled: 0, open: 0, overdue: 0 };
  const due = { fell: 0, onTime: 0, pending: 0 };
  const rectify: number[] = [];
  for (const row of raw.orders) {
    if (!ofOrder(row)) continue;
    const endDay = row.endedDay ?? (row.endedAt ? dayOf(row.endedAt) : null);
    const isDone = row.state === "done";
    const good = isDone && endDay !== null && (row.fixedOn ?? endDay) <= row.dueOn;
    if (row.state === "cancelled") {
      if (inside(row.day)) orders.cancelled++;
      continue;
    }
    if (inside(row.day)) orders.made++;
    if (inside(row.day) && isDone) orders.done++;
    if (inside(row.day) && good) orders.onTime++;
    if (isDone && inside(endDay) && row.endedAt) rectify.push(row.endedAt.epochMilliseconds - row.at.epochMilliseconds);
    const stops: Record<string, string | null> = {
      appealed: row.stoppedOn,
      claimed: row.fixedOn,
      checked: row.fixedOn,
    };
    const stop = stops[row.state] ?? undefined;
    const stoppedInTime = stop !== undefined && stop <= row.dueOn;
    const passedToday = stop !== undefined ? stop > row.dueOn : today > row.dueOn;
    if (!isDone) orders.open++;
    if (!isDone && passedToday) orders.overdue++;
    if (!inside(row.dueOn)) continue;
    if (row.dueOn >= today || stoppedInTime) due.pending++;
    else due.fell++;
    if (row.dueOn < today && good) due.onTime++;
  }
  const extensions = { asked: 0, granted: 0, refused: 0 };
  for (const row of raw.extensions) {
    const order = raw.order.get(row.orderId);
    if (!order || !ofOrder(order) || !inside(row.day)) continue;
    extensions.asked++;
    if (row.state === "granted") extensions.granted++;
    if (row.state === "refused") extensions.refused++;
  }
  const appeals = { lodged: 0, open: 0, upheld: 0, partly: 0, rejected: 0 };
  for (const row of raw.appeals) {
    const order = raw.order.get(row.orderId);
    if (!order || !ofOrder(order) || !inside(row.day)) continue;
    appeals.lodged++;
    appeals[row.state]++;
  }
  const talks = { held: 0, persons: 0, attendances: 0, written: 0, criticism: 0, exposure: 0 };
  const names = new Set<string>();
  for (const row of raw.talks) {
    if (row.state !== "held" || !inside(row.heldOn)) continue;
    if (row.siteId === null ? !(only.organiserTalk?.(row.organiserId) ?? true) : !ofSite(row.siteId)) continue;
    if (row.kind !== "talk") {
      talks[row.kind]++;
      continue;
    }
    talks.held++;
    for (const one of raw.talkPersons)
      if (one.talkId === row.id) {
        talks.attendances++;
        names.add(one.name);
      }
  }
  talks.persons = names.size;
  const twice = (all: Record<number, number>) => Object.values(all).filter((n) => n > 1).length;
  return {
    sites,
    findings,
    open,
    pass,
    repeat: { sites: twice(perSite), findings: twice(perFinding) },
    times: { confirm: times(confirm), rectify: times(rectify), clear: times(clear) },
    orders,
    due,
    extensions,
    appeals,
    agreement,
    talks,
  };
}
