/**
 * Wrong words known as such. A mark for every pair of first characters screens the text before any comparison, so that a
 * page costs one pass; the dictionary guard runs on hits alone.
 */
import rows from "../data/typos-zh.json" with { type: "json" };

export type Hit = { start: number; end: number; wrong: string; right: string; category: string };
type Entry = { wrong: string; right: string; category: string; before: string[]; after: string[] };

/** Variant forms and usage are a matter of taste: a pack of its own, off unless an office wants it. */
const OFF_BY_DEFAULT = "异形与用法";

const exceptions = (text: string | undefined, side: "prev!" | "next!") =>
  (text ?? "")
    .split(";")
    .filter((part) => part.startsWith(side))
    .flatMap((part) => part.slice(side.length).split("|"));

const entries = (rows as string[][])
  .filter(([, , category]) => category !== OFF_BY_DEFAULT)
  .map(([wrong = "", right = "", category = "", rule]): Entry => {
    return { wrong, right, category, before: exceptions(rule, "prev!"), after: exceptions(rule, "next!") };
  });

/** First and second characters fold into one of these marks: common firsts are common, but pairs of them are not. */
const pairMarks = new Uint8Array(0x10000);
const foldOf = (first: number, second: number) => ((first * 31) ^ second) & 0xffff;
const byPair = new Map<number, Entry[]>();
const pairOf = (text: string, at: number) => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
for (const entry of entries) {
  pairMarks[foldOf(entry.wrong.charCodeAt(0), entry.wrong.charCodeAt(1))] = 1;
  byPair.set(pairOf(entry.wrong, 0), [...(byPair.get(pairOf(entry.wrong, 0)) ?? []), entry]);
}
// Of two entries at one place the longer says more
for (const list of byPair.values()) list.sort((a, b) => b.wrong.length - a.wrong.length);

const words = new Intl.Segmenter("zh", { granularity: "word" });
/** Enough context for the longest dictionary word on either side. */
const CONTEXT = 12;

/** 配合|做好 contains 合做 but says nothing wrong: a cut inside the match makes words with both neighbours. */
function straddles(text: string, start: number, end: number): boolean {
  const from = Math.max(0, start - CONTEXT);
  const around = text.slice(from, end + CONTEXT);
  let previousStart = from;
  for (const { index, segment } of words.segment(around)) {
    const at = from + index;
    if (at > start && at < end) return previousStart < start && at + segment.length > end;
    previousStart = at;
  }
  return false;
}

const excused = (text: string, { wrong, before, after }: Entry, at: number) =>
  before.some((part) => text.endsWith(part, at)) || after.some((part) => text.startsWith(part, at + wrong.length));

const SPEAKS_OF_IT = /错写|误写|写成|写作|错成|错为|误为|应为|应是|应改为|更正为/;
const QUOTING = 24;
/** A bulletin that names a slip (“案例”错写为“案列”) makes none. */
function quotes(text: string, start: number, { wrong, right }: Entry): boolean {
  const around = text.slice(Math.max(0, start - QUOTING), start + wrong.length + QUOTING);
  return SPEAKS_OF_IT.test(around) && around.includes(right);
}

/** Every wrong word of the lexicon in a text; offsets in UTF-16 units. */
export function findInLexicon(text: string): Hit[] {
  const hits: Hit[] = [];
  let next = text.charCodeAt(0);
  for (let at = 0; at < text.length - 1; at++) {
    const first = next;
    next = text.charCodeAt(at + 1);
    if (pairMarks[foldOf(first, next)] === 0) continue;
    const candidates = byPair.get(pairOf(text, at));
    const entry = candidates?.find((one) => text.startsWith(one.wrong, at) && !excused(text, one, at));
    if (!entry || straddles(text, at, at + entry.wrong.length) || quotes(text, at, entry)) continue;
    hits.push({
      start: at,
      end: at + entry.wrong.length,
      wrong: entry.wrong,
      right: entry.right,
      category: entry.category,
    });
    at += entry.wrong.length - 1;
    next = text.charCodeAt(at + 1);
  }
  return hits;
}
