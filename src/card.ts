/** Neutral content, made from news or as a command's answer; each platform renders it in its own way and in its channel's language. */

/** What is said by a message of the catalogue; plain strings are data and people's own words, never ours. */
export type Say = { say: string; with?: Record<string, Value> };
export type Phrase = string | Say;
export type Value = Phrase | number | { day: string } | { at: string } | Phrase[];

export type Button = {
  label: Phrase;
  /** The command that pressing it stands for, as one would type it in the same thread. */
  command?: string;
  /** A form to fill first; its answers become the command. */
  form?: { id: string; preset: Record<string, string> };
  style?: "primary" | "danger";
};
export type Part =
  | { kind: "text"; text: Phrase }
  | { kind: "fields"; rows: [Phrase, Value][] }
  | { kind: "list"; items: { text: Phrase; detail?: Phrase | undefined; url?: string | undefined }[] }
  | { kind: "quote"; text: Phrase }
  /** One line to copy that works. */
  | { kind: "copy"; line: string }
  | { kind: "note"; text: Phrase };

export type Card = {
  title: Phrase;
  parts: Part[];
  buttons?: Button[];
  files?: { name: string; text: string }[];
};

export const say = (id: string, data?: Record<string, Value>): Say => (data ? { say: id, with: data } : { say: id });
export const text = (phrase: Phrase): Part => ({ kind: "text", text: phrase });
export const note = (phrase: Phrase): Part => ({ kind: "note", text: phrase });
/** How many of a list stay unsaid; nothing where all is shown. */
export const more = (all: number, shown: number): Part[] =>
  all > shown ? [note(say("list.more", { n: all - shown }))] : [];
export const copy = (line: string): Part => ({ kind: "copy", line });
