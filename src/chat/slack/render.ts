/** Cards as Block Kit, within Slack's limits, and as the plain text that notifications show. */
import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import type { Card } from "../../card.ts";
import type { Locale, Words } from "../../words/say.ts";
import { cardLines, fitLines, type Line } from "../lines.ts";
import { buttonValue } from "../port.ts";

const MAX_SECTION = 2_900;
/** All blocks together; Slack refuses from about 13,200. */
const MAX_ALL = 11_000;
const MAX_TEXT = 3_900;
const MAX_LABEL = 75;
const MAX_VALUE = 2_000;
const MAX_BUTTONS = 10;

/** Unescaped, `<!channel>` in a page's title would call everybody. */
export const escapeSlack = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Characters with a meaning in mrkdwn, at the edge of a word, get a zero-width space after them. */
const mrkdwn = (text: string) => escapeSlack(text).replace(/([*_~`])/g, "$1\u200b");

function marked(line: Line): string {
  const text = mrkdwn(line.text);
  switch (line.kind) {
    case "title":
      return `*${text.replace(/[\u200b]/g, "").replace(/\*/g, "∗")}*`;
    case "field":
      return `*${mrkdwn(line.label ?? "")}*: ${text}`;
    case "item":
      return `• ${text}${line.url ? ` <${escapeSlack(line.url).replaceAll("|", "%7C")}|↗>` : ""}`;
    case "detail":
      return `    ${text}`;
    case "copy":
      return `\`${escapeSlack(line.text).replaceAll("`", "'")}\``;
    case "quote":
      return `>${text}`;
    case "note":
      return `_${text}_`;
    case "text":
      return text;
    default:
      return line.kind satisfies never;
  }
}
const plain = ({ kind, text, label, url }: Line) =>
  kind === "field" ? `${label}: ${text}` : kind === "item" ? `• ${text}${url ? ` ${url}` : ""}` : text;

export type SlackMessage = { text: string; blocks: KnownBlock[] };

export function renderSlack(card: Card, words: Words, locale: Locale, again = false): SlackMessage {
  const leftOut = (n: number) => words.say({ say: "list.left-out", with: { n } }, locale);
  const all = cardLines(card, words, locale);
  if (again && all[0]) all[0] = { ...all[0], text: `${words.say({ say: "sent.again" }, locale)} ${all[0].text}` };
  const lines = fitLines(all, (some) => some.reduce((sum, line) => sum + marked(line).length + 1, 0), MAX_ALL, leftOut);
  const blocks: KnownBlock[] = [];
  let section = "";
  const flush = () => {
    if (section) blocks.push({ type: "section", text: { type: "mrkdwn", text: section } });
    section = "";
  };
  for (const line of lines) {
    const text = marked(line).slice(0, MAX_SECTION);
    if (section.length + text.length + 1 > MAX_SECTION) flush();
    section += section ? `\n${text}` : text;
  }
  flush();
  const elements = (card.buttons ?? []).slice(0, MAX_BUTTONS).flatMap((button, i): Button[] => {
    const value = buttonValue(button);
    if (!value || value.length > MAX_VALUE) return [];
    return [
      {
        type: "button",
        action_id: `xuncha_${i}`,
        text: { type: "plain_text", text: words.say(button.label, locale).slice(0, MAX_LABEL) },
        value,
        ...(button.style ? { style: button.style } : {}),
      },
    ];
  });
  if (elements.length > 0) blocks.push({ type: "actions", elements } satisfies ActionsBlock);
  const text = fitLines(
    all,
    (some) => some.reduce((sum, line) => sum + escapeSlack(plain(line)).length + 1, 0),
    MAX_TEXT,
    leftOut,
  )
    .map((line) => escapeSlack(plain(line)))
    .join("\n");
  return { text, blocks };
}
