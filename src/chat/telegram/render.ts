/** Cards as Telegram HTML, within the limits of one message: 4,096 characters after parsing. */
import type { InlineKeyboardButton } from "@grammyjs/types";
import type { Card } from "../../card.ts";
import type { Locale, Words } from "../../words/say.ts";
import { cardLines, fitLines, type Line } from "../lines.ts";
import { buttonValue } from "../port.ts";

const MAX_TEXT = 4096;
const MAX_RAW_BYTES = 30_000;
const MAX_CALLBACK_BYTES = 64;
/** Entities allowed in one message; each line takes two at most. */
const MAX_LINES = 45;
const PER_ROW = 3;

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const attribute = (text: string) => escapeHtml(text).replaceAll('"', "&quot;");

function plain({ kind, text, label }: Line): string {
  if (kind === "field") return `${label}: ${text}`;
  if (kind === "item") return `• ${text} ↗`;
  if (kind === "detail") return `   ${text}`;
  return text;
}
function html(line: Line): string {
  const text = escapeHtml(line.text);
  switch (line.kind) {
    case "title":
      return `<b>${text}</b>`;
    case "field":
      return `<b>${escapeHtml(line.label ?? "")}</b>: ${text}`;
    case "item":
      return `• ${text}${line.url ? ` <a href="${attribute(line.url)}">↗</a>` : ""}`;
    case "detail":
      return `   ${text}`;
    case "copy":
      return `<code>${text}</code>`;
    case "quote":
      return `<blockquote>${text}</blockquote>`;
    case "note":
      return `<i>${text}</i>`;
    case "text":
      return text;
    default:
      return line.kind satisfies never;
  }
}

const measured = (lines: Line[]) => {
  const raw = Buffer.byteLength(lines.map(html).join("\n"));
  if (raw > MAX_RAW_BYTES || lines.length > MAX_LINES) return MAX_TEXT + 1;
  return lines.reduce((sum, line) => sum + plain(line).length + 1, 0);
};

export type TelegramMessage = { text: string; buttons: InlineKeyboardButton[][]; plain: string };

export function renderTelegram(card: Card, words: Words, locale: Locale, again: boolean): TelegramMessage {
  const all = cardLines(card, words, locale);
  if (again && all[0]) all[0] = { ...all[0], text: `${words.say({ say: "sent.again" }, locale)} ${all[0].text}` };
  const lines = fitLines(all, measured, MAX_TEXT, (n) => words.say({ say: "list.left-out", with: { n } }, locale));
  const buttons: InlineKeyboardButton[] = (card.buttons ?? []).flatMap((button) => {
    const value = buttonValue(button);
    // A preset that is too long is asked for again: the form opens without it
    const data = Buffer.byteLength(value) <= MAX_CALLBACK_BYTES ? value : button.form ? `form:${button.form.id}` : "";
    return data && Buffer.byteLength(data) <= MAX_CALLBACK_BYTES
      ? [{ text: words.say(button.label, locale), callback_data: data }]
      : [];
  });
  const rows: InlineKeyboardButton[][] = [];
  for (let i = 0; i < buttons.length; i += PER_ROW) rows.push(buttons.slice(i, i + PER_ROW));
  return { text: lines.map(html).join("\n"), buttons: rows, plain: lines.map(plain).join("\n") };
}
