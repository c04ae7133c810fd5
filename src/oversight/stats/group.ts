/** To which rows of a grouping a fact belongs, and what the rows are called. */
import type { Queries } from "../../../db/open.ts";
import {
  checksOfOrders,
  kindNames,
  organiserNames,
  peopleNames,
  personOfIdentity,
  regionRows,
} from "../../../db/stats.ts";
import { type Figures, forGrouping, type GroupFigures, type Grouping, type GroupRow } from "./figures.ts";

export type SiteFact = { kindId: number | null; regionId: number | null; organiserId: number | null };
/** What a fact is about; each grouping looks at one part of it. */
export type About = {
  site: SiteFact | undefined;
  checkId?: string;
  /** Its checks are those of its findings; it is counted once under each. */
  orderId?: number;
  /** Who reviewed. */
  actor?: string | null;
  /** Who answers for an order. */
  assignee?: { personId: number | null; organiserId: number | null };
};
/** `keysOf` is empty for what the grouping cannot tell apart. */
export type Keyed = { keysOf(about: About): string[]; nameOf(key: string): string | null };

export const UNKNOWN = "unknown";
const keyOf = (prefix: string, id: number | string | null | undefined) =>
  id === null || id === undefined ? UNKNOWN : `${prefix}:${id}`;
const named = (prefix: string, rows: readonly { id: number; name: string }[]) =>
  rows.map(({ id, name }) => [`${prefix}:${id}`, name] as const);

type Region = { id: number; code: string | null; name: string; parentId: number | null };

/**
 * The city (市) above each region, or the region itself where there is none. A code of GB/T 2260 names it: four figures
 * and two noughts. Without a code it is the first level under the one root, or a root where there are several.
 */
export function citiesOf(regions: readonly Region[]): ReadonlyMap<number, number> {
  const byId = new Map(regions.map((region) => [region.id, region]));
  const roots = regions.filter(({ parentId }) => parentId === null || !byId.has(parentId));
  const oneRoot = roots.length === 1;
  const isCity = ({ code }: Region) => /^\d{4}00(?:0{6})?$/.test(code ?? "") && !/^\d{2}0000/.test(code ?? "");
  const cityOf = (region: Region): number => {
    const path: Region[] = [];
    for (let at: Region | undefined = region; at && !path.includes(at); ) {
      path.push(at);
      at = at.parentId === null ? undefined : byId.get(at.parentId);
    }
    const coded = path.find(isCity);
    return (coded ?? path.at(oneRoot && path.length > 1 ? -2 : -1) ?? region).id;
  };
  return new Map(regions.map((region) => [region.id, cityOf(region)]));
}

export async function keyedBy(q: Queries, by: Grouping): Promise<Keyed> {
  const names = async (rows: Promise<(readonly [string, string])[]>) => {
    const map = new Map(await rows);
    return (key: string) => map.get(key) ?? null;
  };
  switch (by) {
    case "region":
    case "city": {
      const regions = await regionRows(q);
      const cities = by === "city" ? citiesOf(regions) : undefined;
      const up = (id: number | null | undefined) => (typeof id === "number" ? (cities?.get(id) ?? id) : id);
      return {
        keysOf: ({ site }) => [keyOf("region", up(site?.regionId))],
        nameOf: await names(Promise.resolve(named("region", regions))),
      };
    }
    case "kind":
      return {
        keysOf: ({ site }) => [keyOf("kind", site?.kindId)],
        nameOf: await names(kindNames(q).then((rows) => named("kind", rows))),
      };
    case "organiser":
      return {
        keysOf: ({ site }) => [keyOf("organiser", site?.organiserId)],
        nameOf: await names(organiserNames(q).then((rows) => named("organiser", rows))),
      };
    case "check":
      return byCheck(q);
    case "person":
      return byPerson(q);
    default:
      return by satisfies never;
  }
}

async function byCheck(q: Queries): Promise<Keyed> {
  const checks = new Map<number, string[]>();
  for (const { orderId, checkId } of await checksOfOrders(q)) {
    const known = checks.get(orderId);
    if (known) known.push(checkId);
    else checks.set(orderId, [checkId]);
  }
  return {
    keysOf({ checkId, orderId }) {
      if (checkId === undefined && orderId === undefined) return [];
      const ids = checkId === undefined ? checks.get(orderId ?? 0) : [checkId];
      return ids?.map((id) => keyOf("check", id)) ?? [UNKNOWN];
    },
    nameOf: (key) => (key === UNKNOWN ? null : key.slice("check:".length)),
  };
}

/** An order may be given to an organiser as a whole: then that is who answers. */
async function byPerson(q: Queries): Promise<Keyed> {
  const persons = new Map((await personOfIdentity(q)).map(({ identity, personId }) => [identity, personId]));
  const names = new Map<string, string>([
    ...named("person", await peopleNames(q)),
    ...named("organiser", await organiserNames(q)),
  ]);
  return {
    keysOf({ assignee, actor }) {
      if (!assignee) return actor === undefined ? [] : [keyOf("person", persons.get(actor ?? ""))];
      return [
        assignee.personId === null ? keyOf("organiser", assignee.organiserId) : keyOf("person", assignee.personId),
      ];
    },
    nameOf: (key) => names.get(key) ?? null,
  };
}

const weight = ({ findings, orders }: GroupFigures) => [
  findings.confirmed ?? 0,
  orders?.made ?? 0,
  findings.opened ?? 0,
];
const collator = new Intl.Collator("zh-CN", { numeric: true });

/** The most confirmed first, then the most ordered and opened, then by name; what belongs to no group stands last. */
export function rowsOf(by: Grouping, figures: ReadonlyMap<string, Figures>, nameOf: Keyed["nameOf"]): GroupRow[] {
  const rows = [...figures].map(([key, all]) => ({ key, name: nameOf(key), figures: forGrouping(by, all) }));
  return rows.sort((a, b) => {
    if ((a.key === UNKNOWN) !== (b.key === UNKNOWN)) return a.key === UNKNOWN ? 1 : -1;
    const [one, two] = [weight(a.figures), weight(b.figures)];
    const first = one.findIndex((n, i) => n !== two[i]);
    if (first >= 0) return (two[first] ?? 0) - (one[first] ?? 0);
    return collator.compare(a.name ?? "", b.name ?? "") || (a.key < b.key ? -1 : 1);
  });
}
