/** 每日读网 (国办发〔2017〕47号, 信息审核): whoever answers for a site reads it on every working day and signs. */
import { mask } from "../../checks/reading/mask.ts";
import { statusHistory } from "../../db/life.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import {
  addReading,
  addReadingNote,
  type ReadingNote,
  type ReadingRow,
  readingNotesBetween,
  readingsBetween,
} from "../../db/readings.ts";
import { allSites, type SiteRow } from "../../db/sites.ts";
import type { Clock } from "./clock.ts";
import { tell } from "./news.ts";
import { refuse } from "./refusal.ts";
import type { Rights } from "./rights.ts";
import { type Calendar, readCalendar, workingDaysIn } from "./working-days.ts";

export type Site = SiteRow;
export type Reader = {
  rights: Rights;
  actor: string;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
  channel: string;
};

/** Signs a site's reading of today; a second one adds who read again. What was found is told to the office. */
export async function signReading(
  q: Queries,
  site: SiteRow,
  found: string,
  reader: Reader,
): Promise<{ first: boolean }> {
  if (site.status === "closed" || site.status === "suspended")
    refuse("refuse.read-status", { site: site.name, status: { say: `status.${site.status}` } });
  const { rights, actor, at } = reader;
  const day = reader.today.toString();
  const personId = rights.personId ?? refuse("refuse.stranger", { identity: rights.identity });
  const by = { siteId: site.id, day, personId, actor, at };
  const first = await addReading(q, by);
  const text = found ? mask(found) : null;
  const note = first && text === null ? 0 : await addReadingNote(q, { ...by, text });
  await audit(q, {
    at,
    actor,
    action: text === null ? "site-read" : "site-read-found",
    subject: `site:${site.id}`,
    data: { day, first, ...(text === null ? {} : { text }) },
  });
  if (text !== null)
    await tell(q, {
      subject: `site:${site.id}`,
      event: "reading-found",
      ids: [note],
      at,
      site,
      except: reader.channel,
    });
  return { first };
}

/** Whether a site was running as a civil day ended. */
async function runningOn(q: Queries, clock: Clock): Promise<(siteId: number, day: Temporal.PlainDate) => boolean> {
  const bySite = Map.groupBy(await statusHistory(q), ({ siteId }) => siteId);
  return (siteId, day) => {
    const end = clock.startOf(day.add({ days: 1 }));
    const last = bySite.get(siteId)?.findLast(({ since }) => Temporal.Instant.compare(since, end) < 0);
    return last?.value === "running";
  };
}

/** Working days from `from` to `to` that are over: a day that still goes on accuses nobody. */
function daysOver(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  today: Temporal.PlainDate,
  { isWorkingDay }: Calendar,
): Temporal.PlainDate[] {
  const yesterday = today.subtract({ days: 1 });
  return workingDaysIn({ from, to: Temporal.PlainDate.compare(to, yesterday) < 0 ? to : yesterday }, isWorkingDay);
}

export type ReadingRate = { site: SiteRow; due: number; read: number };
/** Site by site: working days that are over on which it ran, and those on which it was read. */
export async function readingRates(
  q: Queries,
  clock: Clock,
  { from, to }: { from: Temporal.PlainDate; to: Temporal.PlainDate },
  seen: (site: SiteRow) => boolean = () => true,
): Promise<ReadingRate[]> {
  const ran = await runningOn(q, clock);
  const days = daysOver(from, to, clock.today(), await readCalendar(q));
  const read = new Set(
    (await readingsBetween(q, from.toString(), to.toString())).map(({ siteId, day }) => `${siteId} ${day}`),
  );
  return (await allSites(q)).filter(seen).flatMap((site) => {
    const due = days.filter((day) => ran(site.id, day));
    return due.length === 0
      ? []
      : [{ site, due: due.length, read: due.filter((day) => read.has(`${site.id} ${day}`)).length }];
  });
}

export type ReadingFigures = { days: number; due: number; read: number; found: number };
/** Of a period: working days that are over, site-days on which a running site was to be read, those read, and what readers found. */
export async function readingFigures(
  q: Queries,
  clock: Clock,
  span: { from: Temporal.PlainDate; to: Temporal.PlainDate },
  siteIds?: number[],
): Promise<ReadingFigures> {
  const seen = (id: number) => siteIds === undefined || siteIds.includes(id);
  const rates = await readingRates(q, clock, span, ({ id }) => seen(id));
  const notes = await readingNotesBetween(q, span.from.toString(), span.to.toString());
  return {
    days: daysOver(span.from, span.to, clock.today(), await readCalendar(q)).length,
    due: rates.reduce((sum, { due }) => sum + due, 0),
    read: rates.reduce((sum, { read }) => sum + read, 0),
    found: notes.filter(({ siteId, text }) => text !== null && seen(siteId)).length,
  };
}

export type ReadingDay = {
  day: string;
  working: boolean;
  running: SiteRow[];
  read: { site: SiteRow; by: ReadingRow }[];
  unread: SiteRow[];
  notes: { site: SiteRow; note: ReadingNote }[];
};
/** Today: who of the sites that run has been read, and what was found. */
export async function readingDay(
  q: Queries,
  today: Temporal.PlainDate,
  seen: (site: SiteRow) => boolean,
): Promise<ReadingDay> {
  const day = today.toString();
  const sites = (await allSites(q)).filter(seen);
  const running = sites.filter(({ status }) => status === "running");
  const by = new Map((await readingsBetween(q, day, day)).map((row) => [row.siteId, row]));
  const notes = await readingNotesBetween(q, day, day);
  return {
    day,
    working: (await readCalendar(q)).isWorkingDay(today),
    running,
    read: running.flatMap((site) => {
      const row = by.get(site.id);
      return row ? [{ site, by: row }] : [];
    }),
    unread: running.filter(({ id }) => !by.has(id)),
    notes: notes.flatMap((note) => {
      const site = note.text === null ? undefined : sites.find(({ id }) => id === note.siteId);
      return site ? [{ site, note }] : [];
    }),
  };
}
/** Readings of one site, by day. */
export async function readingsOf(q: Queries, siteId: number, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  const span = [from.toString(), to.toString()] as const;
  return {
    read: (await readingsBetween(q, ...span)).filter((row) => row.siteId === siteId),
    notes: (await readingNotesBetween(q, ...span)).filter((row) => row.siteId === siteId && row.text !== null),
  };
}
