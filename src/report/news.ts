/** News become cards at the moment of sending, from the rows as they are then. */

import { findingsById, openCounts } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { channelById } from "../../db/people.ts";
import { type SiteRow, siteById, sitesById } from "../../db/sites.ts";
import { type Card, type Phrase, say } from "../card.ts";
import type { Clock } from "../oversight/clock.ts";
import { readDigest, sitesOfChannel, spanOf } from "../oversight/digest.ts";
import { LOCALES, type Locale, type Words } from "../words/say.ts";
import { stormNote, talkNews } from "./accountability.ts";
import { asideCard } from "./aside.ts";
import { digestCard } from "./digest.ts";
import { caseButtons, findingList, listFile, type SayCell, type Shown } from "./findings.ts";
import { lifeCard, lifeNews } from "./life-news.ts";
import { messageNews } from "./messages.ts";
import { orderLines, reminderCard } from "./order-news.ts";

/** As the outbox holds it. */
export type NewsRow = { id: number; channel: string; subject: string; event: string; ids: number[] };
export type Composed = {
  card: Card;
  /** Findings that the message speaks of: a reply to it means these. */
  findingIds: number[];
  /** Of many cases at once: it belongs to no thread of one. */
  summary?: true;
};
export type NewsParts = {
  q: Queries;
  clock: Clock;
  shown: Shown;
  diskFreeGb(): Promise<number | undefined>;
  /** Attached lists are text already: they are said in the channel's language, or in the office's. */
  words: Pick<Words, "say">;
  locale: Locale;
};

/** News beyond this number for one channel in one go become a single card. */
export const STORM = 10;

const siteOf = (q: Queries, subject: string) => siteById(q, Number(/^site:(\d+)$/.exec(subject)?.[1] ?? 0));

async function cellsFor([first]: readonly NewsRow[], { q, words, locale }: NewsParts): Promise<SayCell> {
  const own = first ? (await channelById(q, first.channel))?.locale : undefined;
  const spoken = LOCALES.find((one) => one === own) ?? locale;
  return (value) => words.say(value, spoken);
}

async function caseCard(rows: readonly NewsRow[], site: SiteRow, parts: NewsParts): Promise<Composed> {
  const { q, shown } = parts;
  const of = (event: string) => [...new Set(rows.filter((row) => row.event === event).flatMap(({ ids }) => ids))];
  const opened = (await findingsById(q, of("findings-opened"))).filter(({ state }) => state === "open");
  const cleared = (await findingsById(q, of("findings-cleared"))).filter(({ state }) => state === "cleared");
  // Opened and gone again before anybody was told: the latest is what counts
  const passing = (await findingsById(q, of("findings-opened"))).filter(
    ({ state, id }) => state === "cleared" && !cleared.some((row) => row.id === id),
  );
  const gone = [...cleared, ...passing];
  const card: Card = { title: "", parts: [] };
  const lines: Phrase[] = [];
  if (opened.length > 0) {
    card.title = say("news.opened", { site: site.name, n: opened.length });
    card.parts.push(...findingList(opened, shown));
  }
  if (gone.length > 0) {
    lines.push(say("news.cleared", { site: site.name, n: gone.length, ids: gone.map(({ id }) => `#${id}`) }));
  }
  const orders = await orderLines(q, rows, site);
  const talks = await talkNews(q, rows);
  const life = await lifeNews(q, rows);
  lines.push(...orders.lines, ...talks.lines, ...life.lines);
  const [head, ...rest] = card.title === "" ? lines : [card.title, ...lines];
  card.title = head ?? say("news.cleared", { site: site.name, n: 0, ids: [] });
  card.parts.push(...rest.map((text) => ({ kind: "text" as const, text })));
  card.parts.push({
    kind: "note",
    text: say("news.where", { url: site.url, organiser: site.organiser ?? say("none") }),
  });
  card.buttons = [...caseButtons(opened), ...orders.buttons, ...talks.buttons, ...life.buttons];
  if (orders.kept.length > 0) card.kept = orders.kept;
  const findingIds = [...opened, ...gone].map(({ id }) => id);
  if (opened.length > 10)
    card.files = [
      listFile(
        `${site.name}.csv`,
        opened.map((row) => ({ row, site })),
        await cellsFor(rows, parts),
      ),
    ];
  return { card, findingIds };
}

