/**
 * Rows for statistics: numbers, keys and days, never a text that somebody wrote. What is open now is counted by the database for
 * each site and check; what happened in a span comes as a row each, because medians need each. Spans in milliseconds.
 */
import {
  alias,
  and,
  asc,
  count,
  eq,
  gte,
  inArray,
  isNull,
  lte,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

/** Civil days, both included. */
export type Span = { from: string; to: string };

type Reviews = Tables["reviews"];
const within = (column: SQLWrapper, { from, to }: Span) => and(gte(column, from), lte(column, to));
const number = (what: SQL): SQL<number> => what.mapWith(Number) as SQL<number>;
const counted = (q: Queries) => inArray(q.t.findings.level, ["veto", "fault"]);

/** The episode that a review was about; one that names none means the last one opened before it. */
function episodeOf(q: Queries, review: Reviews) {
  const { episodes } = q.t;
  return sql<number>`coalesce(${review.episode}, (select max(${episodes.n}) from ${episodes}
    where ${episodes.findingId} = ${review.findingId} and ${episodes.openedAt} <= ${review.at}))`;
}
/** A confirmation that came with an order falls with it when the order is undone: as if it had never been. */
function takenBack(q: Queries, review: Reviews) {
  const { orders, orderFindings, orderSteps } = q.t;
  return sql`(${review.way} = 'assign' and exists (select 1 from ${orderFindings}
    join ${orders} on ${orders.id} = ${orderFindings.orderId}
    join ${orderSteps} on ${orderSteps.orderId} = ${orders.id}
    where ${orderFindings.findingId} = ${review.findingId} and ${orders.at} = ${review.at} and ${orderSteps.step} = 'undone'))`;
}
/** An appeal overturned it later: said beside the confirmations of its own period, and no longer a reproach to the site. */
function overturned(q: Queries, review: Reviews) {
  const later = alias(q.t.reviews, "later") as unknown as Reviews;
  return sql`exists (select 1 from ${q.t.reviews} ${later} where ${later.findingId} = ${review.findingId}
    and ${later.id} > ${review.id} and ${later.way} = 'appeal' and ${later.outcome} = 'dismissed'
    and ${episodeOf(q, later)} = ${episodeOf(q, review)})`;
}
/** The episode at hand has a confirmation that stands. */
function confirmed(q: Queries) {
  const { episodes, reviews } = q.t;
  return sql`exists (select 1 from ${reviews} where ${reviews.findingId} = ${episodes.findingId}
    and ${reviews.outcome} = 'confirmed' and ${episodeOf(q, reviews)} = ${episodes.n}
    and not ${takenBack(q, reviews)} and not ${overturned(q, reviews)})`;
}

export const statSites = (q: Queries) => {
  const { sites } = q.t;
  return q
    .select({
      id: sites.id,
      status: sites.status,
      baselineMs: sql<number | null>`${sites.baselineAt}`.mapWith((ms: unknown) => (ms === null ? null : Number(ms))),
      kindId: sites.kindId,
      regionId: sites.regionId,
      organiserId: sites.organiserId,
    })
    .from(sites);
};

/**
 * Episodes of veto and fault opened in a span, a row each: grouped, SQLite would walk the index of all findings rather than
 * sort the few of a span.
 */
export const openedEpisodes = (q: Queries, span: Span, confirmedOnly: boolean) => {
  const { episodes, findings } = q.t;
  return q
    .select({ siteId: findings.siteId, checkId: findings.checkId })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(and(within(episodes.openedDay, span), counted(q), confirmedOnly ? confirmed(q) : undefined));
};
/** Episodes cleared in a span, with how long they were open. */
export const clearedEpisodes = (q: Queries, span: Span, confirmedOnly: boolean) => {
  const { episodes, findings } = q.t;
  return q
    .select({
      siteId: findings.siteId,
      checkId: findings.checkId,
      ms: number(sql`${episodes.clearedAt} - ${episodes.openedAt}`),
    })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(and(within(episodes.clearedDay, span), counted(q), confirmedOnly ? confirmed(q) : undefined));
};

/**
 * What was decided in a span about veto and fault. `ms` runs from the opening of the episode; `stands` is false for a
 * confirmation that an appeal overturned by now; `whose` is who had confirmed what this row overturns.
 */
export const decisions = (q: Queries, span: Span) => {
  const { reviews, findings, episodes } = q.t;
  const earlier = alias(reviews, "earlier");
  return q
    .select({
      findingId: reviews.findingId,
      siteId: findings.siteId,
      checkId: findings.checkId,
      outcome: reviews.outcome,
      way: reviews.way,
      actor: reviews.actor,
      ms: number(sql`${reviews.at} - ${episodes.openedAt}`),
      stands:
        sql<boolean>`case when ${reviews.outcome} = 'confirmed' and ${overturned(q, reviews)} then 0 else 1 end`.mapWith(
          (value: unknown) => Number(value) === 1,
        ),
      whose: sql<
        string | null
      >`case when ${reviews.way} = 'appeal' then (select ${earlier.actor} from ${reviews} ${earlier}
        where ${earlier.findingId} = ${reviews.findingId} and ${earlier.outcome} = 'confirmed' and ${earlier.id} < ${reviews.id}
        order by ${earlier.id} desc limit 1) end`,
    })
    .from(reviews)
    .innerJoin(findings, eq(findings.id, reviews.findingId))
    .innerJoin(episodes, and(eq(episodes.findingId, reviews.findingId), eq(episodes.n, episodeOf(q, reviews))))
    .where(and(within(reviews.day, span), counted(q), sql`not ${takenBack(q, reviews)}`));
};

/** Episodes of vetoes, confirmed and not overturned by now, that were open on at least one day of a span. */
export const vetoedEpisodes = (q: Queries, { from, to }: Span) => {
  const { episodes, findings } = q.t;
  return q
    .select({ siteId: findings.siteId, checkId: findings.checkId })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(
      and(
        eq(findings.level, "veto"),
        lte(episodes.openedDay, to),
        or(isNull(episodes.clearedDay), gte(episodes.clearedDay, from)),
        confirmed(q),
      ),
    );
};

/** Findings of veto and fault open at this instant. */
export const openNow = (q: Queries) => {
  const { findings } = q.t;
  return q
    .select({
      siteId: findings.siteId,
      checkId: findings.checkId,
      review: findings.review,
      level: findings.level,
      n: count(),
    })
    .from(findings)
    .where(and(eq(findings.state, "open"), counted(q)))
    .groupBy(findings.siteId, findings.checkId, findings.review, findings.level);
};

const whichOrders = (q: Queries, span: Span) => {
  const { orders } = q.t;
  return or(
    within(orders.day, span),
    within(orders.dueOn, span),
    // An end whose day was not noted is dated by whoever counts
    and(eq(orders.state, "done"), or(within(orders.endedDay, span), isNull(orders.endedDay))),
    inArray(orders.state, ["open", "claimed", "checked", "appealed"]),
  );
};
/** Orders made, due or done in a span, and all that are under way; `tookMs` from making to end. */
export const ordersAbout = (q: Queries, span: Span) => {
  const { orders } = q.t;
  return q
    .select({
      id: orders.id,
      siteId: orders.siteId,
      personId: orders.personId,
      organiserId: orders.organiserId,
      state: orders.state,
      day: orders.day,
      dueOn: orders.dueOn,
      stoppedOn: orders.stoppedOn,
      fixedOn: orders.fixedOn,
      endedDay: orders.endedDay,
      endedAt: orders.endedAt,
      tookMs: number(sql`coalesce(${orders.endedAt} - ${orders.at}, 0)`),
    })
    .from(orders)
    .where(whichOrders(q, span))
    .orderBy(asc(orders.id));
};
/** The checks of every order's findings, a row an order and check. */
export const checksOfOrders = (q: Queries) => {
  const { orderFindings, findings } = q.t;
  return q
    .selectDistinct({ orderId: orderFindings.orderId, checkId: findings.checkId })
    .from(orderFindings)
    .innerJoin(findings, eq(findings.id, orderFindings.findingId));
};
const about = (q: Queries) => {
  const { id: orderId, siteId, personId, organiserId } = q.t.orders;
  return { orderId, siteId, personId, organiserId };
};
/** More time asked for in a span. */
export const extensionsAsked = (q: Queries, span: Span) => {
  const { extensions, orders } = q.t;
  return q
    .select({ ...about(q), state: extensions.state })
    .from(extensions)
    .innerJoin(orders, eq(orders.id, extensions.orderId))
    .where(within(extensions.day, span));
};
/** Appeals lodged in a span, by where they stand now. */
export const appealsLodged = (q: Queries, span: Span) => {
  const { appeals, orders } = q.t;
  return q
    .select({ ...about(q), state: appeals.state })
    .from(appeals)
    .innerJoin(orders, eq(orders.id, appeals.orderId))
    .where(within(appeals.day, span));
};

/** Episodes whose second opinion was given in a span, and whether it equals the first. */
export const opinionPairs = (q: Queries, span: Span) => {
  const { opinions, findings } = q.t;
  const first = alias(opinions, "first");
  return q
    .select({
      siteId: findings.siteId,
      checkId: findings.checkId,
      n: number(sql`count(*)`),
      equal: number(sql`sum(case when ${first.outcome} = ${opinions.outcome} then 1 else 0 end)`),
    })
    .from(opinions)
    .innerJoin(
      first,
      and(eq(first.findingId, opinions.findingId), eq(first.episode, opinions.episode), eq(first.round, 1)),
    )
    .innerJoin(findings, eq(findings.id, opinions.findingId))
    .where(and(eq(opinions.round, 2), within(opinions.day, span), counted(q)))
    .groupBy(findings.siteId, findings.checkId);
};

/** What was held in a span to call somebody to account, and the persons talked to: a row a record and name. */
export const accountability = (q: Queries, span: Span) => {
  const { talks, talkPersons } = q.t;
  return q
    .select({
      id: talks.id,
      kind: talks.kind,
      siteId: talks.siteId,
      organiserId: talks.organiserId,
      name: talkPersons.name,
    })
    .from(talks)
    .leftJoin(talkPersons, eq(talkPersons.talkId, talks.id))
    .where(and(eq(talks.state, "held"), within(talks.heldOn, span)))
    .orderBy(asc(talks.id));
};

export const regionRows = (q: Queries) => {
  const { id, code, name, parentId } = q.t.regions;
  return q.select({ id, code, name, parentId }).from(q.t.regions);
};
export const kindNames = (q: Queries) => q.select({ id: q.t.kinds.id, name: q.t.kinds.name }).from(q.t.kinds);
export const organiserNames = (q: Queries) =>
  q.select({ id: q.t.organisers.id, name: q.t.organisers.name }).from(q.t.organisers);
export const peopleNames = (q: Queries) => q.select({ id: q.t.people.id, name: q.t.people.name }).from(q.t.people);
export const personOfIdentity = (q: Queries) =>
  q.select({ identity: q.t.identities.id, personId: q.t.identities.personId }).from(q.t.identities);
export const siteNames = (q: Queries, ids: number[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : q.select({ id: q.t.sites.id, name: q.t.sites.name }).from(q.t.sites).where(inArray(q.t.sites.id, ids));
export const findingPlaces = (q: Queries, ids: number[]) => {
  const { findings, sites } = q.t;
  return ids.length === 0
    ? Promise.resolve([])
    : q
        .select({ id: findings.id, checkId: findings.checkId, site: sites.name })
        .from(findings)
        .innerJoin(sites, eq(sites.id, findings.siteId))
        .where(inArray(findings.id, ids));
};
