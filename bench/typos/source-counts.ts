/** Reads the n-gram counts and adds the dictionary's words to them. */
import {
  COUNT_BITS,
  gramFingerprint,
  gramSlot,
  IDS,
  pairOf,
  ROW,
  scaled,
  UNSCALED,
} from "../../checks/typos/hashing.ts";

/** Marks that have an id of their own, in the order of their ids; half-width ones share the id of their full-width twin. */
const MARKS = "，。、；：“”《》（）·—…％！？‘’〔〕【】.'-/~+=";
const TWINS = { ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", '"': "“", "%": "％" };
/** Weight of a word by its count in the word list, so that common words do not drown the texts. */
const weightOf = (count: number) => Math.min(6, 1 + Math.floor(Math.log10(count + 1) * 1.5));

export type SourceCounts = {
  ids: Uint16Array<ArrayBuffer>;
  firstHan: number;
  total: number;
  singles: Uint32Array<ArrayBuffer>;
  cells: Uint32Array<ArrayBuffer>;
  rightOf: Uint32Array<ArrayBuffer>;
};
type Head = { vocab: number; han0: number; cells: number; bigrams: number; total: number };

function idsBeforeHan(): Uint16Array<ArrayBuffer> {
  const ids = new Uint16Array(0x10000);
  for (const one of "0123456789０１２３４５６７８９") ids[one.charCodeAt(0)] = 1;
  for (const one of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ids[one.charCodeAt(0)] = 2;
  let next = 3;
  for (const one of MARKS) ids[one.charCodeAt(0)] = next++;
  for (const [half, full] of Object.entries(TWINS)) ids[half.charCodeAt(0)] = ids[full.charCodeAt(0)] ?? 0;
  return ids;
}

function join({ rightOf }: SourceCounts, left: number, right: number): void {
  const at = left * ROW + (right >>> 5);
  rightOf[at] = (rightOf[at] ?? 0) | (1 << (right & 31));
}

/** The unzipped file: `ZHNG`, length of the JSON head, head, Han characters, their counts, cells, pairs. */
export function readCounts(file: Buffer): SourceCounts {
  const bytes = new Uint8Array(file).buffer;
  const headLength = file.readUInt32LE(4);
  let offset = 8 + headLength;
  const head: Head = JSON.parse(file.toString("utf8", 8, offset));
  const han = new Uint16Array(bytes, offset, head.vocab - head.han0);
  offset = Math.ceil((offset + han.byteLength) / 4) * 4;
  const singles = new Uint32Array(IDS);
  singles.set(new Uint32Array(bytes, offset, head.vocab));
  offset += head.vocab * 4;
  const cells = new Uint32Array(bytes, offset, head.cells);
  offset += cells.byteLength;
  const ids = idsBeforeHan();
  han.forEach((unit, at) => {
    ids[unit] = head.han0 + at;
  });
  const rightOf = new Uint32Array(IDS * ROW);
  const counts = { ids, firstHan: head.han0, total: head.total, singles, cells, rightOf };
  for (const pair of new Uint32Array(bytes, offset, head.bigrams)) join(counts, pair >>> 16, pair & 0xffff);
  return counts;
}

function addGram(cells: Uint32Array, last: number, before: number, order: number, count: number): void {
  const fingerprint = gramFingerprint(last, before, order);
  const mask = cells.length - 1;
  let at = gramSlot(last, before, order) & mask;
  for (let cell = cells[at] ?? 0; cell !== 0 && cell >>> COUNT_BITS !== fingerprint; cell = cells[at] ?? 0)
    at = (at + 1) & mask;
  const sum = count + (UNSCALED[(cells[at] ?? 0) & (UNSCALED.length - 1)] ?? 0);
  cells[at] = (fingerprint << COUNT_BITS) | scaled(sum);
}

/** Adds the n-grams within every word of Han characters; a line is `word count tag`. */
export function addWords(counts: SourceCounts, lines: string[]): void {
  const { ids, singles, cells } = counts;
  let next = Math.max(...ids) + 1;
  for (const line of lines) {
    const [word = "", count = ""] = line.split(" ");
    if (word.length < 2 || !/^[\u4e00-\u9fff]+$/.test(word)) continue;
    const weight = weightOf(Number.parseInt(count, 10) || 1);
    let [a, b, c] = [0, 0, 0];
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at);
      if (ids[unit] === 0 && next < IDS - 1) ids[unit] = next++;
      const id = ids[unit] ?? 0;
      singles[id] = (singles[id] ?? 0) + weight;
      counts.total += weight;
      if (at >= 1) {
        addGram(cells, pairOf(c, id), 0, 2, weight);
        join(counts, c, id);
      }
      if (at >= 2) addGram(cells, pairOf(c, id), b, 3, weight);
      if (at >= 3) addGram(cells, pairOf(c, id), pairOf(a, b), 4, weight);
      [a, b, c] = [b, c, id];
    }
  }
}

/**
 * A bit for every place where an n-gram of three stands. The cells keep no keys, so all that two known pairs can make are
 * asked for; the beginning of a text, `0 0 x`, is no pair and is asked for by itself.
 */
export function markTriples({ cells, rightOf }: SourceCounts) {
  const triplesAt = new Uint32Array(2 ** 24 / 32);
  const rights = Array.from({ length: IDS }, (_, left) =>
    Array.from({ length: IDS }, (_, id) => id).filter(
      (id) => ((rightOf[left * ROW + (id >>> 5)] ?? 0) >>> (id & 31)) & 1,
    ),
  );
  const mark = (a: number, b: number, c: number) => {
    if (!hasGram(cells, pairOf(b, c), a, 3)) return;
    const place = gramSlot(pairOf(b, c), a, 3) & (triplesAt.length * 32 - 1);
    triplesAt[place >>> 5] = (triplesAt[place >>> 5] ?? 0) | (1 << (place & 31));
  };
  for (let c = 0; c < IDS; c++) mark(0, 0, c);
  rights.forEach((seconds, a) => {
    for (const b of seconds) for (const c of rights[b] ?? []) mark(a, b, c);
  });
  return triplesAt;
}

function hasGram(cells: Uint32Array, last: number, before: number, order: number): boolean {
  const fingerprint = gramFingerprint(last, before, order);
  const mask = cells.length - 1;
  let at = gramSlot(last, before, order) & mask;
  for (let cell = cells[at] ?? 0; cell !== 0; cell = cells[at] ?? 0) {
    if (cell >>> COUNT_BITS === fingerprint) return true;
    at = (at + 1) & mask;
  }
  return false;
}
