/** The shares of a period, each by its counts, or as printed where a document gave nothing else. */
import { agrees, changeAgrees, changeOf, looksWhole, type Ratio, shareText } from "./arithmetic.ts";
import type { Figures, Known, RegionRow, ShareName } from "./figures.ts";
import { judged, outsideOf } from "./misfits.ts";

/** Places of the shares where the template says nothing of its own. */
export const PLACES: Record<ShareName | "change", number> = {
  sampled: 2,
  passed: 2,
  carriedOver: 2,
  selfPassed: 2,
  onTime: 1,
  closed: 1,
  change: 2,
};

type Counts = { part: number; whole: number };
function counts(known: Known, name: ShareName): Counts | undefined {
  const { running, check, selfChecks, messages } = known;
  switch (name) {
    case "sampled": {
      const whole = check?.frame ?? running?.total;
      return check && whole ? { part: check.sampled, whole } : undefined;
    }
    case "passed":
      return check?.failed === undefined ? undefined : { part: judged(check) - check.failed, whole: judged(check) };
    case "carriedOver":
      return (
        check?.carriedOver && { part: check.carriedOver.n - check.carriedOver.failing, whole: check.carriedOver.n }
      );
    case "selfPassed":
      return selfChecks && { part: selfChecks.sampled - selfChecks.failed, whole: selfChecks.sampled };
    case "onTime":
      return messages?.onTime === undefined ? undefined : { part: messages.onTime, whole: messages.handled };
    case "closed":
      return messages?.closed === undefined ? undefined : { part: messages.closed, whole: messages.handled };
    default:
      return name satisfies never;
  }
}
export function ratioOf(known: Known, name: ShareName): Ratio | undefined {
  const counted = counts(known, name);
  if (counted && counted.whole > 0) return counted;
  const printed = known.printed?.[name];
  return printed === undefined ? undefined : { printed };
}
/** The regions of which every site passed: each with a sample, nothing failed, nothing left outside the rate. */
export const passedRegions = (rows: readonly RegionRow[]): RegionRow[] =>
  rows.filter((row) => row.as === "region" && row.sampled > 0 && row.failed === 0 && (row.outside ?? 0) === 0);
/** From the table where there is one; otherwise as a document says. */
export function allPassed(known: Known): { n: number; names: string[]; by: "counts" | "printed" } | undefined {
  const { regions, allPassed: told } = known.check ?? {};
  if (regions?.some((row) => row.as === "region")) {
    const rows = passedRegions(regions);
    return { n: rows.length, names: rows.map(({ name }) => name), by: "counts" };
  }
  return told && { n: told.n, names: told.names ?? [], by: "printed" };
}

/** What has to be known beside the figures, for whoever answers for the bulletin. Data only; the words are in words/. */
export type Note =
  | {
      kind: "share-differs";
      share: ShareName;
      given: string;
      right: string;
      part: number;
      whole: number;
      before: boolean;
    }
  | { kind: "change-differs"; share: ShareName; given: string; right: string }
  | { kind: "share-printed"; share: ShareName; given: string; before: boolean }
  | { kind: "change-printed"; share: ShareName; before: string }
  | { kind: "all-passed-differs"; given: number; right: number }
  | {
      kind: "short";
      of: "kinds" | "regions-running" | "regions-sampled" | "regions-failed" | "failed-sites";
      listed: number;
      all: number;
    }
  | { kind: "looks-whole"; share: ShareName; text: string; part: number; whole: number }
  | { kind: "outside"; n: number; all: number }
  | { kind: "frame"; frame: number; running: number };

const SHARE_NAMES: readonly ShareName[] = ["sampled", "passed", "carriedOver", "selfPassed", "onTime", "closed"];

function shareNotes(known: Known, before: boolean): Note[] {
  return SHARE_NAMES.flatMap((share): Note[] => {
    const given = known.printed?.[share];
    if (given === undefined) return [];
    const ratio = ratioOf(known, share);
    if (!ratio || "printed" in ratio) return [{ kind: "share-printed", share, given, before }];
    if (agrees(given, ratio.part, ratio.whole)) return [];
    const right = shareText(ratio, PLACES[share]) ?? "";
    return [{ kind: "share-differs", share, given, right, ...ratio, before }];
  });
}
function changeNotes(figures: Figures): Note[] {
  return (["sampled", "passed"] as const).flatMap((share): Note[] => {
    const now = ratioOf(figures, share);
    const before = figures.previous && ratioOf(figures.previous, share);
    if (!now || !before) return [];
    const notes: Note[] = "printed" in before ? [{ kind: "change-printed", share, before: before.printed }] : [];
    const given = figures.printed?.[`${share}Change`];
    const change = changeOf(now, before, PLACES.change);
    if (given === undefined || !change || changeAgrees(given, now, before) !== false) return notes;
    const right = `${change.way === "down" ? "-" : ""}${change.points}`;
    return [...notes, { kind: "change-differs", share, given, right }];
  });
}
function shortNotes({ running, check }: Figures): Note[] {
  const notes: Note[] = [];
  const short = (of: Extract<Note, { kind: "short" }>["of"], listed: number | undefined, all: number | undefined) => {
    if (listed !== undefined && all !== undefined && listed < all) notes.push({ kind: "short", of, listed, all });
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);
  short("kinds", running?.byKind && sum(running.byKind.map(({ n }) => n)), running?.total);
  const { regions, failedSites, allPassed: told } = check ?? {};
  // A table without its running sites has nothing to be short of
  if (regions?.every((row) => row.running !== undefined))
    short("regions-running", sum(regions.map((row) => row.running ?? 0)), running?.total);
  short("regions-sampled", regions && sum(regions.map((row) => row.sampled)), check?.sampled);
  short("regions-failed", regions && sum(regions.map((row) => row.failed)), check?.failed);
  short("failed-sites", failedSites?.length ?? (check?.failed ? 0 : undefined), check?.failed);
  const counted = allPassed({ period: "", check: check && { ...check, allPassed: undefined } });
  if (told && counted && told.n !== counted.n)
    notes.push({ kind: "all-passed-differs", given: told.n, right: counted.n });
  return notes;
}

/** A rate that rounds to 100 % is not one of all: it is said, for it will be read so. */
const wholeNotes = (figures: Figures): Note[] =>
  SHARE_NAMES.flatMap((share): Note[] => {
    const ratio = ratioOf(figures, share);
    if (!ratio || "printed" in ratio || !looksWhole(ratio.part, ratio.whole, PLACES[share])) return [];
    return [{ kind: "looks-whole", share, text: shareText(ratio, PLACES[share]) ?? "", ...ratio }];
  });

/** Every note of the figures, in the order in which they are printed. */
export function notesOf(figures: Figures): Note[] {
  const { check, running, previous } = figures;
  const outside = check ? outsideOf(check) : 0;
  return [
    ...shareNotes(figures, false),
    ...(previous ? shareNotes(previous, true) : []),
    ...changeNotes(figures),
    ...shortNotes(figures),
    ...wholeNotes(figures),
    ...(check && outside > 0 ? [{ kind: "outside" as const, n: outside, all: check.sampled }] : []),
    ...(check?.frame !== undefined && running && check.frame !== running.total
      ? [{ kind: "frame" as const, frame: check.frame, running: running.total }]
      : []),
  ];
}
