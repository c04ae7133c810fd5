/** An official document as .docx: its blocks in named styles, tables with a head on every page, page numbers on the outer side. */
import type { Block, Document as Content } from "../../card.ts";
import { emWidth } from "../chart-labels.ts";
import {
  CLOSER,
  coreProperties,
  FONTS,
  fontTable,
  LATIN,
  LINE,
  mm,
  type NamedStyle,
  PAGE,
  SIZE,
  STYLES,
  TITLE_CHARS,
} from "./styles.ts";

type Docx = typeof import("docx");
/** The fonts of headings inside a paragraph, as styles of characters. */
const HEADS = {
  h1: { ...STYLES.h1, id: "GwHeading1Text", name: "公文一级标题文字" },
  h2: { ...STYLES.h2, id: "GwHeading2Text", name: "公文二级标题文字" },
  h3: { ...STYLES.h3, id: "GwHeading3Text", name: "公文三级标题文字" },
};
type TextBlock = Extract<Block, { text: string }>;

/** A character of 3号 on the grid. */
const CHAR = Math.round(PAGE.line / 28);
/** 成文日期 右空四字. */
const DATE_RIGHT = 4;

/** Word takes no control characters; a lone surrogate would make the file unreadable. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be written
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, "");
}

function paragraphStyle({ AlignmentType, LineRuleType }: Docx, own: NamedStyle) {
  const [eastAsia] = FONTS[own.font];
  const align = {
    left: AlignmentType.LEFT,
    center: AlignmentType.CENTER,
    right: AlignmentType.RIGHT,
    both: AlignmentType.BOTH,
  }[own.align];
  return {
    id: own.id,
    name: own.name,
    basedOn: "Normal",
    next: own.outline === undefined ? own.id : STYLES.body.id,
    quickFormat: true,
    run: {
      font: { ascii: LATIN, hAnsi: LATIN, cs: LATIN, eastAsia },
      size: own.size,
      bold: own.bold ?? false,
      ...(own.size === SIZE.三号 ? { characterSpacing: CLOSER } : {}),
    },
    paragraph: {
      alignment: align,
      spacing: { before: 0, after: 0, line: own.line ?? LINE, lineRule: LineRuleType.EXACT },
      ...(own.indent ? { indent: { firstLine: own.size * 20, firstLineChars: 200 } } : {}),
      ...(own.outline === undefined ? {} : { outlineLevel: own.outline, keepNext: true }),
    },
  };
}

/** 署名 is centred on the date below it, which ends four characters from the edge; a long name reaches further left. */
function signatureRight(name: string, date: string): number {
  return Math.max(0, DATE_RIGHT + (emWidth(date) - emWidth(name)) / 2);
}
/** 左空二字, and what goes on stands under what began: "附件：1." is four and a half characters wide. */
function annexIndent(text: string) {
  const width = (prefix: string) => Math.round(emWidth(prefix) * CHAR);
  const first = /^附件：(?:\d+\.)?/.exec(text)?.[0];
  const number = /^\d+\./.exec(text)?.[0] ?? "";
  const start = 2 * CHAR + width(first ?? `附件：${number}`);
  return { left: start, hanging: width(first ?? number) };
}

/** A heading that goes on in its own line: "（一）逐项整改。存在…". The outline has no place for it, its font has. */
function runIn(docx: Docx, as: keyof typeof HEADS, text: string) {
  const end = text.indexOf("。") + 1;
  if (end === 0 || end === text.length) return undefined;
  return new docx.Paragraph({
    style: STYLES.body.id,
    children: [new docx.TextRun({ text: text.slice(0, end), style: HEADS[as].id }), new docx.TextRun(text.slice(end))],
  });
}
/** A title in as few lines as it needs, none much shorter than the others, broken between words (7.3.1: 词意完整、排列对称). */
export function titleLines(text: string): string[] {
  const width = emWidth(text);
  const lines = Math.ceil(width / TITLE_CHARS);
  if (lines <= 1) return [text];
  const made: string[] = [""];
  let before = "";
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "word" }).segment(text)) {
    const last = made.at(-1) ?? "";
    const full = emWidth(last) + emWidth(segment) / 2 > width / lines && made.length < lines;
    const tied = /^[，。、：；？！）》”]/.test(segment);
    if (last === "" || tied || (!full && emWidth(last + segment) <= TITLE_CHARS))
      made[made.length - 1] = last + segment;
    // A lone character (全, 各) belongs to what follows
    else if (/^\p{Script=Han}$/u.test(before) && last !== before) {
      made[made.length - 1] = last.slice(0, -before.length);
      made.push(before + segment);
    } else made.push(segment);
    before = segment;
  }
  return made;
}

