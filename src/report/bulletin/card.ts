/** A bulletin in chat: its figures, a picture of them, what has to be known, and the files. */
import { type Card, type Chart, note, type Part, type Phrase, say, type Value } from "../../card.ts";
import { shareText } from "../../oversight/bulletin/arithmetic.ts";
import type { Figures } from "../../oversight/bulletin/figures.ts";
import { judged, outsideOf } from "../../oversight/bulletin/misfits.ts";
import type { Fault } from "../../oversight/bulletin/reader.ts";
import { PLACES, ratioOf } from "../../oversight/bulletin/shares.ts";
import type { Bulletin } from "./compose.ts";
import { notePhrase } from "./sources.ts";

export const faultPhrase = ({ path, reason, given, wanted }: Fault): Phrase =>
  say(`figures.fault-${reason}`, { path: path || "JSON", given: given ?? "", wanted: wanted ?? "" });

type Row = [Phrase, Value];
const share = (figures: Figures, name: Parameters<typeof ratioOf>[1]): Value => {
  const ratio = ratioOf(figures, name);
  return (ratio && shareText(ratio, PLACES[name])) ?? "—";
};
function rows(figures: Figures): Row[] {
  const { running, check, selfChecks, messages, exposed, heldToAccount } = figures;
  const row = (id: string, data: Record<string, Value>): Row => [
    say(`bulletin.row-${id}`),
    say(`bulletin.row-${id}-value`, data),
  ];
  return [
    ...(running ? [row("running", { running: running.total })] : []),
    ...(check ? [row("sampled", { sampled: check.sampled, share: share(figures, "sampled") })] : []),
    ...(check && ratioOf(figures, "passed")
      ? [row("passed", { failed: check.failed ?? "—", outside: outsideOf(check), share: share(figures, "passed") })]
      : []),
    ...(check?.carriedOver && check.carriedOver.n > 0
      ? [row("carried", { ...check.carriedOver, all: check.carriedOver.n, share: share(figures, "carriedOver") })]
      : []),
    ...(selfChecks
      ? [row("self", { sampled: selfChecks.sampled, failed: selfChecks.failed, share: share(figures, "selfPassed") })]
      : []),
    ...(messages
      ? [
          row("messages", {
            handled: messages.handled,
            onTime: messages.onTime ?? "—",
            share: share(figures, "onTime"),
          }),
        ]
      : []),
    ...(exposed ? [row("exposed", { sites: exposed.n })] : []),
    ...(heldToAccount?.persons !== undefined ? [row("persons", { persons: heldToAccount.persons })] : []),
    ...(heldToAccount?.records !== undefined ? [row("records", { records: heldToAccount.records })] : []),
  ];
}

/** By region where there is a table; otherwise the sample as a whole. Nothing where no sample is known in full. */
function picture({ figures, title }: Bulletin): Chart | undefined {
  const { check } = figures;
  const unit = say("bulletin.unit");
  const failed = say("bulletin.failed");
  if (check?.regions && check.regions.length > 0) {
    const regions = check.regions.toSorted((a, b) => b.failed - a.failed || b.sampled - a.sampled);
    return {
      kind: "bars",
      title,
      categories: regions.map(({ name }) => name),
      series: [
        { name: say("bulletin.sampled"), values: regions.map(({ sampled }) => sampled), tone: "quiet" },
        { name: failed, values: regions.map((row) => row.failed), tone: "bad" },
      ],
      unit,
    };
  }
  if (check?.failed === undefined || check.sampled === 0) return undefined;
  const parts = [
    { name: say("bulletin.passed"), n: judged(check) - check.failed, tone: "good" as const },
    { name: failed, n: check.failed, tone: "bad" as const },
    { name: say("bulletin.outside"), n: outsideOf(check), tone: "quiet" as const },
  ].filter(({ n }) => n > 0);
  return {
    kind: "share",
    title,
    categories: [say("bulletin.sampled")],
    series: parts.map(({ name, n, tone }) => ({ name, values: [n], tone })),
    unit,
  };
}

export function bulletinCard(bulletin: Bulletin): Card {
  const { document, workbook, notes, figures } = bulletin;
  const chart = picture(bulletin);
  const parts: Part[] = [
    { kind: "fields", rows: rows(figures) },
    ...notes.map((one): Part => note(notePhrase(one))),
    note(say("bulletin.draft")),
  ];
  return {
    title: say("bulletin.title", { name: document.name }),
    parts,
    ...(chart ? { picture: chart } : {}),
    documents: [document],
    workbooks: [workbook],
  };
}
