/**
 * The form of official documents, GB/T 9704—2012: A4, 版心 156 × 225 mm, 22 lines of 28 characters, 3号仿宋. What an office
 * changes is a named style. Fonts are named as offices have them; where one is not installed, its other names are tried.
 */

/** Twentieths of a point: 1 mm is 56.69 of them. */
export const mm = (n: number): number => Math.round((n * 1440) / 25.4);
/** Half points of the Chinese sizes. */
export const SIZE = { 二号: 44, 三号: 32, 四号: 28, 小四: 24, 五号: 21 } as const;
/** 天头 37, 订口 28; the rest of A4 is what 版心 leaves. The page number stands 7 mm below it (7.5). */
export const PAGE = {
  width: mm(210),
  height: mm(297),
  top: mm(37),
  left: mm(28),
  right: mm(210 - 28 - 156),
  bottom: mm(297 - 37 - 225),
  footer: mm(297 - 37 - 225 - 7 - 5),
  line: mm(156),
} as const;
/** 22 lines in 225 mm. */
export const LINE = Math.floor(mm(225) / 22);
/** 28 characters of 16 points are 2 mm wider than 156 mm: each stands a quarter of a point closer. A grid of characters would do the same in Word only. */
export const CLOSER = -5;
/** Characters of 二号 in a line. */
export const TITLE_CHARS = Math.floor(PAGE.line / 20 / 22);

/** A font and what stands in for it, in order. */
export const FONTS = {
  title: ["方正小标宋简体", "方正小标宋_GBK", "小标宋体", "华文中宋", "Noto Serif CJK SC", "宋体"],
  song: ["宋体", "SimSun", "Noto Serif CJK SC"],
  fang: ["仿宋_GB2312", "仿宋", "FangSong", "华文仿宋", "Noto Serif CJK SC"],
  hei: ["黑体", "SimHei", "Noto Sans CJK SC"],
  kai: ["楷体_GB2312", "楷体", "KaiTi", "华文楷体", "Noto Serif CJK SC"],
} as const;
export type Font = keyof typeof FONTS;
export const LATIN = "Times New Roman";

type Align = "left" | "center" | "right" | "both";
export type NamedStyle = {
  id: string;
  name: string;
  font: Font;
  size: number;
  align: Align;
  /** 左空二字 of the first line. */
  indent?: true;
  bold?: true;
  /** For the outline: 0 is the highest. */
  outline?: number;
  line?: number;
};
const style = (id: string, name: string, font: Font, size: number, align: Align, more: Partial<NamedStyle> = {}) => ({
  id,
  name,
  font,
  size,
  align,
  ...more,
});
export const STYLES = {
  title: style("GwTitle", "公文标题", "title", SIZE.二号, "center", { line: 700 }),
  mark: style("GwMark", "公文稿次", "kai", SIZE.三号, "center"),
  to: style("GwTo", "公文主送机关", "fang", SIZE.三号, "left"),
  body: style("GwBody", "公文正文", "fang", SIZE.三号, "both", { indent: true }),
  h1: style("GwHeading1", "公文一级标题", "hei", SIZE.三号, "both", { indent: true, outline: 0 }),
  h2: style("GwHeading2", "公文二级标题", "kai", SIZE.三号, "both", { indent: true, outline: 1 }),
  h3: style("GwHeading3", "公文三级标题", "fang", SIZE.三号, "both", { indent: true, bold: true, outline: 2 }),
  annexes: style("GwAnnexes", "公文附件说明", "fang", SIZE.三号, "left"),
  signature: style("GwSignature", "公文署名", "fang", SIZE.三号, "right"),
  date: style("GwDate", "公文成文日期", "fang", SIZE.三号, "right"),
  annex: style("GwAnnex", "公文附件", "hei", SIZE.三号, "left"),
  "annex-title": style("GwAnnexTitle", "公文附件标题", "title", SIZE.二号, "center", { line: 700 }),
  head: style("GwTableHead", "公文表头", "hei", SIZE.五号, "center", { line: 320 }),
  cell: style("GwTableCell", "公文表格", "fang", SIZE.五号, "center", { line: 320 }),
  page: style("GwPage", "公文页码", "song", SIZE.四号, "right"),
} satisfies Record<string, NamedStyle>;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Each font with its other names, which word processors try where it is not installed. */
export function fontTable(): string {
  const fonts = Object.values(FONTS).map(
    ([name, ...others]) =>
      `<w:font w:name="${name}"><w:altName w:val="${others.join(",")}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${fonts.join("")}<w:font w:name="${LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font></w:fonts>`;
}
/** The document's own day stands as the time at which it was made: the machine's clock has no say in it. */
export function coreProperties(title: string, author: string, day: string): string {
  const at = `<dcterms:created xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:modified>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(title)}</dc:title><dc:creator>${escaped(author)}</dc:creator>${at}</cp:coreProperties>`;
}
