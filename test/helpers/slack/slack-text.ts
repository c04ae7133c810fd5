import type { RichTextBlock, RichTextElement } from "@slack/types";
import type { Json } from "./slack-types.ts";

const textKeys = [
  "title",
  "text",
  "fields",
  "label",
  "hint",
  "elements",
  "element",
  "accessory",
  "placeholder",
  "options",
  "option_groups",
  "description",
  "subtitle",
  "body",
  "rows",
  "blocks",
  "actions",
  "alt_text",
  "positive_button",
  "negative_button",
];

function visible(value: unknown, into: string[]): void {
  if (typeof value === "string") return void into.push(value);
  if (Array.isArray(value)) return value.forEach((item) => visible(item, into));
  if (typeof value !== "object" || value === null) return;
  const node = value as Json;
  if (node.type === "user") return void into.push(`<@${String(node.user_id)}>`);
  if (node.type === "channel") return void into.push(`<#${String(node.channel_id)}>`);
  if (node.type === "emoji" && typeof node.name === "string") return void into.push(`:${node.name}:`);
  if (node.type === "broadcast") return void into.push(`<!${String(node.range)}>`);
  if (node.type === "link" && node.text === undefined) return void into.push(String(node.url));
  if (typeof node.type === "string" && /^rich_text_(section|quote|preformatted)$/.test(node.type)) {
    const parts: string[] = [];
    visible(node.elements, parts);
    return void into.push(parts.join(""));
  }
  for (const key of textKeys) if (key in node) visible(node[key], into);
}

/** All visible text of blocks, one piece a line. */
export function blocksText(blocks: unknown[]): string {
  const parts: string[] = [];
  visible(blocks, parts);
  return parts.join("\n");
}

/** What a reader of a message sees: its blocks, or its text when it has none, then attachments and file names. */
export function plainOf(message: {
  text: string;
  blocks: unknown[];
  attachments?: Json[];
  files?: { title: string }[];
}): string {
  const parts = [message.blocks.length > 0 ? blocksText(message.blocks) : message.text];
  for (const item of message.attachments ?? []) {
    for (const key of ["pretext", "title", "text", "fallback", "footer"]) {
      if (typeof item[key] === "string" && !(key === "fallback" && item.text)) parts.push(item[key]);
    }
    if (Array.isArray(item.blocks)) parts.push(blocksText(item.blocks));
  }
  for (const file of message.files ?? []) parts.push(file.title);
  return parts.filter((part) => part !== "").join("\n");
}

const unescape = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The rich_text block Slack's own clients send along with a typed text. */
export function richText(text: string, blockId: string): RichTextBlock {
  const elements: RichTextElement[] = [];
  for (const part of text.split(/(<[^<>]+>)/)) {
    if (part === "") continue;
    const found = /^<([@#!]?)([^|>]+)(?:\|([^>]*))?>$/.exec(part);
    if (!found) elements.push({ type: "text", text: unescape(part) });
    else if (found[1] === "@") elements.push({ type: "user", user_id: found[2] ?? "" });
    else if (found[1] === "#") elements.push({ type: "channel", channel_id: found[2] ?? "" });
    else if (found[1] === "!") elements.push({ type: "broadcast", range: (found[2] ?? "here") as "here" });
    else elements.push({ type: "link", url: found[2] ?? "", ...(found[3] ? { text: found[3] } : {}) });
  }
  return { type: "rich_text", block_id: blockId, elements: [{ type: "rich_text_section", elements }] };
}

/** Whether a text would ping everyone. */
export const broadcast = /<!(channel|everyone|here)(\|[^>]*)?>/;

const jsonKeys = new Set(["blocks", "attachments", "metadata", "view", "files", "unfurls", "channels_json"]);

/** Arguments of a call, whatever their encoding: JSON strings parsed, "true" and "false" made booleans. */
export function normalize(raw: Json): Json {
  const out: Json = {};
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value === "string" && jsonKeys.has(key)) {
      try {
        out[key] = JSON.parse(value);
      } catch {
        out[key] = value;
      }
    } else if (value === "true" || value === "false") out[key] = key === "text" ? value : value === "true";
    else if (value !== null && value !== undefined) out[key] = value;
  }
  return out;
}

/** Decodes a request body by its content type. */
export async function parseBody(body: Buffer, contentType: string): Promise<Json> {
  if (contentType.startsWith("application/json")) {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Json) : {};
  }
  if (contentType.startsWith("multipart/form-data")) {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
    const out: Json = {};
    for (const [key, value] of form)
      out[key] = typeof value === "string" ? value : Buffer.from(await value.arrayBuffer());
    return out;
  }
  return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}

interface Named {
  id: string;
  name: string;
}

/** Escapes a typed command text as Slack does: @name and #channel become <@U1|name> and <#C1|name>. */
export function escapeTyped(text: string, users: Map<string, Named>, channels: Map<string, Named>): string {
  const names = (sign: string, all: Map<string, Named>, from: string) =>
    from.replace(new RegExp(`(^|\\s)${sign}([\\w.-]+)`, "g"), (whole, before: string, name: string) => {
      const found = [...all.values()].find((item) => item.name === name);
      return found ? `${before}<${sign}${found.id}|${name}>` : whole;
    });
  const escaped = text
    .split(/(<[@#][A-Z0-9]+(?:\|[^>]*)?>)/)
    .map((part, i) => {
      if (i % 2 === 0) return part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      const id = /^<([@#])([A-Z0-9]+)>$/.exec(part);
      const found = id && (users.get(id[2] ?? "") ?? channels.get(id[2] ?? ""));
      return found ? `<${id[1]}${found.id}|${found.name}>` : part;
    })
    .join("");
  return names("#", channels, names("@", users, escaped));
}
