/** Health, readiness, metrics, and the webhooks of the platforms that use them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "./errors.ts";

export type Gauges = () => Promise<Record<string, number>>;
export type Routes = {
  /** Names of what is not ready yet; empty when all is. */
  notReady(): string[];
  gauges: Gauges;
  /** Handles a POST to /telegram; undefined where polling is used. */
  telegram(): ((update: unknown, secret: string) => Promise<boolean>) | undefined;
  slack(): ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
};

const MAX_BODY = 1 << 20;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error("too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** prom-client is loaded with the first scrape, not at start; its own observers are set up once. */
function createMetrics(gauges: Gauges): () => Promise<{ type: string; text: string }> {
  let loaded: Promise<{ registry: import("prom-client").Registry; set(name: string, value: number): void }> | undefined;
  const load = async () => {
    const { Gauge, Registry, collectDefaultMetrics } = await import("prom-client");
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const known = new Map<string, import("prom-client").Gauge>();
    return {
      registry,
      set(name: string, value: number) {
        const gauge =
          known.get(name) ??
          new Gauge({ name: `xuncha_${name}`, help: name.replaceAll("_", " "), registers: [registry] });
        known.set(name, gauge);
        gauge.set(value);
      },
    };
  };
  return async () => {
    loaded ??= load();
    const { registry, set } = await loaded;
    for (const [name, value] of Object.entries(await gauges())) set(name, value);
    return { type: registry.contentType, text: await registry.metrics() };
  };
}

export async function startHttp(
  host: string,
  port: number,
  routes: Routes,
): Promise<{ port: number; close(): Promise<void> }> {
  const metrics = createMetrics(routes.gauges);
  const answer = (response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8") => {
    response.writeHead(status, { "content-type": type }).end(text);
  };
  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/healthz") return answer(response, 200, "ok");
    if (path === "/readyz") {
      const waiting = routes.notReady();
      return answer(response, waiting.length === 0 ? 200 : 503, waiting.length === 0 ? "ready" : waiting.join("\n"));
    }
    if (path === "/metrics") {
      const { type, text } = await metrics();
      return answer(response, 200, text, type);
    }
    if (path === "/telegram" && request.method === "POST") {
      const handler = routes.telegram();
      const taken = handler
        ? await handler(await readJson(request), String(request.headers["x-telegram-bot-api-secret-token"] ?? ""))
        : undefined;
      return answer(response, taken === undefined ? 404 : taken ? 200 : 403, taken ? "ok" : "");
    }
    if (path.startsWith("/slack/")) {
      const handler = routes.slack();
      return handler ? handler(request, response) : answer(response, 404, "");
    }
    answer(response, 404, "");
  }
  const server: Server = createServer((request, response) => {
    // Not taken: the platform delivers it again
    route(request, response).catch(() => (response.headersSent ? response.destroy() : answer(response, 500, "")));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new AppError("PORT_IN_USE", { detail: String(port) }, { cause: error })
          : new AppError("CONFIG_INVALID", { faults: [`PORT=${port} (${error.code})`] }, { cause: error }),
      );
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
