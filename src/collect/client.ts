/** One GET on a new connection, to an address that passed the guard. Failing is data here, never an exception. */
import type { TLSSocket } from "node:tls";
import { buildConnector, Client } from "undici";
import type { Failure, Tls } from "../../checks/evidence.ts";
import type { Endpoint, Resolver } from "./address.ts";
import { type Attention, createAttention } from "./attention.ts";
import { type Body, type Caps, readBody } from "./body.ts";
import type { Lane, Lanes } from "./lanes.ts";

export type Answer = {
  url: string;
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  address: string;
  ms: number;
  body: Uint8Array;
  complete: boolean;
  tls: Tls;
};
export type Got =
  | { answer: Answer }
  | { failure: Failure; ms: number; address?: string; tls?: Tls }
  /** Not asked, because the address is paused, or not heard, because we were too busy: it says nothing of what stands there. */
  | { held: true };

export type GetOptions = {
  lane: Lane;
  /** Ends the whole request, whatever it is doing; counted from connecting, not from waiting in the lane. */
  limitMs: number;
  caps?: Caps | undefined;
  headers?: Record<string, string> | undefined;
};
export type HttpClient = { get(url: string, options: GetOptions): Promise<Got> };

/** Home pages of several megabytes exist; a bomb must not cost a hundred. */
const PAGE_CAPS: Caps = { wire: 6 << 20, decoded: 6 << 20 };
/** Who could listen for less than this share of the time may not call the other one silent. */
const HEARD = 0.5;
const CONNECT_TIMEOUT_MS = 60_000; // the caller's signal is the limit that counts

/** A wrong certificate is a finding of the tls check, not a reason to call the site down. */
const CONNECT = {
  timeout: CONNECT_TIMEOUT_MS,
  rejectUnauthorized: false,
  minVersion: "TLSv1",
  ciphers: "DEFAULT@SECLEVEL=0",
  allowH2: false,
} as const;

const CODES: Record<string, Failure> = {
  ECONNREFUSED: "connection-refused",
  ECONNRESET: "connection-reset",
  EPIPE: "connection-reset",
  UND_ERR_SOCKET: "connection-reset",
  EHOSTUNREACH: "host-unreachable",
  ENETUNREACH: "host-unreachable",
  EADDRNOTAVAIL: "host-unreachable",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "bad-response",
  EADDRREFUSED: "address-refused",
};

function failureOf(error: unknown): Failure {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.length > 0) return failureOf(at.errors[0]);
    const code = String((at as { code?: unknown }).code ?? "");
    if (at.name === "TimeoutError" || at.name === "AbortError") return "timeout";
    if (CODES[code]) return CODES[code];
    if (/^(?:ERR_SSL|ERR_TLS|EPROTO|UNABLE_TO|CERT_|DEPTH_ZERO|SELF_SIGNED)/.test(code)) return "tls-failed";
  }
  return "bad-response";
}

function readTls(socket: TLSSocket, hostname: string): Tls {
  const certificate = socket.getPeerCertificate();
  const names = [
    ...String(certificate.subjectaltname ?? "")
      .split(/,\s*/)
      .map((name) => name.replace(/^(?:DNS|IP Address):/, "")),
    String(certificate.subject?.CN ?? ""),
  ].filter(Boolean);
  const instant = (text: string | undefined) => {
    const at = text ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? null : new Date(at).toISOString();
  };
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const matches = names.some((name) => {
    const pattern = name.toLowerCase();
    return pattern.startsWith("*.")
      ? host.slice(host.indexOf(".")) === pattern.slice(1) && host.includes(".")
      : pattern === host;
  });
  const refusal = socket.authorizationError as unknown;
  const refused = refusal ? String((refusal as { code?: string }).code ?? refusal) : null;
  return {
    kind: "tls",
    protocol: socket.getProtocol() ?? "",
    validFrom: instant(certificate.valid_from),
    validTo: instant(certificate.valid_to),
    names: [...new Set(names)],
    issuer: String(certificate.issuer?.O ?? certificate.issuer?.CN ?? ""),
    selfSigned: /SELF_SIGNED/.test(refused ?? ""),
    refused: refused === "ERR_TLS_CERT_ALTNAME_INVALID" ? null : refused,
    nameMatches: matches,
  };
}

