/** Records of accountability (问责): talks 约谈, written reviews 书面检查, named criticism 通报批评, exposure 曝光. */
import { and, asc, desc, eq, gte, inArray, isNull, lte, ne, or, type SQL } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type TalkRow = Tables["talks"]["$inferSelect"];
export type NewTalk = Omit<Tables["talks"]["$inferInsert"], "id">;
export type TalkKind = TalkRow["kind"];
/** A record with the names of those held to account and the findings it rests on, both in order. */
export type TalkRecord = TalkRow & { names: string[]; findingIds: number[] };

export async function bindToTalk(q: Queries, talkId: number, names: string[], findingIds: number[]): Promise<void> {
  if (names.length > 0)
    await q
      .insert(q.t.talkPersons)
      .values(names.map((name) => ({ talkId, name })))
      .onConflictDoNothing();
  if (findingIds.length > 0)
    await q
      .insert(q.t.talkFindings)
      .values(findingIds.map((findingId) => ({ talkId, findingId })))
      .onConflictDoNothing();
}
export async function addTalk(q: Queries, talk: NewTalk, names: string[], findingIds: number[] = []): Promise<number> {
  const [row] = await q.insert(q.t.talks).values(talk).returning({ id: q.t.talks.id });
  const id = row?.id ?? 0;
  await bindToTalk(q, id, names, findingIds);
  return id;
}
/** The number of the new proposal; undefined where its cause was proposed before. */
export async function addProposal(
  q: Queries,
  talk: NewTalk & { cause: string },
  findingIds: number[],
): Promise<number | undefined> {
  const { talks } = q.t;
  // An insert that meets the unique index still uses up a number, and people see these numbers
  if ((await q.$count(talks, eq(talks.cause, talk.cause))) > 0) return undefined;
  const [row] = await q
    .insert(talks)
    .values({ ...talk, state: "proposed", heldOn: null })
    .onConflictDoNothing({ target: talks.cause })
    .returning({ id: talks.id });
  if (row) await bindToTalk(q, row.id, [], findingIds);
  return row?.id;
}

async function whole(q: Queries, rows: TalkRow[]): Promise<TalkRecord[]> {
  if (rows.length === 0) return [];
  const { talkPersons, talkFindings } = q.t;
  const ids = rows.map(({ id }) => id);
  const persons = await q
    .select()
    .from(talkPersons)
    .where(inArray(talkPersons.talkId, ids))
    .orderBy(asc(talkPersons.talkId), asc(talkPersons.name));
  const findings = await q
    .select()
    .from(talkFindings)
    .where(inArray(talkFindings.talkId, ids))
    .orderBy(asc(talkFindings.talkId), asc(talkFindings.findingId));
  return rows.map((talk) => ({
    ...talk,
    names: persons.filter(({ talkId }) => talkId === talk.id).map(({ name }) => name),
    findingIds: findings.filter(({ talkId }) => talkId === talk.id).map(({ findingId }) => findingId),
  }));
}
async function records(q: Queries, where: SQL | undefined): Promise<TalkRecord[]> {
  const { talks } = q.t;
  return whole(q, await q.select().from(talks).where(where).orderBy(asc(talks.heldOn), asc(talks.id)));
}

export async function talkById(q: Queries, id: number): Promise<TalkRecord | undefined> {
  return (await records(q, eq(q.t.talks.id, id)))[0];
}
/** Records of every kind held from `from` to `to`. */
export const recordsHeld = (q: Queries, from: string, to: string): Promise<TalkRecord[]> =>
  records(q, and(eq(q.t.talks.state, "held"), gte(q.t.talks.heldOn, from), lte(q.t.talks.heldOn, to)));
/** Talks (约谈) held from `from` to `to` with the persons talked to; the other kinds have counts of their own. */
export const talksHeld = async (q: Queries, from: string, to: string): Promise<TalkRecord[]> =>
  (await recordsHeld(q, from, to)).filter(({ kind }) => kind === "talk");
export const proposedTalks = (q: Queries): Promise<TalkRecord[]> => records(q, eq(q.t.talks.state, "proposed"));
/** Held records of these organisers, or of their sites. */
export const recordsOf = (q: Queries, organiserIds: number[], siteIds: number[]): Promise<TalkRecord[]> => {
  const { talks } = q.t;
  const own = [
    organiserIds.length > 0 ? inArray(talks.organiserId, organiserIds) : undefined,
    siteIds.length > 0 ? inArray(talks.siteId, siteIds) : undefined,
  ].filter((one) => one !== undefined);
  return own.length === 0 ? Promise.resolve([]) : records(q, and(eq(talks.state, "held"), or(...own)));
};

/** Carries out a proposal; undefined for all but the first who tries. */
export async function endProposal(
  q: Queries,
  id: number,
  set: Partial<NewTalk> & { state: "held" | "dropped"; endedBy: string },
): Promise<TalkRow | undefined> {
  const { talks } = q.t;
  const [row] = await q
    .update(talks)
    .set(set)
    .where(and(eq(talks.id, id), eq(talks.state, "proposed")))
    .returning();
  return row;
}

