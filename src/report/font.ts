/** The font in which pictures are written; bench/font/build-font.ts makes it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FONT_FILE = fileURLToPath(new URL("./fonts/NotoSansSC-Regular.subset.ttf", import.meta.url));

/** Entries of the directory of an OpenType file: tag, checksum, offset, length. */
const ENTRY = 16;
/** A `cmap` of format 12 lists runs of characters: first, last, glyph of the first. */
const FORMAT = 12;
const RUN = 12;

/** Every character for which the font has a glyph. */
export function readCoverage(file = FONT_FILE): ReadonlySet<number> {
  const bytes = readFileSync(file);
  const tables = Array.from({ length: bytes.readUInt16BE(4) }, (_, i) => 12 + i * ENTRY);
  const entry = tables.find((at) => bytes.toString("latin1", at, at + 4) === "cmap");
  const cmap = entry === undefined ? 0 : bytes.readUInt32BE(entry + 8);
  const subtables = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, i) => cmap + 4 + i * 8);
  const covered = new Set<number>();
  for (const subtable of subtables) {
    const at = cmap + bytes.readUInt32BE(subtable + 4);
    if (bytes.readUInt16BE(at) !== FORMAT) continue;
    for (let i = 0; i < bytes.readUInt32BE(at + 12); i++) {
      const run = at + 16 + i * RUN;
      for (let code = bytes.readUInt32BE(run); code <= bytes.readUInt32BE(run + 4); code++) covered.add(code);
    }
  }
  return covered;
}
