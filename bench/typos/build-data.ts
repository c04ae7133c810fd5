/**
 * Builds checks/data/typo-statistics.bin.zst. Wanted in one folder: ngrams-zh.bin.gz (counts of 15.3 million characters of
 * laws and regulations, which are outside copyright), ngrams-zh.model.json.gz (boosted trees), ngrams-zh.similar.tsv.gz
 * (similar characters), and dict.txt (the word list of jieba, as @node-rs/jieba ships it). Credits are in NOTICE.
 *
 *   node bench/typos/build-data.ts <folder>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync, zstdCompressSync } from "node:zlib";
import { STATISTICS } from "../../checks/typos/load.ts";
import { addTo } from "../../checks/typos/ngrams.ts";
import { writeSections } from "../../checks/typos/sections.ts";
import { SIZE, startVocabulary } from "../../checks/typos/vocabulary.ts";

const folder = process.argv[2];
if (!folder) {
  console.error("node bench/typos/build-data.ts <folder with ngrams-zh.* and dict.txt>");
  process.exit(2);
}
const unpacked = (name: string) => gunzipSync(readFileSync(join(folder, name)));

// The counts: header, Han characters, counts of each, cells, pairs
const raw = unpacked("ngrams-zh.bin.gz");
const headerLength = raw.readUInt32LE(4);
const header = JSON.parse(raw.toString("utf8", 8, 8 + headerLength)) as {
  vocab: number;
  han0: number;
  cells: number;
  total: number;
  bigrams: number;
};
let at = 8 + headerLength;
const take = (bytes: number) => {
  const part = raw.buffer.slice(raw.byteOffset + at, raw.byteOffset + at + bytes);
  at += bytes;
  return part;
};
const han = new Uint16Array(take((header.vocab - header.han0) * 2));
at = Math.ceil(at / 4) * 4;
const single = new Uint32Array(SIZE);
single.set(new Uint32Array(take(header.vocab * 4)));
const cells = new Uint32Array(take(header.cells * 4));
const pairs = new Set(new Uint32Array(take(header.bigrams * 4)));
let { total } = header;

const { idOf, next: firstHan } = startVocabulary();
if (firstHan !== header.han0) throw new Error(`the vocabulary starts at ${header.han0}, ours at ${firstHan}`);
const units = [...han];
units.forEach((unit, i) => {
  idOf[unit] = firstHan + i;
});
const idFor = (unit: number): number => {
  if (idOf[unit] === 0 && unit >= 0x4e00 && unit <= 0x9fff && firstHan + units.length < SIZE - 1) {
    idOf[unit] = firstHan + units.length;
    units.push(unit);
  }
  return idOf[unit] ?? 0;
};

// The word list counts as text of its own, each word by the logarithm of its frequency
const lines = readFileSync(join(folder, "dict.txt"), "utf8").split("\n");
for (const line of lines) {
  const space = line.indexOf(" ");
  const word = line.slice(0, Math.max(0, space));
  if (space < 2 || !/^[\u4e00-\u9fff]+$/.test(word)) continue;
  const frequency = Number.parseInt(line.slice(space + 1), 10) || 1;
  const weight = Math.min(6, 1 + Math.floor(Math.log10(frequency + 1) * 1.5));
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < word.length; i++) {
    const x = idFor(word.charCodeAt(i));
    single[x] = (single[x] ?? 0) + weight;
    total += weight;
    if (i >= 1) {
      addTo(cells, c * SIZE + x, 0, 2, weight);
      pairs.add(((c << 16) | x) >>> 0);
    }
    if (i >= 2) addTo(cells, c * SIZE + x, b, 3, weight);
    if (i >= 3) addTo(cells, c * SIZE + x, a * SIZE + b, 4, weight);
    [a, b, c] = [b, c, x];
  }
}

// The dictionary: words of up to four characters
const wordSingle = new Uint32Array(SIZE);
const words = new Map<number, number>();
let frequencies = 0;
for (const line of lines) {
  const [word, given] = line.split(" ");
  if (!word) continue;
  const frequency = Math.max(1, Number(given) || 1);
  frequencies += frequency;
  if (word.length > 4) continue;
  const ids = [...word].map((character) => idOf[character.charCodeAt(0)] ?? 0);
  if (ids.some((id) => id < firstHan)) continue;
  const key = ids.reduce((sum, id) => sum * SIZE + id, 0);
  if (ids.length === 1) wordSingle[key] = frequency;
  else words.set(key, (words.get(key) ?? 0) + frequency + 1);
}
const wordKeys = Float64Array.from(words.keys()).sort();

// Similar characters: `c <tab> (other kind likeness?)…`
const similar = new Map<number, { id: number; kind: number; likeness: number }[]>();
for (const line of unpacked("ngrams-zh.similar.tsv.gz").toString("utf8").split("\n").slice(1)) {
  const [character, list] = line.split("\t");
  const id = character ? (idOf[character.charCodeAt(0)] ?? 0) : 0;
  if (!list || id < firstHan) continue;
  const others = [...list.matchAll(/(.)(\d)(\d{0,3})/gu)]
    .map(([, other = "", kind, likeness]) => ({
      id: idOf[other.charCodeAt(0)] ?? 0,
      kind: Number(kind),
      likeness: Number(likeness || 0),
    }))
    .filter((other) => other.id >= firstHan);
  similar.set(id, others);
}
const similarStart = new Uint32Array(SIZE + 1);
const flat = Array.from({ length: SIZE }, (_, id) => similar.get(id) ?? []);
flat.forEach((others, id) => {
  similarStart[id + 1] = (similarStart[id] ?? 0) + others.length;
});
const others = flat.flat();

// The trees, one after the other
type Node = { v?: number; f?: number; t?: number; l?: number; r?: number };
const model = JSON.parse(unpacked("ngrams-zh.model.json.gz").toString("utf8")) as { base: number; model: Node[][] };
const nodes = model.model.flat();
const roots: number[] = [];
const offsets: number[] = [];
for (const tree of model.model) {
  const root = offsets.length;
  roots.push(root);
  for (const _ of tree) offsets.push(root);
}
const child = (which: "l" | "r") =>
  Int32Array.from(nodes, (node, i) => (node.v === undefined ? (offsets[i] ?? 0) + (node[which] ?? 0) : 0));

const bytes = writeSections(
  { total, logTotal: Math.log(frequencies), base: model.base },
  {
    wordKeys,
    treeValues: Float64Array.from(nodes, ({ v, t }) => v ?? t ?? 0),
    cells,
    pairs: Uint32Array.from(pairs).sort(),
    single,
    wordSingle,
    wordFrequencies: Uint32Array.from(wordKeys, (key) => words.get(key) ?? 0),
    similarStart,
    treeRoots: Int32Array.from(roots),
    treeLeft: child("l"),
    treeRight: child("r"),
    han: Uint16Array.from(units),
    similarIds: Uint16Array.from(others, ({ id }) => id),
    similarKinds: Uint8Array.from(others, ({ kind }) => kind),
    similarLikeness: Uint8Array.from(others, ({ likeness }) => likeness),
    treeFeatures: Int8Array.from(nodes, ({ v, f }) => (v === undefined ? (f ?? 0) : -1)),
  },
);
const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
writeFileSync(STATISTICS, packed);
console.log(
  `${wordKeys.length} words, ${others.length} similar, ${nodes.length} nodes: ${bytes.length} → ${packed.length} bytes`,
);
