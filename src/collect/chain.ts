/** The home page with all that leads to it: HTTP redirects, meta refresh, a script that only sets the location, frames. */
import { getDomain } from "tldts";
import type { Chain, Failure, Hop, Page, Tls } from "../../checks/evidence.ts";
import { decodeText } from "./charset.ts";
import type { Answer, HttpClient } from "./client.ts";
import { declinedBy } from "./declined.ts";
import type { Lane } from "./lanes.ts";
import { type Reading, readHtml } from "./read.ts";

/** Hops beyond the address asked for. */
const MAX_HOPS = 5;
const KEPT_HEADERS =
  /^(?:server|content-type|content-length|content-encoding|location|date|via|x-via-jsl|set-cookie|retry-after|strict-transport-security|last-modified|etag)$/;

export type ChainResult = { chain: Chain; page?: Page; tls?: Tls; body?: Uint8Array };
export type ChainOptions = {
  url: string;
  lane: Lane;
  limitMs: number;
  today: Temporal.PlainDate;
  headers?: Record<string, string>;
};

const sameSite = (a: string, b: string) => {
  const [one, two] = [new URL(a).hostname, new URL(b).hostname];
  return one === two || (getDomain(one) ?? one) === (getDomain(two) ?? two);
};
/** Never a whole cookie or a long header in what is kept. */
const kept = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => KEPT_HEADERS.test(name))
      .map(([name, value]) => [name, value.replace(/=[^;\n]{8,}/g, "=…").slice(0, 300)]),
  );

export function toPage(answer: Answer, today: Temporal.PlainDate): Page & Pick<Reading, "redirect" | "frames"> {
  const { text, charset, from } = decodeText(answer.body, answer.headers["content-type"] ?? "", answer.complete);
  return {
    ...readHtml(text, answer.url, today),
    status: answer.status,
    charset,
    charsetFrom: from,
    complete: answer.complete,
    bytes: answer.body.length,
  };
}

/** A page and what was read of its frames, as one. */
export function mergePages(page: Page, part: Page): Page {
  return {
    ...page,
    title: page.title || part.title,
    metas: { ...part.metas, ...page.metas },
    paragraphs: [...page.paragraphs, ...part.paragraphs],
    links: [...page.links, ...part.links],
    items: [...page.items, ...part.items.map((item) => ({ ...item, list: item.list + 100_000 }))],
    scripts: [...page.scripts, ...part.scripts],
    written: page.written + part.written,
    footerFound: page.footerFound || part.footerFound,
    complete: page.complete && part.complete,
    bytes: page.bytes + part.bytes,
  };
}

function nextOf(answer: Answer): string | undefined {
  const { location } = answer.headers;
  if (answer.status < 300 || answer.status > 399 || answer.status === 304 || !location) return undefined;
  // Some servers send the bytes of a Chinese path raw; they arrive as latin1
  const target = /[\x80-\xff]/.test(location) ? Buffer.from(location, "latin1").toString("utf8") : location;
  return URL.canParse(target, answer.url) ? new URL(target, answer.url).href : "";
}

export async function collectChain(client: HttpClient, options: ChainOptions): Promise<ChainResult> {
  const { url, lane, limitMs, today } = options;
  const hops: Hop[] = [];
  let ms = 0;
  let last: Answer | undefined;
  let tls: Tls | undefined;
  const end = (outcome: Chain["outcome"], more: { failure?: Failure; declinedBy?: string } = {}): Chain => ({
    asked: url,
    hops,
    outcome,
    ...more,
    finalUrl: hops.at(-1)?.url ?? url,
    ...(last ? { status: last.status } : {}),
    ms: Math.round(ms),
    headers: last ? kept(last.headers) : {},
  });
  const seen = new Set<string>();
  const step = async (target: string, via: Hop["via"]) => {
    const left = limitMs - ms;
    if (left <= 0) return { failure: "timeout" as const };
    const got = await client.get(target, { lane, limitMs: left, headers: options.headers });
    ms += "answer" in got ? got.answer.ms : got.ms;
    tls = ("answer" in got ? got.answer.tls : got.tls) ?? tls;
    const address = "answer" in got ? got.answer.address : got.address;
    hops.push({
      url: target,
      via,
      ...("answer" in got ? { status: got.answer.status } : {}),
      ...(address ? { address } : {}),
      ms: Math.round("answer" in got ? got.answer.ms : got.ms),
    });
    return got;
  };

  let target = url;
  let via: Hop["via"] = "asked";
  for (;;) {
    if (seen.has(target)) return { chain: end("missed", { failure: "redirect-loop" }), tls };
    if (hops.length > MAX_HOPS) return { chain: end("missed", { failure: "too-many-redirects" }), tls };
    seen.add(target);
    const got = await step(target, via);
    if (!("answer" in got)) return { chain: end("missed", { failure: got.failure }), tls };
    last = got.answer;
    const by = declinedBy(last);
    if (by) return { chain: end("declined", { declinedBy: by }), tls, body: last.body };
    const next = nextOf(last);
    if (next === "") return { chain: end("missed", { failure: "bad-redirect" }), tls };
    if (next !== undefined) {
      target = next;
      via = "http";
      continue;
    }
    if (last.status >= 400 || last.status < 200)
      return { chain: end("missed", { failure: "http-error" }), tls, body: last.body };
    if (ms >= limitMs) return { chain: end("missed", { failure: "timeout" }), tls, body: last.body };
    const type = last.headers["content-type"] ?? "";
    if (type && !/html|xml|text\/plain|octet-stream/i.test(type))
      return { chain: end("missed", { failure: "not-html" }), tls };
    const read = toPage(last, today);
    if (read.redirect && hops.length <= MAX_HOPS) {
      target = read.redirect.url;
      via = read.redirect.via;
      continue;
    }
    const page = await withFrames(read, async (frame) => {
      if (hops.length > MAX_HOPS || seen.has(frame) || !sameSite(frame, url)) return undefined;
      seen.add(frame);
      const part = await step(frame, "frame");
      return "answer" in part && part.answer.status < 400 && !declinedBy(part.answer)
        ? toPage(part.answer, today)
        : undefined;
    });
    return { chain: end("opened"), page, tls, body: last.body };
  }
}

async function withFrames(
  read: ReturnType<typeof toPage>,
  fetchFrame: (url: string) => Promise<Page | undefined>,
): Promise<Page> {
  const { redirect: _, frames, ...own } = read;
  let page: Page = own;
  for (const { url } of frames) {
    const part = await fetchFrame(url);
    if (part) page = mergePages(page, part);
    else page.unreadFrames.push(url);
  }
  return page;
}
