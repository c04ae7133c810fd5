/**
 * Slips that no list knows: a character whose neighbourhood was never seen in legal texts while a similar character
 * makes a usual one. What the counts say of both is put into 39 features, and boosted trees weigh them.
 */
import { logProbability, type Ngrams } from "./ngrams.ts";
import type { Trees } from "./trees.ts";
import { DIGITS, LETTERS, type Vocabulary } from "./vocabulary.ts";
import type { Words } from "./words.ts";

export type Slip = { at: number; suggestion: string; score: number };
/** Similar characters of each: those of `id` stand from `start[id]` up to `start[id + 1]`. */
export type Similar = { start: Uint32Array; ids: Uint16Array; kinds: Uint8Array; likeness: Float64Array };

export const FEATURES = 39;
const SAME_SOUND = 1;
const NEAR_SOUND = 2;
/** A slip of the same sound is likelier: what typing by sound makes wrong. */
const SOUND_BONUS = 0.7;
/** Below this gain in probability no candidate is worth weighing. */
const LEAST_GAIN = 2.5;
/** Characters before the text and after it, so that every place has neighbours. */
const PAD = 4;
const WINDOW = 4;
const lg = (count: number) => Math.log2(count + 1);

/** Surnames, and characters that write foreign names: names look unusual everywhere. */
const NAMES =
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳司马诸葛上官巴卡拉尔斯特克里";

