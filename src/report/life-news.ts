/** News of requests, of what readers found and of campaigns, from the rows as they are when the message is sent. */
import { requestById } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { readingNotesById, reminderById } from "../../db/readings.ts";
import { sitesById } from "../../db/sites.ts";
import { type Button, type Card, more, type Phrase, say, text } from "../card.ts";
import { SHOWN } from "./findings.ts";
import { requestButtons, requestLine, statePhrase, toldOf } from "./requests.ts";

type Rows = readonly { event: string; ids: number[] }[];
const idsOf = (rows: Rows, event: string) => [
  ...new Set(rows.filter((row) => row.event === event).flatMap(({ ids }) => ids)),
];

/** What news of one site say beside its findings and orders. */
export async function lifeNews(q: Queries, rows: Rows): Promise<{ lines: Phrase[]; buttons: Button[] }> {
  const lines: Phrase[] = [];
  const buttons: Button[] = [];
  for (const id of idsOf(rows, "request")) {
    const request = await requestById(q, id);
    if (!request) continue;
    const told = await toldOf(q, request);
    lines.push(say("news.request", { what: requestLine(told), state: statePhrase(told) }));
    buttons.push(...requestButtons(told));
  }
  const notes = await readingNotesById(q, idsOf(rows, "reading-found"));
  const names = new Map(
    (await sitesById(q, [...new Set(notes.map(({ siteId }) => siteId))])).map((s) => [s.id, s.name]),
  );
  for (const { siteId, text: found, actor } of notes)
    lines.push(say("news.reading-found", { site: names.get(siteId) ?? "", found: found ?? "", who: actor }));
  return { lines, buttons };
}

async function reminderCard(q: Queries, rows: Rows): Promise<Card> {
  const ids = idsOf(rows, "campaign-reminder");
  const reminder = await reminderById(q, ids.at(-1) ?? 0);
  const sites = await sitesById(q, reminder?.siteIds ?? []);
  const campaign = reminder?.campaign ?? "domain";
  return {
    title: say("news.campaign-reminder", { campaign: say(`campaign.${campaign}`), n: sites.length }),
    parts: [
      { kind: "list", items: sites.slice(0, SHOWN).map(({ name, url }) => ({ text: name, url })) },
      ...more(sites.length, SHOWN),
      text(say(`campaign.todo-${campaign}`)),
    ],
  };
}

/** News that belong to no registered site. */
export async function lifeCard(q: Queries, rows: Rows): Promise<Card> {
  if (rows[0]?.event === "campaign-reminder") return reminderCard(q, rows);
  const { lines, buttons } = await lifeNews(q, rows);
  const [title = "", ...rest] = lines;
  return { title, parts: rest.map(text), buttons };
}
