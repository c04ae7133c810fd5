/** The office's own terms: packs of wordings, names and former names from a table, and words that are right, one by one. */
import { TERM_KINDS, type Term } from "../../checks/evidence.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import type { SiteRow } from "../../db/sites.ts";
import { addTerms, endTerms, type TermRow, termsFor } from "../../db/terms.ts";
import { AppError } from "../errors.ts";
import { plain, readCells } from "./table-file.ts";

export { termsFor };
export const KIND_NAMES: Record<Term["kind"], [string, ...string[]]> = {
  forbidden: ["禁用表述", "禁用", "forbidden"],
  outdated: ["过时表述", "过时", "outdated"],
  advertising: ["广告", "advertising"],
  person: ["人名", "领导", "person"],
  renamed: ["更名", "机构更名", "renamed"],
  allowed: ["准用", "放行", "allowed"],
};
const HEADERS = {
  kind: ["类别", "类型", "kind"],
  text: ["词语", "表述", "姓名", "旧名", "text"],
  instead: ["应为", "替换", "职务", "新名", "instead"],
  since: ["起始日期", "自", "since"],
  note: ["说明", "备注", "note"],
};
type Header = keyof typeof HEADERS;
export type TermFault = { line: number; reason: "kind" | "text" | "since"; value: string };
export type TermPlan = { rows: Pick<TermRow, "kind" | "text" | "instead" | "since" | "note">[]; faults: TermFault[] };

const headerOf = (cell: string) =>
  (Object.keys(HEADERS) as Header[]).find((name) => HEADERS[name].some((one) => plain(one) === plain(cell)));
const kindOf = (cell: string) =>
  TERM_KINDS.find((kind) => KIND_NAMES[kind].some((name) => plain(name) === plain(cell)));
function dayOf(text: string): string | null | undefined {
  if (!text) return null;
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (!found) return undefined;
  try {
    const [, year, month, day] = found.map(Number);
    return Temporal.PlainDate.from(
      { year: year ?? 0, month: month ?? 0, day: day ?? 0 },
      { overflow: "reject" },
    ).toString();
  } catch {
    return undefined;
  }
}

/** Reads rows as they stand and names what is wrong. Throws FILE_FORMAT where no header is found. */
export async function readTerms(bytes: Uint8Array): Promise<TermPlan> {
  const { cells } = await readCells(bytes);
  const head = cells.findIndex(
    (row) => row.some((cell) => headerOf(cell) === "kind") && row.some((cell) => headerOf(cell) === "text"),
  );
  const columns = cells[head]?.map(headerOf);
  if (!columns) throw new AppError("FILE_FORMAT", { detail: `${HEADERS.kind[0]}, ${HEADERS.text[0]}` });
  const plan: TermPlan = { rows: [], faults: [] };
  for (const [i, row] of cells.slice(head + 1).entries()) {
    if (row.every((cell) => cell.trim() === "")) continue;
    const cell = (name: Header) => (row[columns.indexOf(name)] ?? "").trim();
    const line = head + i + 2;
    const kind = kindOf(cell("kind"));
    const since = dayOf(cell("since"));
    const text = cell("text");
    if (!kind) plan.faults.push({ line, reason: "kind", value: cell("kind") });
    else if ([...text].length < 2) plan.faults.push({ line, reason: "text", value: text });
    else if (since === undefined) plan.faults.push({ line, reason: "since", value: cell("since") });
    else plan.rows.push({ kind, text, instead: cell("instead") || null, since, note: cell("note") || null });
  }
  return plan;
}

type By = { actor: string; at: Temporal.Instant };

/** A pack replaces what the office had of the kinds that it holds: what is not in it any more ends. */
export async function replaceTerms(q: Queries, { rows }: TermPlan, { actor, at }: By): Promise<void> {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  for (const kind of kinds) await endTerms(q, { kind, siteId: null }, at);
  await addTerms(
    q,
    rows.map((row) => ({ ...row, siteId: null, actor, at })),
  );
  await audit(q, { at, actor, action: "terms-replaced", subject: "terms", data: { kinds, rows: rows.length } });
}
export async function allowWord(q: Queries, text: string, site: SiteRow | undefined, { actor, at }: By): Promise<void> {
  const siteId = site?.id ?? null;
  await endTerms(q, { kind: "allowed", text, siteId }, at);
  await addTerms(q, [{ kind: "allowed", text, instead: null, since: null, siteId, note: null, actor, at }]);
  await audit(q, { at, actor, action: "word-allowed", subject: site ? `site:${site.id}` : "terms", data: { text } });
}
/** Returns how many entries ended. */
export async function disallowWord(
  q: Queries,
  text: string,
  site: SiteRow | undefined,
  { actor, at }: By,
): Promise<number> {
  const ended = await endTerms(q, { kind: "allowed", text, ...(site ? { siteId: site.id } : {}) }, at);
  if (ended > 0)
    await audit(q, {
      at,
      actor,
      action: "word-disallowed",
      subject: site ? `site:${site.id}` : "terms",
      data: { text },
    });
  return ended;
}
