/** A figures file (`xuncha figures <period> <file.json>`): read field by field, then its parts set against their wholes. */
import { FIGURES, type Figures, type Known, type Printed, type RegionRow } from "./figures.ts";
import { misfits } from "./misfits.ts";
import { day, type Fault, list, object, oneOf, points, type Read, share, text, webAddress, whole } from "./reader.ts";

/** What a file holds: figures, and the document that they were taken from. Its own period is optional: it is named beside it. */
export type FiguresFile = Omit<Figures, "period" | "sources" | "previous"> & {
  period?: string;
  document?: string;
  previous?: Omit<Known, "sources"> & { document?: string };
};

const kinds = list(object<{ kind: string; n: number }>({ kind: text, n: whole }, ["kind", "n"]));
const region = object<RegionRow>(
  { name: text, as: oneOf("region", "department"), running: whole, sampled: whole, failed: whole, outside: whole },
  ["name", "as", "sampled", "failed"],
);
const check = object<NonNullable<Known["check"]>>(
  {
    sampled: whole,
    frame: whole,
    failed: whole,
    outside: object({ inconclusive: whole, declined: whole }, ["inconclusive", "declined"]),
    carriedOver: object({ n: whole, failing: whole }, ["n", "failing"]),
    regions: list(region),
    allPassed: object<NonNullable<NonNullable<Known["check"]>["allPassed"]>>({ n: whole, names: list(text) }, ["n"]),
    failedSites: list(
      object<NonNullable<NonNullable<Known["check"]>["failedSites"]>[number]>(
        { code: text, name: text, url: webAddress, problems: list(text), region: text },
        ["code", "name", "url", "problems"],
      ),
    ),
  },
  ["sampled"],
);
const basis = oneOf("period", "cumulative");
const printed = object<Printed>(
  {
    sampled: share,
    passed: share,
    carriedOver: share,
    selfPassed: share,
    onTime: share,
    closed: share,
    sampledChange: points,
    passedChange: points,
  },
  [],
);
const known = {
  period: text,
  document: text,
  running: object<NonNullable<Known["running"]>>({ total: whole, byKind: kinds }, ["total"]),
  check,
  selfChecks: object<NonNullable<Known["selfChecks"]>>({ sampled: whole, failed: whole, running: whole }, [
    "sampled",
    "failed",
  ]),
  problems: list(
    object<NonNullable<Known["problems"]>[number]>(
      {
        type: text,
        count: whole,
        examples: list(object<{ site?: string; what: string }>({ site: text, what: text }, ["what"])),
      },
      ["type"],
    ),
  ),
  effective: object<NonNullable<Known["effective"]>>({ regions: list(text), departments: list(text) }, [
    "regions",
    "departments",
  ]),
  messages: object<NonNullable<Known["messages"]>>({ handled: whole, onTime: whole, closed: whole }, ["handled"]),
  exposed: object({ n: whole, basis }, ["n", "basis"]),
  heldToAccount: object<NonNullable<Known["heldToAccount"]>>({ persons: whole, records: whole, basis, byKind: kinds }, [
    "basis",
  ]),
  others: list(
    object<NonNullable<Known["others"]>[number]>(
      { name: text, unit: text, running: whole, sampled: whole, failed: whole, byKind: kinds },
      ["name", "unit"],
    ),
  ),
  printed,
};
const file: Read<FiguresFile> = object<FiguresFile>(
  {
    ...known,
    office: text,
    basisDay: day,
    day,
    area: text,
    regionWord: text,
    departmentWord: text,
    addressees: text,
    remarks: list(text),
    deadlines: list(object({ what: text, day }, ["what", "day"])),
    previous: object<NonNullable<FiguresFile["previous"]>>(known, ["period"]),
  },
  ["office"],
);

/** `periodOf` reads a period as people name it and says it as the store does. */
export type Reading = { figures: Figures } | { faults: Fault[] };

const sourced = (document: string | undefined) => ({ from: "reported" as const, ...(document ? { document } : {}) });
const sources = (given: Omit<Known, "sources" | "period">, document: string | undefined): Known["sources"] =>
  Object.fromEntries(FIGURES.flatMap((name) => (given[name] === undefined ? [] : [[name, sourced(document)]])));

export function readFigures(
  bytes: Uint8Array,
  period: string,
  periodOf: (words: string) => string | undefined,
): Reading {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    return { faults: [{ path: "", reason: "json", given: (error as Error).message }] };
  }
  const faults: Fault[] = [];
  const read = file(value, "", faults);
  if (!read) return { faults };
  const { document, previous, period: own, ...rest } = read;
  if (own !== undefined && periodOf(own) !== period)
    faults.push({ path: "period", reason: "differs", given: own, wanted: period });
  const before = previous && typeof previous.period === "string" ? periodOf(previous.period) : undefined;
  if (previous?.period !== undefined && before === undefined)
    faults.push({ path: "previous.period", reason: "period", given: previous.period });
  // What was read without a fault is set against its whole all the same: every fault is told at once
  const sound = <T extends object>(known: T, at: string): Known => {
    const whole = Object.entries(known).filter(([name]) => !faults.some(({ path }) => path.startsWith(`${at}${name}`)));
    return Object.fromEntries(whole) as unknown as Known;
  };
  faults.push(...misfits(sound(rest, "")), ...(previous ? misfits(sound(previous, "previous."), "previous.") : []));
  if (faults.length > 0) return { faults };
  const { document: beforeDocument, ...past } = previous ?? {};
  const figures: Figures = {
    ...rest,
    period,
    sources: sources(rest, document),
    ...(previous && before
      ? { previous: { ...past, period: before, sources: sources(past, beforeDocument ?? document) } }
      : {}),
  };
  return { figures };
}