const flat = (headers: Record<string, string | string[] | undefined>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join("\n") : (value ?? "")]),
  );

export function createClient(
  resolver: Resolver,
  lanes: Lanes,
  userAgent: string,
  attention: Attention = createAttention(),
): HttpClient {
  async function request(url: URL, endpoints: Endpoint[], { limitMs, caps, headers }: GetOptions): Promise<Got> {
    const started = performance.now();
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
    const elapsed = () => performance.now() - started;
    const deafMs = attention.watch();
    const ended = (failure: Failure): Got => {
      const ms = elapsed();
      if (failure === "timeout" && deafMs() > ms * HEARD) return { held: true };
      return { failure, ms, ...(address ? { address } : {}), ...(tls ? { tls } : {}) };
    };
    const port = endpoints[0]?.port;
    let tls: Tls | undefined;
    let address: string | undefined;
    const lookup = (_name: string, asked: { all?: boolean }, done: (...args: unknown[]) => void) =>
      asked.all
        ? done(
            null,
            endpoints.map(({ address: ip, family }) => ({ address: ip, family })),
          )
        : done(null, endpoints[0]?.address, endpoints[0]?.family);
    const connect = buildConnector({ ...CONNECT, lookup } as never);
    const client = new Client(url.origin, {
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
      connect(options, callback) {
        const target = { ...options, ...(port ? { port: String(port) } : {}) };
        connect(target, (error, socket) => {
          if (error || !socket) return callback(error ?? new Error("no socket"), null);
          address = socket.remoteAddress;
          if (!address || !resolver.allows(address)) {
            socket.destroy();
            return callback(Object.assign(new Error("address refused"), { code: "EADDRREFUSED" }), null);
          }
          if (url.protocol === "https:") tls = readTls(socket as TLSSocket, url.hostname);
          callback(null, socket);
        });
      },
    });
    try {
      const response = await client.request({
        method: "GET",
        path: url.pathname + url.search,
        signal,
        headers: {
          "user-agent": userAgent,
          accept: "text/html,application/xhtml+xml,*/*;q=0.8",
          "accept-language": "zh-CN,zh;q=0.9,en;q=0.5",
          "accept-encoding": "gzip, br, zstd, deflate",
          ...headers,
        },
      });
      const cookies = [response.headers["set-cookie"] ?? []].flat();
      let body: Body;
      try {
        body = await readBody(response.body, String(response.headers["content-encoding"] ?? ""), caps ?? PAGE_CAPS);
      } catch (error) {
        return ended(failureOf(error));
      }
      return {
        answer: {
          url: url.href,
          status: response.statusCode,
          headers: flat(response.headers),
          cookies,
          address: address ?? "",
          ms: elapsed(),
          body: body.bytes,
          complete: body.complete,
          tls: tls ?? { kind: "plain" },
        },
      };
    } catch (error) {
      return ended(signal.aborted ? "timeout" : failureOf(error));
    } finally {
      client.destroy().catch(() => undefined);
    }
  }

  return {
    async get(address, options) {
      const url = new URL(address);
      if (url.protocol !== "http:" && url.protocol !== "https:") return { failure: "bad-redirect", ms: 0 };
      const resolved = await resolver.resolve(url.hostname);
      if ("failure" in resolved) return { failure: resolved.failure, ms: 0 };
      const key = resolved.endpoints[0]?.address ?? url.hostname;
      const got = await lanes.run(key, options.lane, () => request(url, resolved.endpoints, options));
      return got ?? { held: true };
    },
  };
}
