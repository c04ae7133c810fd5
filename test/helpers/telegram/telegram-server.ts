/** The HTTP server: routes, faults, the record of calls. */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Faults, Pace } from "./telegram-faults.ts";
import type { Params, Upload } from "./telegram-http.ts";
import { ApiFailure, parseParams, readBody } from "./telegram-http.ts";
import type { Handlers, MethodCall } from "./telegram-methods.ts";
import type { World } from "./telegram-world.ts";

/** One call of the client, as it came in and as it ended. */
export interface Call {
  /** The method in its usual spelling. */
  method: string;
  /** JSON parts of other encodings are decoded. */
  params: Params;
  files?: { field: string; name: string; mime: string; bytes: Buffer }[];
  /** performance.now() of its arrival, and of its end. */
  at: number;
  doneAt?: number;
  /** "pending" until it is answered; "dropped": the connection was destroyed by a fault. */
  outcome: "pending" | "ok" | "refused" | "failed" | "dropped";
  status?: number;
  description?: string;
  result?: unknown;
}

type Answer = { status: number; body: string; type: string; retryAfter?: number } | "drop";

export interface Parts {
  world: World;
  handlers: Handlers;
  faults: Faults;
  pace: Pace;
  token: string;
  /** Refuse with 429 what breaks the pace, instead of noting it only. */
  enforcePace: boolean;
  violations: string[];
  changed: () => void;
}

export class ApiServer {
  readonly calls: Call[] = [];
  port = 0;
  private readonly server: Server;
  private readonly parts: Parts;
  private readonly byName = new Map<string, keyof Handlers>();

  constructor(parts: Parts) {
    this.parts = parts;
    for (const name of Object.keys(parts.handlers) as (keyof Handlers)[]) this.byName.set(name.toLowerCase(), name);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        request.socket.destroy();
        if (!request.destroyed) parts.violations.push(`request failed inside the fake: ${String(error)}`);
      });
    });
    this.server.keepAliveTimeout = 60_000;
  }

  async listen(): Promise<void> {
    if (this.server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.port, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => {
      if (!response.writableEnded) gone.abort();
    });
    response.on("error", () => {});
    const url = new URL(request.url ?? "/", "http://fake");
    const path = decodeURIComponent(url.pathname);
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
    if (file !== null) {
      this.download(response, file[1] ?? "", file[2] ?? "");
      return;
    }
    const route = /^\/bot([^/]+)\/([^/]+)$/.exec(path);
    let answer: Answer;
    let parsed: { params: Params; files: Map<string, Upload> };
    try {
      const body = await readBody(request);
      if (route === null) throw new ApiFailure(404, "Not Found");
      if (route[1] !== this.parts.token) throw new ApiFailure(401, "Unauthorized");
      parsed = parseParams(url, request.headers["content-type"] ?? "", body);
      answer = await this.handle(route[2] ?? "", parsed.params, parsed.files, gone.signal);
    } catch (error) {
      if (gone.signal.aborted) return;
      answer = refusal(error);
    }
    if (answer === "drop") {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      "content-type": answer.type,
      "content-length": Buffer.byteLength(answer.body),
      ...(answer.retryAfter !== undefined && { "retry-after": String(answer.retryAfter) }),
    });
    response.end(answer.body);
  }

  private download(response: ServerResponse, token: string, path: string): void {
    const { world, token: own, faults } = this.parts;
    const found = token === own ? [...world.files.values()].find((file) => file.path === path) : undefined;
    const call: Call = { method: "download", params: { path }, at: performance.now(), outcome: "ok", status: 200 };
    this.calls.push(call);
    const drop = faults.takeDrop("before", "download", call.params);
    const failure = faults.takeFailure("download", call.params);
    call.doneAt = performance.now();
    if (drop) {
      call.outcome = "dropped";
      response.destroy();
    } else if (found === undefined || failure !== undefined) {
      const code = failure?.status ?? (token === own ? 404 : 401);
      const description = failure?.description ?? (code === 401 ? "Unauthorized" : "Not Found");
      Object.assign(call, { outcome: failure ? "failed" : "refused", status: code, description });
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify({ ok: false, error_code: code, description }));
    } else {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": found.bytes.length });
      response.end(found.bytes);
    }
    this.parts.changed();
  }

  /** One method call with its faults; also serves the calls in webhook answers. */
  async handle(name: string, params: Params, files: Map<string, Upload>, gone: AbortSignal): Promise<Answer> {
    const { faults, pace } = this.parts;
    const method = this.byName.get(name.toLowerCase());
    const call: Call = { method: method ?? name, params: decoded(params), at: performance.now(), outcome: "pending" };
    if (files.size > 0) call.files = [...files].map(([field, upload]) => ({ field, ...upload }));
    this.calls.push(call);
    this.parts.changed();
    const early = faults.takeHold(true, call.method, params);
    early?.take({ method: call.method, params: call.params });
    if ((await early?.ended) === "drop" || faults.takeDrop("before", call.method, params))
      return this.end(call, "drop");
    const failure = faults.takeFailure(call.method, params);
    if (failure !== undefined) {
      const seconds = failure.parameters?.retry_after;
      if (failure.status === 429 && seconds !== undefined) pace.ban(String(params.chat_id ?? ""), seconds);
      return this.end(call, failed(failure), "failed");
    }
    const answer = await this.execute(method, { params, files, gone }, call);
    const late = faults.takeHold(false, call.method, params);
    late?.take({ method: call.method, params: call.params, ...("result" in call && { result: call.result }) });
    if ((await late?.ended) === "drop" || faults.takeDrop("after", call.method, params)) return this.end(call, "drop");
    return this.end(call, answer, answer !== "drop" && answer.status === 200 ? "ok" : "refused");
  }

  private async execute(method: keyof Handlers | undefined, input: MethodCall, call: Call): Promise<Answer> {
    const { handlers, pace, enforcePace, violations } = this.parts;
    try {
      if (method === undefined) throw new ApiFailure(404, "Not Found: method not found");
      const chat = String(input.params.chat_id ?? "");
      if (pace.counts(method)) {
        const { problems, wait } = pace.note(chat, enforcePace);
        for (const problem of problems) violations.push(`${method}: ${problem}`);
        if (enforcePace && wait > 0) {
          pace.ban(chat, wait);
          throw new ApiFailure(429, `Too Many Requests: retry after ${wait}`, { parameters: { retry_after: wait } });
        }
      }
      const result = structuredClone(await handlers[method](input));
      call.result = result;
      return { status: 200, type: "application/json", body: JSON.stringify({ ok: true, result }) };
    } catch (error) {
      const answer = refusal(error);
      if (error instanceof ApiFailure && error.limit) violations.push(`${call.method}: ${error.message}`);
      if (!(error instanceof ApiFailure)) violations.push(`${call.method} failed inside the fake: ${String(error)}`);
      return answer;
    }
  }

  private end(call: Call, answer: Answer, outcome: Call["outcome"] = "dropped"): Answer {
    call.outcome = answer === "drop" ? "dropped" : outcome;
    call.doneAt = performance.now();
    if (answer !== "drop") {
      call.status = answer.status;
      if (answer.status !== 200) call.description = described(answer.body);
    }
    this.parts.changed();
    return answer;
  }
}

