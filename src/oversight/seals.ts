/** Seals over the audit: each chains all rows since the last, so that a changed or missing row shows. */
import { createHash } from "node:crypto";
import { type AuditRow, addSeal, allSeals, auditAfter, auditBetween, lastSeal, type SealRow } from "../../db/office.ts";
import type { Db, Queries } from "../../db/open.ts";

const START = "0".repeat(64);
const BATCH = 5_000;
/** Postgres numbers a row before its transaction ends: a younger row may stand while an older one is still to come. */
const SETTLED = Temporal.Duration.from({ minutes: 2 });

/** Order of keys differs between databases' JSON: it is fixed before hashing. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, stable(part)]),
  );
}
const line = ({ id, at, actor, action, subject, data }: AuditRow) =>
  JSON.stringify([id, at.epochMilliseconds, actor, action, subject, stable(data)]);

export function sealOf(previous: string, rows: readonly AuditRow[]): string {
  const hash = createHash("sha256").update(previous);
  for (const row of rows) hash.update(`\n${line(row)}`);
  return hash.digest("hex");
}

/** Seals what the audit has gained; returns the last seal, or undefined while there is nothing to seal. */
export async function sealAudit(
  db: Db,
  day: string,
  at: Temporal.Instant,
  settled: Temporal.Duration = db.dialect === "pg" ? SETTLED : Temporal.Duration.from({ seconds: 0 }),
): Promise<SealRow | undefined> {
  return db.tx(async (tx) => {
    let last = await lastSeal(tx);
    for (;;) {
      const rows = await auditAfter(tx, last?.toId ?? 0, at.subtract(settled), BATCH);
      const [first] = rows;
      const end = rows.at(-1);
      if (!first || !end) return last;
      const previous = last?.hash ?? START;
      const seal = { day, fromId: first.id, toId: end.id, previous, hash: sealOf(previous, rows), at };
      await addSeal(tx, seal);
      last = { id: 0, ...seal };
    }
  });
}

/** The first seal that does not hold, or undefined where all do. */
export async function verifySeals(q: Queries): Promise<SealRow | undefined> {
  let previous = START;
  let next = 0;
  for (const seal of await allSeals(q)) {
    const rows = await auditBetween(q, seal.fromId, seal.toId);
    const whole = rows[0]?.id === seal.fromId && rows.at(-1)?.id === seal.toId && seal.fromId > next;
    if (!whole || seal.previous !== previous || sealOf(previous, rows) !== seal.hash) return seal;
    previous = seal.hash;
    next = seal.toId;
  }
  return undefined;
}
