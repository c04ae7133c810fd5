/** One visit of one site: everything that the checks of this visit may ask for. */
import type { Dns, LinkVerdict, Page } from "../../checks/evidence.ts";
import type { Resolver } from "./address.ts";
import { type ChainResult, collectChain } from "./chain.ts";
import type { HttpClient } from "./client.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { Line } from "./line.ts";
import { collectLinks, type LinkMemory } from "./links.ts";
import { findBrowser, type Rendered, type Renderer } from "./render.ts";
import { readScripts } from "./scripts-fetch.ts";

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
  links(
    page: Page,
    options: VisitOptions & { home: string[]; memory: LinkMemory; pause(): Promise<void> },
  ): Promise<LinkVerdict[]>;
  /** Undefined where no browser is installed. */
  render(url: string, today: Temporal.PlainDate): Promise<Rendered | undefined>;
  close(): Promise<void>;
};
export type CollectorParts = {
  client: HttpClient;
  resolver: Resolver;
  lanes: Lanes;
  line: Line;
  browserPath: string | undefined;
  renderer(client: HttpClient, path: string): Renderer;
  /** Called once when an address declined so often that all but probes there are paused. */
  onPaused(address: string): void;
};

export function createCollectors({
  client,
  resolver,
  lanes,
  line,
  browserPath,
  renderer,
  onPaused,
}: CollectorParts): Collectors {
  let rendering: Promise<Renderer | undefined> | undefined;
  return {
    async probe(options) {
      const result = await collectChain(client, options);
      const { chain } = result;
      const address = chain.hops.at(-1)?.address;
      if (address && lanes.note(address, chain.outcome === "declined")) onPaused(address);
      if (chain.outcome !== "missed" || (chain.failure && ANSWERED.has(chain.failure)) || address) return result;
      if (await line.works()) return result;
      return { ...result, chain: { ...chain, outcome: "unmeasured" } };
    },
    dns: (url) => resolver.records(new URL(url).hostname),
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
        if (read) pages.push(read);
      }
      return pages;
    },
    links: (page, { today, limitMs, home, memory, pause }) =>
      collectLinks(client, page, { home, today, limitMs, memory, pause, lineWorks: () => line.works() }),
    async render(url, today) {
      rendering ??= findBrowser(browserPath).then((path) => (path ? renderer(client, path) : undefined));
      return (await rendering)?.render(url, today);
    },
    async close() {
      await (await rendering)?.close();
    },
  };
}
