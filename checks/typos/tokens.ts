/** Text as ids of characters, the form in which the statistics were counted. */
import type { Tables } from "./layout.ts";

/** Empty ids before and after the text, so that a window over its ends needs no test. */
export const MARGIN = { before: 4, after: 5 };
const DIGITS = 1;
const LETTERS = 2;

export type Tokens = {
  /** ids, with the margins */
  ids: Uint16Array;
  /** offset of each in the text, in UTF-16 units */
  offsets: Uint32Array;
  /** where the after-margin begins */
  end: number;
};

const sized = (size: number): Tokens => ({ ids: new Uint16Array(size), offsets: new Uint32Array(size), end: 0 });
/** A buffer that serves text after text; one for a huge text is not held. */
const KEPT = 1 << 16;
let kept: Tokens | undefined;

/** The ids of a text; a run of digits, or of Latin letters, is one. Reused: the next call overwrites it. */
export function tokensOf(text: string, { ids: idOf }: Tables): Tokens {
  const size = MARGIN.before + text.length + MARGIN.after;
  kept ??= sized(KEPT);
  const tokens = size <= KEPT ? kept : sized(size);
  const { ids, offsets } = tokens;
  let end = MARGIN.before;
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const id = idOf[text.charCodeAt(at)] ?? 0;
    if (id === last && (id === DIGITS || id === LETTERS)) continue;
    last = id;
    ids[end] = id;
    offsets[end++] = at;
  }
  ids.fill(0, end, end + MARGIN.after);
  tokens.end = end;
  return tokens;
}
