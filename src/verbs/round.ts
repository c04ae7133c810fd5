/** `xuncha round draw|status|verify`: what an office, or anybody who doubts it, does without a chat. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { App } from "../app.ts";
import { type Card, say } from "../card.ts";
import { AppError } from "../errors.ts";
import { Refusal } from "../oversight/refusal.ts";
import { draftOf, drawFrom, freeze } from "../oversight/rounds/draw.ts";
import { readFrameFile } from "../oversight/rounds/frame-file.ts";
import { frameRows, roundBefore } from "../oversight/rounds/lists.ts";
import { needRound, type RoundRow } from "../oversight/rounds/rounds.ts";
import { viewRound } from "../oversight/rounds/status.ts";
import { verify } from "../oversight/rounds/verify.ts";
import { layerIn, quotaOf, type RoundWords, readRoundWords, wantedIn } from "../oversight/rounds/words.ts";
import { drawnCard, frameTable, frozenCard, statusCard, verifyCard } from "../report/rounds.ts";
import { tableFiles } from "../report/tables.ts";
import { printCard } from "./print.ts";
import { type Exit, type Io, type Verb, withApp } from "./verb.ts";

type Options = Partial<
  Record<"ratio" | "total" | "min" | "by" | "seed" | "region" | "reason" | "frame" | "out", string>
> & { quota?: string[]; json?: boolean };
const PASSED_ON = ["ratio", "total", "min", "by", "seed", "region"] as const;

type Terminal = { app: App; io: Io; options: Options };
const print = ({ app, io }: Terminal, card: Card): void =>
  printCard(io, { ...card, buttons: [] }, app.words, app.config.LOCALE);
async function write({ app, options }: Terminal, tables: NonNullable<Card["tables"]>): Promise<void> {
  const folder = options.out;
  if (folder === undefined) return;
  try {
    await mkdir(folder, { recursive: true });
    for (const table of tables)
      for (const { name, bytes } of await tableFiles(table, app.words, app.config.LOCALE))
        await writeFile(join(folder, name), bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new AppError("FILE_UNWRITABLE", { detail: folder }, { cause: error });
  }
}

async function drawVerb(terminal: Terminal, read: RoundWords): Promise<Exit> {
  const { app, io, options } = terminal;
  const { db, clock } = app;
  const who = { actor: "cli", at: clock.now(), today: clock.today() };
  const drawn = await db.tx(async (tx) => {
    const layer = await layerIn(tx, read);
    if (!read.period) throw new AppError("USAGE", { detail: "round draw 2026Q4 --ratio 50%" });
    const quota = await quotaOf(tx, read);
    const waiting = quota ? undefined : await draftOf(tx, { ...layer, period: read.period });
    if (!quota && !waiting) throw new AppError("USAGE", { detail: `round draw ${read.period} --ratio 50%` });
    const order = { ...layer, period: read.period, quota: quota ?? { by: "all" as const, min: 0 }, supervisor: true };
    const frozen = waiting ?? (await freeze(tx, { ...order, reason: read.reason }, who));
    return { ...(await drawFrom(tx, frozen, read.options.seed, who)), region: layer.region };
  });
  const { round, frame, region, gone } = drawn;
  const sample = drawn.drawn.map(({ site, rank, why }) => ({ ...site, rank, why }));
  const sampled = new Set(sample.map(({ stratum }) => stratum));
  const card = drawnCard({
    ...{ round, region, gone, sample, withoutCode: frame.filter(({ key, url }) => key === url).length },
    empty: [...new Set(frame.map(({ stratum }) => stratum))].filter((name) => !sampled.has(name)),
  });
  if (options.json) {
    const { id, period, number, layer, frameHash, frameSize, seed, seedGiven } = round;
    const rows = sample.map(({ key, stratum, why, rank }) => ({ key, stratum, why, rank }));
    io.out(`${JSON.stringify({ id, period, number, layer, frameHash, frameSize, seed, seedGiven, sample: rows })}\n`);
  } else {
    print(terminal, frozenCard(round, round.seed ?? "", region));
    print(terminal, card);
  }
  await write(terminal, [frameTable(round, frame), ...(card.tables ?? [])]);
  return 0;
}

async function statusVerb(terminal: Terminal, round: RoundRow): Promise<Exit> {
  const { app, io, options } = terminal;
  const { view, before, frame } = await app.db.snapshot(async (q) => {
    const earlier = await roundBefore(q, round);
    const today = app.clock.today();
    return {
      view: await viewRound(q, round, today),
      before: earlier && (await viewRound(q, earlier, today)),
      frame: await frameRows(q, round),
    };
  });
  const card = statusCard(view, before);
  if (options.json) {
    const { total, recheck, byCity, checked, unreviewed } = view;
    io.out(`${JSON.stringify({ round, total, recheck, byCity, checked, unreviewed })}\n`);
  } else print(terminal, card);
  await write(terminal, [frameTable(round, frame), ...(card.tables ?? [])]);
  return 0;
}

async function verifyVerb(terminal: Terminal, round: RoundRow): Promise<Exit> {
  const { app, io, options } = terminal;
  const { frame: file, seed } = options;
  const bytes = file === undefined ? undefined : await readFile(file).catch((cause) => unreadable(file, cause));
  const frame = bytes && (await readFrameFile(basename(file ?? ""), bytes));
  const verified = await app.db.snapshot((q) => verify(q, round, { frame, seed }));
  if (options.json) io.out(`${JSON.stringify(verified)}\n`);
  else print(terminal, verifyCard(round, verified));
  return verified.differences.length === 0 ? 0 : 1;
}
function unreadable(file: string, cause: unknown): never {
  throw new AppError("FILE_UNREADABLE", { detail: file }, { cause });
}

export const roundVerb =
  (action: string, words: string[], options: Options): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async (app) => {
      const terminal = { app, io, options };
      const given = PASSED_ON.flatMap((name) => (options[name] === undefined ? [] : [`${name}=${options[name]}`]));
      const because = options.reason === undefined ? [] : ["because", options.reason];
      const read = readRoundWords([...words, ...(options.quota ?? []), ...given, ...because], app.clock.today());
      try {
        if (action === "draw") return await drawVerb(terminal, read);
        if (action !== "status" && action !== "verify")
          throw new AppError("USAGE", { detail: "round draw|status|verify" });
        const round = await needRound(app.db, await wantedIn(app.db, read));
        return await (action === "status" ? statusVerb : verifyVerb)(terminal, round);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        io.err(`${tell(error.what)}\n`);
        if (error.copy) io.err(`${tell(say("refuse.copy"))} ${error.copy}\n`);
        return 2;
      }
    });
