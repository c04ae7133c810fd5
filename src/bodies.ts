/** Where the bodies of evidence lie, by the database, and how much room the disk has for them. */
import { readdir, readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import { dropEvidenceBody, evidenceBody, hasEvidenceBody, putEvidenceBody } from "../db/office.ts";
import type { Db } from "../db/open.ts";
import { type Bodies, fileBodies } from "./collect/evidence-store.ts";

export const evidenceFolder = (dataDir: string): string => join(dataDir, "evidence");

/** Evidence lies in files beside SQLite, and in a table on Postgres, where every process must reach it. */
export function evidenceBodies(db: Db, dataDir: string): Bodies {
  if (db.dialect === "sqlite") return fileBodies(evidenceFolder(dataDir));
  return {
    has: (hash) => hasEvidenceBody(db, hash),
    write: (hash, body) => db.tx((tx) => putEvidenceBody(tx, hash, body)),
    read: (hash) => evidenceBody(db, hash),
    remove: (hash) => db.tx((tx) => dropEvidenceBody(tx, hash)),
  };
}

const entriesOf = async (folder: string): Promise<string[]> =>
  (
    await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
      throw error;
    })
  ).sort();
/** Hashes of the bodies in files, sorted, after one; what a crash left half written is none. */
export async function* fileHashes(dataDir: string, after = ""): AsyncGenerator<string> {
  const folder = evidenceFolder(dataDir);
  for (const part of await entriesOf(folder)) {
    if (part < after.slice(0, 2)) continue;
    for (const name of await entriesOf(join(folder, part))) {
      const hash = /^([0-9a-f]{64})\.zst$/.exec(name)?.[1];
      if (hash?.startsWith(part) && hash > after) yield hash;
    }
  }
}

type BodyRow = { hash: string; body: Buffer };
/** As one batch is read into memory. */
const BATCH_BYTES = 4 * 1024 ** 2;
const BATCH_ROWS = 100;
/** The files as the rows that Postgres has of them. */
export async function* fileBodyRows(dataDir: string, after?: string): AsyncGenerator<BodyRow[]> {
  let rows: BodyRow[] = [];
  let bytes = 0;
  for await (const hash of fileHashes(dataDir, after)) {
    const body = await readFile(join(evidenceFolder(dataDir), hash.slice(0, 2), `${hash}.zst`));
    rows.push({ hash, body });
    bytes += body.length;
    if (bytes < BATCH_BYTES && rows.length < BATCH_ROWS) continue;
    yield rows;
    rows = [];
    bytes = 0;
  }
  if (rows.length > 0) yield rows;
}

export async function diskFreeGb(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 1024 ** 3);
}
