/** Evidence by its hash: stored before the row that cites it, compressed, never changed. */
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);

export type EvidenceStore = {
  /** Returns the SHA-256 of the bytes; the same bytes are stored once. */
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Uint8Array | undefined>;
  remove(hash: string): Promise<void>;
};

/** Where bodies lie when every process must reach them; src/app.ts hands in the table on Postgres. */
export type Bodies = {
  has(hash: string): Promise<boolean>;
  write(hash: string, body: Buffer): Promise<void>;
  read(hash: string): Promise<Buffer | undefined>;
  remove(hash: string): Promise<void>;
};

export function fileBodies(folder: string): Bodies {
  const path = (hash: string) => join(folder, hash.slice(0, 2), `${hash}.zst`);
  return {
    has: (hash) =>
      access(path(hash)).then(
        () => true,
        () => false,
      ),
    async write(hash, body) {
      const file = path(hash);
      await mkdir(dirname(file), { recursive: true });
      const partial = `${file}.${process.pid}.partial`;
      await writeFile(partial, body);
      await rename(partial, file);
    },
    read: (hash) =>
      readFile(path(hash)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }),
    remove: (hash) => rm(path(hash), { force: true }),
  };
}

export function createEvidenceStore(bodies: Bodies): EvidenceStore {
  return {
    async put(bytes) {
      const hash = createHash("sha256").update(bytes).digest("hex");
      if (!(await bodies.has(hash))) await bodies.write(hash, await compress(bytes));
      return hash;
    },
    async get(hash) {
      const body = await bodies.read(hash);
      return body ? decompress(body) : undefined;
    },
    remove: (hash) => bodies.remove(hash),
  };
}
