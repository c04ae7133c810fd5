/**
 * What keeps an element from visitors' eyes: its own style, or a rule of the page's own style sheet for its class or id.
 * Told by reading, so only the plain ways are told; menus that open on hover are hidden too, and whether a hidden link
 * matters is for the check to say.
 */
import type { HiddenBy } from "../../checks/evidence.ts";

const WAYS: [HiddenBy, RegExp][] = [
  ["display", /(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:[;}!]|$))/i],
  ["offscreen", /(?:left|top|right|bottom|margin(?:-left|-top)?)\s*:\s*-\s*\d{3,}(?:\.\d+)?\s*(?:px|pt|em|rem|%)?/i],
  [
    "size",
    /(?:font-size\s*:\s*[01](?:px|pt|em)?\s*(?:[;}!]|$))|(?:(?:^|[;{\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:[;}!]|$)[\s\S]*overflow\s*:\s*hidden)|(?:overflow\s*:\s*hidden[\s\S]*(?:^|[;{\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:[;}!]|$))/i,
  ],
];
const COLOUR = /(?:^|[;{\s])color\s*:\s*([^;}!]+)/i;
const GROUND = /background(?:-color)?\s*:\s*([^;}!\s]+)/i;
/** Rules beyond this are a theme, not a trick. */
const MAX_RULES = 4_000;
const SIMPLE = /^\s*[a-z]*([.#][\w-]+)(?:\s+a)?\s*$/i;

const shade = (text: string): string => {
  const plain = text.trim().toLowerCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(plain);
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join("")}`;
  return plain === "white" ? "#ffffff" : plain === "black" ? "#000000" : plain;
};

function wayOf(style: string): HiddenBy | undefined {
  for (const [by, pattern] of WAYS) if (pattern.test(style)) return by;
  const colour = COLOUR.exec(style)?.[1];
  const ground = GROUND.exec(style)?.[1];
  return colour && ground && shade(colour) === shade(ground) ? "colour" : undefined;
}

export function createHiding() {
  const rules = new Map<string, HiddenBy>();
  return {
    /** Takes in a style sheet that stands in the page; one that is fetched is not read. */
    learn(css: string): void {
      for (const [, selectors = "", body = ""] of css.matchAll(/([^{}]{1,300})\{([^{}]*)\}/g)) {
        const by = wayOf(body);
        if (!by) continue;
        for (const selector of selectors.split(",")) {
          const name = SIMPLE.exec(selector)?.[1];
          if (name && rules.size < MAX_RULES) rules.set(name, by);
        }
      }
    },
    of(
      name: string,
      { style, hidden, id, class: classes, height, width }: Record<string, string>,
    ): HiddenBy | undefined {
      if (hidden !== undefined) return "display";
      // A marquee of one pixel is the classic of injected link lists
      if (name === "marquee" && (Number.parseInt(height ?? "", 10) <= 2 || Number.parseInt(width ?? "", 10) <= 4))
        return "marquee";
      const own = style ? wayOf(style) : undefined;
      if (own || rules.size === 0) return own;
      const byId = id ? rules.get(`#${id}`) : undefined;
      if (byId || !classes) return byId;
      for (const one of classes.trim().split(/\s+/)) {
        const by = rules.get(`.${one}`);
        if (by) return by;
      }
      return undefined;
    },
  };
}
