/** Text as patterns want it: full-width forms folded, every kind of blank one space. */
export const fold = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s\u00a0\u3000\u200b\ufeff]+/g, " ")
    .trim();

/** For comparing names: nothing but letters and digits. */
export const bare = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

const SUFFIX = /(?:政府门户网站|门户网站|官方网站|政府网站|政务网|官网|网站|门户|网)$/u;
/** A site's name without the words that only say it is one: 云州市人民政府门户网站 → 云州市人民政府. */
export function coreName(name: string): string {
  const whole = bare(name);
  const core = whole.replace(SUFFIX, "");
  return core.length >= 4 ? core : whole;
}

/** 64 bits of FNV-1a in hex: tells sentences apart inside one site, where an attacker gains nothing by collisions. */
export function shortHash(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i);
    const product = low * 0x1b3;
    const carry = Math.floor(product / 2 ** 32);
    high = (Math.imul(high, 0x1b3) + (low << 8) + carry) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/** An address without what does not tell two pages apart: fragment, default port, trailing index page. */
export function normalUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.hash = "";
  parsed.pathname = parsed.pathname.replace(/\/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$/i, "/");
  return parsed.href;
}

/** The three numbers of a date, as a pattern found them, as YYYY-MM-DD; they need not name a day. */
export const dayFrom = ([, year = "", month = "", day = ""]: readonly string[]): string =>
  `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;

/** The sentence in which something stands, without the sentences around it. */
export function sentenceAround(text: string, start: number, end: number): string {
  const head = text.slice(0, start);
  const from = Math.max(...["。", "！", "？", "；", "\n"].map((stop) => head.lastIndexOf(stop))) + 1;
  const tail = text.slice(end).search(/[。！？；\n]/);
  return text.slice(from, tail < 0 ? text.length : end + tail).trim();
}
