/**
 * The text of a bulletin as an office may edit it: sections of lines, `{name}` places and `[…]` options. The language of
 * the template is told at the top of src/words/bulletin.txt.
 */
import { AppError } from "../../errors.ts";
import { MOST_PLACES } from "../../oversight/bulletin/arithmetic.ts";
import { ITEMS, NAMES } from "./names.ts";

export type Node =
  | { kind: "text"; text: string }
  | { kind: "place"; name: string; places: number | undefined }
  | { kind: "option"; nodes: Node[] };
export type Line = { nodes: Node[]; at: number };
/** How the things of a list are written: one in a row with a mark between, or a paragraph each. */
export type Each = { as: "row"; between: string; line: Line } | { as: "paragraphs"; line: Line };
export type Annex = { title: Line; columns: string[]; rest: string[] };
export type Template = {
  title: Line[];
  to: Line;
  body: Line[];
  each: ReadonlyMap<string, Each>;
  change: Record<"up" | "down" | "same", Line>;
  period: ReadonlyMap<string, Line>;
  /** By the last word of what the office is of: what it calls its area, its regions and its departments. */
  calls: ReadonlyMap<string, readonly [area: string, regions: string, departments: string]>;
  annexes: Record<AnnexName, Annex>;
  /** What the office's own records call each measure. */
  measures: ReadonlyMap<string, string>;
  /** The supervision form: its title, what its first and last columns are called, and its items by key. */
  form: ReadonlyMap<string, Line>;
};
export const ANNEXES = { effective: "成效明显", regions: "抽查情况", failed: "问题名单" } as const;
export type AnnexName = keyof typeof ANNEXES;
/** How many columns and further words each annex has. */
const ANNEX_SHAPE: Record<AnnexName, [columns: number, rest: number]> = {
  effective: [3, 2],
  regions: [7, 2],
  failed: [5, 0],
};
const CHANGES = { up: "提高", down: "下降", same: "持平" } as const;
const PERIODS = ["季", "月", "年", "上半年", "下半年", "日", "起止"] as const;

/** Written in sections of their own. */
const OWN = ["变化", "时期", "报表"];

type Raw = { text: string; at: number };
class Faults {
  readonly all: string[] = [];
  add(at: number, what: string): void {
    this.all.push(`${at}: ${what}`);
  }
}