const followable = (q: Queries, id: number) =>
  and(eq(q.t.talks.id, id), eq(q.t.talks.state, "held"), isNull(q.t.talks.followedUpOn));
/** Sets the date, or enters what the follow-up found; undefined where it was followed up before. */
export async function setFollowUp(
  q: Queries,
  id: number,
  set: { followUpOn: string } | { followedUpOn: string; followUpNote: string },
): Promise<TalkRow | undefined> {
  return (await q.update(q.t.talks).set(set).where(followable(q, id)).returning())[0];
}
/** Held records whose follow-up has come by `day` and was not made yet. */
export const followUpsDue = (q: Queries, day: string): Promise<TalkRecord[]> => {
  const { talks } = q.t;
  return records(q, and(eq(talks.state, "held"), isNull(talks.followedUpOn), lte(talks.followUpOn, day)));
};
/** Notes that the coming of this date was told: true for the one call that may tell it. */
export async function claimFollowUp(q: Queries, id: number, followUpOn: string): Promise<boolean> {
  const { talks } = q.t;
  const won = await q
    .update(talks)
    .set({ followUpTold: followUpOn })
    .where(
      and(
        followable(q, id),
        eq(talks.followUpOn, followUpOn),
        or(isNull(talks.followUpTold), ne(talks.followUpTold, followUpOn)),
      ),
    )
    .returning({ id: talks.id });
  return won.length === 1;
}
/** Who did this to a subject last. */
export async function lastActor(q: Queries, subject: string, action: string): Promise<string | undefined> {
  const { audit } = q.t;
  const [row] = await q
    .select({ actor: audit.actor })
    .from(audit)
    .where(and(eq(audit.subject, subject), eq(audit.action, action)))
    .orderBy(desc(audit.id))
    .limit(1);
  return row?.actor;
}

export type Offence = { siteId: number; findingId: number; level: "veto" | "fault"; n: number; day: string };
/**
 * Episodes since `since` whose fault was confirmed, oldest first. A finding's own review speaks of its present episode;
 * an earlier one is confirmed where the last review of it says so.
 */
export async function confirmedEpisodes(q: Queries, since: string): Promise<Offence[]> {
  const { findings, episodes, reviews } = q.t;
  const rows = await q
    .select({
      siteId: findings.siteId,
      findingId: findings.id,
      level: findings.level,
      review: findings.review,
      episode: findings.episode,
      n: episodes.n,
      day: episodes.openedDay,
      openedAt: episodes.openedAt,
    })
    .from(episodes)
    .innerJoin(findings, eq(findings.id, episodes.findingId))
    .where(and(inArray(findings.level, ["veto", "fault"]), gte(episodes.openedDay, since)))
    .orderBy(asc(episodes.openedDay), asc(findings.id), asc(episodes.n));
  const said = Map.groupBy(
    await q.select().from(reviews).where(gte(reviews.day, since)).orderBy(asc(reviews.id)),
    ({ findingId }) => findingId,
  );
  const opened = new Map(rows.map(({ findingId, n, openedAt }) => [`${findingId} ${n}`, openedAt]));
  return rows.flatMap(({ review, episode, openedAt, level, ...row }) => {
    const next = opened.get(`${row.findingId} ${row.n + 1}`);
    const last = said
      .get(row.findingId)
      ?.filter((one) => (one.episode === null ? within(one.at, openedAt, next) : one.episode === row.n))
      .at(-1)?.outcome;
    const confirmed = row.n === episode ? review === "confirmed" : last === "confirmed";
    return confirmed && (level === "veto" || level === "fault") ? [{ ...row, level }] : [];
  });
}
const within = (at: Temporal.Instant, from: Temporal.Instant, to: Temporal.Instant | undefined): boolean =>
  Temporal.Instant.compare(at, from) >= 0 && (to === undefined || Temporal.Instant.compare(at, to) < 0);
/** Orders done at or after `since`, with the findings each was about; whether one was late is for the reader to say. */
export async function ordersDone(
  q: Queries,
  since: Temporal.Instant,
): Promise<{ id: number; siteId: number; dueOn: string; endedAt: Temporal.Instant; findingIds: number[] }[]> {
  const { orders, orderFindings } = q.t;
  const done = and(eq(orders.state, "done"), gte(orders.endedAt, since));
  const rows = await q
    .select({ id: orders.id, siteId: orders.siteId, dueOn: orders.dueOn, endedAt: orders.endedAt })
    .from(orders)
    .where(done)
    .orderBy(asc(orders.endedAt), asc(orders.id));
  const bound = await q
    .select({ orderId: orderFindings.orderId, findingId: orderFindings.findingId })
    .from(orderFindings)
    .innerJoin(orders, eq(orders.id, orderFindings.orderId))
    .where(done)
    .orderBy(asc(orderFindings.findingId));
  const findingsOf = Map.groupBy(bound, ({ orderId }) => orderId);
  return rows.flatMap(({ endedAt, ...order }) =>
    endedAt
      ? [
          {
            ...order,
            endedAt,
            findingIds: (findingsOf.get(order.id) ?? []).map(({ findingId }) => findingId),
          },
        ]
      : [],
  );
}
