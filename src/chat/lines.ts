/** A card as lines of text, the common ground of all renderings; each line keeps its kind for the platform's own markup. */
import type { Card } from "../card.ts";
import type { Locale, Words } from "../words/say.ts";

export type Line = {
  kind: "title" | "text" | "field" | "item" | "detail" | "quote" | "copy" | "note";
  text: string;
  label?: string;
  url?: string;
};

export function cardLines(card: Card, words: Words, locale: Locale): Line[] {
  const said = (value: Parameters<Words["say"]>[0]) => words.say(value, locale);
  const lines: Line[] = [{ kind: "title", text: said(card.title) }];
  for (const part of card.parts) {
    switch (part.kind) {
      case "fields":
        for (const [label, value] of part.rows) lines.push({ kind: "field", label: said(label), text: said(value) });
        break;
      case "list":
        for (const item of part.items) {
          lines.push({ kind: "item", text: said(item.text), ...(item.url ? { url: item.url } : {}) });
          if (item.detail) lines.push({ kind: "detail", text: said(item.detail) });
        }
        break;
      case "copy":
        lines.push({ kind: "copy", text: part.line });
        break;
      case "text":
      case "quote":
      case "note":
        lines.push({ kind: part.kind, text: said(part.text) });
        break;
      default:
        part satisfies never;
    }
  }
  return lines;
}

/** Cuts whole lines from the end until the rest fits; the title and a word on what was left out always stay. */
export function fitLines(
  lines: Line[],
  measure: (lines: Line[]) => number,
  most: number,
  leftOut: (n: number) => string,
): Line[] {
  if (measure(lines) <= most) return lines;
  const [title, ...rest] = lines;
  if (!title) return lines;
  for (let keep = rest.length - 1; keep >= 0; keep--) {
    const cut = [title, ...rest.slice(0, keep), { kind: "note" as const, text: leftOut(rest.length - keep) }];
    if (measure(cut) <= most) return cut;
  }
  return [{ ...title, text: `${title.text.slice(0, Math.max(0, most - 80))}…` }];
}