/** One line into its nodes; a bracket that is not closed, or closed without being open, is a fault. */
function parseLine({ text, at }: Raw, names: readonly string[], faults: Faults): Line {
  const root: Node[] = [];
  const open: Node[][] = [root];
  const here = () => open.at(-1) ?? root;
  for (const [whole, name, places] of text.matchAll(/\{([^{}:]+(?::[^{}\d][^{}]*)?)(?::(\d+))?\}|\[|\]|[^[\]{]+|\{/g)) {
    if (whole === "[") {
      const nodes: Node[] = [];
      here().push({ kind: "option", nodes });
      open.push(nodes);
    } else if (whole === "]") {
      if (open.length > 1) open.pop();
      else faults.add(at, "]");
    } else if (name !== undefined) {
      if (!names.includes(name) || Number(places ?? 0) > MOST_PLACES) faults.add(at, whole);
      here().push({ kind: "place", name, places: places === undefined ? undefined : Number(places) });
    } else if (whole.includes("{")) faults.add(at, whole);
    else here().push({ kind: "text", text: whole });
  }
  if (open.length > 1) faults.add(at, "[");
  return { nodes: root, at };
}

function sectionsOf(source: string, faults: Faults): Map<string, Raw[]> {
  const sections = new Map<string, Raw[]>();
  let lines: Raw[] | undefined;
  for (const [i, given] of source
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const text = given.trim();
    if (text === "" || text.startsWith("#")) continue;
    const head = /^\[([^[\]{}]+)\]$/.exec(text)?.[1];
    if (head !== undefined) {
      if (sections.has(head)) faults.add(i + 1, text);
      lines = [];
      sections.set(head, lines);
    } else if (lines) lines.push({ text, at: i + 1 });
    else faults.add(i + 1, text.slice(0, 20));
  }
  return sections;
}

/** Every fault of a template at once, as `line: what`. */
export function parseTemplate(source: string, file: string): Template {
  const faults = new Faults();
  const sections = sectionsOf(source, faults);
  const taken = new Set<string>();
  const section = (name: string, least = 1): Raw[] => {
    taken.add(name);
    const lines = sections.get(name) ?? [];
    if (lines.length < least) faults.add(0, `[${name}]`);
    return lines;
  };
  const lines = (name: string, names: readonly string[]) => section(name).map((raw) => parseLine(raw, names, faults));
  const first = (name: string, names: readonly string[]): Line => lines(name, names)[0] ?? { nodes: [], at: 0 };

  const each = new Map<string, Each>();
  for (const head of sections.keys()) {
    const [, kind, name = "", between = ""] = /^(每项|每段) (\S+)(?: (\S+))?$/.exec(head) ?? [];
    const names = ITEMS[name as keyof typeof ITEMS];
    if (!kind || !names) continue;
    each.set(
      name,
      kind === "每项"
        ? { as: "row", between, line: first(head, names) }
        : { as: "paragraphs", line: first(head, names) },
    );
  }
  for (const name of Object.keys(ITEMS)) if (!each.has(name) && !OWN.includes(name)) faults.add(0, `[每项 ${name}]`);

  const keyed = (name: string): Map<string, Raw> =>
    new Map(
      section(name).flatMap(({ text, at }) => {
        const [key = "", value] = text.split(/\s*=\s*/, 2);
        if (value === undefined) faults.add(at, text);
        return value === undefined ? [] : [[key, { text: value, at }]];
      }),
    );
  const periods = keyed("时期");
  for (const name of PERIODS) if (!periods.has(name)) faults.add(0, `[时期] ${name}`);
  const calls = new Map<string, readonly [string, string, string]>();
  for (const [key, { text, at }] of keyed("称谓")) {
    const [area, regions, departments] = text.split(/\s*\|\s*/);
    if (area && regions && departments) calls.set(key, [area, regions, departments]);
    else faults.add(at, text);
  }
  if (!calls.has("其他")) faults.add(0, "[称谓] 其他");
  const annex = (name: AnnexName): Annex => {
    const head = `附件 ${ANNEXES[name]}`;
    const [columns, rest] = ANNEX_SHAPE[name];
    const [title, titles, ...others] = section(head, 2 + rest);
    const split = titles?.text.split(/\s*\|\s*/) ?? [];
    if (titles && split.length !== columns) faults.add(titles.at, titles.text);
    return {
      title: title ? parseLine(title, NAMES, faults) : { nodes: [], at: 0 },
      columns: split,
      rest: others.map(({ text }) => text),
    };
  };
  const template: Template = {
    title: lines("标题", NAMES),
    to: first("主送机关", NAMES),
    body: lines("正文", NAMES),
    each,
    change: {
      up: first(`变化 ${CHANGES.up}`, ITEMS.变化),
      down: first(`变化 ${CHANGES.down}`, ITEMS.变化),
      same: first(`变化 ${CHANGES.same}`, ITEMS.变化),
    },
    period: new Map([...periods].map(([key, raw]) => [key, parseLine(raw, ITEMS.时期, faults)])),
    calls,
    measures: new Map([...keyed("问责方式")].map(([key, { text }]) => [key, text])),
    form: new Map([...keyed("监管年度报表")].map(([key, raw]) => [key, parseLine(raw, ITEMS.报表, faults)])),
    annexes: { effective: annex("effective"), regions: annex("regions"), failed: annex("failed") },
  };
  for (const head of sections.keys()) if (!taken.has(head) && !/^(?:每项|每段) /.test(head)) faults.add(0, `[${head}]`);
  if (faults.all.length > 0) throw new AppError("TEMPLATE_INVALID", { file, faults: faults.all });
  return template;
}