function described(body: string): string {
  try {
    return String((JSON.parse(body) as { description?: unknown }).description);
  } catch {
    return body;
  }
}

function failed(failure: NonNullable<ReturnType<Faults["takeFailure"]>>): Answer {
  const { status, description, parameters, body } = failure;
  const retryAfter = parameters?.retry_after;
  const header = retryAfter !== undefined && { retryAfter };
  if (body !== undefined) return { status, type: "text/html", body, ...header };
  if (status >= 500 && description === undefined) {
    const title = `${status} Server Error`;
    const page = `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;
    return { status, type: "text/html", body: page, ...header };
  }
  const words =
    description ?? (status === 429 ? `Too Many Requests: retry after ${retryAfter ?? 1}` : `Error ${status}`);
  const value = { ok: false, error_code: status, description: words, ...(parameters !== undefined && { parameters }) };
  return { status, type: "application/json", body: JSON.stringify(value), ...header };
}

function refusal(error: unknown): Exclude<Answer, "drop"> {
  const known = error instanceof ApiFailure ? error : new ApiFailure(500, `Internal Server Error: ${String(error)}`);
  const { code, message, parameters } = known;
  const value = { ok: false, error_code: code, description: message, ...(parameters !== undefined && { parameters }) };
  const after = parameters?.retry_after;
  return {
    status: code,
    type: "application/json",
    body: JSON.stringify(value),
    ...(after !== undefined && { retryAfter: after }),
  };
}

const structured = new Set([
  "reply_markup",
  "reply_parameters",
  "entities",
  "caption_entities",
  "link_preview_options",
  "commands",
  "scope",
  "allowed_updates",
  "reaction",
  "media",
]);

function decoded(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value !== "string" || !structured.has(name)) return [name, value];
      try {
        return [name, JSON.parse(value) as unknown];
      } catch {
        return [name, value];
      }
    }),
  );
}
