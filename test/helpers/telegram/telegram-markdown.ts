/** MarkdownV2 and the old Markdown, roughly as the server reads them. */
import type { MessageEntity } from "@grammyjs/types";
import { bad } from "./telegram-http.ts";

type Kind = "bold" | "italic" | "underline" | "strikethrough" | "spoiler" | "code" | "pre" | "link";

const labels: Record<Kind, string> = {
  bold: "Bold",
  italic: "Italic",
  underline: "Underline",
  strikethrough: "Strikethrough",
  spoiler: "Spoiler",
  code: "Code",
  pre: "Pre",
  link: "TextUrl",
};

function cantParse(reason: string): Error {
  return bad(`can't parse entities: ${reason}`, true);
}

/** Marks in the order they are tried: the longer first. */
const marksV2: [string, Kind][] = [
  ["```", "pre"],
  ["`", "code"],
  ["||", "spoiler"],
  ["__", "underline"],
  ["_", "italic"],
  ["*", "bold"],
  ["~", "strikethrough"],
];
const marksOld: [string, Kind][] = [
  ["```", "pre"],
  ["`", "code"],
  ["_", "italic"],
  ["*", "bold"],
];

export function parseMarkdown(raw: string, v2: boolean): { text: string; entities: MessageEntity[] } {
  const marks = v2 ? marksV2 : marksOld;
  const entities: MessageEntity[] = [];
  const open: { kind: Kind; mark: string; offset: number; byte: number }[] = [];
  const byte = (at: number): number => Buffer.byteLength(raw.slice(0, at));
  let out = "";
  let i = 0;
  let quote: number | undefined;

  const endQuote = (): void => {
    if (quote !== undefined && out.length > quote) {
      const hidden = out.endsWith("||");
      if (hidden) out = out.slice(0, -2);
      entities.push({
        type: hidden ? "expandable_blockquote" : "blockquote",
        offset: quote,
        length: out.length - quote,
      });
    }
    quote = undefined;
  };

  while (i < raw.length) {
    const char = raw.charAt(i);
    const code = raw.charCodeAt(i);
    const last = open.at(-1);
    const verbatim = last?.kind === "code" || last?.kind === "pre";
    if (
      char === "\\" &&
      raw.charCodeAt(i + 1) > 0 &&
      raw.charCodeAt(i + 1) < 127 &&
      (v2 || /[_*`[]/.test(raw.charAt(i + 1)))
    ) {
      out += raw.charAt(i + 1);
      i += 2;
      continue;
    }
    if (v2 && !verbatim && char === ">" && (i === 0 || raw.charAt(i - 1) === "\n")) {
      quote ??= out.length;
      i++;
      continue;
    }
    if (char === "\n" && quote !== undefined && !verbatim && raw.charAt(i + 1) !== ">") endQuote();
    const mark = marks.find(([sign]) => raw.startsWith(sign, i));
    if (
      last !== undefined &&
      last.kind !== "link" &&
      raw.startsWith(last.mark, i) &&
      (verbatim || mark?.[0] === last.mark)
    ) {
      open.pop();
      i += last.mark.length;
      push(entities, last.kind, last.offset, out);
    } else if (verbatim) {
      out += char;
      i++;
    } else if (last?.kind === "link" && char === "]") {
      open.pop();
      const target = /^\]\(((?:\\.|[^)\\])*)\)/.exec(raw.slice(i));
      if (target === null) {
        if (v2 && raw.charAt(i + 1) === "(") throw cantParse(`Can't find end of a URL at byte offset ${byte(i)}`);
        if (!v2) out = `${out.slice(0, last.offset)}[${out.slice(last.offset)}]`;
        i++;
        continue;
      }
      i += target[0].length;
      const url = (target[1] ?? "").replace(/\\(.)/g, "$1");
      const user = /^tg:\/\/user\?id=(\d+)$/.exec(url);
      const length = out.length - last.offset;
      if (length > 0 && user !== null) {
        const person = { id: Number(user[1]), is_bot: false, first_name: "" };
        entities.push({ type: "text_mention", offset: last.offset, length, user: person });
      } else if (length > 0) entities.push({ type: "text_link", offset: last.offset, length, url });
    } else if (mark !== undefined) {
      if (
        v2 &&
        quote !== undefined &&
        mark[0] === "||" &&
        /^\|\|(\n|$)/.test(raw.slice(i)) &&
        last?.kind !== "spoiler"
      ) {
        out += "||";
        i += 2;
        endQuote();
        continue;
      }
      open.push({ kind: mark[1], mark: mark[0], offset: out.length, byte: byte(i) });
      i += mark[0].length;
      if (mark[1] === "pre") {
        const language = /^([^\s`]*)\n/.exec(raw.slice(i));
        if (language !== null) i += language[0].length;
      }
    } else if (char === "[") {
      open.push({ kind: "link", mark: "]", offset: out.length, byte: byte(i) });
      i++;
    } else if (v2 && char === "!" && raw.charAt(i + 1) === "[") {
      i++;
    } else if (v2 && code < 127 && /[_*[\]()~`>#+\-=|{}.!]/.test(char)) {
      throw cantParse(`Character '${char}' is reserved and must be escaped with the preceding '\\'`);
    } else {
      out += char;
      i++;
    }
  }
  const rest = open.at(-1);
  if (rest !== undefined) {
    throw cantParse(
      v2
        ? `Can't find end of ${labels[rest.kind]} entity at byte offset ${rest.byte}`
        : `Can't find end of the entity starting at byte offset ${rest.byte}`,
    );
  }
  endQuote();
  return { text: out, entities };
}

function push(entities: MessageEntity[], kind: Exclude<Kind, never>, offset: number, out: string): void {
  const length = out.length - offset;
  if (length > 0 && kind !== "link") entities.push({ type: kind, offset, length });
}
