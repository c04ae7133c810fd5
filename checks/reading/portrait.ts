/** A page seen from afar, and how much of an accepted look is still there. */
import type { Page, Portrait } from "../evidence.ts";
import { domainOf } from "./hosts.ts";
import { bare, shortHash } from "./text.ts";

const WORDS = 400;
const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

export function portraitOf(page: Page): Portrait {
  const own = domainOf(page.url);
  const away = (urls: (string | undefined)[]) =>
    sorted(urls.flatMap((url) => (url && domainOf(url) !== own ? [domainOf(url)] : [])));
  const named = page.links.filter(({ kind, text }) => kind === "a" && text.length >= 2);
  return {
    title: page.title ?? "",
    chars: page.paragraphs.reduce((sum, { text }) => sum + text.length, 0),
    links: page.links.length,
    linkDomains: away(page.links.map(({ url }) => url)),
    scriptDomains: away(page.scripts.map(({ url }) => url)),
    words: sorted(named.map(({ text }) => shortHash(bare(text)))).slice(0, WORDS),
  };
}

/** Share of `before` that is still in `now`, 0 to 1; 1 where there was nothing. */
const kept = (before: readonly string[], now: readonly string[]): number => {
  const present = new Set(now);
  return before.length === 0 ? 1 : before.filter((one) => present.has(one)).length / before.length;
};
/** Two characters in a row that both titles have. */
function shareWords(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  for (let i = 0; i + 2 <= a.length; i++) if (b.includes(a.slice(i, i + 2))) return true;
  return a === b;
}

/** Pages with fewer links than this are too bare to be told by their links. */
const FEW = 10;
const STILL_THERE = 0.2;
const SHRUNK = 0.3;

/** Whether this is another page under the same address: nothing of its title and hardly any of its links are left. */
export function becameAnother(before: Portrait, now: Portrait): boolean {
  if (before.words.length < FEW || shareWords(before.title, now.title)) return false;
  if (kept(before.words, now.words) >= STILL_THERE) return false;
  const strangers = now.linkDomains.length > 0 && kept(now.linkDomains, before.linkDomains) === 0;
  return now.chars < before.chars * SHRUNK || strangers;
}
