/** Backup and restore of an office: the database and its evidence in one tar, with hashes to prove it whole. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import type { Db } from "../db/open.ts";
import { AppError } from "./errors.ts";

const DATABASE = "xuncha.db";
const SUMS = "SHA256SUMS";

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
async function* filesUnder(folder: string, prefix = ""): AsyncGenerator<string> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) yield* filesUnder(folder, path);
    else if (path.endsWith(".zst")) yield path;
  }
}

/** Beside a running bot: the copy of the database is consistent, and evidence never changes once written. */
export async function backup(db: Db, dataDir: string, target: string): Promise<number> {
  const work = await mkdtemp(join(dataDir, "backup-"));
  const partial = `${target}.partial`;
  try {
    const copy = join(work, DATABASE);
    await db.copyTo(copy);
    const sums: string[] = [];
    const pack = tar.pack();
    const written = pipeline(pack, createWriteStream(partial));
    const add = async (name: string, file: string) => {
      const { size } = await stat(file);
      sums.push(`${await hashOf(file)}  ${name}`);
      const entry = pack.entry({ name, size });
      await pipeline(createReadStream(file), entry);
    };
    let evidence = 0;
    await add(DATABASE, copy);
    for await (const path of filesUnder(join(dataDir, "evidence"))) {
      await add(`evidence/${path}`, join(dataDir, "evidence", path));
      evidence++;
    }
    pack.entry({ name: SUMS }, `${sums.join("\n")}\n`);
    pack.finalize();
    await written;
    await rename(partial, target);
    return evidence;
  } catch (error) {
    await rm(partial, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "EACCES" || code === "EISDIR")
      throw new AppError("FILE_UNREADABLE", { detail: target }, { cause: error });
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Unpacks beside the present data, proves every hash, and only then puts it in place. */
export async function restore(source: string, databaseFile: string, dataDir: string): Promise<number> {
  await mkdir(dataDir, { recursive: true });
  const work = await mkdtemp(join(dataDir, "restore-"));
  try {
    const found = new Map<string, string>();
    const extract = tar.extract();
    extract.on("entry", (header, stream, next) => {
      const safe =
        header.name === DATABASE ||
        header.name === SUMS ||
        /^evidence\/[0-9a-f]{2}\/[0-9a-f]{64}\.zst$/.test(header.name);
      if (!safe || header.type !== "file") {
        stream.resume();
        stream.on("end", next);
        return;
      }
      const file = join(work, header.name);
      const hash = createHash("sha256");
      const tee = new Writable({
        write(chunk, _, done) {
          hash.update(chunk);
          done();
        },
      });
      mkdir(dirname(file), { recursive: true })
        .then(() => {
          stream.on("data", (chunk) => tee.write(chunk));
          return pipeline(stream, createWriteStream(file));
        })
        .then(() => {
          found.set(header.name, hash.digest("hex"));
          next();
        }, next);
    });
    await pipeline(createReadStream(source), extract).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" || error.code === "EACCES"
        ? new AppError("FILE_UNREADABLE", { detail: source }, { cause: error })
        : new AppError("BACKUP_DAMAGED", { detail: source }, { cause: error });
    });
    const sums = await readFile(join(work, SUMS), "utf8").catch(() => "");
    const lines = sums.split("\n").filter(Boolean);
    const broken = lines.map((line) => line.split("  ")).find(([hash, name]) => found.get(name ?? "") !== hash);
    if (lines.length === 0 || broken || !found.has(DATABASE))
      throw new AppError("BACKUP_DAMAGED", { detail: broken?.[1] ?? source });
    await mkdir(dirname(databaseFile), { recursive: true });
    for (const leftover of ["-wal", "-shm"]) await rm(databaseFile + leftover, { force: true });
    await rename(join(work, DATABASE), databaseFile);
    let evidence = 0;
    for (const name of found.keys()) {
      if (!name.startsWith("evidence/")) continue;
      const target = join(dataDir, name);
      await mkdir(dirname(target), { recursive: true });
      await rename(join(work, name), target);
      evidence++;
    }
    return evidence;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
