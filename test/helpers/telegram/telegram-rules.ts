/** What the Bot API accepts: texts, captions, keyboards, commands. Every refusal carries the server's words. */
import type { InlineKeyboardMarkup, MessageEntity, User } from "@grammyjs/types";
import type { Formatted } from "./telegram-format.ts";
import { detect, parse, withUsers } from "./telegram-format.ts";
import type { Params } from "./telegram-http.ts";
import { bad, isObject, json, text as textOf } from "./telegram-http.ts";

export interface TextRule {
  /** Parameter with the text. */
  field: "text" | "caption";
  entities: "entities" | "caption_entities";
  max: number;
}

export const messageRule: TextRule = { field: "text", entities: "entities", max: 4096 };
export const captionRule: TextRule = { field: "caption", entities: "caption_entities", max: 1024 };

/** The text of a call after entity parsing, within the limits; captions may be empty. */
export function readText(params: Params, rule: TextRule, user: (id: number) => User | undefined): Formatted {
  const raw = textOf(params, rule.field) ?? "";
  if (Buffer.byteLength(raw) > 32768) throw bad("text is too long", true);
  const mode = textOf(params, "parse_mode");
  let given: MessageEntity[] = [];
  if (mode === undefined || mode === "") {
    const list = json(params, rule.entities, "MessageEntity");
    if (list !== undefined && !Array.isArray(list)) throw bad("can't parse MessageEntity: expected an array");
    given = (list ?? []) as MessageEntity[];
    for (const entity of given) {
      if (!isObject(entity) || typeof entity.type !== "string")
        throw bad("can't parse MessageEntity: type is required");
      const { offset, length } = entity;
      if (!Number.isInteger(offset) || !Number.isInteger(length)) throw bad("can't parse MessageEntity: bad offset");
      if (offset < 0 || length < 0 || offset + length > raw.length) {
        throw bad(
          `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${raw.length}`,
        );
      }
    }
  }
  const formatted = parse(raw, mode, given);
  if (formatted.text === "" && rule.field === "text") throw bad("message text is empty");
  if (formatted.text.length > rule.max) {
    throw bad(rule.field === "text" ? "message is too long" : "message caption is too long", true);
  }
  if (formatted.entities.length > 100) throw bad("ENTITIES_TOO_LONG", true);
  return detect({ text: formatted.text, entities: withUsers(formatted.entities, user) });
}

const actions = [
  "callback_data",
  "url",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
];

/** The keyboard of a call; kinds other than inline (reply keyboards) are accepted and returned as given. */
export function readMarkup(params: Params): { inline?: InlineKeyboardMarkup; other?: unknown } {
  const markup = json(params, "reply_markup", "reply keyboard markup");
  if (markup === undefined) return {};
  if (!isObject(markup)) throw bad("object expected as reply markup");
  const rows = markup.inline_keyboard;
  if (rows === undefined) {
    const known = ["keyboard", "remove_keyboard", "force_reply"];
    return known.some((name) => name in markup) ? { other: markup } : {};
  }
  if (!Array.isArray(rows))
    throw bad('can\'t parse inline keyboard: field "inline_keyboard" must be an array of arrays');
  let count = 0;
  for (const row of rows) {
    if (!Array.isArray(row))
      throw bad('can\'t parse inline keyboard: field "inline_keyboard" must be an array of arrays');
    for (const button of row) {
      count++;
      checkButton(button);
    }
  }
  if (count > 100) throw bad("REPLY_MARKUP_TOO_LONG", true);
  const full = (rows as unknown[][]).filter((row) => row.length > 0);
  if (full.length === 0) return {};
  return { inline: { inline_keyboard: full } as InlineKeyboardMarkup };
}

function checkButton(button: unknown): void {
  if (!isObject(button)) throw bad("can't parse inline keyboard button: expected an object");
  const label = button.text;
  if (typeof label !== "string") throw bad("can't parse inline keyboard button: can't find field \"text\"");
  if (label.trim() === "") throw bad("inline keyboard button text must be non-empty");
  const chosen = actions.filter((name) => button[name] !== undefined);
  if (chosen.length === 0) {
    throw bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  const data = button.callback_data;
  if (data !== undefined) {
    if (typeof data !== "string" || data === "" || Buffer.byteLength(data) > 64) throw bad("BUTTON_DATA_INVALID", true);
  }
  const url = button.url;
  if (
    url !== undefined &&
    (typeof url !== "string" || !/^(https?|tg|ton):\/\/\S+$|^[\w-]+\.[\w./?=&#-]+$/i.test(url))
  ) {
    throw bad(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
  }
  const copy = button.copy_text;
  if (copy !== undefined) {
    const value = isObject(copy) ? copy.text : undefined;
    if (typeof value !== "string" || value === "" || value.length > 256) throw bad("BUTTON_COPY_TEXT_INVALID", true);
  }
}

/** The list of `setMyCommands`. */
export function readCommands(params: Params): { command: string; description: string }[] {
  const list = json(params, "commands", "BotCommand");
  if (!Array.isArray(list)) throw bad("can't parse BotCommand: expected an Array");
  if (list.length > 100) throw bad("BOT_COMMANDS_TOO_MUCH", true);
  return list.map((item: unknown) => {
    if (!isObject(item)) throw bad("can't parse BotCommand: expected an Object");
    const name = String(item.command ?? "").replace(/^\//, "");
    const description = String(item.description ?? "").trim();
    if (name === "" || name.length > 32) throw bad("BOT_COMMAND_INVALID", true);
    if (!/^[a-z0-9_]+$/.test(name)) throw bad("BOT_COMMAND_INVALID", true);
    if (description === "" || description.length > 256) throw bad("BOT_COMMAND_DESCRIPTION_INVALID", true);
    return { command: name, description };
  });
}
