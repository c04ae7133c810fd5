/**
 * One streaming pass over a page: title, metas, visible paragraphs with their place, links, lists with dates, the foot,
 * scripts and what they would write. No tree is built; a stack of open elements is all that is kept.
 */
import { Parser } from "htmlparser2";
import type { HiddenBy, Link, Page, Paragraph, Script } from "../../checks/evidence.ts";
import { createHiding } from "./hiding.ts";
import { createLists } from "./lists.ts";
import { readScript, type ScriptReading } from "./scripts.ts";

export type Reading = Omit<Page, "status" | "charset" | "charsetFrom" | "complete" | "bytes"> & {
  /** Where the page sends the visitor by itself, if that is all it does. */
  redirect: { via: "meta" | "script"; url: string } | null;
  frames: { url: string; whole: boolean }[];
  /** Something was left unread for its sheer number: what the page lacks then proves nothing. */
  truncated: boolean;
};

type Open = {
  name: string;
  label: string;
  foot: boolean;
  /** Links below say so; most of what is hidden is a menu or a tab, whose text is the page's all the same. */
  hidden: HiddenBy | undefined;
  /** Its own style hides it: no text for readers. */
  dark: boolean;
  /** What the link is called where no text stands in it. */
  link?: { link: Link; text: string[]; tip?: string };
};

const VOID = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr",
  "frame",
]);
const INLINE = new Set(
  "a abbr b big code em font i img label mark o:p s small span strike strong sub sup tt u ins del bdo cite time wbr".split(
    " ",
  ),
);
const UNSEEN = new Set(["style", "template", "noscript", "select", "textarea", "object", "svg", "title"]);
const FOOT = /foot|bottom|copy-?right|banquan|(?:^|[\s_-])(?:bq|dibu|btm|fot|yejiao|conac|jiucuo)(?:$|[\s_-])/i;
const FOOT_WORDS = /主\s*办|版权|ICP\s*备|标识码|公网安备|copyright|©|备案/i;
/** A foot that names itself nowhere is sought among the last lines. */
const TAIL_LINES = 25;
const MAX_PARAGRAPHS = 20_000;
const MAX_LINKS = 12_000;
const MAX_URL = 2_000;
const MAX_RESOURCES = 500;
/** How far up a name for a place is looked for. */
const PLACE_DEPTH = 12;
/** Below this much visible text a page that sets the location is only a signpost. */
const SIGNPOST_CHARS = 200;

/** Page code that opens a mark by itself. */
const MARK_CODE = /exposure\/jiucuo|bszs\.conac\.cn/i;
const DATA_BLOCK = /^text\/(?:xml|html|template|x-template|x-handlebars-template)$/i;

/** Most text has nothing to squeeze: looking costs less than rewriting. */
const squeeze = (text: string) =>
  /\s\s|[\t\n\r\u00a0\u3000]/.test(text) ? text.replace(/[\s\u00a0\u3000]+/g, " ").trim() : text.trim();

