/**
 * A whole office from one database into another: read in one view, copied in batches that each commit with how far they
 * came, numbers set, every table read again and compared. A move that was killed goes on where its last batch ended.
 */
import { createHash } from "node:crypto";
import { isDuplicate, StoreError } from "../db/errors.ts";
import { lastNumbers, type Numbers, setNumbers } from "../db/numbers.ts";
import { audit, dropSetting, setSetting, setting, settingForUpdate } from "../db/office.ts";
import type { Db, Queries } from "../db/open.ts";
import { countRows, createSum, insertRows, type Key, keyOf, type Row, rowBatches, type Sum } from "../db/rows.ts";
import { type TableName, type TableShape, tableShapes } from "../db/shape.ts";
import { fileBodyRows, fileHashes } from "./bodies.ts";
import { AppError, rootLine } from "./errors.ts";

/** How far a move came stands among the target's settings; it is never moved itself. */
const STATE = "move";
type State = {
  /** Fingerprint of what is moved. */
  source: string;
  /** What is in the target, by table: rows, and the key of the last. */
  tables: Partial<Record<TableName, { rows: number; after: Key }>>;
  done?: { rows: number; evidence: number };
};
/** One end of a move. `dataDir`: where the bodies of evidence lie as files. */
export type Side = { q: Queries; dialect: Db["dialect"]; dataDir?: string };
export type Moved = { tables: number; rows: number; evidence: number; before: boolean };
type Step = (rows: number) => void;

const BODIES: TableName = "evidenceBodies";
const inFiles = (side: Side, { name }: TableShape) => name === BODIES && side.dataDir !== undefined;

async function* batchesOf(side: Side, shape: TableShape, after?: Key): AsyncGenerator<Row[]> {
  if (inFiles(side, shape)) yield* fileBodyRows(side.dataDir ?? "", after?.[0] as string | undefined);
  else
    for await (const rows of rowBatches(side.q, shape, after))
      yield shape.name === "settings" ? rows.filter(({ key }) => key !== STATE) : rows;
}

/** Rows of an office, so that a bar knows its end. */
export async function officeRows(side: Side, shapes: readonly TableShape[] = tableShapes()): Promise<number> {
  let rows = 0;
  for (const shape of shapes) {
    if (!inFiles(side, shape)) rows += await countRows(side.q, shape);
    else for await (const _ of fileHashes(side.dataDir ?? "")) rows++;
  }
  return rows;
}

export type Survey = { sums: ReadonlyMap<TableName, Sum>; numbers: Numbers };
async function surveyOf(side: Side, shapes: readonly TableShape[], step: Step): Promise<Survey> {
  const sums = new Map<TableName, Sum>();
  for (const shape of shapes) {
    const sum = createSum();
    for await (const rows of batchesOf(side, shape)) {
      sum.add(rows);
      step(rows.length);
    }
    sums.set(shape.name, sum.end());
  }
  return { sums, numbers: await lastNumbers(side.q, side.dialect) };
}
const fingerprintOf = ({ sums, numbers }: Survey) =>
  createHash("sha256")
    .update(JSON.stringify([[...sums], numbers]))
    .digest("hex");

/** The state of a move into this database, begun here where there is none: then every table must be empty. */
async function begin(target: Db, source: string, shapes: readonly TableShape[]): Promise<State> {
  const fresh: State = { source, tables: {} };
  const found = await target
    .tx(async (tx) => {
      const state = await setting<State>(tx, STATE);
      if (state) return state;
      // First, so that of two at once one waits here and is refused
      await tx.insert(tx.t.settings).values({ key: STATE, value: fresh });
      const filled: string[] = [];
      for (const shape of shapes)
        if ((await countRows(tx, shape)) > (shape.name === "settings" ? 1 : 0)) filled.push(shape.table);
      if (filled.length > 0) throw new AppError("MOVE_FILLED", { tables: filled });
      return fresh;
    })
    .catch((error) => {
      throw isDuplicate(error) ? new AppError("MOVE_BUSY", {}, { cause: error }) : error;
    });
  if (found.source !== source) throw new AppError("MOVE_OTHER");
  return found;
}
/** The state as it is now, held against other processes; one that moved on without us ends us. */
async function hold(tx: Queries, name: TableName, rows: number): Promise<State> {
  const state = await settingForUpdate<State>(tx, STATE);
  if (!state || state.done || (state.tables[name]?.rows ?? 0) !== rows) throw new AppError("MOVE_BUSY");
  return state;
}

