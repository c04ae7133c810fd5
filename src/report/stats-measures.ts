/** Every figure as a measure: its unit, its basis, and of what it is a part. Tables and the lists of groups are made of them. */
import type { Figures } from "../oversight/stats/figures.ts";
import { hours } from "./share.ts";

type Part<T> = { [K in keyof T]?: T[K] extends object ? Partial<T[K]> : T[K] };
/** Figures of a period, of now, or of a group: what is not there is not measured. */
export type Some = { [K in keyof Figures]?: Part<NonNullable<Figures[K]>> | null };

export type Unit =
  | "site"
  | "episode"
  | "finding"
  | "order"
  | "request"
  | "pair"
  | "time"
  | "person"
  | "attendance"
  | "hour";
export type Measure = {
  id: string;
  unit: Unit;
  basis: "period" | "now";
  /** Null where nothing was measured; undefined where it cannot be told, or must not be. */
  value(figures: Some): number | null | undefined;
  /** The measure that it is a part of. */
  of?: string;
};

const sum = (...all: (number | undefined)[]) =>
  all.some((one) => one === undefined) ? undefined : all.reduce<number>((total, one) => total + (one ?? 0), 0);
const inHours = (ms: number | null | undefined) => (typeof ms === "number" ? hours(ms) : ms);

const period = (id: string, unit: Unit, value: Measure["value"], of?: string): Measure => ({
  id,
  unit,
  basis: "period",
  value,
  ...(of ? { of } : {}),
});
const now = (...given: Parameters<typeof period>): Measure => ({ ...period(...given), basis: "now" });

export const MEASURES: readonly Measure[] = [
  now("registered", "site", ({ sites }) => sites?.registered),
  now("running", "site", ({ sites }) => sites?.running, "registered"),
  now("patrolled", "site", ({ sites }) => sites?.patrolled, "running"),
  period("judged", "site", ({ pass }) => pass?.of),
  period("passed", "site", ({ pass }) => pass?.passed, "judged"),
  period("unpatrolled", "site", ({ pass }) => pass?.unpatrolled),
  period("opened", "episode", ({ findings }) => findings?.opened),
  period("cleared", "episode", ({ findings }) => findings?.cleared),
  period("decided", "episode", ({ findings }) => sum(findings?.confirmed, findings?.dismissed)),
  period("confirmed", "episode", ({ findings }) => findings?.confirmed, "decided"),
  period("dismissed", "episode", ({ findings }) => findings?.dismissed, "decided"),
  period("overturned", "episode", ({ findings }) => findings?.overturned),
  now("open-unreviewed", "finding", ({ open }) => open?.unreviewed ?? undefined),
  now("open-confirmed", "finding", ({ open }) => open?.confirmed),
  now("open-veto", "finding", ({ open }) => open?.confirmedVeto, "open-confirmed"),
  now("open-dismissed", "finding", ({ open }) => open?.dismissed),
  period("repeat-sites", "site", ({ repeat }) => repeat?.sites),
  period("repeat-findings", "finding", ({ repeat }) => repeat?.findings),
  period("confirm-median", "hour", ({ times }) => inHours(times?.confirm?.medianMs)),
  period("confirm-p90", "hour", ({ times }) => inHours(times?.confirm?.p90Ms)),
  period("rectified", "order", ({ times }) => times?.rectify?.n),
  period("rectify-median", "hour", ({ times }) => inHours(times?.rectify?.medianMs)),
  period("rectify-p90", "hour", ({ times }) => inHours(times?.rectify?.p90Ms)),
  period("clear-median", "hour", ({ times }) => inHours(times?.clear?.medianMs)),
  period("clear-p90", "hour", ({ times }) => inHours(times?.clear?.p90Ms)),
  period("made", "order", ({ orders }) => orders?.made),
  period("done", "order", ({ orders }) => orders?.done, "made"),
  period("on-time", "order", ({ orders }) => orders?.onTime, "done"),
  period("cancelled", "order", ({ orders }) => orders?.cancelled),
  period("fell", "order", ({ due }) => due?.fell),
  period("due-on-time", "order", ({ due }) => due?.onTime, "fell"),
  period("pending", "order", ({ due }) => due?.pending),
  now("orders-open", "order", ({ orders }) => orders?.open),
  now("overdue", "order", ({ orders }) => orders?.overdue, "orders-open"),
  period("extensions", "request", ({ extensions }) => extensions?.asked),
  period("granted", "request", ({ extensions }) => extensions?.granted, "extensions"),
  period("refused", "request", ({ extensions }) => extensions?.refused, "extensions"),
  period("appeals", "request", ({ appeals }) => appeals?.lodged),
  period("upheld", "request", ({ appeals }) => appeals?.upheld, "appeals"),
  period("partly", "request", ({ appeals }) => appeals?.partly, "appeals"),
  period("rejected", "request", ({ appeals }) => appeals?.rejected, "appeals"),
  period("appeals-open", "request", ({ appeals }) => appeals?.open, "appeals"),
  period("pairs", "pair", ({ agreement }) => agreement?.pairs),
  period("equal", "pair", ({ agreement }) => agreement?.equal, "pairs"),
  period("talks", "time", ({ talks }) => talks?.held),
  period("persons", "person", ({ talks }) => talks?.persons),
  period("attendances", "attendance", ({ talks }) => talks?.attendances),
  period("written", "time", ({ talks }) => talks?.written),
  period("criticism", "time", ({ talks }) => talks?.criticism),
  period("exposure", "time", ({ talks }) => talks?.exposure),
];
const byId = new Map(MEASURES.map((measure) => [measure.id, measure]));

export const wholeOf = ({ of }: Measure, figures: Some): number | null | undefined =>
  of === undefined ? undefined : byId.get(of)?.value(figures);
