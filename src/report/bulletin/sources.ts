/** 数据来源: every number that is printed, with what it was made of, how it was rounded and who says so. */
import { type Cell, type Phrase, type Say, say, type Table } from "../../card.ts";
import type { Ratio } from "../../oversight/bulletin/arithmetic.ts";
import { type FigureName, type Figures, field, type Known, type ShareName } from "../../oversight/bulletin/figures.ts";
import { type Note, PLACES } from "../../oversight/bulletin/shares.ts";
import type { AnnexTable } from "./annexes.ts";
import type { Trace } from "./fill.ts";

const shareName = (share: ShareName): Say => say(`bulletin.share-${share}`);

export function notePhrase(note: Note): Say {
  switch (note.kind) {
    case "share-differs": {
      const { given, right, part, whole } = note;
      const id = note.before ? "bulletin.note-share-differs-before" : "bulletin.note-share-differs";
      return say(id, { share: shareName(note.share), given, right, part: String(part), whole: String(whole) });
    }
    case "change-differs":
      return say("bulletin.note-change-differs", {
        share: shareName(note.share),
        given: note.given,
        right: note.right,
      });
    case "share-printed": {
      const id = note.before ? "bulletin.note-share-printed-before" : "bulletin.note-share-printed";
      return say(id, { share: shareName(note.share), given: note.given });
    }
    case "change-printed":
      return say("bulletin.note-change-printed", { share: shareName(note.share), before: note.before });
    case "all-passed-differs":
      return say("bulletin.note-all-passed-differs", { given: note.given, right: note.right });
    case "short":
      return say(`bulletin.note-short-${note.of}`, {
        listed: note.listed,
        all: note.all,
        left: note.all - note.listed,
      });
    case "looks-whole": {
      const { text, part, whole } = note;
      return say("bulletin.note-looks-whole", {
        share: shareName(note.share),
        text,
        part: String(part),
        whole: String(whole),
      });
    }
    case "outside":
      return say("bulletin.note-outside", { n: note.n, all: note.all });
    case "frame":
      return say("bulletin.note-frame", { frame: note.frame, running: note.running });
    default:
      return note satisfies never;
  }
}

function sourceCells(known: Known, figure: FigureName): [Phrase, Phrase] {
  const source = known.sources?.[figure];
  return source?.from === "counted"
    ? [say("bulletin.counted"), source.query]
    : [say("bulletin.reported"), source?.document ?? say("bulletin.no-document")];
}
/** 统计 or 据报, for a number as it is listed. */
export const sourceName = (figures: Figures, held: Trace["held"]): Phrase =>
  "from" in held ? sourceCells(figures, held.from.figure)[0] : "";
const partsOf = (ratio: Ratio): [Cell, Cell] =>
  "printed" in ratio ? [ratio.printed, null] : [ratio.part, ratio.whole];
const rounding = (places: number | undefined): Phrase => say("bulletin.rounding", { n: places ?? 0 });

type Row = {
  under: Phrase;
  name: Phrase;
  text: Phrase;
  parts: [Cell, Cell];
  how: Phrase;
  round: Phrase;
  by: [Phrase, Phrase];
};
const cells = ({ under, name, text, parts, how, round, by }: Row, at: number, remark: Phrase): Cell[] => [
  at,
  under,
  name,
  text,
  ...parts,
  how,
  round,
  ...by,
  remark,
];

function rowsOf(figures: Figures, { name, text, under, places, held }: Trace): Row[] {
  const base = { under, name, text };
  switch (held.as) {
    case "number":
      return [
        { ...base, parts: [held.n, null], how: held.from.path, round: "", by: sourceCells(figures, held.from.figure) },
      ];
    case "share":
      return [
        {
          ...base,
          parts: partsOf(held.ratio),
          how: held.of,
          round: "printed" in held.ratio ? say("bulletin.as-printed") : rounding(places),
          by: sourceCells(figures, held.from.figure),
        },
      ];
    case "change": {
      const { previous } = figures;
      const [now, before] = [say("bulletin.side-now", { name }), say("bulletin.side-before", { name })];
      const printed = "printed" in held.before || "printed" in held.now;
      const how = say(printed ? "bulletin.change-by-printed" : "bulletin.change-by-counts");
      return [
        {
          ...base,
          name: now,
          parts: partsOf(held.now),
          how,
          round: rounding(places),
          by: sourceCells(figures, "check"),
        },
        {
          ...base,
          name: before,
          parts: partsOf(held.before),
          how,
          round: rounding(places),
          by: previous ? sourceCells(previous, "check") : ["", ""],
        },
      ];
    }
    default:
      return [];
  }
}

/** The note that goes with a number; one with none of its own stands in a row below the numbers. */
function noteOf(trace: Trace, notes: readonly Note[]): Note | undefined {
  const { held } = trace;
  return held.as === "share" && held.from.figure !== "others"
    ? notes.find(
        (one) =>
          (one.kind === "share-differs" || one.kind === "share-printed") && one.share === held.share && !one.before,
      )
    : undefined;
}

const ANNEX_FIGURE = { effective: "effective", regions: "check", failed: "check" } as const;
const ANNEX_PATH = {
  effective: field("effective"),
  regions: field("check.regions; (sampled - outside - failed) / (sampled - outside)"),
  failed: field("check.failedSites"),
} as const;

export function sourcesSheet(
  figures: Figures,
  traces: readonly Trace[],
  annexes: readonly AnnexTable[],
  notes: readonly Note[],
): Omit<Table, "format"> {
  const rows: Cell[][] = [];
  const used = new Set<Note>();
  for (const trace of traces) {
    const note = noteOf(trace, notes);
    if (note) used.add(note);
    for (const row of rowsOf(figures, trace)) rows.push(cells(row, rows.length + 1, note ? notePhrase(note) : ""));
  }
  for (const { which, label, title, rows: listed } of annexes)
    rows.push(
      cells(
        {
          under: label,
          name: title,
          text: say("bulletin.rows", { n: listed.length }),
          parts: [null, null],
          how: ANNEX_PATH[which],
          round: which === "regions" ? rounding(PLACES.passed) : "",
          by: sourceCells(figures, ANNEX_FIGURE[which]),
        },
        rows.length + 1,
        "",
      ),
    );
  for (const note of notes.filter((one) => !used.has(one)))
    rows.push([rows.length + 1, say("bulletin.checked"), "", "", null, null, "", "", "", "", notePhrase(note)]);
  const titles = ["n", "under", "name", "text", "part", "whole", "how", "round", "by", "document", "remark"] as const;
  return {
    name: say("bulletin.sources"),
    columns: titles.map((title) => ({
      title: say(`bulletin.column-${title}`),
      kind: title === "n" || title === "part" || title === "whole" ? "number" : "text",
    })),
    rows,
  };
}
