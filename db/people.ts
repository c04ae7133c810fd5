/** People, the platform identities they speak through, and what they may do. */
import { and, asc, eq, inArray, isNull, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type PersonRow = Tables["people"]["$inferSelect"];
export type IdentityRow = Tables["identities"]["$inferSelect"];
export type GrantRow = Tables["grants"]["$inferSelect"];

export async function identityById(q: Queries, id: string): Promise<IdentityRow | undefined> {
  return (await q.select().from(q.t.identities).where(eq(q.t.identities.id, id)))[0];
}
export async function personById(q: Queries, id: number): Promise<PersonRow | undefined> {
  return (await q.select().from(q.t.people).where(eq(q.t.people.id, id)))[0];
}
export const identitiesOf = (q: Queries, personId: number): Promise<IdentityRow[]> =>
  q.select().from(q.t.identities).where(eq(q.t.identities.personId, personId)).orderBy(asc(q.t.identities.id));

/** Notes that an identity was seen, making its person the first time; a new username or name replaces the old. */
export async function seeIdentity(
  q: Queries,
  seen: {
    id: string;
    name: string;
    username?: string | undefined;
    /** The private chat in which this was. */
    direct?: string | undefined;
    at: Temporal.Instant;
  },
): Promise<IdentityRow> {
  const { identities, people } = q.t;
  const known = await identityById(q, seen.id);
  // A username is one person's at a time: who bore it before does no longer
  if (seen.username && known?.username !== seen.username)
    await q
      .update(identities)
      .set({ username: null })
      .where(
        sql`lower(${identities.username}) = ${seen.username.toLowerCase()} and ${identities.id} like ${`${seen.id.split(":")[0]}:%`}`,
      );
  if (known) {
    const set = {
      name: seen.name || known.name,
      username: seen.username ?? known.username,
      direct: seen.direct ?? known.direct,
      seenAt: seen.at,
    };
    if (
      set.direct !== known.direct ||
      set.name !== known.name ||
      set.username !== known.username ||
      seen.at.since(known.seenAt).total("hours") > 1
    )
      await q.update(identities).set(set).where(eq(identities.id, seen.id));
    return { ...known, ...set };
  }
  const [person] = await q
    .insert(people)
    .values({ name: seen.name || seen.username || seen.id, createdAt: seen.at })
    .returning({ id: people.id });
  const [row] = await q
    .insert(identities)
    .values({
      id: seen.id,
      personId: person?.id ?? 0,
      username: seen.username ?? null,
      name: seen.name,
      direct: seen.direct ?? null,
      seenAt: seen.at,
    })
    .returning();
  return row as IdentityRow;
}

/**
 * People meant by `@username` on a platform, or by a registered name. Display names are chosen by their bearers, so a
 * name counts only for people whom an admin gave a role.
 */
export async function peopleNamed(q: Queries, name: string, platform: string): Promise<PersonRow[]> {
  const { identities, people, grants } = q.t;
  const wanted = name.replace(/^@/, "").toLowerCase();
  const person = { id: people.id, name: people.name, createdAt: people.createdAt, leftAt: people.leftAt };
  const byUsername = await q
    .selectDistinct(person)
    .from(people)
    .innerJoin(identities, eq(identities.personId, people.id))
    .where(sql`lower(${identities.username}) = ${wanted} and ${identities.id} like ${`${platform}:%`}`)
    .orderBy(asc(people.id));
  if (byUsername.length > 0 || name.startsWith("@")) return byUsername;
  return q
    .selectDistinct(person)
    .from(people)
    .innerJoin(grants, and(eq(grants.personId, people.id), isNull(grants.endedAt)))
    .where(sql`lower(${people.name}) = ${wanted}`)
    .orderBy(asc(people.id));
}

export const grantsOf = (q: Queries, personId: number): Promise<GrantRow[]> =>
  q
    .select()
    .from(q.t.grants)
    .where(and(eq(q.t.grants.personId, personId), isNull(q.t.grants.endedAt)))
    .orderBy(asc(q.t.grants.id));

export async function addGrant(q: Queries, grant: Omit<Tables["grants"]["$inferInsert"], "id">): Promise<void> {
  await q.insert(q.t.grants).values(grant);
}
export async function endGrants(q: Queries, ids: number[], at: Temporal.Instant): Promise<void> {
  if (ids.length > 0) await q.update(q.t.grants).set({ endedAt: at }).where(inArray(q.t.grants.id, ids));
}

export type ChannelRow = Tables["channels"]["$inferSelect"];
export async function channelById(q: Queries, id: string): Promise<ChannelRow | undefined> {
  return (await q.select().from(q.t.channels).where(eq(q.t.channels.id, id)))[0];
}
export const activeChannels = (q: Queries): Promise<ChannelRow[]> =>
  q.select().from(q.t.channels).where(isNull(q.t.channels.disabledAt)).orderBy(asc(q.t.channels.id));

export async function bindChannel(q: Queries, row: Tables["channels"]["$inferInsert"]): Promise<void> {
  const { id: _, ...set } = row;
  await q
    .insert(q.t.channels)
    .values(row)
    .onConflictDoUpdate({ target: q.t.channels.id, set: { ...set, disabledAt: null, disabledWhy: null } });
}
/** Sets what findings a channel hears of, null for all; false where it is not bound. */
export async function filterChannel(q: Queries, id: string, filter: ChannelRow["filter"]): Promise<boolean> {
  const { channels } = q.t;
  const won = await q
    .update(channels)
    .set({ filter })
    .where(and(eq(channels.id, id), isNull(channels.disabledAt)))
    .returning({ id: channels.id });
  return won.length === 1;
}
/** True for the call that disabled it: one message to the admins, not one a row. */
export async function disableChannel(q: Queries, id: string, why: string, at: Temporal.Instant): Promise<boolean> {
  const won = await q
    .update(q.t.channels)
    .set({ disabledAt: at, disabledWhy: why })
    .where(and(eq(q.t.channels.id, id), isNull(q.t.channels.disabledAt)))
    .returning({ id: q.t.channels.id });
  return won.length === 1;
}
/** A group that became a supergroup keeps its binding and what waits for it; message ids and threads are new there. */
export async function moveChannel(q: Queries, from: string, to: string): Promise<void> {
  const { channels, outbox, threads, inbox, digests } = q.t;
  const row = await channelById(q, from);
  if (row) {
    await q
      .insert(channels)
      .values({ ...row, id: to })
      .onConflictDoNothing();
    await q.delete(channels).where(eq(channels.id, from));
  }
  const own = eq(outbox.channel, from);
  await q
    .update(outbox)
    .set({ state: "waiting" })
    .where(and(own, eq(outbox.state, "sending")));
  await q
    .update(outbox)
    .set({ channel: to, replyTo: null, thread: null })
    .where(and(own, inArray(outbox.state, ["waiting", "folded"])));
  await q.delete(threads).where(eq(threads.channel, from));
  await q.update(inbox).set({ channel: to }).where(eq(inbox.channel, from));
  // Both may have had a digest of one day: the new place's own stands
  await q.delete(digests).where(eq(digests.channel, from));
}

/** People who answer for an organiser, by the grants that are in force. */
export async function contactsOf(q: Queries, organiserId: number): Promise<number[]> {
  const { grants } = q.t;
  const rows = await q
    .selectDistinct({ personId: grants.personId })
    .from(grants)
    .where(
      and(
        eq(grants.role, "contact"),
        eq(grants.scope, "organiser"),
        eq(grants.scopeId, organiserId),
        isNull(grants.endedAt),
      ),
    )
    .orderBy(asc(grants.personId));
  return rows.map(({ personId }) => personId);
}
