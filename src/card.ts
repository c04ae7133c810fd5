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

/**
 * Figures as a picture. bars: a row a category, as regions are; line, columns: categories are periods, in their order;
 * share: the series are the parts of a whole, one category is drawn as a ring, several as bars of full length.
 */
export type Chart = {
  kind: "bars" | "line" | "columns" | "share";
  title: Phrase;
  /** The period and the basis, under the title. */
  note?: Phrase;
  categories: Phrase[];
  /** A value for each category, none negative; null where nothing was measured. */
  series: { name: Phrase; values: (number | null)[]; tone?: "good" | "warn" | "bad" | "quiet" }[];
  unit?: Phrase;
};
export type Cell = Phrase | number | null;
/** Rows as a file. A percent is a fraction of one, a day is 'YYYY-MM-DD'; whatever else stands in such a column is text. */
export type Table = {
  /** The file's name without its ending. */
  name: Phrase;
  columns: { title: Phrase; kind: "text" | "number" | "percent" | "day"; places?: number }[];
  rows: Cell[][];
  format: "csv" | "xlsx" | "both";
};
/** Tables as the sheets of one file. */
export type Workbook = { name: Phrase; sheets: Omit<Table, "format">[] };

/** A paragraph or a table of a document; `as` is the style that it has there. */
export type Block =
  | {
      as:
        | "title"
        | "mark"
        | "to"
        | "body"
        | "h1"
        | "h2"
        | "h3"
        | "annexes"
        | "signature"
        | "date"
        | "annex"
        | "annex-title";
      text: string;
    }
  /** Widths are shares of the line; a row of the head is repeated on every page. */
  | { as: "table"; columns: { title: string; width: number; align: "left" | "center" }[]; rows: string[][] };
/** An official document (公文): its text is as it will be signed, in one language, and never translated. */
export type Document = { name: string; title: string; author: string; day: string; blocks: Block[] };

export type Card = {
  title: Phrase;
  parts: Part[];
  buttons?: Button[];
  picture?: Chart;
  tables?: Table[];
  workbooks?: Workbook[];
  documents?: Document[];
  files?: { name: string; text: string }[];
  /** Kept by their hash: proof that somebody sent, a picture of a page; loaded when the card is sent. */
  kept?: { name: string; hash: string; picture?: boolean }[];
};
/** A file as it goes out with a card: made from its picture and tables, or given with it. */
export type Attachment = {
  name: string;
  bytes: Uint8Array;
  kind: "picture" | "file";
  /** What a picture shows, for those who cannot see it. */
  alt?: string;
};

export const say = (id: string, data?: Record<string, Value>): Say => (data ? { say: id, with: data } : { say: id });
export const text = (phrase: Phrase): Part => ({ kind: "text", text: phrase });
export const note = (phrase: Phrase): Part => ({ kind: "note", text: phrase });
/** How many of a list stay unsaid; nothing where all is shown. */
export const more = (all: number, shown: number): Part[] =>
  all > shown ? [note(say("list.more", { n: all - shown }))] : [];
export const copy = (line: string): Part => ({ kind: "copy", line });
