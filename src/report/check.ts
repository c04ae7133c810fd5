/** The answer to a check: what was found, what passed, what could not be judged and why. */
import type { Finding, Level, Reason } from "../../checks/check.ts";
import type { FindingRow } from "../../db/findings.ts";
import type { SiteRow } from "../../db/sites.ts";
import { type Card, more, type Part, type Phrase, say } from "../card.ts";
import { type Judged, weigh } from "../oversight/judge.ts";
import type { Visited } from "../oversight/visit.ts";
import { caseButtons, findingItem, ruleOf, SHOWN, type Shown } from "./findings.ts";

export type ResultJson = {
  check: string;
  outcome: string;
  level?: Level;
  reason?: Reason;
  indicator?: string;
  findings: (Finding & { text: Phrase; level: Level; indicator: string })[];
};
const ORDER: readonly Level[] = ["veto", "fault", "warning", "info"];

/** One row a check, as `check --json` prints it; `text` is still a phrase, for the caller's language. */
export function resultRows(judged: readonly Judged[], { rules }: Shown): ResultJson[] {
  return judged.map(({ check, verdict }) => {
    const weighed = verdict.outcome === "fail" ? verdict.findings.flatMap((one) => weigh(check, one, rules) ?? []) : [];
    const level = ORDER.find((wanted) => weighed.some((one) => one.level === wanted));
    const indicator = weighed.find((one) => one.level === level)?.indicator;
    return {
      check: check.meta.id,
      // A check whose every finding rests on a disabled item has nothing to say
      outcome: verdict.outcome === "fail" && weighed.length === 0 ? "pass" : verdict.outcome,
      ...(level ? { level } : {}),
      ...(verdict.outcome === "inconclusive" ? { reason: verdict.reason } : {}),
      ...(indicator ? { indicator: ruleOf(rules, indicator) } : {}),
      findings: weighed.map(({ finding, level: own, indicator: item }) => ({
        ...finding,
        level: own,
        indicator: ruleOf(rules, item),
        text: say(`check.${check.meta.id}.${finding.message}`, finding.data),
      })),
    };
  });
}

/** Severe findings decide the exit code and the card's title. */
export const isSevere = (rows: readonly ResultJson[]): boolean =>
  rows.some(({ level }) => level === "veto" || level === "fault");

export function checkCard(
  asked: { name: string; url: string },
  visited: Visited,
  shown: Shown,
  registered?: { site: SiteRow; open: FindingRow[]; reviewedOnly: boolean },
): Card {
  const rows = resultRows(visited.judged, shown);
  // Where only reviewed findings may be shown, the machine's own verdicts stay out altogether
  const told = registered?.reviewedOnly ? [] : rows.flatMap(({ findings }) => findings);
  const severe = told.filter(({ level }) => level === "veto" || level === "fault");
  const warnings = told.filter(({ level }) => level === "warning");
  const unsure = rows.filter(({ outcome }) => outcome === "inconclusive");
  const passed = rows.filter(({ outcome }) => outcome === "pass").length;
  const parts: Part[] = [
    {
      kind: "fields",
      rows: [
        [say("site.url"), visited.chain.finalUrl],
        [
          say("check.opened"),
          say(`outcome.${visited.chain.outcome}`, {
            seconds: Math.round(visited.chain.ms / 100) / 10,
            by: visited.chain.declinedBy ?? "",
          }),
        ],
        [say("check.ruleset"), shown.rules.id],
      ],
    },
  ];
  const numbered = registered?.open ?? [];
  if (numbered.length > 0)
    parts.push({ kind: "list", items: numbered.slice(0, SHOWN).map((row) => findingItem(row, shown)) });
  else if (!registered && severe.length > 0)
    parts.push({
      kind: "list",
      items: severe.slice(0, SHOWN).map((one) => ({
        text: say("check.line", { level: say(`level.${one.level}`), what: one.text }),
        detail: one.indicator,
        ...(one.where.url ? { url: one.where.url } : {}),
      })),
    });
  const count = registered ? numbered.length : severe.length;
  parts.push(...more(count, SHOWN));
  for (const one of warnings.slice(0, 3)) parts.push({ kind: "note", text: say("check.warning", { what: one.text }) });
  if (unsure.length > 0)
    parts.push({
      kind: "note",
      text: say("check.unsure", {
        list: unsure
          .slice(0, 8)
          .map(({ check, reason }) =>
            say("check.unsure-one", { check: say(`check.${check}`), why: say(`reason.${reason}`) }),
          ),
      }),
    });
  parts.push({ kind: "note", text: say("check.counts", { passed, all: rows.length }) });
  if (!registered) parts.push({ kind: "note", text: say("check.unregistered") });
  return {
    title: say(
      count > 0
        ? "check.title-found"
        : registered?.reviewedOnly
          ? "check.title-reviewed"
          : visited.chain.outcome === "opened"
            ? "check.title-clean"
            : "check.title-open",
      {
        name: asked.name,
        n: count,
      },
    ),
    parts,
    buttons: registered ? caseButtons(numbered) : [],
  };
}
