/**
 * One table description for two databases: each dialect offers the same small set of column makers, and
 * `defineTables` in tables.ts is run once with each. Everything is typed as Postgres, so that a call which only SQLite
 * would understand fails to compile on the default database.
 */
import type { Buffer } from "node:buffer";
import { lite, pg, type SQL, sql } from "./drizzle.ts";

/** Postgres refuses U+0000 and lone surrogates, pages and people send both: text is cleaned at this one boundary. */
export const clean = (value: string): string => value.toWellFormed().replaceAll("\0", "");

const instantCodec = {
  toDriver: (value: Temporal.Instant) => value.epochMilliseconds,
  // pg hands int8 over as a string
  fromDriver: (value: number | string) => Temporal.Instant.fromEpochMilliseconds(Number(value)),
};
const textCodec = { toDriver: clean };
/** Names within an object come from pages too (the names of meta tags). */
function cleanPart(_: string, part: unknown): unknown {
  if (typeof part === "string") return clean(part);
  if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
  const names = Object.keys(part);
  if (names.every((name) => name === clean(name))) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [clean(name), value]));
}
const toJson = (value: unknown) => JSON.stringify(value, cleanPart);
const fromJson = (value: unknown) => (typeof value === "string" ? JSON.parse(value) : value);

type InstantType = { data: Temporal.Instant; driverData: number | string };
const pgInstant = pg.customType<InstantType>({ dataType: () => "bigint", ...instantCodec });
const liteInstant = lite.customType<InstantType>({ dataType: () => "integer", ...instantCodec });
const pgText = pg.customType<{ data: string; driverData: string }>({ dataType: () => "text", ...textCodec });
const liteText = lite.customType<{ data: string; driverData: string }>({ dataType: () => "text", ...textCodec });
const pgJson = pg.customType<{ data: unknown; driverData: unknown }>({ dataType: () => "jsonb", toDriver: toJson });
const liteJson = lite.customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "text",
  toDriver: toJson,
  fromDriver: fromJson,
});
const pgBytes = pg.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const liteBytes = lite.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "blob" });

const snake = (key: string) => key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;

type Builder = { setName(name: string): void; config: { enumValues?: string[] } };
type Make = (name: string, columns: object, extra: (t: Record<string, unknown>) => unknown[]) => unknown;

/** Names the columns in snake case and adds a CHECK for each column with a closed list of values. */
function tables(make: unknown, check: (name: string, value: SQL) => unknown) {
  return (name: string, columns: Record<string, Builder>, extra?: (t: never) => unknown[]) => {
    for (const [key, builder] of Object.entries(columns)) builder.setName(snake(key));
    return (make as Make)(name, columns, (t) => [
      ...Object.entries(columns).flatMap(([key, { config }]) =>
        config.enumValues?.length
          ? [
              check(
                `${name}_${snake(key)}_enum`,
                sql`${t[key]} in (${sql.raw(config.enumValues.map(quote).join(", "))})`,
              ),
            ]
          : [],
      ),
      ...(extra?.(t as never) ?? []),
    ]);
  };
}

const pgKit = {
  table: tables(pg.pgTable, pg.check) as unknown as typeof pg.pgTable,
  /** A number people can say aloud (#12): rows are numbered by the database. */
  serial: () => pg.bigint({ mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  text: () => pgText(),
  integer: () => pg.bigint({ mode: "number" }),
  boolean: () => pg.boolean(),
  instant: () => pgInstant(),
  json: <T>() => pgJson().$type<T>(),
  bytes: () => pgBytes(),
  oneOf: <const V extends readonly [string, ...string[]]>(values: V) =>
    pg.text({ enum: values as unknown as [V[number], ...V[number][]] }),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  check: pg.check,
};
export type Kit = typeof pgKit;

const liteMakers = {
  table: tables(lite.sqliteTable, lite.check),
  serial: () => lite.integer().primaryKey({ autoIncrement: true }),
  text: () => liteText(),
  integer: () => lite.integer(),
  boolean: () => lite.integer({ mode: "boolean" }),
  instant: () => liteInstant(),
  json: <T>() => liteJson().$type<T>(),
  bytes: () => liteBytes(),
  oneOf: <const V extends readonly [string, ...string[]]>(values: V) =>
    lite.text({ enum: values as unknown as [V[number], ...V[number][]] }),
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,
  check: lite.check,
} satisfies Record<keyof Kit, unknown>;

export { pgKit };
/** The one cast that lets SQLite's columns pass as Postgres'; a contract suite on both keeps it honest. */
export const sqliteKit = liteMakers as unknown as Kit;
