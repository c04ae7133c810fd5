/**
 * The one door to drizzle. Its CommonJS files load in a tenth of a second where its ES modules take four, and the
 * bot must be ready within one; hence `require`, with the types of the modules.
 */
import { createRequire } from "node:module";
import type * as OrmModule from "drizzle-orm";
import type * as PgModule from "drizzle-orm/pg-core";
import type * as LiteModule from "drizzle-orm/sqlite-core";

export const load = createRequire(import.meta.url);
const orm = load("drizzle-orm") as typeof OrmModule;

export const {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  max,
  ne,
  notInArray,
  or,
  sql,
} = orm;
export const pg = load("drizzle-orm/pg-core") as typeof PgModule;
export const lite = load("drizzle-orm/sqlite-core") as typeof LiteModule;
export type { SQL, SQLWrapper } from "drizzle-orm";
export const { alias } = pg;
export const { getTableColumns: columnsOf } = orm;
