import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer as createSocketServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expiredCertificate, expiredKey } from "./certificate.ts";
import { cloakBody } from "./extras.ts";
import { encodeGb18030 } from "./gb18030.ts";
import type { Answer } from "./pages.ts";
import { pagesOf } from "./pages.ts";
import { hostsOf, registryCsv, specs } from "./sites.ts";
import type { Look, Spec } from "./types.ts";

export type Fleet = {
  hosts: string;
  registryCsv: string;
  requests(host: string): number;
  /** The webmaster puts a site right; its name, or undefined where there is none like it. */
  mend(name: string): string | undefined;
  close(): Promise<void>;
};

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
  "base64",
);

/** Serves every demo site on 127.0.0.1, each on a free port of its own; `today` dates the news. */
export async function startFleet(today: Temporal.PlainDate): Promise<Fleet> {
  const counts = new Map<string, number>();
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const mended = new Set<Spec>();
  const lines: string[] = [];
  const listen = async (server: Server) => {
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => server.on("error", reject).listen(0, "127.0.0.1", resolve));
    servers.push(server);
    return portOf(server);
  };
  const count = (host: string) => counts.set(host, (counts.get(host) ?? 0) + 1);
  const parking = await listen(createSocketServer());
  for (const spec of specs) {
    const names = hostsOf(spec.site);
    const port =
      spec.look.behaviour === "refuse"
        ? await holdRefusedPort(parking, sockets)
        : await listen(serverOf(spec, today, count, () => mended.has(spec)));
    lines.push(`127.0.0.1:${port} ${names.join(" ")}`);
  }
  return {
    hosts: `${lines.join("\n")}\n`,
    registryCsv: registryCsv(),
    requests: (host) => counts.get(host) ?? 0,
    mend(name) {
      const spec = specs.find(({ site }) => site.name === name);
      if (spec) mended.add(spec);
      return spec?.site.name;
    },
    async close() {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Keeps a port taken by an outgoing connection, so that whoever calls it is refused and no one else can open it. */
async function holdRefusedPort(parking: number, sockets: Set<Socket>): Promise<number> {
  const probe = createSocketServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const port = portOf(probe);
  await new Promise((resolve) => probe.close(resolve));
  const socket = connect({ port: parking, host: "127.0.0.1", localPort: port, localAddress: "127.0.0.1" });
  await new Promise<void>((resolve, reject) => socket.on("error", reject).on("connect", resolve));
  sockets.add(socket);
  return port;
}

function serverOf(
  spec: Spec,
  today: Temporal.PlainDate,
  count: (host: string) => void,
  isMended: () => boolean,
): Server {
  const own = new URL(spec.site.url).hostname;
  const counted =
    (handler: RequestListener): RequestListener =>
    (request, response) => {
      count(request.headers.host?.replace(/:\d+$/, "") ?? own);
      handler(request, response);
    };
  switch (spec.look.behaviour) {
    case "hang":
      return createSocketServer((socket) => {
        count(own);
        socket.resume();
      });
    case "503":
      return createServer(counted(unavailable));
    case "521":
      return createServer(counted(challengeOfCdn));
    case "412":
      return createServer(counted(challengeOfGateway));
    case "tls":
      return eitherServer(counted(siteHandler(spec, today)), counted(toSecure(own)));
    default:
      return createServer(counted(mendable(spec, today, isMended)));
  }
}

/** One port for 80 and 443: the first byte of a connection tells TLS from plain HTTP. */
function eitherServer(secure: RequestListener, plain: RequestListener): Server {
  const inner = createTlsServer({ key: expiredKey, cert: expiredCertificate }, secure);
  inner.on("tlsClientError", (_error, socket) => socket.destroy());
  const outer = createServer(plain);
  return createSocketServer((socket) => {
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (!first) return;
      socket.unshift(first);
      (first[0] === 0x16 ? inner : outer).emit("connection", socket);
    });
  });
}

function toSecure(host: string): RequestListener {
  return (request, response) => {
    response.writeHead(301, { Location: `https://${host}${request.url ?? "/"}` }).end();
  };
}

/** The site as it was built, and from the day it is put right on without its faults. */
function mendable(spec: Spec, today: Temporal.PlainDate, isMended: () => boolean): RequestListener {
  const before = siteHandler(spec, today);
  let after: RequestListener | undefined;
  return (request, response) => {
    if (!isMended()) return before(request, response);
    after ??= siteHandler({ ...spec, look: faultless(spec.look) }, today);
    after(request, response);
  };
}

/** Layout and habits stay; what is missing, wrong or injected does not. */
function faultless({ layout, urls, skeleton, footer, encoding, headerCharset, compress, entry, clock }: Look): Look {
  return Object.fromEntries(
    Object.entries({ layout, urls, skeleton, footer, encoding, headerCharset, compress, entry, clock }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function siteHandler(spec: Spec, today: Temporal.PlainDate): RequestListener {
  const pages = pagesOf(spec, today);
  const missing: Answer = { status: 404, type: "text/html", body: "<html><h1>404 Not Found</h1></html>" };
  return (request, response) => {
    if (request.method !== "GET" && (request.method !== "HEAD" || spec.look.noHead)) {
      response.writeHead(405, { Allow: "GET" }).end();
      return;
    }
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (spec.look.cloaked && /spider/i.test(request.headers["user-agent"] ?? "")) {
      send(spec.look, { status: 200, type: "text/html; charset=utf-8", body: cloakBody }, request, response);
      return;
    }
    if (path.startsWith("/images/") || path === "/favicon.ico") {
      response.writeHead(200, { "Content-Type": "image/png", "Content-Length": pixel.length }).end(pixel);
      return;
    }
    send(spec.look, pages.get(path) ?? missing, request, response);
  };
}

function send(look: Look, answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  const gb = look.encoding === "gb2312-label" || look.encoding === "gb-unlabelled";
  const plain = gb ? encodeGb18030(answer.body) : Buffer.from(answer.body);
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const coding = look.compress && accepted.includes(look.compress) ? look.compress : undefined;
  const body = coding === "gzip" ? gzipSync(plain) : coding === "br" ? brotliCompressSync(plain) : plain;
  response
    .writeHead(answer.status, {
      "Content-Type": look.headerCharset ? `${answer.type}; charset=utf-8` : answer.type,
      "Content-Length": body.length,
      Server: "nginx",
      ...(coding ? { "Content-Encoding": coding, Vary: "Accept-Encoding" } : {}),
      ...(answer.location ? { Location: answer.location } : {}),
    })
    .end(body);
}

function unavailable(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "Content-Type": "text/html" }).end("<h1>503 Service Temporarily Unavailable</h1>");
}

/** The challenge of a content network in front of the site. */
function challengeOfCdn(_request: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(521, {
      "Content-Type": "text/html",
      "X-Via-JSL": "5a1c0de,-",
      "Set-Cookie": "__jsluid_h=4c1f0a9be07d3e5582a6d1b7c9e0f213; max-age=31536000; path=/; HttpOnly",
    })
    .end("<script>document.cookie='__jsl_clearance='+(+!+[]+'')+'.0|-1|x';location.href=location.pathname</script>");
}

/** The challenge of an application gateway. */
function challengeOfGateway(_request: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(412, {
      "Content-Type": "text/html; charset=utf-8",
      "Set-Cookie": "FSSBBIl1UgzbN7N80S=5xKqT0demo0nly; Path=/; HttpOnly",
    })
    .end(
      '<!DOCTYPE html><html><head><meta content="demo" r="m">' +
        "<script r=\"m\">$_ts=window['$_ts'];</script></head><body></body></html>",
    );
}
