/** One visit of one site: everything that the checks of this visit may ask for. */
import type { Dns, Exposed, LinkVerdict, Page, Views } from "../../checks/evidence.ts";
import type { Resolver } from "./address.ts";
import { type ChainResult, collectChain } from "./chain.ts";
import type { HttpClient } from "./client.ts";
import type { Lane } from "./lanes.ts";
import type { Line } from "./line.ts";
import { collectLinks, type LinkMemory } from "./links.ts";
import { EXPOSED_PATHS, reach6 } from "./probes.ts";
import { findBrowser, type Rendered, type Renderer } from "./render.ts";
import { readScripts } from "./scripts-fetch.ts";
import { type SurveyPlan, survey } from "./survey.ts";

/** Second-level pages opened where the home page dates nothing. */
const SECOND_LEVEL = 3;
/** These failures say that somebody or something answered, so our line works. */
const ANSWERED = new Set([
  "connection-refused",
  "connection-reset",
  "http-error",
  "tls-failed",
  "bad-response",
  "redirect-loop",
  "too-many-redirects",
  "bad-redirect",
  "too-large",
  "not-html",
  "address-refused",
]);

const CRAWLER = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)";
const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const SEARCH = "https://www.baidu.com/s?wd=%E6%94%BF%E5%BA%9C%E7%BD%91%E7%AB%99";
/** A page of PHP's settings says what it is behind a kilobyte of styles. */
const SAMPLE_BYTES = 3_000;
const SAMPLE_CAPS = { wire: 64 << 10, decoded: 64 << 10 };

export type VisitOptions = {
  url: string;
  lane: Lane;
  /** The rule's limit for a page to open, in milliseconds over all hops. */
  limitMs: number;
  today: Temporal.PlainDate;
};
export type Collectors = {
  /** A timed GET with its chain; a miss is checked against our own line first. */
  probe(options: VisitOptions): Promise<ChainResult>;
  dns(url: string): Promise<Dns>;
  scripts(page: Page, options: VisitOptions): Promise<Page>;
  secondLevel(page: Page, options: VisitOptions): Promise<Page[]>;
  /** The pages beside the home page that are due today. */
  survey(page: Page, plan: SurveyPlan): Promise<Page[]>;
  /** The home page as a search engine's crawler and a visitor from a search engine are shown it. */
  views(options: VisitOptions): Promise<Views>;
  /** Whether a name still serves a page of its own; one that only sends on to another host does not. Undefined: not asked. */
  answers(host: string, options: VisitOptions): Promise<boolean | undefined>;
  /** Files that must not be there; asked for only where the office allows it. Undefined where not all were asked for. */
  exposed(url: string, limitMs: number): Promise<Exposed[] | undefined>;
  links(
    pages: readonly Page[],
    options: VisitOptions & { home: string[]; memory: LinkMemory; pause(): Promise<void> },
  ): Promise<LinkVerdict[]>;
  /** Undefined where no browser is installed. */
  render(url: string, today: Temporal.PlainDate): Promise<Rendered | undefined>;
  close(): Promise<void>;
};
export type CollectorParts = {
  client: HttpClient;
  resolver: Resolver;
  line: Line;
  browserPath: string | undefined;
  renderer(client: HttpClient, path: string): Renderer;
};

export function createCollectors({ client, resolver, line, browserPath, renderer }: CollectorParts): Collectors {
  let rendering: Promise<Renderer | undefined> | undefined;
  return {
    async probe(options) {
      const result = await collectChain(client, options);
      const { chain } = result;
      const address = chain.hops.at(-1)?.address;
      if (chain.outcome !== "missed" || (chain.failure && ANSWERED.has(chain.failure)) || address) return result;
      if (await line.works()) return result;
      return { ...result, chain: { ...chain, outcome: "unmeasured" } };
    },
    async dns(url) {
      const dns = await resolver.records(new URL(url).hostname);
      const [address] = dns.aaaa;
      return address ? { ...dns, reach6: await reach6(address, new URL(url), resolver) } : dns;
    },
    scripts: (page, { today, limitMs }) => readScripts(client, page, { today, limitMs }),
    async secondLevel(page, { today, limitMs }) {
      const origin = new URL(page.url).host;
      const targets = page.links
        .filter(
          ({ url, text, kind }) =>
            kind === "a" && text.length >= 2 && URL.canParse(url) && new URL(url).host === origin,
        )
        .map(({ url }) => url)
        .filter((url, i, all) => url !== page.url && all.indexOf(url) === i)
        .slice(0, SECOND_LEVEL);
      const pages: Page[] = [];
      for (const url of targets) {
        const { page: read } = await collectChain(client, { url, lane: "page", limitMs, today });
        if (read) pages.push({ ...read, role: "second-level", via: page.url });
      }
      return pages;
    },
    survey: (page, plan) => survey(client, page, plan),
    async views(options) {
      const see = async (headers: Record<string, string>) => {
        const { chain, page } = await collectChain(client, { ...options, lane: "page", headers });
        // What is shown on another host counts as well: being sent there is what is looked for
        return chain.outcome === "opened" ? page : undefined;
      };
      const crawler = await see({ "user-agent": CRAWLER });
      const visitor = await see({ "user-agent": BROWSER, referer: SEARCH });
      return { ...(crawler ? { crawler } : {}), ...(visitor ? { visitor } : {}) };
    },
    async answers(host, options) {
      const { chain } = await collectChain(client, { ...options, url: `http://${host}/`, lane: "page" });
      if (chain.outcome === "unmeasured") return undefined;
      return chain.outcome === "opened" && new URL(chain.finalUrl).hostname === host;
    },
    async exposed(url, limitMs) {
      const found: Exposed[] = [];
      for (const path of EXPOSED_PATHS) {
        const target = new URL(path, url).href;
        const got = await client.get(target, { lane: "page", limitMs, caps: SAMPLE_CAPS });
        if ("held" in got) return undefined;
        if (!("answer" in got) || got.answer.status !== 200) continue;
        const sample = Buffer.from(got.answer.body.subarray(0, SAMPLE_BYTES)).toString("latin1");
        found.push({ url: target, status: got.answer.status, sample });
      }
      return found;
    },
    links: (pages, { today, limitMs, home, memory, pause }) =>
      collectLinks(client, pages, { home, today, limitMs, memory, pause, lineWorks: () => line.works() }),
    async render(url, today) {
      rendering ??= findBrowser(browserPath).then((path) => (path ? renderer(client, path) : undefined));
      return (await rendering)?.render(url, today);
    },
    async close() {
      await (await rendering)?.close();
    },
  };
}
