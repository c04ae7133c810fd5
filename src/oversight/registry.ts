/** Importing the registry: first a plan that says what would happen, then the same plan carried out. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import {
  allSites,
  ensureOrganiser,
  ensureRegion,
  insertKind,
  insertSite,
  kinds,
  noteHistory,
  organisers,
  regions,
  type SiteField,
  type SiteRow,
  type SiteStatus,
  type Tier,
  updateSite,
} from "../../db/sites.ts";
import { type RegistryFile, type RegistryRow, STATUS_NAMES } from "./registry-file.ts";

/** Kinds as bulletins word them; an office's own are rows beside these. */
const KINDS: { name: string; aliases: string[]; tier: Tier; portal: boolean }[] = [
  { name: "省级政府门户网站", aliases: ["省级政府门户", "省政府门户网站"], tier: "province", portal: true },
  {
    name: "省直部门网站",
    aliases: ["省级部门网站", "省直部门", "省级政府部门网站", "国务院部门网站"],
    tier: "department",
    portal: false,
  },
  {
    name: "市级政府门户网站",
    aliases: ["市级政府门户", "市(州)政府门户网站", "市（州）政府门户网站"],
    tier: "city",
    portal: true,
  },
  { name: "市级部门网站", aliases: ["市级部门", "市级政府部门网站"], tier: "city", portal: false },
  { name: "县级政府门户网站", aliases: ["县级政府门户", "县(市、区)政府门户网站"], tier: "county", portal: true },
  { name: "县级部门网站", aliases: ["县级部门", "县级政府部门网站"], tier: "county", portal: false },
  { name: "县级以下网站", aliases: ["乡镇街道网站", "县级以下"], tier: "township", portal: false },
];
const CODE = /^(?:bm\d{8}|\d{10})$/i;

export type Fault = {
  line: number;
  reason: "no-name" | "no-url" | "bad-url" | "bad-code" | "bad-status" | "bad-row" | "twice";
  value: string;
};
export type Conflict = { line: number; byCode: string; byUrl: string };
type Planned = {
  row: RegistryRow;
  url: string;
  host: string;
  status: SiteStatus;
  match: SiteRow | undefined;
  changes: SiteField[];
};
export type Plan = {
  planned: Planned[];
  faults: Fault[];
  conflicts: Conflict[];
  unknownKinds: string[];
  unknownRegions: string[];
  unknownColumns: string[];
  absent: SiteRow[];
};
export const planCounts = ({ planned }: Plan) => ({
  added: planned.filter(({ match }) => !match).length,
  changed: planned.filter(({ match, changes }) => match && changes.length > 0).length,
  same: planned.filter(({ match, changes }) => match && changes.length === 0).length,
});

export async function ensureKinds(q: Queries): Promise<void> {
  for (const kind of KINDS) await insertKind(q, kind);
}

const statusOf = (text: string): SiteStatus | undefined =>
  text === ""
    ? "running"
    : (Object.keys(STATUS_NAMES) as SiteStatus[]).find((status) => STATUS_NAMES[status].includes(text.toLowerCase()));

