/** Sites set aside, as news: which, and with what fault of ours each of their visits ended. */
import type { Queries } from "../../db/open.ts";
import { asides } from "../../db/queue.ts";
import { type Card, type Phrase, say } from "../card.ts";
import { PROCESS_ENDED } from "../oversight/aside.ts";

type Rows = readonly { subject: string; ids: number[] }[];

/** The fault with which each try ended, as it was thrown; where none was, that the process did. */
export const whyAside = (note: string | undefined): Phrase | string =>
  note === undefined || note === PROCESS_ENDED ? say("aside.process-ended") : note;

export async function asideCard(q: Queries, rows: Rows): Promise<Card> {
  const ids = new Set(rows.flatMap((row) => row.ids));
  const found = (await asides(q)).filter(({ siteId }) => ids.has(siteId));
  const [first] = found;
  const site = first?.site ?? (rows[0]?.subject ?? "").replace(/^aside:/, "");
  return {
    title: say("news.site-aside", { site, why: whyAside(first?.note) }),
    parts: found.slice(1).map(({ kind, note }) => ({
      kind: "text" as const,
      text: say("aside.line", { what: say(`due.${kind}`), why: whyAside(note) }),
    })),
  };
}
