/** Findings as people read them: what, where, since when, by which rule. */

import { stringify } from "csv-stringify/sync";
import type { Rules } from "../../checks/check.ts";
import type { FindingRow } from "../../db/findings.ts";
import type { SiteRow } from "../../db/sites.ts";
import { type Button, more, type Part, type Phrase, type Say, say, type Value } from "../card.ts";

/** Longest list in a card; the rest is counted and attached. */
export const SHOWN = 10;

export type Shown = { rules: Rules; excerpts: boolean };

type Told = Pick<FindingRow, "checkId" | "messageId" | "data">;
export const findingPhrase = ({ checkId, messageId, data }: Told): Say =>
  say(`check.${checkId}.${messageId}`, data as Say["with"]);

export const ruleOf = (rules: Rules, indicator: string | null): string => {
  if (!indicator) return "";
  const { document, clause } = rules.item(indicator);
  return `${document} ${clause}`;
};

export function findingItem(
  row: FindingRow,
  { rules, excerpts }: Shown,
): { text: Phrase; detail: Phrase; url?: string } {
  const excerpt = excerpts ? row.place.excerpt : undefined;
  return {
    text: say("finding.line", { id: row.id, level: say(`level.${row.level}`), what: findingPhrase(row) }),
    detail: say(excerpt ? "finding.detail-excerpt" : "finding.detail", {
      since: { at: row.openedAt.toString() },
      rule: ruleOf(rules, row.indicator),
      excerpt: excerpt ?? "",
    }),
    ...(row.place.url ? { url: row.place.url } : {}),
  };
}

export function findingList(rows: readonly FindingRow[], shown: Shown): Part[] {
  const parts: Part[] = [{ kind: "list", items: rows.slice(0, SHOWN).map((row) => findingItem(row, shown)) }];
  parts.push(...more(rows.length, SHOWN));
  return parts;
}

export const siteFields = (site: SiteRow): Part => ({
  kind: "fields",
  rows: [
    [say("site.code"), site.code ?? say("none")],
    [say("site.url"), site.url],
    [say("site.kind"), site.kind ?? site.kindText ?? say("none")],
    [say("site.region"), site.region ?? site.regionText ?? say("none")],
    [say("site.organiser"), site.organiser ?? say("none")],
    [say("site.status"), say(`status.${site.status}`)],
  ],
});

/** What can be done next with findings: buttons stand for the commands one would type. */
export function caseButtons(rows: readonly FindingRow[]): Button[] {
  const open = rows.filter(({ state, review }) => state === "open" && review !== "dismissed");
  const [first] = open;
  if (!first) return [];
  const ids = open.map(({ id }) => `#${id}`).slice(0, SHOWN);
  const buttons: Button[] = [];
  if (open.some(({ review }) => review === "unreviewed")) {
    buttons.push({ label: say("button.confirm"), command: `/review confirm ${ids.join(" ")}`, style: "primary" });
    buttons.push({ label: say("button.dismiss"), form: { id: "dismiss", preset: { findings: ids.join(" ") } } });
  }
  buttons.push({ label: say("button.assign"), form: { id: "assign", preset: { findings: ids.join(" ") } } });
  buttons.push({ label: say("button.mute"), form: { id: "mute", preset: { target: ids[0] ?? "" } } });
  return buttons;
}

/** Says a cell in the language of the channel that the file goes to. */
export type SayCell = (value: Value) => string;
const HEAD = ["finding", "site", "code", "level", "check", "what", "state", "since", "url"] as const;

/** The whole list as a file, for what a card cannot hold: as spreadsheets open it, and no cell is a formula. */
export function listFile(
  name: string,
  rows: readonly { row: FindingRow; site: Pick<SiteRow, "name" | "code"> | undefined }[],
  sayCell: SayCell,
): { name: string; text: string } {
  const cells: Value[][] = rows.map(({ row, site }) => [
    `#${row.id}`,
    site?.name ?? "",
    site?.code ?? "",
    say(`level.${row.level}`),
    say(`check.${row.checkId}`),
    findingPhrase(row),
    say(`file.state-${row.state}`),
    { at: row.openedAt.toString() },
    row.place.url ?? "",
  ]);
  const table = [HEAD.map((id) => say(`file.${id}`)), ...cells].map((line) => line.map(sayCell));
  return csvFile(name, table);
}
/** Rows as spreadsheets open them: UTF-8 with its mark, and no cell is a formula. */
export const csvFile = (
  name: string,
  rows: readonly (readonly (string | number)[])[],
): { name: string; text: string } => ({
  name,
  text: stringify(rows as (string | number)[][], { bom: true, record_delimiter: "windows", escape_formulas: true }),
});
