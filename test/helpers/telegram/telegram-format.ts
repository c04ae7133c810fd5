/** Formatted text: HTML and Markdown to text with entities, and the entities the server finds by itself. */
import type { MessageEntity, User } from "@grammyjs/types";
import { bad } from "./telegram-http.ts";
import { parseMarkdown } from "./telegram-markdown.ts";

export interface Formatted {
  text: string;
  entities: MessageEntity[];
}

type Simple = MessageEntity.CommonMessageEntity["type"];

const tags: Record<string, Simple> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  span: "spoiler",
  code: "code",
  blockquote: "blockquote",
};
const otherTags = new Set(["a", "pre", "tg-emoji", "tg-time"]);
const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const space = /\s/;

export function cantParse(reason: string): Error {
  return bad(`can't parse entities: ${reason}`, true);
}

/** Text and entities of `raw` in a parse mode (undefined: plain), trimmed as the server does. */
export function parse(raw: string, mode: string | undefined, given: MessageEntity[] = []): Formatted {
  const clean = raw.replace(/\r/g, "");
  const wanted = (mode ?? "").toLowerCase();
  if (wanted === "") return trim({ text: clean, entities: given });
  if (wanted === "html") return trim(parseHtml(clean));
  if (wanted === "markdownv2" || wanted === "markdown") return trim(parseMarkdown(clean, wanted === "markdownv2"));
  throw bad("unsupported parse_mode");
}

function trim({ text, entities }: Formatted): Formatted {
  const cut = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const kept: MessageEntity[] = [];
  for (const entity of entities) {
    const start = Math.max(0, entity.offset - cut);
    const end = Math.min(trimmed.length, entity.offset + entity.length - cut);
    if (end > start) kept.push({ ...entity, offset: start, length: end - start });
  }
  kept.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text: trimmed, entities: kept };
}

/** `&lt;` and its like at `at`: the character and the position after it, or nothing when it is literal text. */
function reference(raw: string, at: number): { value: string; next: number } | undefined {
  const found = /^&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));?/i.exec(raw.slice(at, at + 16));
  if (found === null) return undefined;
  const code = found[1] !== undefined ? Number(found[1]) : found[2] !== undefined ? parseInt(found[2], 16) : undefined;
  if (code !== undefined && (code === 0 || code > 0x10ffff)) return undefined;
  const value = code !== undefined ? String.fromCodePoint(code) : named[found[3] ?? ""];
  return value === undefined ? undefined : { value, next: at + found[0].length };
}

interface Open {
  tag: string;
  offset: number;
  argument: string;
}

function parseHtml(raw: string): Formatted {
  const entities: MessageEntity[] = [];
  const open: Open[] = [];
  const where = (at: number): number => Buffer.byteLength(raw.slice(0, at));
  let out = "";
  let i = 0;
  while (i < raw.length) {
    const char = raw.charAt(i);
    if (char === "&") {
      const found = reference(raw, i);
      out += found?.value ?? "&";
      i = found?.next ?? i + 1;
    } else if (char !== "<") {
      out += char;
      i++;
    } else if (raw.charAt(i + 1) === "/") {
      i = closeTag(raw, i, where(i), out, open, entities);
    } else {
      const tag = openTag(raw, i, where(i));
      open.push({ tag: tag.name, offset: out.length, argument: tag.argument });
      i = tag.next;
    }
  }
  const last = open.at(-1);
  if (last !== undefined) throw cantParse(`Can't find end tag corresponding to start tag "${last.tag}"`);
  return { text: out, entities };
}

function openTag(raw: string, begin: number, byte: number): { name: string; argument: string; next: number } {
  let i = begin + 1;
  while (i < raw.length && !space.test(raw.charAt(i)) && raw.charAt(i) !== ">") i++;
  if (i >= raw.length) throw cantParse(`Unclosed start tag at byte offset ${byte}`);
  const name = raw.slice(begin + 1, i).toLowerCase();
  if (tags[name] === undefined && !otherTags.has(name)) {
    throw cantParse(`Unsupported start tag "${name}" at byte offset ${byte}`);
  }
  let argument = "";
  for (;;) {
    while (space.test(raw.charAt(i))) i++;
    if (i >= raw.length) throw cantParse(`Unclosed start tag "${name}" at byte offset ${byte}`);
    if (raw.charAt(i) === ">") break;
    const head = /^[^\s=>]+/.exec(raw.slice(i));
    if (head === null) throw cantParse(`Empty attribute name in the tag "${name}" at byte offset ${byte}`);
    i += head[0].length;
    const attribute = head[0].toLowerCase();
    while (space.test(raw.charAt(i))) i++;
    let value = "";
    if (raw.charAt(i) !== "=") {
      if (attribute !== "expandable") {
        throw cantParse(
          `Expected equal sign in declaration of an attribute of the tag "${name}" at byte offset ${byte}`,
        );
      }
    } else {
      i++;
      while (space.test(raw.charAt(i))) i++;
      const quote = raw.charAt(i);
      if (quote === '"' || quote === "'") {
        i++;
        while (i < raw.length && raw.charAt(i) !== quote) {
          const found = raw.charAt(i) === "&" ? reference(raw, i) : undefined;
          value += found?.value ?? raw.charAt(i);
          i = found?.next ?? i + 1;
        }
        if (i >= raw.length) throw cantParse(`Unclosed start tag at byte offset ${byte}`);
        i++;
      } else {
        const token = /^[A-Za-z0-9.-]*/.exec(raw.slice(i))?.[0] ?? "";
        value = token.toLowerCase();
        i += token.length;
        if (i < raw.length && !space.test(raw.charAt(i)) && raw.charAt(i) !== ">") {
          throw cantParse(`Unexpected end of name token at byte offset ${byte}`);
        }
      }
    }
    if (name === "a" && attribute === "href") argument = value;
    if (name === "code" && attribute === "class" && value.startsWith("language-")) argument = value.slice(9);
    if (name === "span" && attribute === "class" && value.startsWith("tg-")) argument = value.slice(3);
    if (name === "tg-emoji" && attribute === "emoji-id") argument = value;
    if (name === "tg-time" && attribute === "unix") argument = value;
    if (name === "blockquote" && attribute === "expandable") argument = "1";
  }
  if (name === "span" && argument !== "spoiler") {
    throw cantParse(`Tag "span" must have class "tg-spoiler" at byte offset ${byte}`);
  }
  return { name, argument, next: i + 1 };
}

