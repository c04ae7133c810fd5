/** The audit, its seals, settings and the index of evidence. */
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, sql } from "./drizzle.ts";
import type { Queries } from "./handle.ts";
import type { Tables } from "./tables.ts";

export type AuditRow = Tables["audit"]["$inferSelect"];
export type SealRow = Tables["seals"]["$inferSelect"];

/** Who did what to which, in the transaction in which it happened. */
export async function audit(
  q: Queries,
  entry: { at: Temporal.Instant; actor: string; action: string; subject: string; data?: Record<string, unknown> },
): Promise<void> {
  await q.insert(q.t.audit).values({ ...entry, data: entry.data ?? {} });
}
export const auditAfter = (q: Queries, id: number, until: Temporal.Instant, limit: number): Promise<AuditRow[]> =>
  q
    .select()
    .from(q.t.audit)
    .where(and(gt(q.t.audit.id, id), lte(q.t.audit.at, until)))
    .orderBy(asc(q.t.audit.id))
    .limit(limit);
export const auditBetween = (q: Queries, from: number, to: number): Promise<AuditRow[]> =>
  q
    .select()
    .from(q.t.audit)
    .where(and(gte(q.t.audit.id, from), lte(q.t.audit.id, to)))
    .orderBy(asc(q.t.audit.id));
export async function lastSeal(q: Queries): Promise<SealRow | undefined> {
  return (await q.select().from(q.t.seals).orderBy(desc(q.t.seals.id)).limit(1))[0];
}
export const allSeals = (q: Queries): Promise<SealRow[]> => q.select().from(q.t.seals).orderBy(asc(q.t.seals.id));
export async function addSeal(q: Queries, seal: Omit<SealRow, "id">): Promise<void> {
  await q.insert(q.t.seals).values(seal);
}

export async function setting<T>(q: Queries, key: string): Promise<T | undefined> {
  return (await q.select().from(q.t.settings).where(eq(q.t.settings.key, key)))[0]?.value as T | undefined;
}
/** Held until the transaction ends. */
export async function settingForUpdate<T>(q: Queries, key: string): Promise<T | undefined> {
  const { settings } = q.t;
  return (await q.select().from(settings).where(eq(settings.key, key)).for("update"))[0]?.value as T | undefined;
}
export async function dropSetting(q: Queries, key: string): Promise<void> {
  await q.delete(q.t.settings).where(eq(q.t.settings.key, key));
}
export async function setSetting(q: Queries, key: string, value: unknown): Promise<void> {
  await q.insert(q.t.settings).values({ key, value }).onConflictDoUpdate({ target: q.t.settings.key, set: { value } });
}

/** Sets what is not set yet: of several processes that start at once the first one's value stays. */
export async function ensureSetting(q: Queries, key: string, value: unknown): Promise<void> {
  await q.insert(q.t.settings).values({ key, value }).onConflictDoNothing();
}

/** Notes that these subjects cite this evidence; the body was stored before. */
export async function citeEvidence(
  q: Queries,
  cite: { hash: string; size: number; at: Temporal.Instant },
  ...subjects: string[]
): Promise<void> {
  const { hash, size, at } = cite;
  if (subjects.length === 0) return;
  await q.insert(q.t.evidence).values({ hash, size, at }).onConflictDoNothing();
  await q
    .insert(q.t.evidenceUses)
    .values(subjects.map((subject) => ({ hash, subject, at })))
    .onConflictDoUpdate({ target: [q.t.evidenceUses.hash, q.t.evidenceUses.subject], set: { at } });
}
/** Evidence whose every citation of this sort of subject is older than `before`, and that nothing else cites. */
export async function staleEvidence(q: Queries, before: Temporal.Instant, prefix: string): Promise<string[]> {
  const { evidenceUses } = q.t;
  const rows = await q
    .select({ hash: evidenceUses.hash })
    .from(evidenceUses)
    .groupBy(evidenceUses.hash)
    .having(
      and(
        lt(sql`max(${evidenceUses.at})`, before.epochMilliseconds),
        eq(sql`sum(case when ${evidenceUses.subject} like ${`${prefix}%`} then 0 else 1 end)`, 0),
      ),
    );
  return rows.map(({ hash }) => hash);
}
export async function forgetEvidence(q: Queries, hashes: string[]): Promise<void> {
  for (let i = 0; i < hashes.length; i += 500) {
    const part = hashes.slice(i, i + 500);
    await q.delete(q.t.evidenceUses).where(inArray(q.t.evidenceUses.hash, part));
    await q.delete(q.t.evidence).where(inArray(q.t.evidence.hash, part));
  }
}
export async function evidenceBody(q: Queries, hash: string): Promise<Buffer | undefined> {
  return (
    await q.select({ body: q.t.evidenceBodies.body }).from(q.t.evidenceBodies).where(eq(q.t.evidenceBodies.hash, hash))
  )[0]?.body;
}
export async function hasEvidenceBody(q: Queries, hash: string): Promise<boolean> {
  return (await q.$count(q.t.evidenceBodies, eq(q.t.evidenceBodies.hash, hash))) > 0;
}
export async function putEvidenceBody(q: Queries, hash: string, body: Buffer): Promise<void> {
  await q.insert(q.t.evidenceBodies).values({ hash, body }).onConflictDoNothing();
}
export async function dropEvidenceBody(q: Queries, hash: string): Promise<void> {
  await q.delete(q.t.evidenceBodies).where(eq(q.t.evidenceBodies.hash, hash));
}

/** The newest evidence cited by a subject. */
export async function newestEvidence(q: Queries, subject: string): Promise<string | undefined> {
  const { evidenceUses } = q.t;
  const rows = await q
    .select({ hash: evidenceUses.hash })
    .from(evidenceUses)
    .where(eq(evidenceUses.subject, subject))
    .orderBy(desc(evidenceUses.at))
    .limit(1);
  return rows[0]?.hash;
}
