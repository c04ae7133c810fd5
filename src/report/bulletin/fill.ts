/** Fills the template: what has no data is not printed, and every number that is printed leaves a trace. */
import { changeOf, shareText } from "../../oversight/bulletin/arithmetic.ts";
import { PLACES } from "../../oversight/bulletin/shares.ts";
import { hanNumber } from "./han.ts";
import { type Held, textHeld, type Values } from "./held.ts";
import type { Line, Node, Template } from "./template.ts";

/** A number as it was printed: the name of its place, the heading above it, and what it was made of. */
export type Trace = { name: string; text: string; under: string; places: number | undefined; held: Held };
export type Style = "body" | "h1" | "h2" | "h3";
export type Paragraph = { style: Style; text: string };

type Filled = { text: string; traces: Omit<Trace, "under">[] };

export function createFiller(template: Template, before: string | undefined) {
  function place(name: string, places: number | undefined, held: Held | undefined): Filled | undefined {
    if (!held) return undefined;
    const traced = (text: string | undefined, used?: number): Filled | undefined =>
      text === undefined ? undefined : { text, traces: [{ name, text, places: used, held }] };
    switch (held.as) {
      case "text":
        return { text: held.text, traces: [] };
      case "flag":
        return { text: "", traces: [] };
      case "number":
        return traced(String(held.n));
      case "share":
        return traced(shareText(held.ratio, places ?? PLACES[held.share]), places ?? PLACES[held.share]);
      case "change": {
        const used = places ?? PLACES.change;
        const change = changeOf(held.now, held.before, used);
        const line = change && template.change[change.way];
        const said = line && fill(line.nodes, { 上期: textHeld(before), 点数: textHeld(change.points) });
        return traced(said?.text, used);
      }
      case "items": {
        const each = template.each.get(held.name);
        if (!each) return undefined;
        const rows = held.items.flatMap((item) => filledItem(each.line, held.name, item));
        return rows.length === 0
          ? undefined
          : {
              text: rows.map(({ text }) => text).join(each.as === "row" ? each.between : ""),
              traces: rows.flatMap(({ traces }) => traces),
            };
      }
      default:
        return held satisfies never;
    }
  }
  /** A number of a list is told by what it belongs to: 网站构成（省直部门网站）. */
  function filledItem(line: Line, list: string, item: Values): Filled[] {
    const filled = fill(line.nodes, item);
    const whose = [item.类别, item.名称, item.问题].find((one) => one?.as === "text");
    if (!filled) return [];
    const name = whose?.as === "text" ? `${list}（${whose.text}）` : list;
    return [
      {
        ...filled,
        traces: filled.traces.map((trace) => ({
          ...trace,
          name: trace.name === "数量" ? name : `${name}${trace.name}`,
        })),
      },
    ];
  }
  /** Undefined where something is missing outside an option. */
  function fill(nodes: readonly Node[], values: Values): Filled | undefined {
    const all: Filled = { text: "", traces: [] };
    for (const node of nodes) {
      const part: Filled | undefined =
        node.kind === "text"
          ? { text: node.text, traces: [] }
          : node.kind === "option"
            ? (fill(node.nodes, values) ?? { text: "", traces: [] })
            : place(node.name, node.places, values[node.name]);
      if (!part) return undefined;
      all.text += part.text;
      all.traces.push(...part.traces);
    }
    return all;
  }
  /** The paragraphs of a line: one, or as many as its list has things. */
  function paragraphs(line: Line, values: Values): Filled[] {
    const [only] = line.nodes;
    if (line.nodes.length === 1 && only?.kind === "place" && only.name.startsWith("段落:")) {
      const held = values[only.name];
      const each = held?.as === "items" ? template.each.get(held.name) : undefined;
      if (held?.as !== "items" || !each) return [];
      return held.items.flatMap((item) => filledItem(each.line, held.name, item));
    }
    const filled = fill(line.nodes, values);
    return filled && filled.text.trim() !== "" ? [filled] : [];
  }
  return { fill, paragraphs };
}

const HEADINGS: readonly [Style, RegExp, number][] = [
  ["h1", /^[一二三四五六七八九十]+、/, 1],
  ["h2", /^（[一二三四五六七八九十]+）/, 2],
  ["h3", /^\d+[.．]/, 3],
];
const headingOf = (text: string) => HEADINGS.find(([, form]) => form.test(text));
const levelOf = (style: Style) => HEADINGS.find(([name]) => name === style)?.[2] ?? 4;
const numbered = (style: Style, n: number) =>
  style === "h1" ? `${hanNumber(n)}、` : style === "h2" ? `（${hanNumber(n)}）` : `${n}.`;
/** A heading that goes on as its own paragraph ("（一）逐项整改。存在…") needs nothing below it. */
const MOST_HEADING = 30;

/** The body: headings without anything below them are left out, the others numbered anew. */
export function fillBody(
  lines: readonly Line[],
  values: Values,
  filler: ReturnType<typeof createFiller>,
): { paragraphs: Paragraph[]; traces: Trace[] } {
  const all: (Paragraph & { filled: Filled })[] = lines.flatMap((line) =>
    filler.paragraphs(line, values).map((filled) => {
      const heading = headingOf(filled.text);
      return { style: heading?.[0] ?? "body", text: filled.text, filled };
    }),
  );
  const kept = all.filter(({ style, text }, i) => {
    if (style === "body" || text.length > MOST_HEADING) return true;
    // Something must stand below before the next heading of its level or above
    for (const next of all.slice(i + 1)) {
      if (levelOf(next.style) <= levelOf(style)) return false;
      if (next.style === "body" || next.text.length > MOST_HEADING) return true;
    }
    return false;
  });
  const counts = [0, 0, 0, 0];
  let under = "";
  const traces: Trace[] = [];
  const paragraphs = kept.map(({ style, text, filled }): Paragraph => {
    const level = levelOf(style);
    if (level < 4) {
      counts[level] = (counts[level] ?? 0) + 1;
      for (let deeper = level + 1; deeper < 4; deeper++) counts[deeper] = 0;
      text = text.replace(headingOf(text)?.[1] ?? "", numbered(style, counts[level] ?? 1));
      under = text.slice(0, MOST_HEADING);
    }
    traces.push(...filled.traces.map((trace) => ({ ...trace, under })));
    return { style, text };
  });
  return { paragraphs, traces };
}
