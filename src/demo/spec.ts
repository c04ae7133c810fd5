import type { DemoSite, Look, Spec } from "./types.ts";

/** What can be judged only on a page that was read. */
export const pageChecks = [
  "homepage-freshness",
  "dead-links",
  "party-gov-mark",
  "site-code",
  "icp-record",
  "police-record",
  "organiser",
  "contact",
  "feedback-entry",
  "site-name",
  "domain-notice",
  "typos",
] as const;

/** The notices of the clean-up were due a fortnight ago. */
export const noticeDay = Temporal.Now.plainDateISO("Asia/Shanghai").subtract({ days: 14 }).toString();

const parents: Record<string, string> = {
  临江省: "",
  云州市: "临江省",
  青石市: "临江省",
  霁川市: "临江省",
  松岫县: "云州市",
  东屿区: "云州市",
  望潮县: "青石市",
  澜溪县: "霁川市",
};

const shorts: Record<string, string> = { 省: "省直", 市: "市级", 县: "县级", 区: "县级" };

/** The portal of a city, a county or a district. */
export function portal(region: string, code: string, host: string, look: Look, more: Partial<DemoSite> = {}): Spec {
  const organiser = `${region}人民政府办公室`;
  const supervisor = region.endsWith("市") ? "临江省人民政府办公厅" : `${parents[region]}人民政府办公室`;
  const kind = `${level(region)}政府门户网站`;
  const name = `${region}人民政府门户网站`;
  return { site: site({ code, name, host, kind, region, organiser, supervisor }, more), field: "", look };
}

/** The site of one organ of the province, a city or a county. */
export function office(
  region: string,
  organ: string,
  field: string,
  code: string,
  host: string,
  look: Look,
  more: Partial<DemoSite> = {},
): Spec {
  const name = `${region}${organ}`;
  const supervisor = `${region}人民政府办公${region.endsWith("省") ? "厅" : "室"}`;
  const kind = `${level(region)}部门网站`;
  return { site: site({ code, name, host, kind, region, organiser: name, supervisor }, more), field, look };
}

type Row = Pick<DemoSite, "code" | "name" | "kind" | "region" | "organiser" | "supervisor"> & { host: string };

function site({ host, ...row }: Row, more: Partial<DemoSite>): DemoSite {
  const parentRegion = parents[row.region] ?? "";
  return { ...row, url: `http://${host}/`, parentRegion, status: "正常运行", defects: [], ...more };
}

function level(region: string): string {
  return shorts[region.slice(-1)] ?? "县级";
}
