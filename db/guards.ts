/**
 * Moves of state that the database itself refuses, whoever asks. The lists stand beside their tables; `npm run
 * migrations` writes them into the newest migration as triggers, because SQLite loses them whenever it rebuilds a table.
 */
import { REVIEW_MOVES } from "./tables-case.ts";
import { REQUEST_MOVES } from "./tables-life.ts";
import { MESSAGE_MOVES } from "./tables-messages.ts";
import { APPEAL_MOVES, EXTENSION_MOVES, ORDER_MOVES, TALK_MOVES } from "./tables-orders.ts";
import { RESULT_MOVES, ROUND_MOVES } from "./tables-rounds.ts";

export type Guard = { table: string; column: string; moves: readonly (readonly [string, string])[] };
export const GUARDS: readonly Guard[] = [
  { table: "findings", column: "review", moves: REVIEW_MOVES },
  { table: "orders", column: "state", moves: ORDER_MOVES },
  { table: "extensions", column: "state", moves: EXTENSION_MOVES },
  { table: "appeals", column: "state", moves: APPEAL_MOVES },
  { table: "talks", column: "state", moves: TALK_MOVES },
  { table: "messages", column: "state", moves: MESSAGE_MOVES },
  { table: "requests", column: "state", moves: REQUEST_MOVES },
  { table: "rounds", column: "state", moves: ROUND_MOVES },
  { table: "round_sites", column: "result", moves: RESULT_MOVES },
];

const nameOf = ({ table, column }: Guard) => `${table}_${column}_moves`;
const listOf = ({ moves }: Guard) => moves.map(([from, to]) => `'${from}>${to}'`).join(", ");

/** Postgres wants a function for each trigger; dropping first makes the statements good for any state before. */
function pgStatements(guard: Guard): string[] {
  const { table, column } = guard;
  const name = nameOf(guard);
  return [
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.${column} <> OLD.${column} AND OLD.${column} || '>' || NEW.${column} NOT IN (${listOf(guard)}) THEN
    RAISE EXCEPTION '${table}.${column}: % to % is no move', OLD.${column}, NEW.${column};
  END IF;
  RETURN NEW;
END $$;`,
    `DROP TRIGGER IF EXISTS ${name} ON "${table}";`,
    `CREATE TRIGGER ${name} BEFORE UPDATE OF "${column}" ON "${table}" FOR EACH ROW EXECUTE FUNCTION ${name}();`,
  ];
}
function liteStatements(guard: Guard): string[] {
  const { table, column } = guard;
  const name = nameOf(guard);
  return [
    `DROP TRIGGER IF EXISTS ${name};`,
    `CREATE TRIGGER ${name} BEFORE UPDATE OF "${column}" ON "${table}"
WHEN NEW.${column} <> OLD.${column} AND OLD.${column} || '>' || NEW.${column} NOT IN (${listOf(guard)})
BEGIN SELECT RAISE(ABORT, '${table}.${column}: no such move'); END;`,
  ];
}

/** What the newest migration of a dialect must end with. */
export const guardStatements = (dialect: "pg" | "sqlite"): string[] =>
  GUARDS.flatMap(dialect === "pg" ? pgStatements : liteStatements);