export function createStatistics(parts: {
  vocabulary: Vocabulary;
  ngrams: Ngrams;
  words: Words;
  similar: Similar;
  trees: Trees;
}) {
  const { vocabulary, ngrams, words, similar, trees } = parts;
  const { idOf, firstHan, charOf } = vocabulary;
  const inNames = new Uint8Array(charOf.length);
  for (const name of NAMES) inNames[idOf[name.charCodeAt(0)] ?? 0] = 1;
  let tokens = new Uint16Array(1 << 12);
  let places = new Int32Array(1 << 12);
  const candidates = new Int32Array(1 << 12);
  const gains = new Float64Array(1 << 12);
  const window = new Int32Array(2 * WINDOW + 4);
  const features = new Float64Array(FEATURES);

  /** Fills `tokens`; returns the end of the text in them. Runs of digits and of letters are one token. */
  function tokenise(text: string): number {
    if (text.length + 2 * PAD + 2 > tokens.length) {
      tokens = new Uint16Array(2 * (text.length + 2 * PAD));
      places = new Int32Array(tokens.length);
    }
    let n = PAD;
    let last = -1;
    for (let i = 0; i < text.length; i++) {
      const id = idOf[text.charCodeAt(i)] as number;
      if ((id === DIGITS || id === LETTERS) && id === last) continue;
      last = id;
      tokens[n] = id;
      places[n++] = i;
    }
    tokens.fill(0, 0, PAD);
    tokens.fill(0, n, n + PAD + 1);
    return n;
  }
  const token = (i: number) => tokens[i] as number;

  /** Counts around one place that do not depend on what stands there; filled by `enter`. */
  const near = { end: 0, i: 0, bc: 0, abc: 0, de: 0, ef: 0, def: 0, d: 0, e: 0, f: 0 };
  function enter(i: number, end: number): void {
    const [a, b, c] = [token(i - 3), token(i - 2), token(i - 1)];
    const [d, e, f] = [token(i + 1), token(i + 2), token(i + 3)];
    near.i = i;
    near.end = end;
    near.bc = ngrams.two(b, c);
    near.abc = near.bc === 0 ? 0 : ngrams.three(a, b, c);
    near.de = ngrams.two(d, e);
    near.ef = ngrams.two(e, f);
    near.def = near.de === 0 ? 0 : ngrams.three(d, e, f);
    near.d = ngrams.own(d);
    near.e = ngrams.own(e);
    near.f = ngrams.own(f);
  }
  /**
   * How probable the text around the place entered is with `x` there, given its three triples: four steps, each character
   * after the three before it. A gram whose shorter part was never seen was not seen either, so it is not looked up.
   */
  function around(x: number, bcx: number, cxd: number, xde: number): number {
    const { i } = near;
    const [a, b, c] = [token(i - 3), token(i - 2), token(i - 1)];
    const [d, e, f] = [token(i + 1), token(i + 2), token(i + 3)];
    const cx = ngrams.two(c, x);
    const xd = ngrams.two(x, d);
    const abcx = bcx === 0 ? 0 : ngrams.four(a, b, c, x);
    const bcxd = bcx === 0 || cxd === 0 ? 0 : ngrams.four(b, c, x, d);
    let sum =
      logProbability(ngrams.own(x), cx, ngrams.one(c), bcx, near.bc, abcx, near.abc) +
      logProbability(near.d, xd, ngrams.one(x), cxd, cx, bcxd, bcx);
    if (i >= near.end - 1) return sum;
    const cxde = cxd === 0 || xde === 0 ? 0 : ngrams.four(c, x, d, e);
    sum += logProbability(near.e, near.de, ngrams.one(d), xde, xd, cxde, cxd);
    if (i >= near.end - 2) return sum;
    const xdef = xde === 0 || near.def === 0 ? 0 : ngrams.four(x, d, e, f);
    return sum + logProbability(near.f, near.ef, ngrams.one(e), near.def, near.de, xdef, xde);
  }

  function describe(i: number, end: number, at: number, gain: Gain): void {
    const x = token(i);
    const y = similar.ids[at] as number;
    const kind = similar.kinds[at] as number;
    const [a, b, c] = [token(i - 3), token(i - 2), token(i - 1)];
    const [d, e, f] = [token(i + 1), token(i + 2), token(i + 3)];
    const from = Math.max(PAD, i - WINDOW);
    const to = Math.min(end, i + WINDOW + 1);
    for (let q = from; q < to; q++) window[q - from] = token(q);
    const cutOld = words.cut(window, to - from, i - from);
    const coverOld = words.cover(window, to - from, i - from);
    window[i - from] = y;
    const cutNew = words.cut(window, to - from, i - from);
    const coverNew = words.cover(window, to - from, i - from);
    let unusual = 0;
    for (let q = Math.max(PAD + 1, i - WINDOW); q < to; q++)
      if (
        q !== i &&
        q !== i + 1 &&
        token(q) >= firstHan &&
        token(q - 1) >= firstHan &&
        ngrams.two(token(q - 1), token(q)) === 0
      )
        unusual++;
    const left = ngrams.two(c, x);
    const right = ngrams.two(x, d);
    const q0 = ngrams.four(a, b, c, y);
    const q1 = ngrams.four(b, c, y, d);
    const q2 = ngrams.four(c, y, d, e);
    const q3 = ngrams.four(y, d, e, f);
    const old = ngrams.four(b, c, x, d) + ngrams.four(c, x, d, e) + ngrams.four(a, b, c, x) + ngrams.four(x, d, e, f);
    // The order is the trained model's
    features[0] = gain.best;
    features[1] = gain.old;
    features[2] = lg(left);
    features[3] = lg(right);
    features[4] = lg(ngrams.three(b, c, x));
    features[5] = 0; // the triple around the place was never seen: only such places are looked at
    features[6] = lg(ngrams.three(x, d, e));
    features[7] = lg(ngrams.two(c, y));
    features[8] = lg(ngrams.two(y, d));
    features[9] = lg(ngrams.three(b, c, y));
    features[10] = lg(ngrams.three(c, y, d));
    features[11] = lg(ngrams.three(y, d, e));
    features[12] = lg(q0);
    features[13] = lg(q1);
    features[14] = lg(q2);
    features[15] = lg(q3);
    features[16] = lg(ngrams.one(x));
    features[17] = lg(ngrams.one(y));
    features[18] = kind & SAME_SOUND ? 1 : 0;
    features[19] = kind & NEAR_SOUND ? 1 : 0;
    features[20] = similar.likeness[at] as number;
    features[21] = coverOld.length;
    features[22] = lg(coverOld.frequency);
    features[23] = coverNew.length;
    features[24] = lg(coverNew.frequency);
    features[25] = cutNew.score - cutOld.score;
    features[26] = cutOld.length;
    features[27] = cutOld.looseBefore ? 1 : 0;
    features[28] = cutOld.looseAfter ? 1 : 0;
    features[29] = (inNames[b] as number) + 2 * (inNames[c] as number) + 4 * (inNames[x] as number);
    features[30] = gain.close;
    features[31] = Math.min(20, gain.best - gain.second);
    features[32] = c < firstHan ? 1 : 0;
    features[33] = d < firstHan ? 1 : 0;
    features[34] = unusual;
    features[35] = 0;
    features[36] = lg(q0 + q1 + q2 + q3);
    features[37] = lg(old);
    features[38] = Math.min(lg(left), lg(right));
  }

  /** The gain of the best candidate at a place, of the next best, and how many come near it. */
  type Gain = { best: number; second: number; old: number; close: number; at: number };
  function weigh(i: number, end: number, count: number): Gain | undefined {
    const [b, c, d, e] = [token(i - 2), token(i - 1), token(i + 1), token(i + 2)];
    let old: number | undefined;
    let best = -1e9;
    let second = -1e9;
    let at = -1;
    let weighed = 0;
    for (let v = 0; v < count; v++) {
      const candidate = candidates[v] as number;
      const y = similar.ids[candidate] as number;
      const cyd = ngrams.three(c, y, d);
      const bcy = ngrams.three(b, c, y);
      const yde = ngrams.three(y, d, e);
      if (cyd === 0 && bcy === 0 && yde === 0) continue;
      if (old === undefined) {
        enter(i, end);
        const x = token(i);
        old = around(x, ngrams.three(b, c, x), 0, ngrams.three(x, d, e));
      }
      const sound = (similar.kinds[candidate] as number) & SAME_SOUND ? SOUND_BONUS : 0;
      const gain = around(y, bcy, cyd, yde) - old + sound;
      gains[weighed++] = gain;
      if (gain > best) {
        second = best;
        best = gain;
        at = candidate;
      } else if (gain > second) second = gain;
    }
    if (at < 0 || best < LEAST_GAIN) return undefined;
    let close = 0;
    for (let v = 0; v < weighed; v++) if ((gains[v] as number) > best - 2) close++;
    return { best, second, old: old ?? 0, close, at };
  }

  /** Every place that scores at least `threshold`, in no order; of places within two characters the caller keeps the best. */
  return function scan(text: string, threshold: number): Slip[] {
    const end = tokenise(text);
    const slips: Slip[] = [];
    for (let i = PAD; i < end; i++) {
      const x = token(i);
      if (x < firstHan) continue;
      const first = similar.start[x] as number;
      const last = similar.start[x + 1] as number;
      if (first === last) continue;
      const left = token(i - 1);
      const right = token(i + 1);
      // Most places of clean text end here, with one look into the table
      if (ngrams.three(left, x, right) > 0) continue;
      let count = 0;
      for (let q = first; q < last; q++)
        if (ngrams.fits(left, similar.ids[q] as number, right)) candidates[count++] = q;
      if (count === 0) continue;
      const gain = weigh(i, end, count);
      if (!gain) continue;
      describe(i, end, gain.at, gain);
      const score = trees.score(features, threshold);
      const suggestion = String.fromCharCode(charOf[similar.ids[gain.at] as number] as number);
      if (score >= threshold) slips.push({ at: places[i] as number, suggestion, score });
    }
    return slips;
  };
}
