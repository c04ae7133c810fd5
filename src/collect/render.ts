/**
 * The page as a browser builds it, for what reading leaves in doubt. Every request of the browser goes through our own
 * client, so that the address guard, the hosts file and the lanes hold there too; it never opens a connection itself.
 */
import { access } from "node:fs/promises";
import type { Page } from "../../checks/evidence.ts";
import type { HttpClient } from "./client.ts";
import { readHtml } from "./read.ts";

const SETTLE_MS = 10_000;
const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const SKIPPED = new Set(["media", "font"]);

export type Rendered = { page: Page; screenshot: Uint8Array };
export type Renderer = {
  render(url: string, today: Temporal.PlainDate): Promise<Rendered | undefined>;
  close(): Promise<void>;
};

/** The browser to use: what is configured, else one installed in the usual place, else none. */
export async function findBrowser(configured: string | undefined): Promise<string | undefined> {
  for (const path of configured ? [configured] : CANDIDATES) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

export function createRenderer(client: HttpClient, executablePath: string): Renderer {
  let browser: Promise<import("playwright-core").Browser> | undefined;
  const launch = async () => {
    const { chromium } = await import("playwright-core");
    return chromium.launch({
      executablePath,
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // What is not routed through our client must not get out
        "--host-resolver-rules=MAP * ~NOTFOUND",
      ],
    });
  };
  return {
    async render(url, today) {
      browser ??= launch();
      const context = await (await browser).newContext({
        viewport: { width: 1280, height: 900 },
        locale: "zh-CN",
        ignoreHTTPSErrors: true,
      });
      try {
        const tab = await context.newPage();
        let held = false;
        await tab.route("**/*", async (route) => {
          const request = route.request();
          if (SKIPPED.has(request.resourceType()) || request.method() !== "GET" || !/^https?:/.test(request.url()))
            return route.abort();
          const got = await client.get(request.url(), { lane: "page", limitMs: SETTLE_MS }).catch(() => undefined);
          if (got && "held" in got) held = true;
          if (!got || !("answer" in got)) return route.abort();
          const {
            "content-encoding": _,
            "content-length": __,
            "transfer-encoding": ___,
            ...headers
          } = got.answer.headers;
          return route.fulfill({ status: got.answer.status, headers, body: Buffer.from(got.answer.body) });
        });
        const answer = await tab.goto(url, { waitUntil: "load", timeout: SETTLE_MS }).catch(() => undefined);
        if (!answer) return undefined;
        await tab.waitForLoadState("networkidle", { timeout: SETTLE_MS }).catch(() => undefined);
        // Without what was not asked for, a page proves nothing missing
        if (held) return undefined;
        const html = await tab.content();
        const screenshot = await tab.screenshot({ fullPage: true, timeout: SETTLE_MS }).catch(() => new Uint8Array());
        const { redirect: _, frames, truncated, ...read } = readHtml(html, tab.url(), today);
        const page: Page = {
          ...read,
          // What scripts wrote is in the document now; running them again in thought would count it twice
          unreadFrames: frames.map((frame) => frame.url),
          status: answer.status(),
          charset: "utf-8",
          charsetFrom: "content",
          complete: !truncated,
          bytes: html.length,
        };
        return { page, screenshot };
      } finally {
        await context.close();
      }
    },
    async close() {
      if (browser) await (await browser).close();
    },
  };
}