async function baselineCard(rows: readonly NewsRow[], { q }: NewsParts): Promise<Composed> {
  const ids = [...new Set(rows.flatMap((row) => row.ids))];
  const counts = await openCounts(q, ids);
  return {
    findingIds: [],
    card: {
      title: say("news.baseline", { n: ids.length }),
      parts: [{ kind: "text", text: say("news.baseline-text", { unreviewed: counts.unreviewed }) }],
      buttons: counts.unreviewed > 0 ? [{ label: say("button.review"), command: "/review", style: "primary" }] : [],
    },
  };
}

/** One card for news of one subject in one channel. */
export async function composeNews(rows: readonly NewsRow[], parts: NewsParts): Promise<Composed> {
  const [first] = rows;
  if (!first) throw new RangeError("no news to compose");
  const { q, clock } = parts;
  const site = await siteOf(q, first.subject);
  if (site) return caseCard(rows, site, parts);
  if (first.event === "order-reminder")
    return { card: await reminderCard(q, rows, clock.today().toString()), findingIds: [] };
  if (first.event === "baseline") return baselineCard(rows, parts);
  if (first.event === "site-aside") return { card: await asideCard(q, rows), findingIds: [] };
  if (first.event === "digest") {
    const days = rows
      .flatMap(({ ids }) => ids)
      .map((day) => String(day).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3"));
    const channel = await channelById(q, first.channel);
    const facts = await readDigest(q, clock, await spanOf(q, clock, first.channel, days), {
      siteIds: await sitesOfChannel(q, channel),
      reviewedOnly: channel?.audience === "organiser",
    });
    return { card: digestCard(facts, await parts.diskFreeGb()), findingIds: [] };
  }
  if (first.subject.startsWith("talk:")) {
    const { lines, buttons } = await talkNews(q, rows);
    const [title = "", ...rest] = lines;
    return { card: { title, parts: rest.map((line) => ({ kind: "text", text: line })), buttons }, findingIds: [] };
  }
  if (first.event === "request" || first.event === "campaign-reminder")
    return { card: await lifeCard(q, rows), findingIds: [] };
  if (/^messages?-/.test(first.event)) return { card: await messageNews(rows, { q, clock }), findingIds: [] };
  const subject = first.subject.replace(/^[a-z-]+:/, "");
  return {
    card: { title: say(`news.${first.event}`, { subject, site: subject, id: first.ids[0] ?? 0 }), parts: [] },
    findingIds: [],
  };
}

/** Too much at once: one card that names the first sites and carries the whole list as a file. */
export async function composeStorm(rows: readonly NewsRow[], parts: NewsParts): Promise<Composed> {
  const { q } = parts;
  const siteIds = [...new Set(rows.flatMap(({ subject }) => Number(/^site:(\d+)$/.exec(subject)?.[1] ?? 0) || []))];
  const sites = await sitesById(q, siteIds);
  const findingIds = [...new Set(rows.filter(({ event }) => event.startsWith("findings-")).flatMap(({ ids }) => ids))];
  const found = await findingsById(q, findingIds);
  const siteOfId = new Map(sites.map((site) => [site.id, site]));
  const count = (siteId: number) => found.filter((row) => row.siteId === siteId && row.state === "open").length;
  return {
    findingIds: [],
    summary: true,
    card: {
      title: say("news.storm", { n: sites.length }),
      parts: [
        {
          kind: "list",
          items: sites
            .slice(0, STORM)
            .map(({ id, name, url }) => ({ text: say("news.storm-line", { site: name, n: count(id) }), url })),
        },
        ...(sites.length > STORM
          ? [{ kind: "note" as const, text: say("news.storm-more", { n: sites.length - STORM }) }]
          : []),
        ...stormNote(rows),
      ],
      buttons: [{ label: say("button.review"), command: "/review" }],
      files: [
        listFile(
          "xuncha.csv",
          found.map((row) => ({ row, site: siteOfId.get(row.siteId) })),
          await cellsFor(rows, parts),
        ),
      ],
    },
  };
}
