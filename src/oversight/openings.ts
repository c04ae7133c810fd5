/** A site to be opened: one row of the registry, held to what an import is held to. */
import type { Queries } from "../../db/open.ts";
import { kinds, regions } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";
import { type Plan, planImport, siteUrl } from "./registry.ts";
import { COLUMNS, type Column, type RegistryFile } from "./registry-file.ts";

const EXAMPLE = "/request open http://mzj.yunzhou.gov.cn 云州市民政局网站 主办单位=云州市民政局 because 机构新设";
const FIELDS: Partial<Record<Plan["faults"][number]["reason"], string>> = {
  "no-name": "field.name",
  "no-url": "field.url",
  "bad-url": "field.url",
  "bad-code": "field.code",
};

export async function planOpening(
  q: Queries,
  row: Readonly<Partial<Record<Column, string>>>,
): Promise<{ plan: Plan; url: URL }> {
  const values = Object.fromEntries(COLUMNS.map((column) => [column, row[column] ?? ""])) as Record<Column, string>;
  const file: RegistryFile = {
    broken: [],
    rows: [{ line: 1, values: { ...values, status: "" }, extra: {} }],
    unknownColumns: [],
    missingColumns: COLUMNS.filter((column) => !row[column]),
  };
  const plan = await planImport(q, file);
  const [fault] = plan.faults;
  if (fault)
    return refuse(
      "refuse.request-row",
      { value: fault.value || "—", field: { say: FIELDS[fault.reason] ?? "field.url" } },
      EXAMPLE,
    );
  const [planned] = plan.planned;
  const [conflict] = plan.conflicts;
  if (conflict || planned?.match)
    return refuse(
      "refuse.request-registered",
      { words: values.url, site: planned?.match?.name ?? conflict?.byUrl ?? "" },
      `/sites show ${values.url}`,
    );
  const [unknown] = plan.unknownKinds;
  if (unknown)
    refuse("refuse.request-kind", { words: unknown, all: (await kinds(q)).map(({ name }) => name) }, EXAMPLE);
  const known = (await regions(q)).map(({ name }) => name);
  if (values.region && !values.parentRegion && known.length > 0 && !known.includes(values.region))
    refuse("refuse.request-region", { words: values.region }, EXAMPLE);
  const url = siteUrl(values.url);
  return url
    ? { plan, url }
    : refuse("refuse.request-row", { value: values.url, field: { say: "field.url" } }, EXAMPLE);
}
