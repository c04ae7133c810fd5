/** What is said, in English, when an office moves to another database. */
import type { Entry } from "./entry.ts";
import type { zhMove } from "./zh-CN-move.ts";

export const enMove: Record<keyof typeof zhMove, Entry> = {
  "error.DB_OLDER":
    "The database was written by an older version: {detail}. Run xuncha doctor of this version on it once, then move it",
  "error.MOVE_FILLED": "The target is not empty, these tables hold rows: {tables}. Create an empty database for it",
  "error.MOVE_OTHER":
    "The target holds the move of another source, or of this one before it changed. Create an empty database for it",
  "error.MOVE_BUSY": "Another process is moving into this target: wait for its end",
  "error.MOVE_CHANGED":
    "The source was changed while it was copied. Let nobody write to it, create an empty target and begin again",
  "error.MOVE_DIFFERS":
    "Table {table} differs: {from} rows in the source, {into} in the target. Create an empty target and begin again; the source is as it was",
  "error.MOVE_BROKEN": "The move broke off: {detail}. What was copied stands; run it again and it goes on",
  "error.MOVE_UNFINISHED":
    "The move into this database is not finished. Run it again (migrate-to or restore): it goes on where it ended",
  "office-move.from": "migrate-to moves from SQLite (DATABASE_URL=file:…)",
  "office-move.to": "migrate-to wants the target as postgres://…",
  "office-move.target-silent": "the target does not answer: check the address in the command",
  "office-move.done":
    "Moved: {tables} tables, {rows} rows, {evidence} pieces of evidence; counts and content hashes of every table agree",
  "office-move.before":
    "Moved before: {tables} tables, {rows} rows, {evidence} pieces of evidence; nothing was changed now",
  "office-move.next":
    "Set DATABASE_URL to the target and start; the old database is as it was: start no bot on it any more",
  "office-move.no-force": "--force is for SQLite; on Postgres restore into an empty database",
};
