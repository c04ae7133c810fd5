/** A province on an empty database: sites in five kinds and 21 regions, written as rows, with a clock of its own. */
import type { Queries } from "../../db/open.ts";
import { ensureKinds } from "../../src/oversight/registry.ts";
import { randomOf } from "./history.ts";

export const AT = Temporal.Instant.from("2026-11-24T02:00:00Z");
export const TODAY = Temporal.PlainDate.from("2026-11-24");
export const by = (actor = "telegram:1", hours = 0) => ({ actor, at: AT.add({ hours }), today: TODAY });
export const QUOTA = { by: "kind-region" as const, ratio: 5_000, min: 0 };
export const order = (change: object = {}) => ({
  ...{ layer: "provincial" as const, regionId: null, period: "2026Q4", quota: QUOTA, supervisor: true },
  ...change,
});

/** As in Sichuan's bulletin of 2018 Q4: 69, 21, 801, 184 and 1. */
const KINDS = [
  ["省直部门网站", 69],
  ["市级政府门户网站", 21],
  ["市级部门网站", 801],
  ["县级政府门户网站", 184],
  ["县级部门网站", 1],
] as const;
export const CITIES = Array.from({ length: 21 }, (_, i) => `第${i + 1}市`);

export type MadeSite = { id: number; code: string; kind: string; city: string };
/** `size` sites in the proportions of the bulletin, or exactly its 1,076. */
export async function province(q: Queries, size = 1_076, seed = 7): Promise<MadeSite[]> {
  const r = randomOf(seed);
  await ensureKinds(q);
  const { regions, sites } = q.t;
  const [top] = await q.insert(regions).values({ name: "某省", parentId: null }).returning();
  const cities = await q
    .insert(regions)
    .values(CITIES.map((name) => ({ name, parentId: top?.id ?? 0 })))
    .returning();
  const counties = await q
    .insert(regions)
    .values(cities.flatMap(({ id, name }) => [1, 2, 3].map((n) => ({ name: `${name}第${n}县`, parentId: id }))))
    .returning();
  const kinds = new Map((await q.select().from(q.t.kinds)).map(({ id, name }) => [name, id]));
  const counts = KINDS.map(([name, n]) => [name, Math.max(1, Math.round((n * size) / 1_076))] as const);
  const rows = counts.flatMap(([kind, n]) =>
    Array.from({ length: n }, (_, i) => {
      const city = kind === "市级政府门户网站" ? cities[i % cities.length] : r.pick(cities);
      const county = counties.filter(({ parentId }) => parentId === city?.id);
      const region = kind.startsWith("省") ? top : kind.startsWith("市") ? city : r.pick(county);
      return { kind, region: region?.id ?? 0, city: kind.startsWith("省") ? "某省" : (city?.name ?? "") };
    }),
  );
  const made: MadeSite[] = [];
  for (let at = 0; at < rows.length; at += 1_000) {
    const part = rows.slice(at, at + 1_000).map((row, i) => ({ ...row, code: `51${String(at + i).padStart(8, "0")}` }));
    const ids = await q
      .insert(sites)
      .values(
        part.map(({ code, kind, region }) => ({
          ...{ code, name: `网站${code}`, url: `http://s${code}.gov.cn/`, host: `s${code}.gov.cn` },
          ...{
            kindId: kinds.get(kind) ?? null,
            regionId: region,
            status: "running" as const,
            extra: {},
            createdAt: AT,
          },
        })),
      )
      .returning({ id: sites.id, code: sites.code });
    const byCode = new Map(ids.map(({ id, code }) => [code, id]));
    for (const { code, kind, city } of part) made.push({ id: byCode.get(code) ?? 0, code, kind, city });
  }
  return made;
}
