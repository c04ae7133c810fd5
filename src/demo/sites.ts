import { cleanSites } from "./sites-clean.ts";
import { faultySites } from "./sites-faulty.ts";
import type { DemoSite, Spec } from "./types.ts";

export type { DemoSite } from "./types.ts";

/** How every site of the fleet is built. */
export const specs: readonly Spec[] = [...cleanSites, ...faultySites];

/** The fleet as it stands in the registry, with what was seeded. */
export const demoSites: readonly DemoSite[] = specs.map((spec) => spec.site);

/** Every name a site answers to: its own host and, in the clean-up, the old one. */
export function hostsOf(site: DemoSite): string[] {
  const own = new URL(site.url).hostname;
  return site.campaign ? [own, site.campaign.oldHost] : [own];
}

const columns = ["网站标识码", "网站名称", "首页网址", "网站类别", "地区", "上级地区", "主办单位", "主管单位", "状态"];

/** The registry of sites, to be imported. */
export function registryCsv(): string {
  const rows = demoSites.map((site) => [
    site.code,
    site.name,
    site.url,
    site.kind,
    site.region,
    site.parentRegion,
    site.organiser,
    site.supervisor,
    site.status,
  ]);
  return `${[columns, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}
