/** External scripts of a page, read like inline ones: `/js/foot.js` often holds the whole foot. */
import { getDomain } from "tldts";
import { LIBRARY, type Page, type Script } from "../../checks/evidence.ts";
import { mergePages } from "./chain.ts";
import { decodeText } from "./charset.ts";
import type { HttpClient } from "./client.ts";
import { readHtml } from "./read.ts";
import { readScript } from "./scripts.ts";

const MAX_SCRIPTS = 12;
const CAPS = { wire: 256 << 10, decoded: 1 << 20 };
const ownScript = (script: Script, host: string): boolean => {
  if (!script.url || script.read || LIBRARY.test(script.url)) return false;
  const other = new URL(script.url).hostname;
  return (getDomain(other) ?? other) === (getDomain(host) ?? host);
};

/** The page with its site's own scripts read; a script that could not be fetched stays unread, and so in doubt. */
export async function readScripts(
  client: HttpClient,
  page: Page,
  { today, limitMs }: { today: Temporal.PlainDate; limitMs: number },
): Promise<Page> {
  const host = new URL(page.url).hostname;
  const wanted = new Set(page.scripts.filter((script) => ownScript(script, host)).slice(0, MAX_SCRIPTS));
  if (wanted.size === 0) return page;
  let whole = page;
  const scripts: Script[] = [];
  for (const script of page.scripts) {
    if (!wanted.has(script) || !script.url) {
      scripts.push(script);
      continue;
    }
    const got = await client.get(script.url, { lane: "page", limitMs, caps: CAPS });
    if (!("answer" in got) || got.answer.status !== 200 || !got.answer.complete) {
      scripts.push(script);
      continue;
    }
    const { text } = decodeText(got.answer.body, got.answer.headers["content-type"] ?? "");
    const { written, opaque, loads } = readScript(text);
    scripts.push({ ...script, read: true, opaque, loads });
    if (!written) continue;
    const { redirect: _, frames: __, truncated: ___, ...part } = readHtml(written, page.url, today);
    const inFooter = script.place !== "head";
    whole = mergePages(whole, {
      ...part,
      paragraphs: part.paragraphs.map((line) => ({ ...line, inFooter })),
      status: page.status,
      charset: page.charset,
      charsetFrom: page.charsetFrom,
      complete: true,
      bytes: 0,
    });
    scripts.push(...part.scripts);
  }
  return { ...whole, scripts };
}
