/** The links of the pages read, the home page's first, each tried once for the whole fleet; a dead one again before anybody is blamed. */
import type { Link, LinkVerdict, Page } from "../../checks/evidence.ts";
import { domainOf } from "./address.ts";
import { toPage } from "./chain.ts";
import type { HttpClient } from "./client.ts";
import { declinedBy } from "./declined.ts";
import { isSoft404 } from "./soft-404.ts";

/** Links tried on a home page, and beside it on all further pages together; the rest wait, in the order of the pages. */
const MAX_HOME = 300;
const MAX_INNER = 150;
/** What is kept of a page on another site: enough to see what it has become. */
const SAMPLE = 400;
const LINK_CAPS = { wire: 512 << 10, decoded: 1 << 20 };
const HOPS = 5;
/** Marks link to these; the checks of the marks judge them. */
const MARK_HOSTS =
  /(?:^|\.)(?:conac\.cn|beian\.gov\.cn|beian\.miit\.gov\.cn|miit?beian\.gov\.cn|beian\.mps\.gov\.cn|zfwzgl\.www\.gov\.cn|zfwzxx\.www\.gov\.cn)$/;
type Reach = Pick<LinkVerdict, "state" | "status" | "failure" | "title" | "sample"> & { finalUrl?: string };
/** What an earlier try for any site of the fleet found, and where the next one is noted. */
export type LinkMemory = {
  recall(urls: string[]): Promise<ReadonlyMap<string, Reach>>;
  note(found: ReadonlyMap<string, Reach>): Promise<void>;
};
export type LinkOptions = {
  home: string[];
  today: Temporal.PlainDate;
  limitMs: number;
  memory: LinkMemory;
  /** Waits before the second look at dead links; a patrol waits 30 s or more, a person at the keyboard does not. */
  pause(): Promise<void>;
  /** False when our own line is down: then no link is called dead. */
  lineWorks(): Promise<boolean>;
};

const bare = (url: string) =>
  url.replace(/#.*$/, "").replace(/\/(?:index|default)\.(?:html?|jsp|aspx?|php)(?=$|\?)/i, "/");

/** The title and beginning of another site's page; what our own sites say is read where they are checked. */
function impression({ title, paragraphs }: Page): Pick<Reach, "title" | "sample"> {
  let sample = "";
  for (const { text } of paragraphs) {
    if (sample.length >= SAMPLE) break;
    sample += `${text}\n`;
  }
  return { ...(title ? { title: title.slice(0, 200) } : {}), ...(sample ? { sample: sample.slice(0, SAMPLE) } : {}) };
}

async function reach(client: HttpClient, url: string, { today, limitMs, home }: LinkOptions): Promise<Reach> {
  const inside = new Set(home.map(domainOf));
  let target = url;
  for (let hop = 0; hop <= HOPS; hop++) {
    const got = await client.get(target, { lane: "link", limitMs, caps: LINK_CAPS });
    if ("held" in got) return { state: "unmeasured" };
    if (!("answer" in got)) return { state: "dead", failure: got.failure };
    const { answer } = got;
    if (declinedBy(answer)) return { state: "declined", status: answer.status };
    const { location } = answer.headers;
    if (answer.status >= 300 && answer.status < 400 && location && URL.canParse(location, target)) {
      target = new URL(location, target).href;
      continue;
    }
    if (answer.status >= 400) return { state: "dead", status: answer.status };
    if (!/html/i.test(answer.headers["content-type"] ?? "html")) return { state: "alive", status: answer.status };
    const page = toPage(answer, today);
    if (isSoft404(page)) return { state: "soft-404", status: answer.status, finalUrl: target };
    if (page.redirect) {
      target = page.redirect.url;
      continue;
    }
    const away = inside.has(domainOf(target)) ? {} : impression(page);
    return { state: "alive", status: answer.status, finalUrl: target, ...away };
  }
  return { state: "dead", failure: "too-many-redirects" };
}

/** The distinct targets worth trying, with the link that first named each and the page on which it stands. */
function targetsOf(pages: readonly Page[], home: string[]): Map<string, Link & { on: string }> {
  const found = new Map<string, Link & { on: string }>();
  // Pages that were read just now answered: their own addresses need no second request
  const own = new Set([...home, ...pages.flatMap(({ url, status }) => (status < 400 ? [url] : []))].map(bare));
  for (const [index, page] of pages.entries()) {
    const most = index === 0 ? MAX_HOME : MAX_HOME + MAX_INNER;
    for (const link of page.links) {
      if (found.size >= most) break;
      if (!/^https?:/.test(link.url) || MARK_HOSTS.test(new URL(link.url).hostname)) continue;
      const url = link.url.replace(/#.*$/, "");
      if (!own.has(bare(url)) && !found.has(url)) found.set(url, { ...link, on: page.url });
    }
  }
  return found;
}

export async function collectLinks(
  client: HttpClient,
  pages: readonly Page[],
  options: LinkOptions,
): Promise<LinkVerdict[]> {
  const targets = targetsOf(pages, options.home);
  const known = await options.memory.recall([...targets.keys()]);
  const fresh = new Map<string, Reach>();
  const look = async (urls: string[]) => {
    await Promise.all(
      urls.map(async (url) => {
        try {
          fresh.set(url, await reach(client, url, options));
        } catch {
          fresh.set(url, { state: "unmeasured" }); // one malformed link never loses the run
        }
      }),
    );
  };
  await look([...targets.keys()].filter((url) => !known.has(url)));
  const dead = [...fresh].filter(([, { state }]) => state === "dead" || state === "soft-404").map(([url]) => url);
  if (dead.length > 0) {
    await options.pause();
    await look(dead);
    if (!(await options.lineWorks())) for (const url of dead) fresh.set(url, { state: "unmeasured" });
  }
  await options.memory.note(new Map([...fresh].filter(([, { state }]) => state !== "unmeasured")));

  const homes = new Set(options.home.map(bare));
  const site = new Set(options.home.map(domainOf));
  return [...targets].map(([url, link]) => {
    const found = fresh.get(url) ?? known.get(url) ?? { state: "unmeasured" as const };
    const path = new URL(url).pathname;
    // A deep link that ends on the home page leads nowhere; a link to another host's root may well do so
    const landed =
      found.state === "alive" &&
      found.finalUrl &&
      path !== "/" &&
      bare(url) !== bare(found.finalUrl) &&
      homes.has(bare(found.finalUrl));
    return {
      url,
      text: link.text,
      place: link.place,
      on: link.on,
      inside: site.has(domainOf(url)),
      state: landed ? "lands-home" : found.state,
      ...(found.status ? { status: found.status } : {}),
      ...(found.failure ? { failure: found.failure } : {}),
      ...(found.title ? { title: found.title } : {}),
      ...(found.sample ? { sample: found.sample } : {}),
    };
  });
}
