/** Rows in every table, made from the description of its columns: a new table is filled without being named here. */
import { columnsOf, pg } from "../../db/drizzle.ts";
import { pgKit } from "../../db/kit.ts";
import type { Queries } from "../../db/open.ts";
import { insertRows, type Row } from "../../db/rows.ts";
import { type TableShape, tableShapes } from "../../db/shape.ts";
import { defineTables } from "../../db/tables.ts";
import { AT } from "./rows.ts";

const described = defineTables(pgKit);
const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));

/** What CHECK constraints want beyond the type of each column; `n` counts a table's rows from 1. */
const CHANGES: Record<string, (n: number) => Row> = {
  grants: () => ({ scope: "all", scopeId: null }),
  // States that no row may be brought into by a single change: to insert them is no move
  findings: (n) => ({ clearedAt: null, review: n === 2 ? "dismissed" : "unreviewed" }),
  orders: (n) => ({
    organiserId: null,
    personId: n,
    stoppedOn: null,
    ...(n === 2 ? { state: "done" } : { endedAt: null }),
  }),
  extensions: () => nothing("decidedAt", "grantedOn"),
  appeals: () => nothing("decidedAt"),
  opinions: () => ({ round: 1 }),
  windows: (n) => ({ fromAt: AT, untilAt: AT.add({ hours: n }) }),
  talks: (n) => ({ siteId: n, heldOn: null, state: "proposed" }),
  messages: () => ({
    ...nothing("passedAt", "passedDay", "organiserId", "personId", "repliedAt", "repliedDay", "reply"),
    ...nothing("closedAt", "closedDay", "declinedAt", "declinedDay", "declineReason"),
  }),
  rounds: (n) => ({
    layer: "self",
    regionId: n,
    number: 1,
    ...nothing("reason", "seed", "seedGiven", "drawnAt", "drawnBy", "closedAt", "closedBy", "ruleset", "beside"),
    ...nothing("abandonedAt", "abandonReason"),
  }),
  roundSites: (n) => ({
    ...nothing("replaces", "droppedWhy", "droppedBy", "droppedAt", "replacedBy"),
    ...(n === 2 ? { result: "fail" } : nothing("decidedBy", "decidedAt")),
  }),
  roundCorrections: () => ({ toResult: "pass", fromResult: "fail" }),
  requests: () => ({ level: 0, levels: 1, ...nothing("siteId", "noticeFrom", "noticeUntil", "nextOn", "doneOn") }),
};

/** Values that databases like to bend: order of names, numbers near the edge, nested nothing, text beyond the plane. */
const json = (n: number) => ({
  z: n,
  a: [1e21, 0.1, -1, null, "𠮷网站"],
  键: { "": false, 10: "十", 9: {} },
  empty: [],
});

export function anyRow(shape: TableShape, n: number): Row {
  const table = described[shape.name] as unknown as Parameters<typeof pg.getTableConfig>[0];
  const parents = new Set(
    pg.getTableConfig(table).foreignKeys.flatMap((key) => key.reference().columns.map(({ name }) => name)),
  );
  const row: Row = {};
  for (const [property, column] of Object.entries(columnsOf(table))) {
    const type = column.getSQLType();
    if (property === "id" && shape.numbered) row[property] = n;
    else if (parents.has(column.name)) row[property] = n;
    else if (!column.notNull && n % 2 === 1) row[property] = null;
    else if (column.enumValues?.length) row[property] = column.enumValues[0];
    else if (type === "text") row[property] = `${property} ${n} “’;--\\网`;
    else if (type === "jsonb") row[property] = json(n);
    else if (type === "boolean") row[property] = n % 2 === 0;
    else if (type === "bytea") row[property] = Buffer.from([0, n, 255]);
    else row[property] = column.columnType === "PgCustomColumn" ? AT.add({ milliseconds: n }) : n;
  }
  return { ...row, ...CHANGES[shape.name]?.(n) };
}

/** Three rows a table, but none in `but`. */
export async function fillAll(q: Queries, but: readonly string[] = []): Promise<void> {
  for (const shape of tableShapes())
    if (!but.includes(shape.name))
      await insertRows(
        q,
        shape,
        [1, 2, 3].map((n) => anyRow(shape, n)),
      );
}
