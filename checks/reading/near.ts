/**
 * Names that are nearly right: one character wrong, missing, doubled, or two swapped. A name with one such slip keeps
 * one of its halves intact (but for a swap across the middle, which is sought as such), so one pass over the text that
 * looks for halves finds every candidate.
 */
export type Slip = {
  start: number;
  end: number;
  name: string;
  at: number;
  kind: "other" | "swapped" | "missing" | "doubled";
};

type Piece = { name: string; fixed: number /** Where the piece begins in the name. */; from: number };
type Node = { next: Map<number, Node>; pieces: Piece[] };

const node = (): Node => ({ next: new Map(), pieces: [] });

/**
 * The one slip by which the text at `start` differs from the name; undefined where it is the name, or differs more.
 * The first `fixed` characters and the last one are taken as they stand: without them nobody knows what is meant.
 */
export function slipAt(text: string, start: number, name: string, fixed = 0): Slip | undefined {
  if (start < 0) return undefined;
  let at = 0;
  while (at < name.length && text.charCodeAt(start + at) === name.charCodeAt(at)) at++;
  if (at < fixed || at >= name.length) return undefined;
  const here = start + at;
  const goesOn = (from: number, rest: number) => {
    for (let i = rest; i < name.length; i++) if (text.charCodeAt(from + i - rest) !== name.charCodeAt(i)) return false;
    return true;
  };
  const slip = (kind: Slip["kind"], end: number): Slip => ({ start, end, name, at, kind });
  if (at > 0 && text[here] === name[at - 1] && goesOn(here + 1, at)) return slip("doubled", start + name.length + 1);
  if (at === name.length - 1) return undefined;
  if (goesOn(here + 1, at + 1)) return slip("other", start + name.length);
  if (text[here] === name[at + 1] && text[here + 1] === name[at] && goesOn(here + 2, at + 2))
    return at + 2 < name.length ? slip("swapped", start + name.length) : undefined;
  return goesOn(here, at + 1) ? slip("missing", start + name.length - 1) : undefined;
}

/** `fixed` characters at the beginning of each name must stand as they are. */
export function createNearFinder(names: readonly { name: string; fixed: number }[]): (text: string) => Slip[] {
  const firsts = new Uint8Array(0x10000);
  const root = node();
  const add = (text: string, piece: Piece) => {
    firsts[text.charCodeAt(0)] = 1;
    let at = root;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      let next = at.next.get(code);
      if (!next) {
        next = node();
        at.next.set(code, next);
      }
      at = next;
    }
    at.pieces.push(piece);
  };
  for (const { name, fixed } of names) {
    const half = name.length >> 1;
    add(name.slice(0, half), { name, fixed, from: 0 });
    add(name.slice(half), { name, fixed, from: half });
    add(`${name.slice(0, half - 1)}${name[half]}${name[half - 1]}`, { name, fixed, from: 0 });
  }

  return (text) => {
    const found: Slip[] = [];
    for (let at = 0; at < text.length; at++) {
      if (firsts[text.charCodeAt(at)] === 0) continue;
      let i = at;
      for (let own = root.next.get(text.charCodeAt(i)); own; own = own.next.get(text.charCodeAt(++i)))
        for (const { name, fixed, from } of own.pieces) {
          // Before the piece the text may be one character short, or one long
          const most = from > 0 ? 1 : 0;
          for (let start = at - from - most; start <= at - from + most; start++) {
            if (fixed > 0 && text.charCodeAt(start) !== name.charCodeAt(0)) continue;
            const slip = slipAt(text, start, name, fixed);
            if (slip) found.push(slip);
          }
        }
    }
    return found;
  };
}

/** A slip in a long name is one in the short name inside it too: the longest says it, of equals the first by name. */
export function outermost(slips: readonly Slip[]): Slip[] {
  const wide = slips.toSorted(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start || (a.name < b.name ? -1 : 1),
  );
  const kept: Slip[] = [];
  for (const slip of wide) if (!kept.some(({ start, end }) => slip.start < end && slip.end > start)) kept.push(slip);
  return kept.sort((a, b) => a.start - b.start);
}
