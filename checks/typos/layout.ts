/**
 * The one file of tables that `bench/typos/build-data.ts` writes and `shipped.ts` reads: the number of elements of every
 * section as u32, little-endian, then all sections one after another in one zstd frame. Wide elements come first, so that
 * every section is aligned and is used where it was unpacked, without a copy.
 */
const SECTIONS = {
  /** `[characters counted, log of all words counted, score of the model before any tree, first id of a Han character]` */
  figures: Float64Array,
  /** log probability of a Han character as a word of its own, by id */
  loneLogs: Float64Array,
  /** what a node compares with, or the value of a leaf */
  treeValues: Float64Array,
  /** how often a character was counted, by id */
  singles: Uint32Array,
  /** n-grams of two to four characters: fingerprint and count */
  cells: Uint32Array,
  /** a bit for every pair that was counted, by left character */
  rightOf: Uint32Array,
  /** a bit where an n-gram of three may stand, by its place; most that were never seen meet an empty bit */
  triplesAt: Uint32Array,
  /** last two characters of a word of two to four; 0 is an empty place */
  wordEnds: Uint32Array,
  /** its characters before those */
  wordHeads: Uint32Array,
  /** how often the word list met it */
  wordCounts: Uint32Array,
  /** where the similar characters of an id begin */
  similarFrom: Uint32Array,
  /** first node of every tree */
  treeRoots: Uint32Array,
  /** id of a UTF-16 unit */
  ids: Uint16Array,
  /** UTF-16 unit of an id, for Han characters */
  units: Uint16Array,
  similarIds: Uint16Array,
  /** where to go when the feature is below the value, and otherwise */
  treeLess: Uint16Array,
  treeMore: Uint16Array,
  /** bits: 1 same sound, 2 near sound, 4 similar shape */
  similarKinds: Uint8Array,
  /** likeness of the strokes in hundredths */
  similarLikeness: Uint8Array,
  /** 1 for characters that names of persons are made of */
  nameParts: Uint8Array,
  /** which feature a node asks for, 255 for a leaf */
  treeFeatures: Uint8Array,
} as const;

type Name = keyof typeof SECTIONS;
export type Tables = { [K in Name]: InstanceType<(typeof SECTIONS)[K]> };

const names = Object.keys(SECTIONS) as Name[];
/** Bytes before the zstd frame. */
export const HEAD_BYTES = names.length * Uint32Array.BYTES_PER_ELEMENT;

/** Head, and all sections one after another, not yet compressed. */
export function pack(tables: Tables): { head: Uint8Array; body: Uint8Array } {
  const head = new Uint8Array(Uint32Array.from(names, (name) => tables[name].length).buffer);
  const parts = names.map((name) => {
    const { buffer, byteOffset, byteLength } = tables[name];
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
  return { head, body: new Uint8Array(Buffer.concat(parts)) };
}

/** Bytes that the sections take once decompressed. */
export function bodyBytes(head: Uint8Array): number {
  const lengths = new DataView(head.buffer, head.byteOffset);
  return names.reduce((sum, name, at) => sum + lengths.getUint32(at * 4, true) * SECTIONS[name].BYTES_PER_ELEMENT, 0);
}

/** Views into `body`, which must begin at a multiple of eight bytes of its buffer. */
export function unpack(head: Uint8Array, body: Uint8Array): Tables {
  const lengths = new DataView(head.buffer, head.byteOffset);
  let offset = body.byteOffset;
  const views = names.map((name, at) => {
    const view = new SECTIONS[name](body.buffer as ArrayBuffer, offset, lengths.getUint32(at * 4, true));
    offset += view.byteLength;
    return [name, view];
  });
  return Object.fromEntries(views) as Tables;
}
