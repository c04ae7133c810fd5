/**
 * Reads the shipped tables, once and on first use: they take memory that a run without the statistics never pays for.
 * The one check that may read a file (override in biome.json): shipped data is read once, like an import.
 */
import { readFileSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { bodyBytes, HEAD_BYTES, type Tables, unpack } from "./layout.ts";

const FILE = new URL("../data/typos-statistics.bin.zst", import.meta.url);
let loaded: Tables | undefined;

/** The tables of the statistics; the first call takes a fraction of a second. */
export function shippedTables(): Tables {
  if (loaded) return loaded;
  const file = readFileSync(FILE);
  // Given its size beforehand, zlib fills one buffer instead of joining hundreds, which would take the memory twice
  const body = zstdDecompressSync(file.subarray(HEAD_BYTES), { chunkSize: bodyBytes(file) });
  loaded = unpack(file, body);
  return loaded;
}
