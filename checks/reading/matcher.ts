/**
 * Every occurrence of a list of words in a text, in one pass: a bitmap of first characters and a map of first pairs
 * screen the text, so that a list of 20,000 words costs little more than one of twenty.
 */
export type Hit<T> = { start: number; end: number; entry: T };
export type Matcher<T> = (text: string) => Hit<T>[];

const PAIR = 0x10000;

/** Of two words at one place the longer wins, and the next is sought behind it; offsets in UTF-16 units. */
export function createMatcher<T extends { readonly text: string }>(words: readonly T[]): Matcher<T> {
  const firsts = new Uint8Array(PAIR);
  const singles = new Map<number, T>();
  const byPair = new Map<number, T[]>();
  for (const word of words) {
    if (word.text === "") continue;
    const first = word.text.charCodeAt(0);
    firsts[first] = 1;
    if (word.text.length === 1) {
      if (!singles.has(first)) singles.set(first, word);
      continue;
    }
    const pair = first * PAIR + word.text.charCodeAt(1);
    const list = byPair.get(pair);
    if (list) list.push(word);
    else byPair.set(pair, [word]);
  }
  for (const list of byPair.values()) list.sort((a, b) => b.text.length - a.text.length);

  return (text) => {
    const hits: Hit<T>[] = [];
    for (let at = 0; at < text.length; at++) {
      const first = text.charCodeAt(at);
      if (firsts[first] === 0) continue;
      const entry =
        byPair.get(first * PAIR + text.charCodeAt(at + 1))?.find((one) => text.startsWith(one.text, at)) ??
        singles.get(first);
      if (!entry) continue;
      hits.push({ start: at, end: at + entry.text.length, entry });
      at += entry.text.length - 1;
    }
    return hits;
  };
}
