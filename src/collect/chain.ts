/** The home page with all that leads to it: HTTP redirects, meta refresh, a script that only sets the location, frames. */
import type { Chain, Failure, Hop, Page, Tls } from "../../checks/evidence.ts";
import { domainOf } from "./address.ts";
import { decodeText } from "./charset.ts";
import type { Answer, HttpClient } from "./client.ts";
import { declinedBy } from "./declined.ts";
import type { Lane } from "./lanes.ts";
import { type Reading, readHtml } from "./read.ts";
import { isSoft404 } from "./soft-404.ts";

/** What stands in a page's inner frames is read within this. */
const SIDE_MS = 3_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** Hops beyond the address asked for. */
const MAX_HOPS = 5;
const KEPT_HEADERS =
  /^(?:server|content-type|content-length|content-encoding|location|date|via|x-via-jsl|set-cookie|retry-after|strict-transport-security|content-security-policy|x-content-type-options|x-frame-options|last-modified|etag)$/;

export type ChainResult = { chain: Chain; page?: Page; tls?: Tls; body?: Uint8Array };
export type ChainOptions = {
  url: string;
  lane: Lane;
  limitMs: number;
  today: Temporal.PlainDate;
  headers?: Record<string, string>;
};

const sameSite = (a: string, b: string) => domainOf(a) === domainOf(b);
/** Never a whole cookie or a long header in what is kept. */
const kept = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => KEPT_HEADERS.test(name))
      .map(([name, value]) => [name, value.replace(/=[^;\n]{8,}/g, "=…").slice(0, 300)]),
  );

export function toPage(answer: Answer, today: Temporal.PlainDate): Page & Pick<Reading, "redirect" | "frames"> {
  const {
    text: decoded,
    charset,
    from,
  } = decodeText(answer.body, answer.headers["content-type"] ?? "", answer.complete);
  const text = decoded.replaceAll("\0", ""); // browsers drop them too
  const { truncated, ...read } = readHtml(text, answer.url, today);
  return {
    ...read,
    status: answer.status,
    charset,
    charsetFrom: from,
    complete: answer.complete && !truncated,
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
  const cookies = createCookies();
  /** One GET of the chain; what only decorates the page does not count into the time of opening it. */
  const step = async (target: string, via: Hop["via"], counts = true) => {
    const left = counts ? limitMs - ms : Math.min(limitMs, SIDE_MS);
    if (left <= 0) return { failure: "timeout" as const };
    const cookie = cookies.for(target);
    const headers = { ...options.headers, ...(cookie ? { cookie } : {}) };
    let got = await client.get(target, { lane, limitMs: left, headers });
    const wait = "answer" in got ? shortWait(got.answer) : undefined;
    if (wait !== undefined && counts) {
      await sleep(wait);
      got = await client.get(target, { lane, limitMs: left, headers });
    }
    if ("held" in got) return got;
    if ("answer" in got) cookies.keep(target, got.answer.cookies);
    const spent = "answer" in got ? got.answer.ms : got.ms;
    if (counts) ms += spent;
    tls = ("answer" in got ? got.answer.tls : got.tls) ?? tls;
    const address = "answer" in got ? got.answer.address : got.address;
    hops.push({
      url: target,
      via,
      ...("answer" in got ? { status: got.answer.status } : {}),
      ...(address ? { address } : {}),
      ms: Math.round(spent),
    });
    return got;
  };

  let target = url;
  let via: Hop["via"] = "asked";
  /** The page whose script seemed to send the visitor on: if that leads nowhere, the guess was wrong and the page stands. */
  let guessed: { page: Page; answer: Answer } | undefined;
  const missed = (failure: Failure, body?: Uint8Array): ChainResult => {
    if (guessed && via === "script") {
      last = guessed.answer;
      return { chain: end("opened"), page: { ...guessed.page, complete: false }, tls, body: last.body };
    }
    return { chain: end("missed", { failure }), tls, ...(body ? { body } : {}) };
  };
  for (;;) {
    // The same address again is a circle, unless a cookie was set on the way that may open it
    const state = `${target} ${cookies.for(target)}`;
    if (seen.has(state)) return missed("redirect-loop");
    if (hops.length > MAX_HOPS) return missed("too-many-redirects");
    seen.add(state);
    const got = await step(target, via);
    if ("held" in got) return { chain: end("unmeasured"), tls };
    if (!("answer" in got)) return missed(got.failure);
    last = got.answer;
    const by = declinedBy(last);
    if (by) return { chain: end("declined", { declinedBy: by }), tls, body: last.body };
    const next = nextOf(last);
    if (next === "") return missed("bad-redirect");
    if (next !== undefined) {
      target = next;
      via = via === "script" ? "script" : "http";
      continue;
    }
    if (last.status >= 400 || last.status < 200) return missed("http-error", last.body);
    if (last.status >= 300) return missed("bad-redirect");
    if (ms >= limitMs) return missed("timeout", last.body);
    if (last.body.length === 0) return missed("bad-response");
    const type = last.headers["content-type"] ?? "";
    if (type && !/html|xml|text\/plain|octet-stream/i.test(type)) return missed("not-html");
    const read = toPage(last, today);
    const { redirect, frames: _, ...own } = read;
    if (redirect && hops.length <= MAX_HOPS) {
      if (redirect.via === "script") guessed = { page: own, answer: last };
      target = redirect.url;
      via = redirect.via;
      continue;
    }
    if (isSoft404(read)) return missed("soft-404", last.body);
    const page = await withFrames(read, async (frame, whole) => {
      if (hops.length > MAX_HOPS || !sameSite(frame, url)) return undefined;
      const part = await step(frame, "frame", whole);
      return "answer" in part && part.answer.status < 400 && !declinedBy(part.answer)
        ? toPage(part.answer, today)
        : undefined;
    });
    return { chain: end("opened"), page, tls, body: last.body };
  }
}

/** 429 with a wait this short is worth it; a longer one is the next visit's. */
const MOST_WAIT_S = 5;
function shortWait({ status, headers }: Answer): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return status === 429 && headers["retry-after"] && seconds <= MOST_WAIT_S ? seconds * 1_000 : undefined;
}

/** Cookies of one visit: some sites open only to a visitor who brings back what was just set. */
function createCookies() {
  const byHost = new Map<string, Map<string, string>>();
  return {
    keep(url: string, set: readonly string[]) {
      const host = new URL(url).hostname;
      const own = byHost.get(host) ?? new Map<string, string>();
      for (const line of set) {
        const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? [];
        if (name && value !== undefined && own.size < 20) own.set(name, value.slice(0, 500));
      }
      byHost.set(host, own);
    },
    for: (url: string) =>
      [...(byHost.get(new URL(url).hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join("; "),
  };
}

async function withFrames(
  read: ReturnType<typeof toPage>,
  fetchFrame: (url: string, whole: boolean) => Promise<Page | undefined>,
): Promise<Page> {
  const { redirect: _, frames, ...own } = read;
  let page: Page = own;
  for (const { url, whole } of frames) {
    const part = await fetchFrame(url, whole);
    if (part) page = mergePages(page, part);
    else page.unreadFrames.push(url);
  }
  return page;
}