async function copyTable(source: Side, target: Db, shape: TableShape, begun: State, step: Step): Promise<void> {
  const { name } = shape;
  let { rows, after } = begun.tables[name] ?? { rows: 0, after: undefined };
  step(rows);
  for await (const batch of batchesOf(source, shape, after)) {
    const end = batch.at(-1);
    if (!end) continue;
    const next = { rows: rows + batch.length, after: keyOf(source.q, shape, end) };
    await target.tx(async (tx) => {
      const state = await hold(tx, name, rows);
      await insertRows(tx, shape, batch);
      await setSetting(tx, STATE, { ...state, tables: { ...state.tables, [name]: next } });
    });
    ({ rows, after } = next);
    step(batch.length);
  }
}

function compare(shapes: readonly TableShape[], from: Survey, into: Survey): void {
  for (const { name, table } of shapes) {
    const [one, other] = [from.sums.get(name), into.sums.get(name)];
    if (one && other && one.rows === other.rows && one.hash === other.hash) continue;
    throw new AppError("MOVE_DIFFERS", { table, from: one?.rows ?? 0, into: other?.rows ?? 0 });
  }
}
function total({ sums }: Survey): { rows: number; evidence: number } {
  const evidence = sums.get(BODIES)?.rows ?? 0;
  return { rows: [...sums.values()].reduce((sum, { rows }) => sum + rows, -evidence), evidence };
}

export type MoveOptions = {
  shapes?: readonly TableShape[];
  at: Temporal.Instant;
  /** Called with the rows that were read, copied or compared: each row thrice. */
  step?: Step;
  /** Whether the source is as it was at the beginning. */
  unchanged?: () => Promise<boolean>;
};
/** What neither we nor the operator did wrong: the target went away or is full. */
function brokenOff(error: unknown): never {
  if (error instanceof AppError || error instanceof StoreError) throw error;
  throw new AppError("MOVE_BROKEN", { detail: rootLine(error) }, { cause: error });
}
/** Copies and compares; nothing says yet that it is done. */
async function carry(source: Side, target: Db, survey: Survey, options: MoveOptions): Promise<void> {
  const { shapes = tableShapes(), step = () => {}, unchanged } = options;
  const state = await begin(target, fingerprintOf(survey), shapes);
  for (const shape of shapes) await copyTable(source, target, shape, state, step);
  await target.tx((tx) => setNumbers(tx, target.dialect, survey.numbers));
  const into = await target.snapshot((q) => surveyOf({ q, dialect: target.dialect }, shapes, step));
  compare(shapes, survey, into);
  if (unchanged && !(await unchanged())) throw new AppError("MOVE_CHANGED");
}
const finish = (target: Db, at: Temporal.Instant, moved: State["done"]): Promise<void> =>
  target.tx(async (tx) => {
    const state = await settingForUpdate<State>(tx, STATE);
    if (!state || state.done) throw new AppError("MOVE_BUSY");
    await setSetting(tx, STATE, { ...state, done: moved });
    await audit(tx, { at, actor: "system", action: "office-moved", subject: "database", data: moved });
  });

/** Into an empty Postgres, or on with a move of the same office that was begun there. */
export async function moveOffice(source: Side, target: Db, options: MoveOptions): Promise<Moved> {
  const { shapes = tableShapes(), step = () => {}, at } = options;
  const survey = await surveyOf(source, shapes, step);
  const moved = total(survey);
  const found = await setting<State>(target, STATE);
  if (found?.done) {
    if (found.source !== fingerprintOf(survey)) throw new AppError("MOVE_OTHER");
    return { tables: shapes.length, ...moved, before: true };
  }
  await carry(source, target, survey, options)
    .then(() => finish(target, at, moved))
    .catch(brokenOff);
  return { tables: shapes.length, ...moved, before: false };
}

/** Into a fresh file that is to be packed: all but the bodies, and without a trace of having been moved. */
export async function copyToFile(source: Side, target: Db, options: MoveOptions): Promise<void> {
  const shapes = tableShapes().filter(({ name }) => name !== BODIES);
  const survey = await surveyOf(source, shapes, options.step ?? (() => {}));
  await carry(source, target, survey, { ...options, shapes });
  await target.tx((tx) => dropSetting(tx, STATE));
}

/** Bodies of a database that has them in a table. */
export async function* bodyRows(q: Queries): AsyncGenerator<{ hash: string; body: Buffer }> {
  const shape = tableShapes().find(({ name }) => name === BODIES);
  if (shape) for await (const rows of rowBatches(q, shape)) yield* rows as { hash: string; body: Buffer }[];
}

/** An office that is still half on its way must not be worked on. */
export async function refuseHalfMoved(q: Queries): Promise<void> {
  const state = await setting<State>(q, STATE);
  if (state && !state.done) throw new AppError("MOVE_UNFINISHED");
}
