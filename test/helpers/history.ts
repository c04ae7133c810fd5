/**
 * A made-up office: two years of sites, findings, reviews, orders and talks, drawn from a seed and written as rows. Nothing
 * of it went through the code under test, and many of its moments lie a minute beside midnight in the office's zone.
 */
import type { Db, Queries } from "../../db/open.ts";
import type { Tables } from "../../db/tables.ts";
import { APPEAL_STATES, ORDER_STATES, TALK_KINDS } from "../../db/tables-orders.ts";
import { SITE_STATUSES } from "../../db/tables-site.ts";

const ZONE = "Asia/Shanghai";
const FIRST = Temporal.PlainDate.from("2024-12-01");
export const LAST = Temporal.PlainDate.from("2026-11-24");
export const NOW = Temporal.Instant.from("2026-11-24T15:30:00+08:00");
const CHECKS = ["availability", "site-code", "dead-links", "typos", "tls", "column-freshness"];

type Row<T extends keyof Tables> = Tables[T]["$inferInsert"];
type Rows = { [T in keyof Tables]?: Row<T>[] };

/** A linear congruential generator (Numerical Recipes): the same history for the same seed on every machine. */
export function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    next,
    below,
    chance: (p: number) => next() < p,
    pick: <T>(all: readonly T[]): T => all[below(all.length)] as T,
  };
}
type Random = ReturnType<typeof randomOf>;

const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(ZONE).toPlainDate().toString();
const earlier = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

function moments(r: Random) {
  /** On a day, often a minute beside midnight. */
  const on = (day: Temporal.PlainDate) =>
    day
      .toZonedDateTime({
        timeZone: ZONE,
        plainTime: r.chance(0.15) ? (r.chance(0.5) ? "23:59" : "00:00") : { hour: r.below(24), minute: r.below(60) },
      })
      .toInstant();
  const any = () => {
    const at = on(FIRST.add({ days: r.below(FIRST.until(LAST).days) }));
    return earlier(at, NOW) ? at : NOW;
  };
  /** Some time after another, at most `days` later; undefined where that has not come yet. */
  const after = (at: Temporal.Instant, days: number) => {
    const later = at.add({ minutes: 1 + r.below(days * 1440) });
    return earlier(later, NOW) ? later : undefined;
  };
  return { on, any, after };
}

export type HistorySize = { sites: number; findings: number; orders: number; talks: number };
const SMALL: HistorySize = { sites: 200, findings: 1700, orders: 1100, talks: 220 };

function registry(r: Random, size: HistorySize, any: () => Temporal.Instant): Rows {
  const regions = [
    { id: 1, name: "湘省", code: "430000", parentId: null },
    { id: 2, name: "长市", code: "430100", parentId: 1 },
    { id: 3, name: "株市", code: null, parentId: 1 },
    { id: 4, name: "潭市", code: "430300", parentId: 1 },
    ...[2, 2, 2, 3, 3, 4, 4, 4].map((parentId, i) => ({ id: 5 + i, name: `县${i}`, code: null, parentId })),
  ];
  const kinds = ["政府门户", "部门网站", "乡镇网站", "其他"].map((name, i) => ({
    id: i + 1,
    name: `${name}（测）`,
    aliases: [],
    tier: "other" as const,
    portal: i === 0,
  }));
  const organisers = Array.from({ length: 25 }, (_, i) => ({ id: i + 1, name: `单位${i + 1}` }));
  const people = Array.from({ length: 9 }, (_, i) => ({ id: i + 1, name: `人员${i + 1}`, createdAt: NOW }));
  // Two identities of one person are one reviewer
  const identities = [...people, { id: 1 }].map(({ id: personId }, i) => ({
    id: `telegram:${100 + i}`,
    personId,
    name: `人员${personId}`,
    seenAt: NOW,
  }));
  const maybe = (n: number) => (r.chance(0.05) ? null : 1 + r.below(n));
  const sites = Array.from({ length: size.sites }, (_, i) => ({
    id: i + 1,
    name: `网站${i + 1}`,
    url: `http://h${i + 1}.example.cn/`,
    host: `h${i + 1}.example.cn`,
    kindId: maybe(kinds.length),
    regionId: maybe(regions.length),
    organiserId: maybe(organisers.length),
    status: r.chance(0.8) ? ("running" as const) : r.pick(SITE_STATUSES),
    extra: {},
    createdAt: NOW,
    baselineAt: r.chance(0.06) ? null : r.chance(0.5) ? any() : NOW.subtract({ hours: 24 * 800 }),
  }));
  return { regions, kinds, organisers, people, identities, sites };
}