export function readHtml(html: string, url: string, today: Temporal.PlainDate): Reading {
  let base = url;
  let title: string | null = null;
  let heading: string | null = null;
  const metas: Record<string, string> = {};
  const paragraphs: Paragraph[] = [];
  const links: Link[] = [];
  const scripts: Script[] = [];
  const frames: Reading["frames"] = [];
  const resources: string[] = [];
  const lists = createLists(today);
  const hiding = createHiding();
  const stack: Open[] = [];
  let written = "";
  let text: string[] = [];
  let capture: string[] | null = null;
  let seenChars = 0;
  let refresh: string | null = null;
  let goesTo: string | null = null;
  let unseen = 0;
  let truncated = false;
  /** Links that are open around the present text; nearly always one. */
  const around: NonNullable<Open["link"]>[] = [];
  let inHead = false;

  const resolve = (href: string): string | null => {
    const trimmed = href.trim();
    if (
      !trimmed ||
      trimmed.length > MAX_URL ||
      /^(?:javascript|mailto|tel|data|about):/i.test(trimmed) ||
      trimmed.startsWith("#")
    )
      return null;
    return URL.parse(trimmed, base)?.href ?? null;
  };
  const top = () => stack.at(-1);
  const placeOf = (): string => {
    const labels: string[] = [];
    const floor = Math.max(0, stack.length - PLACE_DEPTH);
    for (let i = stack.length - 1; i >= floor && labels.length < 2; i--) {
      const open = stack[i];
      if (open?.label) labels.unshift(open.name + open.label);
    }
    return labels.join(" > ") || (top()?.name ?? "body");
  };
  const flush = () => {
    if (text.length === 0) return;
    const line = squeeze(text.join(""));
    text = [];
    if (line && paragraphs.length >= MAX_PARAGRAPHS) truncated = true;
    else if (line) {
      seenChars += line.length;
      paragraphs.push({ text: line, place: placeOf(), inFooter: top()?.foot ?? false });
    }
  };
  const addLink = (link: Link) => {
    if (links.length < MAX_LINKS) links.push(link);
    else truncated = true;
  };
  const addResource = (href: string | undefined) => {
    const target = href ? resolve(href) : null;
    if (target && resources.length < MAX_RESOURCES) resources.push(target);
  };
  /** A mark is often opened by a click handler instead of an anchor. */
  const addHandlerLinks = (code: string, words: string) => {
    for (const [target] of code.matchAll(/(?:https?:)?\/\/[\w.-]+\/[^\s'"<>)]*/g)) {
      const url = resolve(target.replaceAll("&amp;", "&"));
      if (url) addLink({ url, text: words, place: placeOf(), kind: "a" });
    }
  };
  const take = (code: string, reading: ScriptReading, handlersRun: (part: string) => void) => {
    goesTo ??= reading.goesTo;
    if (MARK_CODE.test(code)) addHandlerLinks(code, "");
    if (!reading.written) return;
    written += reading.written;
    handlersRun(reading.written);
  };

  const opens: Record<string, (attributes: Record<string, string>, open: Open) => void> = {
    base: ({ href }) => {
      if (href && URL.canParse(href, url)) base = new URL(href, url).href;
    },
    meta: (a) => {
      const name = (a.name ?? a.property)?.trim().toLowerCase();
      if (name && a.content !== undefined && metas[name] === undefined) metas[name] = a.content.trim();
      if (unseen > 0) return; // what <noscript> says is for visitors without scripts
      if (a["http-equiv"]?.trim().toLowerCase() === "refresh") {
        const found = /^\s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(a.content ?? "");
        // A long delay is a page that reloads itself, not one that sends the visitor on
        if (found && Number(found[1]) <= 10) refresh = resolve(found[2] ?? "");
      }
    },
    a: ({ href, rel, title: tip }, open) => {
      const target = href ? resolve(href) : null;
      // A file: address is kept as written: it is a finding of its own
      if (target)
        open.link = {
          link: {
            url: target,
            text: "",
            place: placeOf(),
            ...(rel ? { rel } : {}),
            kind: "a",
            ...(open.hidden ? { hidden: open.hidden } : {}),
          },
          text: [],
          ...(tip ? { tip } : {}),
        };
    },
    link: ({ href, rel }) => {
      if (/stylesheet/i.test(rel ?? "")) addResource(href);
    },
    source: ({ src }) => addResource(src),
    embed: ({ src }) => addResource(src),
    area: ({ href, alt }) => {
      const target = href ? resolve(href) : null;
      if (target) addLink({ url: target, text: alt ?? "", place: placeOf(), kind: "area" });
    },
    img: ({ src, alt, title: tip }) => {
      const words = alt || tip || "";
      if (words) around.at(-1)?.text.push(` ${words} `);
      const target = src ? resolve(src) : null;
      if (target) addLink({ url: target, text: words, place: placeOf(), kind: "img" });
    },
    frame: ({ src }) => {
      const target = src ? resolve(src) : null;
      if (target) frames.push({ url: target, whole: true });
    },
    iframe: ({ src, width, height }) => {
      const target = src ? resolve(src) : null;
      if (target && width !== "0" && height !== "0") frames.push({ url: target, whole: false });
    },
  };

  const run = (part: string, nested: boolean) => {
    const floor = stack.length;
    let script: { attributes: Record<string, string> } | null = null;
    const parser = new Parser(
      {
        onopentag(name, attributes) {
          if (name === "br") text.push(" ");
          else if (!INLINE.has(name)) flush();
          if (name === "head") inHead = true;
          if (name === "body") inHead = false;
          if (VOID.has(name)) {
            if (attributes.onclick) addHandlerLinks(attributes.onclick, attributes.title ?? attributes.alt ?? "");
            opens[name]?.(attributes, { name, label: "", foot: false, hidden: undefined, dark: false });
            return;
          }
          const own = `${attributes.id ?? ""} ${attributes.class ?? ""}`.trim();
          const parent = top();
          const open: Open = {
            name,
            label:
              (attributes.id ? `#${attributes.id}` : "") +
              (attributes.class ? `.${attributes.class.trim().split(/\s+/)[0]}` : ""),
            foot: (parent?.foot ?? false) || name === "footer" || (own !== "" && name !== "body" && FOOT.test(own)),
            hidden: parent?.hidden ?? hiding.of(name, attributes),
            dark:
              (parent?.dark ?? false) ||
              attributes.hidden !== undefined ||
              /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.style ?? ""),
          };
          stack.push(open);
          lists.open();
          opens[name]?.(attributes, open);
          if (open.link) around.push(open.link);
          if (attributes.onclick) addHandlerLinks(attributes.onclick, attributes.title ?? attributes.alt ?? "");
          if (name === "script") {
            script = { attributes };
            capture = [];
          } else if ((name === "title" && title === null) || name === "style") capture = [];
          if (UNSEEN.has(name)) unseen++;
        },
        ontext(chunk) {
          if (capture) {
            capture.push(chunk);
            return;
          }
          if (unseen > 0 || inHead) return;
          const open = top();
          if (!open?.dark) text.push(chunk);
          around.at(-1)?.text.push(chunk);
          lists.text(chunk); // a tab that waits for the pointer holds news as well
        },
        onclosetag(name) {
          if (VOID.has(name) || stack.length <= floor) return;
          if (name === "h1" && heading === null) heading = squeeze(text.join("")).slice(0, 300) || null;
          if (!INLINE.has(name)) flush();
          if (name === "head") inHead = false;
          const open = stack[stack.length - 1];
          let nestedPart = "";
          if (name === "script" && script) {
            const inline = capture?.join("") ?? "";
            capture = null;
            const { src } = script.attributes;
            const target = src ? resolve(src) : null;
            const reading = readScript(inline);
            const place = inHead ? "head" : open?.foot ? "footer" : "body";
            scripts.push({
              ...(target ? { url: target } : {}),
              place,
              attributes: script.attributes,
              read: !src,
              opaque: reading.opaque,
              loads: reading.loads,
            });
            const { type } = script.attributes;
            script = null;
            // Some systems carry whole lists as records in a block of data, which page code unpacks
            if (!src && type && DATA_BLOCK.test(type)) nestedPart = inline.replace(/<!\[CDATA\[|\]\]>/g, " ");
            else if (!src && inline.trim()) take(inline, reading, (more) => (nestedPart = more));
          } else if (name === "title" && capture && title === null) {
            title = squeeze(capture.join(""));
            capture = null;
          } else if (name === "style" && capture) {
            hiding.learn(capture.join(""));
            capture = null;
          }
          if (UNSEEN.has(name) && unseen > 0) unseen--;
          stack.pop();
          if (open?.link) around.pop();
          if (open?.link) {
            const { link, text: parts, tip = "" } = open.link;
            link.text = (squeeze(parts.join("")) || squeeze(tip)).slice(0, 300);
            addLink(link);
            lists.close({ url: link.url, title: link.text }, open.foot);
          } else lists.close();
          // What a script writes stands where the script stands
          if (nestedPart && !nested) run(nestedPart, true);
        },
      },
      { decodeEntities: true, lowerCaseTags: true },
    );
    parser.write(part);
    parser.end();
    flush();
  };
  run(html, false);

  const tail = Math.max(0, paragraphs.length - TAIL_LINES);
  const first = paragraphs.findIndex((line, i) => i >= tail && line.text.length < 300 && FOOT_WORDS.test(line.text));
  if (first >= 0) for (const line of paragraphs.slice(first)) line.inFooter = true;
  const away = goesTo && seenChars < SIGNPOST_CHARS ? resolve(goesTo) : null;
  const redirect =
    refresh && refresh !== url
      ? { via: "meta" as const, url: refresh }
      : away && away !== url
        ? { via: "script" as const, url: away }
        : null;
  return {
    url,
    title,
    heading,
    metas,
    paragraphs,
    links,
    items: lists.done(),
    scripts,
    resources,
    written,
    footerFound: paragraphs.some(({ inFooter }) => inFooter),
    unreadFrames: [],
    redirect,
    frames,
    truncated,
  };
}