function textBlock(docx: Docx, block: TextBlock, date: string, keep: boolean) {
  const text = clean(block.text);
  if (block.as === "h1" || block.as === "h2" || block.as === "h3") {
    const whole = runIn(docx, block.as, text);
    if (whole) return whole;
  }
  const lines = block.as === "title" || block.as === "annex-title" ? titleLines(text) : [text];
  const right = block.as === "date" ? DATE_RIGHT : block.as === "signature" ? signatureRight(text, date) : undefined;
  return new docx.Paragraph({
    style: STYLES[block.as].id,
    children: lines.map((one, i) => new docx.TextRun({ text: one, ...(i > 0 ? { break: 1 } : {}) })),
    ...(right === undefined ? {} : { indent: { right: Math.round(right * CHAR) } }),
    ...(block.as === "annexes" ? { indent: annexIndent(text) } : {}),
    // 署名 never stands on a page without what it signs
    ...(keep ? { keepNext: true } : {}),
    // 附件另面编排
    ...(block.as === "annex" ? { pageBreakBefore: true } : {}),
  });
}

function table(docx: Docx, { columns, rows }: Extract<Block, { as: "table" }>) {
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.round((width / all) * PAGE.line));
  const cell = (text: string, at: number, head: boolean) =>
    new docx.TableCell({
      width: { size: widths[at] ?? 0, type: docx.WidthType.DXA },
      verticalAlign: docx.VerticalAlignTable.CENTER,
      margins: { left: mm(1), right: mm(1), top: mm(0.8), bottom: mm(0.8) },
      children: [
        new docx.Paragraph({
          style: (head ? STYLES.head : STYLES.cell).id,
          ...(!head && columns[at]?.align === "left" ? { alignment: docx.AlignmentType.LEFT } : {}),
          children: [new docx.TextRun(clean(text))],
        }),
      ],
    });
  return new docx.Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: docx.WidthType.DXA },
    columnWidths: widths,
    layout: docx.TableLayoutType.FIXED,
    rows: [
      new docx.TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map(({ title }, at) => cell(title, at, true)),
      }),
      ...rows.map(
        (row) =>
          new docx.TableRow({ cantSplit: true, children: columns.map((_, at) => cell(row[at] ?? "", at, false)) }),
      ),
    ],
  });
}

/** — 1 —, one character from the outer edge: right on odd pages, left on even ones (7.5). */
function footer(docx: Docx, side: "left" | "right") {
  return new docx.Footer({
    children: [
      new docx.Paragraph({
        style: STYLES.page.id,
        alignment: side === "left" ? docx.AlignmentType.LEFT : docx.AlignmentType.RIGHT,
        indent: { [side]: SIZE.四号 * 10 },
        children: [new docx.TextRun({ children: ["— ", docx.PageNumber.CURRENT, " —"] })],
      }),
    ],
  });
}

/** Blank lines where the standard wants them: below the title, above 附件说明, two above 署名, below 附件. */
function gapBefore(blocks: readonly Block[], at: number): number {
  const [here, last] = [blocks[at]?.as, blocks[at - 1]?.as];
  if (here === "to" || (here === "annexes" && last !== "annexes") || here === "annex-title") return 1;
  if (here === "signature") return 2;
  return here === "table" ? 1 : 0;
}

export async function writeDocument(content: Content): Promise<Uint8Array> {
  const docx = await import("docx");
  const date = content.blocks.find((block) => block.as === "date");
  const dateText = date?.as === "date" ? date.text : "";
  const blank = (keepNext: boolean) => new docx.Paragraph({ style: STYLES.to.id, keepNext });
  const signed = content.blocks.findIndex(({ as }) => as === "signature");
  const first = content.blocks.findIndex(({ as }) => as === "annexes");
  /** From the last paragraph, over the list of annexes, to the date. */
  const kept = (at: number) => at >= (first < 0 ? signed : first) - 1 && at <= signed;
  const children = content.blocks.flatMap((block, at) => {
    const gaps = Array.from({ length: gapBefore(content.blocks, at) }, () => blank(kept(at)));
    return [...gaps, block.as === "table" ? table(docx, block) : textBlock(docx, block, dateText, kept(at))];
  });
  const file = new docx.Document({
    title: content.title,
    creator: content.author,
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: {
          run: {
            font: { ascii: LATIN, hAnsi: LATIN, cs: LATIN, eastAsia: FONTS.fang[0] },
            size: SIZE.三号,
            language: { value: "en-US", eastAsia: "zh-CN" },
          },
        },
      },
      characterStyles: Object.values(HEADS).map(({ id, name, font, bold }) => ({
        id,
        name,
        run: { font: { eastAsia: FONTS[font][0] }, bold: bold ?? false },
      })),
      paragraphStyles: Object.values(STYLES).map((own) => paragraphStyle(docx, own)),
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: {
              top: PAGE.top,
              left: PAGE.left,
              right: PAGE.right,
              bottom: PAGE.bottom,
              footer: PAGE.footer,
              header: mm(15),
            },
          },
          grid: { type: docx.DocumentGridType.LINES, linePitch: LINE },
        },
        footers: { default: footer(docx, "right"), even: footer(docx, "left") },
        children,
      },
    ],
  });
  return docx.Packer.pack(file, "nodebuffer", undefined, [
    { path: "word/fontTable.xml", data: fontTable() },
    { path: "docProps/core.xml", data: coreProperties(content.title, content.author, content.day) },
  ]);
}
