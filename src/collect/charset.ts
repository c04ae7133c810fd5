/** From bytes to text: the label where it is right, the content where it is not. */
import { isUtf8 } from "node:buffer";
import type { Page } from "../../checks/evidence.ts";

type Decoded = { text: string; charset: string; from: Page["charsetFrom"] };

/** Pages labelled gb2312 or gbk use characters of GB 18030, which contains both. */
function canonical(label: string | undefined): string | undefined {
  if (!label) return undefined;
  const name = label
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, "");
  if (/^(?:gb|x-gbk|hz-gb|chinese|cp936|936|euc-cn)/.test(name)) return "gb18030";
  if (/^(?:iso-?8859-1|latin1|us-ascii|ascii|windows-1252)$/.test(name)) return undefined; // a server's default, not a claim
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined; // charset=undefined, utf-8mb4 and their like
  }
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

/** Markup in UTF-16 without a mark: every other byte of its ASCII is zero. */
function looksUtf16(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 256);
  let even = 0;
  let odd = 0;
  head.forEach((byte, i) => {
    if (byte === 0) i % 2 === 0 ? even++ : odd++;
  });
  if (odd > head.length / 5 && even < odd / 4) return "utf-16le";
  if (even > head.length / 5 && odd < even / 4) return "utf-16be";
  return undefined;
}

const META = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i;
const PRESCAN = 4096;

/** Cut at a limit, a body may end inside a character: that is no sign of another encoding. */
const withoutTail = (bytes: Uint8Array) => bytes.subarray(0, Math.max(0, bytes.length - 3));
const broken = (text: string) => (text.match(/\ufffd/g) ?? []).length;
const decode = (bytes: Uint8Array, charset: string) => new TextDecoder(charset).decode(bytes);

export function decodeText(bytes: Uint8Array, contentType: string, complete = true): Decoded {
  const mark = byMark(bytes) ?? looksUtf16(bytes);
  if (mark) return { text: decode(bytes, mark), charset: mark, from: "bom" };
  const header = canonical(/charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType)?.[1]);
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, PRESCAN));
  const meta = canonical(META.exec(head)?.[1]);
  const validUtf8 = isUtf8(complete ? bytes : withoutTail(bytes));
  const label = header ?? meta;
  // A page saved as UTF-16 could not have shown us its label
  const claimed = label?.startsWith("utf-16") ? undefined : label;
  const from = header ? "header" : "meta";
  if (!claimed) {
    const charset = validUtf8 ? "utf-8" : "gb18030";
    return { text: decode(bytes, charset), charset, from: "content" };
  }
  if (claimed === "utf-8") {
    if (validUtf8) return { text: decode(bytes, claimed), charset: claimed, from };
    const asUtf8 = decode(bytes, "utf-8");
    const asGb = decode(bytes, "gb18030");
    // One bad byte in good UTF-8 is a slip; a page in GB 18030 breaks at every other character
    if (broken(asUtf8) <= broken(asGb) + 2) return { text: asUtf8, charset: "utf-8", from };
    return { text: asGb, charset: "gb18030", from: "corrected" };
  }
  // Text in GB 18030 is practically never valid UTF-8 by chance
  if (validUtf8 && bytes.some((byte) => byte > 0x7f))
    return { text: decode(bytes, "utf-8"), charset: "utf-8", from: "corrected" };
  const text = decode(bytes, claimed);
  // A label of another script on a Chinese page (big5, euc-kr) leaves holes that GB 18030 does not
  if (claimed !== "gb18030" && broken(text) > 2) {
    const asGb = decode(bytes, "gb18030");
    if (broken(asGb) === 0) return { text: asGb, charset: "gb18030", from: "corrected" };
  }
  return { text, charset: claimed, from };
}
