/**
 * Backup and restore of an office: the database and its evidence in one tar, with hashes to prove it whole. One form
 * whichever database it comes from or goes into: a SQLite file, and the bodies as files beside it.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { type Db, openDb } from "../db/open.ts";
import { evidenceFolder, fileHashes } from "./bodies.ts";
import { AppError } from "./errors.ts";
import { bodyRows, copyToFile } from "./move.ts";

const DATABASE = "xuncha.db";
const SUMS = "SHA256SUMS";
const nameOf = (hash: string) => `evidence/${hash.slice(0, 2)}/${hash}.zst`;

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

function createPacker(file: string) {
  const pack = tar.pack();
  const written = pipeline(pack, createWriteStream(file));
  // Heard at the end; until then a full disk must not end the process
  written.catch(() => undefined);
  const sums: string[] = [];
  return {
    async file(name: string, path: string): Promise<void> {
      const { size } = await stat(path);
      sums.push(`${await hashOf(path)}  ${name}`);
      await Promise.race([pipeline(createReadStream(path), pack.entry({ name, size })), written]);
    },
    async bytes(name: string, body: Buffer): Promise<void> {
      sums.push(`${createHash("sha256").update(body).digest("hex")}  ${name}`);
      const entry = pack.entry({ name, size: body.length });
      await Promise.race([pipeline([body], entry), written]);
    },
    async end(): Promise<void> {
      pack.entry({ name: SUMS }, `${sums.join("\n")}\n`);
      pack.finalize();
      await written;
    },
  };
}
type Packer = ReturnType<typeof createPacker>;

async function packSqlite(db: Db, dataDir: string, copy: string, packer: Packer): Promise<number> {
  await db.copyTo(copy);
  await packer.file(DATABASE, copy);
  let evidence = 0;
  for await (const hash of fileHashes(dataDir)) {
    await packer.file(nameOf(hash), join(dataDir, nameOf(hash)));
    evidence++;
  }
  return evidence;
}
/** Rows and bodies are read in one view; the rows are proven against it before anything is packed. */
async function packPostgres(db: Db, at: Temporal.Instant, copy: string, packer: Packer): Promise<number> {
  return db.snapshot(async (q) => {
    const target = await openDb({ url: `file:${copy}` });
    try {
      await copyToFile({ q, dialect: "pg" }, target, { at });
    } finally {
      await target.close();
    }
    await packer.file(DATABASE, copy);
    let evidence = 0;
    for await (const { hash, body } of bodyRows(q)) {
      await packer.bytes(nameOf(hash), body);
      evidence++;
    }
    return evidence;
  });
}

/** Beside a running bot: the copy of the database is consistent, and evidence never changes once written. */
export async function backup(db: Db, dataDir: string, target: string, at: Temporal.Instant): Promise<number> {
  const work = await mkdtemp(join(dataDir, "backup-"));
  const partial = `${target}.partial`;
  try {
    const packer = createPacker(partial);
    const copy = join(work, DATABASE);
    const evidence =
      db.dialect === "sqlite" ? await packSqlite(db, dataDir, copy, packer) : await packPostgres(db, at, copy, packer);
    await packer.end();
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

/** Unpacks into `work` and proves every hash; returns the names of the bodies. */
async function unpack(source: string, work: string): Promise<string[]> {
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
  return [...found.keys()].filter((name) => name.startsWith("evidence/"));
}

/** Unpacks beside the present data, proves every hash, and only then hands over what was unpacked. */
async function withUnpacked<T>(
  source: string,
  dataDir: string,
  use: (work: string, evidence: string[]) => Promise<T>,
): Promise<T> {
  await mkdir(dataDir, { recursive: true });
  const work = await mkdtemp(join(dataDir, "restore-"));
  try {
    return await use(work, await unpack(source, work));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export const restore = (source: string, databaseFile: string, dataDir: string): Promise<number> =>
  withUnpacked(source, dataDir, async (work, evidence) => {
    await mkdir(dirname(databaseFile), { recursive: true });
    for (const leftover of ["-wal", "-shm"]) await rm(databaseFile + leftover, { force: true });
    await rename(join(work, DATABASE), databaseFile);
    for (const name of evidence) {
      const target = join(dataDir, name);
      await mkdir(dirname(target), { recursive: true });
      await rename(join(work, name), target);
    }
    return evidence.length;
  });

/** For a database that takes rows, not files: `use` gets the unpacked file, brought up to this version, and its folder. */
export const restoreRows = <T>(source: string, dataDir: string, use: (file: string, folder: string) => Promise<T>) =>
  withUnpacked(source, dataDir, async (work) => {
    const file = join(work, DATABASE);
    await (await openDb({ url: `file:${file}` })).close();
    await mkdir(evidenceFolder(work), { recursive: true });
    return use(file, work);
  });
