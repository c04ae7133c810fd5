/** The text of linked documents (docx, xlsx, pdf): what personal data and wording are sought in beside the pages. */
import { unzip } from "fflate";
import { Parser } from "htmlparser2";
import type { Page } from "../../checks/evidence.ts";
import type { Answer } from "./client.ts";
import { emptyPage } from "./empty.ts";

/** Lists of persons are short; longer documents are read in part and then clear nothing. */
const MAX_LINES = 5_000;
const MAX_PDF_PAGES = 30;
const MAX_PART = 8 << 20;

type Text = { lines: string[]; complete: boolean };

export const ATTACHMENT = /\.(?:docx|xlsx|pdf)(?:$|[?#])/i;

/** The wanted parts of a zip, each only where its declared size is bearable: a bomb is left packed. */
const unpack = (bytes: Uint8Array, wanted: RegExp) =>
  new Promise<Record<string, Uint8Array>>((resolve, reject) => {
    unzip(
      bytes,
      { filter: ({ name, originalSize }) => wanted.test(name) && originalSize <= MAX_PART },
      (error, parts) => (error ? reject(error) : resolve(parts)),
    );
  });

/** Joins the text of `leaf` elements and ends a line where `line` closes. */
function linesOf(xml: Uint8Array, leaf: string, line: string): string[] {
  const lines: string[] = [];
  let own = "";
  let inside = 0;
  const parser = new Parser(
    {
      onopentag(name) {
        if (name === leaf) inside++;
      },
      ontext(text) {
        if (inside > 0) own += text;
      },
      onclosetag(name) {
        if (name === leaf) inside--;
        if (name === line) {
          lines.push(own);
          own = "";
        }
      },
    },
    { xmlMode: true },
  );
  parser.end(new TextDecoder().decode(xml));
  return lines;
}

async function readDocx(bytes: Uint8Array): Promise<Text> {
  const parts = await unpack(bytes, /^word\/document\.xml$/);
  const body = parts["word/document.xml"];
  if (!body) return { lines: [], complete: false };
  return { lines: linesOf(body, "w:t", "w:p"), complete: true };
}

async function readXlsx(bytes: Uint8Array): Promise<Text> {
  const parts = await unpack(bytes, /^xl\/(?:sharedStrings|worksheets\/sheet\d+)\.xml$/);
  const strings = parts["xl/sharedStrings.xml"] ? linesOf(parts["xl/sharedStrings.xml"], "t", "si") : [];
  const lines: string[] = [];
  for (const [name, sheet] of Object.entries(parts)) {
    if (!name.startsWith("xl/worksheets/")) continue;
    let type = "";
    let value = "";
    let inside = false;
    let row: string[] = [];
    const parser = new Parser(
      {
        onopentag(tag, attributes) {
          if (tag === "c") type = attributes.t ?? "";
          inside = tag === "v" || tag === "t";
          if (inside) value = "";
        },
        ontext(text) {
          if (inside) value += text;
        },
        onclosetag(tag) {
          if (tag === "v" || (tag === "t" && type === "inlineStr"))
            row.push(type === "s" ? (strings[Number(value)] ?? "") : value);
          if (tag === "v" || tag === "t") inside = false;
          if (tag === "row") {
            lines.push(row.join(" "));
            row = [];
          }
        },
      },
      { xmlMode: true },
    );
    parser.end(new TextDecoder().decode(sheet));
  }
  return { lines, complete: lines.length > 0 };
}

async function readPdf(bytes: Uint8Array): Promise<Text> {
  const { getDocumentProxy } = await import("unpdf");
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { maxImageSize: 1, verbosity: 0 });
  try {
    const lines: string[] = [];
    const pages = Math.min(pdf.numPages, MAX_PDF_PAGES);
    for (let n = 1; n <= pages; n++) {
      const { items } = await (await pdf.getPage(n)).getTextContent();
      let line = "";
      for (const item of items) {
        if (!("str" in item)) continue;
        line += item.str;
        if (!item.hasEOL) continue;
        lines.push(line);
        line = "";
      }
      lines.push(line);
    }
    return { lines, complete: pages === pdf.numPages };
  } finally {
    await pdf.cleanup();
  }
}

/** By what the bytes are, not by what the address says; undefined where they are no document that we read. */
async function readText(bytes: Uint8Array): Promise<Text | undefined> {
  const head = Buffer.from(bytes.subarray(0, 5)).toString("latin1");
  if (head === "%PDF-") return readPdf(bytes);
  if (!head.startsWith("PK")) return undefined;
  const docx = await readDocx(bytes);
  return docx.complete ? docx : readXlsx(bytes);
}

/** A linked document as a page whose paragraphs are its lines. A damaged one is a page that was not read whole. */
export async function toAttachment(
  { url, status, body, complete }: Answer,
  linkText: string,
): Promise<Page | undefined> {
  const text = await readText(body).catch(() => ({ lines: [], complete: false }));
  if (!text) return undefined;
  const lines = text.lines.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean);
  return emptyPage({
    url,
    status,
    charsetFrom: "content",
    title: linkText,
    paragraphs: lines.slice(0, MAX_LINES).map((line) => ({ text: line, place: "document", inFooter: false })),
    complete: complete && text.complete && lines.length <= MAX_LINES,
    bytes: body.length,
  });
}
