/** The figures of a period from all that knows of it: what was counted first, what was reported where nothing was. */
import { addPeriodFigures, periodFigures } from "../../../db/figures.ts";
import { audit } from "../../../db/office.ts";
import type { Queries } from "../../../db/open.ts";
import { type Period, periodBefore, readPeriod } from "../period.ts";
import { FIGURES, type FigureName, type Figures, type Known } from "./figures.ts";
import { misfits } from "./misfits.ts";
import type { Fault } from "./reader.ts";

/** What has figures of its own: a round that is closed, the office's own records. Undefined where it knows nothing of the period. */
export type Counter = (q: Queries, period: Period) => Promise<Known | Figures | undefined>;
export type Collected = { figures: Figures } | { none: true } | { faults: Fault[] };

/** Shares that a document printed say nothing of figures that we counted ourselves. */
const PRINTED_OF: Record<FigureName, readonly string[]> = {
  running: [],
  check: ["sampled", "passed", "carriedOver", "sampledChange", "passedChange"],
  selfChecks: ["selfPassed"],
  messages: ["onTime", "closed"],
  problems: [],
  effective: [],
  exposed: [],
  heldToAccount: [],
  others: [],
};

/** The figures of the first win, each as a whole; what is in neither stays out. */
export function merge<T extends Known>(first: Known, second: T): T {
  const sources: Known["sources"] = { ...second.sources };
  const printed: Record<string, string | undefined> = { ...second.printed };
  const own: Partial<Record<FigureName, unknown>> = {};
  for (const name of FIGURES) {
    if (first[name] === undefined) continue;
    own[name] = first[name];
    sources[name] = first.sources?.[name] ?? { from: "reported" };
    if (sources[name]?.from === "counted") for (const share of PRINTED_OF[name]) delete printed[share];
  }
  const rest = Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined));
  return { ...second, ...rest, ...own, sources, printed: { ...printed, ...first.printed } };
}

async function loaded(q: Queries, period: Period): Promise<Figures | undefined> {
  return (await periodFigures(q, period.name))?.data as Figures | undefined;
}
async function known(q: Queries, period: Period, counters: readonly Counter[]): Promise<Known | undefined> {
  let all: Known | undefined = await loaded(q, period);
  // The first counter has the last word
  for (const counter of counters.toReversed()) {
    const counted = await counter(q, period);
    if (counted) all = all ? merge(counted, all) : counted;
  }
  return all;
}

const named = (name: string): Period | undefined => readPeriod(name, Temporal.PlainDate.from("2000-01-01"));

/** `office` stands as the issuing office where the figures name none. */
export async function collectFigures(
  q: Queries,
  period: Period,
  counters: readonly Counter[],
  office: string,
): Promise<Collected> {
  const now = (await known(q, period, counters)) as (Known & Partial<Figures>) | undefined;
  if (!now) return { none: true };
  // A file may compare with another period than the one before
  const told = now.previous;
  const before = (told && named(told.period)) ?? periodBefore(period);
  const own = await known(q, before, counters);
  const { previous: _, ...past } = (own ?? {}) as Known & Partial<Figures>;
  const previous: Known | undefined = own ? (told ? merge(past, told) : past) : told;
  const figures: Figures = { ...now, office: now.office ?? office, ...(previous ? { previous } : {}) };
  const faults = [...misfits(figures), ...(previous ? misfits(previous, "previous.") : [])];
  return faults.length > 0 ? { faults } : { figures };
}

/** Keeps what was loaded beside what was loaded before; the audit names both. */
export async function loadFigures(
  q: Queries,
  figures: Figures,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  const last = await periodFigures(q, figures.period);
  const id = await addPeriodFigures(q, { period: figures.period, data: figures, loadedBy: actor, at });
  await audit(q, {
    at,
    actor,
    action: "figures-loaded",
    subject: `figures:${figures.period}`,
    data: { id, replaces: last?.id ?? null },
  });
}
