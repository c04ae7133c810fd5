/** Where the bodies of evidence lie, by the database, and how much room the disk has for them. */
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { dropEvidenceBody, evidenceBody, hasEvidenceBody, putEvidenceBody } from "../db/office.ts";
import type { Db } from "../db/open.ts";
import { type Bodies, fileBodies } from "./collect/evidence-store.ts";

/** Evidence lies in files beside SQLite, and in a table on Postgres, where every process must reach it. */
export function evidenceBodies(db: Db, dataDir: string): Bodies {
  if (db.dialect === "sqlite") return fileBodies(join(dataDir, "evidence"));
  return {
    has: (hash) => hasEvidenceBody(db, hash),
    write: (hash, body) => db.tx((tx) => putEvidenceBody(tx, hash, body)),
    read: (hash) => evidenceBody(db, hash),
    remove: (hash) => db.tx((tx) => dropEvidenceBody(tx, hash)),
  };
}

export async function diskFreeGb(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 1024 ** 3);
}
