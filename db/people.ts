/** People, the platform identities they speak through, and what they may do. */
import { and, asc, eq, inArray, isNull, sql } from "./drizzle.ts";
import type { Queries } from "./open.ts";
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
  seen: { id: string; name: string; username?: string | undefined; at: Temporal.Instant },
): Promise<IdentityRow> {
  const { identities, people } = q.t;
  const known = await identityById(q, seen.id);
  if (known) {
    const set = { name: seen.name || known.name, username: seen.username ?? known.username, seenAt: seen.at };
    if (set.name !== known.name || set.username !== known.username || seen.at.since(known.seenAt).total("hours") > 1)
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
      seenAt: seen.at,
    })
    .returning();
  return row as IdentityRow;
}

/** People whose username (without @) or name is this, letter case aside. */
export async function peopleNamed(q: Queries, name: string, platform?: string): Promise<PersonRow[]> {
  const { identities, people } = q.t;
  const wanted = name.replace(/^@/, "").toLowerCase();
  const rows = await q
    .selectDistinct({
      id: people.id,
      name: people.name,
      createdAt: people.createdAt,
      leftAt: people.leftAt,
      identity: identities.id,
    })
    .from(people)
    .leftJoin(identities, eq(identities.personId, people.id))
    .where(
      sql`lower(${identities.username}) = ${wanted} or lower(${people.name}) = ${wanted} or lower(${identities.name}) = ${wanted}`,
    )
    .orderBy(asc(people.id));
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  const here = platform ? unique.filter(({ identity }) => identity?.startsWith(`${platform}:`)) : [];
  return (here.length > 0 ? here : unique).map(({ identity: _, ...person }) => person);
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
/** True for the call that disabled it: one message to the admins, not one a row. */
export async function disableChannel(q: Queries, id: string, why: string, at: Temporal.Instant): Promise<boolean> {
  const won = await q
    .update(q.t.channels)
    .set({ disabledAt: at, disabledWhy: why })
    .where(and(eq(q.t.channels.id, id), isNull(q.t.channels.disabledAt)))
    .returning({ id: q.t.channels.id });
  return won.length === 1;
}
/** A group that became a supergroup keeps its binding, its threads and what waits for it. */
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
  await q
    .update(outbox)
    .set({ channel: to, replyTo: null, thread: null })
    .where(and(eq(outbox.channel, from), inArray(outbox.state, ["waiting", "sending"])));
  await q.delete(threads).where(eq(threads.channel, from));
  await q.update(inbox).set({ channel: to }).where(eq(inbox.channel, from));
  await q.update(digests).set({ channel: to }).where(eq(digests.channel, from));
}
