/** Daily readings as a card: today, and the month site by site. */
import { type Card, more, note, type Part, type Phrase, say } from "../card.ts";
import type { ReadingDay, ReadingRate } from "../oversight/readings.ts";
import { csvFile, SHOWN } from "./findings.ts";
import { percent } from "./stats.ts";

const rateLine = ({ site, due, read }: ReadingRate): Phrase =>
  say("read.rate", { site: site.name, read, due, share: percent(read, due) });

/** Lowest rate first. */
const byRate = (a: ReadingRate, b: ReadingRate) => a.read * b.due - b.read * a.due || a.site.id - b.site.id;

export function readingCard(today: ReadingDay, rates: readonly ReadingRate[]): Card {
  const { running, read, unread, notes, working, day } = today;
  const sorted = [...rates].sort(byRate);
  const sum = (count: (one: ReadingRate) => number) => rates.reduce((total, one) => total + count(one), 0);
  const [due, done] = [sum((one) => one.due), sum((one) => one.read)];
  const parts: Part[] = working ? [] : [note(say("read.day-off"))];
  if (unread.length > 0 && working)
    parts.push(
      { kind: "text", text: say("read.unread", { n: unread.length }) },
      {
        kind: "list",
        items: unread.slice(0, SHOWN).map(({ name, organiser, url }) => ({
          text: say("read.unread-line", { site: name, organiser: organiser ?? say("none") }),
          url,
        })),
      },
      ...more(unread.length, SHOWN),
    );
  if (notes.length > 0)
    parts.push(
      { kind: "text", text: say("read.found", { n: notes.length }) },
      {
        kind: "list",
        items: notes.slice(-SHOWN).map((one) => ({
          text: say("read.found-line", { site: one.site.name, found: one.note.text ?? "" }),
          detail: say("read.by", { who: one.note.actor, at: { at: one.note.at.toString() } }),
        })),
      },
      ...more(notes.length, SHOWN),
    );
  if (read.length > 0)
    parts.push(
      { kind: "text", text: say("read.done-list", { n: read.length }) },
      {
        kind: "list",
        items: read.slice(0, SHOWN).map(({ site, by }) => ({
          text: site.name,
          detail: say("read.by", { who: by.actor, at: { at: by.at.toString() } }),
        })),
      },
      ...more(read.length, SHOWN),
    );
  parts.push({ kind: "text", text: say("read.month", { read: done, due, share: percent(done, due) }) });
  if (sorted.length > 0)
    parts.push(
      { kind: "list", items: sorted.slice(0, SHOWN).map((one) => ({ text: rateLine(one) })) },
      ...more(sorted.length, SHOWN),
    );
  parts.push({ kind: "copy", line: "/read ok" });
  return {
    title: say("read.title", {
      day: { day },
      all: running.length,
      n: read.length,
      share: percent(read.length, running.length),
    }),
    parts,
    ...(sorted.length > SHOWN
      ? {
          files: [
            csvFile(
              "readings.csv",
              sorted.map(({ site, due: of, read: n }) => [site.code ?? "", site.name, n, of]),
            ),
          ],
        }
      : {}),
  };
}