type Confirmed = { findingId: number; siteId: number; at: Temporal.Instant; way: string };
type Made = Rows & { confirmed: Confirmed[] };

function casework(r: Random, size: HistorySize, { any, after }: ReturnType<typeof moments>): Made {
  const findings: Row<"findings">[] = [];
  const episodes: Row<"episodes">[] = [];
  const reviews: Omit<Row<"reviews">, "id">[] = [];
  const opinions: Row<"opinions">[] = [];
  const confirmed: Confirmed[] = [];
  for (let id = 1; id <= size.findings; id++) {
    // A few sites have most of the trouble
    const siteId = 1 + Math.floor(r.next() ** 2 * size.sites);
    const level = r.pick(["veto", "veto", "fault", "fault", "fault", "warning"] as const);
    const checkId = r.pick(CHECKS);
    let opened: Temporal.Instant | undefined = any();
    let review: "unreviewed" | "confirmed" | "dismissed" = "unreviewed";
    let n = 0;
    let cleared: Temporal.Instant | undefined;
    let began = opened;
    for (; opened && n < 5; ) {
      n++;
      began = opened;
      cleared = r.chance(0.85) ? after(opened, 60) : undefined;
      episodes.push({
        findingId: id,
        n,
        openedAt: opened,
        openedDay: dayOf(opened),
        clearedAt: cleared ?? null,
        clearedDay: cleared ? dayOf(cleared) : null,
      });
      review = "unreviewed";
      const told = r.chance(0.25);
      const say = (given: Partial<Row<"reviews">> & { at: Temporal.Instant; outcome: "confirmed" | "dismissed" }) =>
        reviews.push({
          findingId: id,
          episode: r.chance(0.2) ? null : n,
          actor: r.chance(0.05) ? "cli" : `telegram:${100 + r.below(10)}`,
          day: dayOf(given.at),
          ...given,
        });
      if (told) {
        const second = after(opened, 4);
        const outcomes = [
          r.pick(["confirmed", "dismissed"] as const),
          r.pick(["confirmed", "confirmed", "dismissed"] as const),
        ];
        for (const [i, outcome] of outcomes.entries())
          if (second && (i === 0 || r.chance(0.8)))
            opinions.push({
              findingId: id,
              episode: n,
              round: i + 1,
              personId: 1 + i,
              outcome,
              at: second,
              day: dayOf(second),
            });
      }
      const at = after(opened, 20);
      if (at && r.chance(0.8)) {
        const outcome = r.chance(0.75) ? "confirmed" : "dismissed";
        const way = told ? "second" : r.chance(0.3) ? "assign" : "review";
        say({ at, outcome, way: outcome === "confirmed" ? way : "review" });
        review = outcome;
        if (outcome === "confirmed") {
          confirmed.push({ findingId: id, siteId, at, way });
          const overturned = r.chance(0.12) ? after(at, 120) : undefined;
          if (overturned) {
            say({ at: overturned, outcome: "dismissed", way: "appeal", episode: n });
            review = "dismissed";
          }
        }
      }
      opened = cleared && r.chance(0.55) ? after(cleared, 90) : undefined;
    }
    findings.push({
      id,
      siteId,
      checkId,
      messageId: "m",
      key: String(id),
      checkVersion: 1,
      level,
      data: {},
      place: {},
      state: cleared ? "cleared" : "open",
      review,
      episode: n,
      baseline: false,
      openedAt: began,
      openedDay: dayOf(began),
      lastSeenAt: began,
      clearedAt: cleared ?? null,
      clearedDay: cleared ? dayOf(cleared) : null,
    });
  }
  reviews.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  return { findings, episodes, reviews: reviews.map((row, i) => ({ ...row, id: i + 1 })), opinions, confirmed };
}