export function siteUrl(text: string): URL | undefined {
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (/\s/.test(text) || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  return (url.protocol === "http:" || url.protocol === "https:") && /[.:]/.test(url.hostname) ? url : undefined;
}

function faultOf({ line, values }: RegistryRow): Fault | undefined {
  if (!values.name) return { line, reason: "no-name", value: values.url };
  if (!values.url) return { line, reason: "no-url", value: values.name };
  if (!siteUrl(values.url)) return { line, reason: "bad-url", value: values.url };
  if (values.code && !CODE.test(values.code)) return { line, reason: "bad-code", value: values.code };
  if (!statusOf(values.status)) return { line, reason: "bad-status", value: values.status };
  return undefined;
}

/** What an import would do, without doing it. Rows that are not in the file are listed and never removed. */
export async function planImport(q: Queries, file: RegistryFile): Promise<Plan> {
  const existing = await allSites(q);
  const kindNames = new Set([...KINDS, ...(await kinds(q))].flatMap(({ name, aliases }) => [name, ...aliases]));
  const plan: Plan = {
    planned: [],
    faults: file.broken.map(({ line, text }) => ({ line, reason: "bad-row" as const, value: text })),
    conflicts: [],
    unknownKinds: [],
    unknownRegions: [],
    unknownColumns: file.unknownColumns,
    absent: [],
  };
  const taken = new Set<string>();
  const parents = new Set(
    file.rows.flatMap(({ values }) => [values.parentRegion, values.parentRegion ? values.region : ""]).filter(Boolean),
  );
  const known = new Set([...(await regions(q)).map(({ name }) => name), ...parents]);
  for (const row of file.rows) {
    const fault = faultOf(row);
    const url = siteUrl(row.values.url);
    const status = statusOf(row.values.status);
    if (fault || !url || !status) {
      if (fault) plan.faults.push(fault);
      continue;
    }
    const code = row.values.code.toLowerCase();
    if (taken.has(url.href) || (code && taken.has(code))) {
      plan.faults.push({
        line: row.line,
        reason: "twice",
        value: code && taken.has(code) ? row.values.code : url.href,
      });
      continue;
    }
    taken.add(url.href);
    if (code) taken.add(code);
    const byCode = code ? existing.find((site) => site.code?.toLowerCase() === code) : undefined;
    const byUrl = existing.find((site) => site.url === url.href);
    if (byUrl && byCode && byUrl.id !== byCode.id) {
      plan.conflicts.push({ line: row.line, byCode: byCode.name, byUrl: byUrl.name });
      continue;
    }
    // A code that the registry gives to another site cannot be taken over by its address
    if (byUrl && !byCode && code && byUrl.code && byUrl.code.toLowerCase() !== code) {
      plan.conflicts.push({ line: row.line, byCode: row.values.name, byUrl: byUrl.name });
      continue;
    }
    const match = byCode ?? byUrl;
    if (row.values.kind && !kindNames.has(row.values.kind)) plan.unknownKinds.push(row.values.kind);
    // A file that gives no parents at all names its regions by that alone; one that does leaves out only the unknown
    if (row.values.region && !file.missingColumns.includes("parentRegion") && !known.has(row.values.region))
      plan.unknownRegions.push(row.values.region);
    plan.planned.push({
      row,
      url: url.href,
      host: url.hostname,
      status,
      match,
      changes: match ? changesOf(match, row, url.href, status, file) : [],
    });
  }
  plan.unknownKinds = [...new Set(plan.unknownKinds)];
  plan.unknownRegions = [...new Set(plan.unknownRegions)];
  const kept = new Set(plan.planned.flatMap(({ match }) => (match ? [match.id] : [])));
  plan.absent = existing.filter(({ id, status }) => !kept.has(id) && status !== "closed");
  return plan;
}

function changesOf(
  match: SiteRow,
  { values }: RegistryRow,
  url: string,
  status: SiteStatus,
  file: RegistryFile,
): SiteField[] {
  const has = (column: "code" | "organiser" | "status") => !file.missingColumns.includes(column);
  const changes: SiteField[] = [];
  if (match.name !== values.name) changes.push("name");
  if (match.url !== url) changes.push("url");
  if (has("code") && values.code && (match.code ?? "") !== values.code) changes.push("code");
  if (has("organiser") && values.organiser && match.organiser !== values.organiser) changes.push("organiser");
  if (has("status") && match.status !== status) changes.push("status");
  return changes;
}

/** Carries a plan out in the caller's transaction; conflicts and faulty rows stay out. */
export async function applyImport(
  q: Queries,
  plan: Plan,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<ReturnType<typeof planCounts>> {
  await ensureKinds(q);
  const kindRows = await kinds(q);
  const organiserIds = new Map((await organisers(q)).map(({ id, name }) => [name, id]));
  const regionIds = new Map((await regions(q)).map(({ id, name }) => [name, id]));
  const organiser = async (name: string) => {
    if (!name) return null;
    const id = organiserIds.get(name) ?? (await ensureOrganiser(q, name));
    organiserIds.set(name, id);
    return id;
  };
  const region = async (name: string, parent: string): Promise<number | null> => {
    if (!name) return null;
    const parentId = parent && parent !== name ? await region(parent, "") : null;
    const known = regionIds.get(name);
    if (known !== undefined && parentId === null) return known;
    const id = await ensureRegion(q, name, parentId);
    regionIds.set(name, id);
    return id;
  };
  for (const { row, url, host, status, match, changes } of plan.planned) {
    const { values, extra } = row;
    const kind = kindRows.find(({ name, aliases }) => name === values.kind || aliases.includes(values.kind));
    const strange = plan.unknownRegions.includes(values.region);
    const set = {
      name: values.name,
      url,
      host,
      ...(values.kind ? { kindId: kind?.id ?? null, kindText: kind ? null : values.kind } : {}),
      ...(values.region
        ? strange
          ? { regionId: null, regionText: values.region }
          : { regionId: await region(values.region, values.parentRegion), regionText: null }
        : {}),
      ...(values.organiser ? { organiserId: await organiser(values.organiser) } : {}),
      ...(values.supervisor ? { supervisorId: await organiser(values.supervisor) } : {}),
      ...(values.code ? { code: values.code } : {}),
    };
    if (!match) {
      await insertSite(q, { code: null, ...set, status, extra, createdAt: at }, actor, at);
      continue;
    }
    await updateSite(q, match.id, {
      ...set,
      ...(changes.includes("status") ? { status } : {}),
      extra: { ...match.extra, ...extra },
    });
    const value = { code: values.code, url, name: values.name, organiser: values.organiser, status };
    for (const field of changes) await noteHistory(q, { siteId: match.id, field, value: value[field], actor, at });
  }
  const counts = planCounts(plan);
  await audit(q, {
    at,
    actor,
    action: "import",
    subject: "registry",
    data: { ...counts, faults: plan.faults.length, conflicts: plan.conflicts.length },
  });
  return counts;
}

/** Changes a site's status, with its history. */
export async function changeStatus(
  q: Queries,
  site: SiteRow,
  status: SiteStatus,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  await updateSite(q, site.id, { status });
  await noteHistory(q, { siteId: site.id, field: "status", value: status, actor, at });
  await audit(q, { at, actor, action: "status", subject: `site:${site.id}`, data: { from: site.status, to: status } });
}
export { allSites };
