/** What defineTables says about itself: parents before children, the key of each table, which tables number their rows. */
import { columnsOf, pg } from "./drizzle.ts";
import { pgKit } from "./kit.ts";
import { defineTables, type Tables } from "./tables.ts";

export type TableName = keyof Tables;
export type TableShape = {
  name: TableName;
  /** As the database calls it. */
  table: string;
  /** Properties of a row that make its primary key, in order. */
  key: readonly string[];
  columns: number;
  /** Its rows may be megabytes each. */
  heavy: boolean;
  /** Its rows are numbered by the database, in a column `id`. */
  numbered: boolean;
  parents: readonly TableName[];
};

function shapesOf(tables: Tables): TableShape[] {
  const names = Object.keys(tables) as TableName[];
  return names.map((name) => {
    const table = tables[name] as unknown as Parameters<typeof pg.getTableConfig>[0];
    const config = pg.getTableConfig(table);
    const properties = Object.entries(columnsOf(table));
    const together = config.primaryKeys[0]?.columns.map((column) => column.name);
    const isKey = (column: { name: string; primary: boolean }) => together?.includes(column.name) ?? column.primary;
    const key = properties.filter(([, column]) => isKey(column)).map(([property]) => property);
    if (key.length === 0) throw new Error(`${name} has no primary key`);
    const parents = config.foreignKeys.map(({ reference }) =>
      names.find((other) => (tables[other] as unknown) === reference().foreignTable),
    );
    return {
      name,
      table: config.name,
      key,
      columns: properties.length,
      heavy: properties.some(([, column]) => column.getSQLType() === "bytea"),
      numbered: properties.some(([, column]) => column.generatedIdentity !== undefined),
      parents: parents.filter((parent) => parent !== undefined && parent !== name) as TableName[],
    };
  });
}

/** Every table once, none before the tables that its foreign keys name. */
export function inOrder(shapes: readonly TableShape[]): TableShape[] {
  const placed: TableShape[] = [];
  const has = (name: TableName) => placed.some((shape) => shape.name === name);
  while (placed.length < shapes.length) {
    const ready = shapes.filter(({ name, parents }) => !has(name) && parents.every(has));
    if (ready.length === 0) throw new Error("foreign keys in a circle");
    placed.push(...ready);
  }
  return placed;
}

let known: readonly TableShape[] | undefined;
export const tableShapes = (): readonly TableShape[] => {
  known ??= inOrder(shapesOf(defineTables(pgKit)));
  return known;
};