function orderRows(r: Random, size: HistorySize, confirmed: Confirmed[], { after }: ReturnType<typeof moments>): Rows {
  const orders: Row<"orders">[] = [];
  const orderFindings: Row<"orderFindings">[] = [];
  const orderSteps: Row<"orderSteps">[] = [];
  const extensions: Row<"extensions">[] = [];
  const appeals: Row<"appeals">[] = [];
  const ofSite = Map.groupBy(confirmed, ({ siteId }) => siteId);
  for (let id = 1; id <= size.orders; id++) {
    const cause = r.pick(confirmed);
    const assigned = cause.way === "assign" && r.chance(0.7);
    const at = assigned ? cause.at : (after(cause.at, 10) ?? cause.at);
    const due = Temporal.PlainDate.from(dayOf(at)).add({ days: 1 + r.below(25) });
    const took = after(at, 30);
    const undone = r.chance(0.08);
    const state = undone ? "cancelled" : took ? r.pick([...ORDER_STATES, "done", "done", "done"] as const) : "open";
    // Signed off a minute before or after the end of the due day, the one that matters
    const edge = due
      .toZonedDateTime({ timeZone: ZONE, plainTime: "23:59" })
      .toInstant()
      .add({ minutes: r.pick([0, 2]) });
    const ended =
      state === "done" || state === "cancelled" ? (r.chance(0.2) && earlier(edge, NOW) ? edge : (took ?? at)) : null;
    const toPerson = r.chance(0.6);
    orders.push({
      id,
      siteId: cause.siteId,
      personId: toPerson ? 1 + r.below(9) : null,
      organiserId: toPerson ? null : 1 + r.below(25),
      dueOn: due.toString(),
      state,
      actor: "telegram:100",
      at,
      day: dayOf(at),
      stoppedOn: state === "appealed" ? due.add({ days: r.below(9) - 4 }).toString() : null,
      fixedOn:
        state === "claimed" || state === "checked" || (state === "done" && r.chance(0.8))
          ? due.add({ days: r.below(9) - 4 }).toString()
          : null,
      endedAt: ended,
      endedDay: ended && r.chance(0.9) ? dayOf(ended) : null,
      confirmedIds: assigned ? [cause.findingId] : [],
    });
    if (!r.chance(0.03)) {
      const others = (ofSite.get(cause.siteId) ?? []).slice(0, r.below(4));
      for (const findingId of new Set([cause, ...others].map((one) => one.findingId)))
        orderFindings.push({ orderId: id, findingId });
    }
    const step = (name: Row<"orderSteps">["step"], when: Temporal.Instant) =>
      orderSteps.push({ orderId: id, step: name, actor: "telegram:100", at: when, day: dayOf(when) });
    step("made", at);
    if (undone) step("undone", at);
    if (state === "done" && ended) step("signed", ended);
    const asked = after(at, 10);
    if (asked && r.chance(0.3)) {
      const outcome = r.pick(["asked", "granted", "refused"] as const);
      extensions.push({
        orderId: id,
        wantedOn: due.toString(),
        previousDueOn: due.toString(),
        reason: "雨",
        actor: "telegram:101",
        at: asked,
        day: dayOf(asked),
        state: outcome,
        grantedOn: outcome === "granted" ? due.toString() : null,
        decidedAt: outcome === "asked" ? null : asked,
      });
    }
    if (asked && r.chance(0.25)) {
      const outcome = r.pick(APPEAL_STATES);
      appeals.push({
        orderId: id,
        findingIds: [cause.findingId],
        reason: "非我方",
        actor: "telegram:101",
        at: asked,
        day: dayOf(asked),
        state: outcome,
        decidedAt: outcome === "open" ? null : asked,
      });
    }
  }
  return { orders, orderFindings, orderSteps, extensions, appeals };
}

function talkRows(r: Random, size: HistorySize, { any }: ReturnType<typeof moments>): Rows {
  const talks: Row<"talks">[] = [];
  const talkPersons: Row<"talkPersons">[] = [];
  for (let id = 1; id <= size.talks; id++) {
    const state = r.pick(["held", "held", "held", "proposed", "dropped"] as const);
    const whole = r.chance(0.2);
    talks.push({
      id,
      kind: r.pick([...TALK_KINDS, "talk", "talk"] as const),
      state,
      siteId: whole ? null : 1 + r.below(size.sites),
      organiserId: whole || r.chance(0.5) ? 1 + r.below(25) : null,
      heldOn: state === "held" ? dayOf(any()) : null,
      reason: "逾期",
      actor: "telegram:100",
      at: any(),
    });
    for (const name of new Set(Array.from({ length: r.below(4) }, () => `对象${r.below(40)}`)))
      talkPersons.push({ talkId: id, name });
  }
  return { talks, talkPersons };
}

const BATCH = 400;
async function insertAll(q: Queries, rows: Rows): Promise<void> {
  for (const [table, all] of Object.entries(rows) as [keyof Tables, object[]][])
    for (let i = 0; i < all.length; i += BATCH)
      await q.insert(q.t[table] as Tables["audit"]).values(all.slice(i, i + BATCH) as Row<"audit">[]);
}

export async function writeHistory(db: Db, seed: number, size: HistorySize = SMALL): Promise<void> {
  const r = randomOf(seed);
  const when = moments(r);
  const base = registry(r, size, when.any);
  const { confirmed, ...cases } = casework(r, size, when);
  const orders = orderRows(r, size, confirmed, when);
  const talks = talkRows(r, size, when);
  await db.tx((tx) => insertAll(tx, { ...base, ...cases, ...orders, ...talks }));
}