function closeTag(raw: string, begin: number, byte: number, out: string, open: Open[], into: MessageEntity[]): number {
  const current = open.pop();
  if (current === undefined) throw cantParse(`Unexpected end tag at byte offset ${byte}`);
  let i = begin + 2;
  while (i < raw.length && !space.test(raw.charAt(i)) && raw.charAt(i) !== ">") i++;
  const found = raw.slice(begin + 2, i).toLowerCase();
  while (space.test(raw.charAt(i))) i++;
  if (raw.charAt(i) !== ">") throw cantParse(`Unclosed end tag at byte offset ${byte}`);
  if (found !== "" && found !== current.tag) {
    throw cantParse(`Unmatched end tag at byte offset ${byte}, expected "</${current.tag}>", found "</${found}>"`);
  }
  const { tag, offset, argument } = current;
  const length = out.length - offset;
  if (length === 0) return i + 1;
  if (tag === "a") {
    const url = argument === "" ? out.slice(offset) : argument;
    const user = /^tg:\/\/user\?id=(\d+)$/.exec(url);
    if (user !== null) {
      into.push({ type: "text_mention", offset, length, user: { id: Number(user[1]), is_bot: false, first_name: "" } });
    } else if (/^(?:[a-z][a-z0-9+.-]*:)?\S*[.:]\S+$/i.test(url)) into.push({ type: "text_link", offset, length, url });
  } else if (tag === "pre") {
    const inner = into.findIndex((e) => e.type === "code" && e.offset === offset && e.length === length);
    const language = inner >= 0 ? languages.get(into[inner] as MessageEntity) : undefined;
    if (inner >= 0) into.splice(inner, 1);
    into.push({ type: "pre", offset, length, ...(language !== undefined && { language }) });
  } else if (tag === "tg-emoji") into.push({ type: "custom_emoji", offset, length, custom_emoji_id: argument });
  else if (tag === "tg-time") {
    into.push({ type: "date_time", offset, length, unix_time: Number(argument), date_time_format: "" });
  } else {
    const plain = tags[tag] as Simple;
    const entity: MessageEntity = {
      type: tag === "blockquote" && argument ? "expandable_blockquote" : plain,
      offset,
      length,
    };
    if (tag === "code" && argument !== "") languages.set(entity, argument);
    into.push(entity);
  }
  return i + 1;
}

const languages = new WeakMap<MessageEntity, string>();

const address = /(?:https?:\/\/[^\s<>"]*|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|ru)(?:\/[^\s<>"]*)?)/.source;
const link = new RegExp(`(?<![\\w@])${address}(?<![.,;:!?)\\]'])(?!\\w)`, "gi");
const automatic: [Simple, RegExp][] = [
  ["url", link],
  ["email", /(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi],
  ["bot_command", /(?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])/g],
  ["mention", /(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)/g],
  ["hashtag", /(?<![\w#/&])#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/gu],
  ["cashtag", /(?<![\w$])\$[A-Z]{1,8}(?!\w)/g],
];

/** Adds what the server detects (commands, mentions, links …) where no code or link entity stands already. */
export function detect({ text, entities }: Formatted): Formatted {
  const all = [...entities];
  const closed = new Set(["code", "pre", "text_link", "text_mention", "url", "email", "mention", "bot_command"]);
  for (const [type, pattern] of automatic) {
    for (const match of text.matchAll(pattern)) {
      const offset = match.index;
      const length = match[0].length;
      const overlaps = all.some(
        (e) => closed.has(e.type) && e.offset < offset + length && offset < e.offset + e.length,
      );
      if (!overlaps) all.push({ type, offset, length });
    }
  }
  all.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities: all };
}

/** The entities with users filled in for `text_mention`, where they are known. */
export function withUsers(entities: MessageEntity[], user: (id: number) => User | undefined): MessageEntity[] {
  return entities.flatMap((entity): MessageEntity[] => {
    if (entity.type !== "text_mention") return [entity];
    const known = user(entity.user.id);
    return known === undefined ? [] : [{ ...entity, user: known }];
  });
}
