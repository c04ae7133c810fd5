/** HTTP side of the fake Bot API: errors as the server words them, and request bodies in all three encodings. */
import type { IncomingMessage } from "node:http";

export type Params = Record<string, unknown>;

/** A file of a multipart request, under the name of its part. */
export interface Upload {
  name: string;
  mime: string;
  bytes: Buffer;
}

/** A refusal; `limit` marks the breach of a documented limit, which is also noted as a violation. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly limit: boolean;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;
  constructor(
    code: number,
    description: string,
    extra: { limit?: boolean; parameters?: { retry_after?: number; migrate_to_chat_id?: number } } = {},
  ) {
    super(description);
    this.code = code;
    this.limit = extra.limit ?? false;
    this.parameters = extra.parameters;
  }
}

/** 400, with the server's prefix. */
export function bad(description: string, limit = false): ApiFailure {
  return new ApiFailure(400, `Bad Request: ${description}`, { limit });
}

export async function readBody(request: IncomingMessage, max = 64 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= max) chunks.push(chunk as Buffer);
  }
  if (size > max) throw new ApiFailure(413, "Request Entity Too Large", { limit: true });
  return Buffer.concat(chunks);
}

/** Query string and body, merged; values of string encodings that look like JSON are decoded later, by the readers. */
export function parseParams(
  url: URL,
  contentType: string,
  body: Buffer,
): { params: Params; files: Map<string, Upload> } {
  const params: Params = Object.fromEntries(url.searchParams);
  const files = new Map<string, Upload>();
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" && body.length > 0) {
    let value: unknown;
    try {
      value = JSON.parse(body.toString("utf8"));
    } catch {
      throw bad("can't parse JSON object");
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("expected a JSON object");
    Object.assign(params, value);
  } else if (type === "application/x-www-form-urlencoded") {
    Object.assign(params, Object.fromEntries(new URLSearchParams(body.toString("utf8"))));
  } else if (type === "multipart/form-data") {
    const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType);
    const mark = boundary?.[1] ?? boundary?.[2]?.trim();
    if (mark === undefined) throw bad("boundary not found in multipart request");
    parseMultipart(body, mark, params, files);
  }
  return { params, files };
}

function parseMultipart(body: Buffer, boundary: string, params: Params, files: Map<string, Upload>): void {
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    if (body.subarray(start, start + 2).toString() === "--") return;
    const next = body.indexOf(Buffer.from(`\r\n--${boundary}`), start);
    const headEnd = body.indexOf("\r\n\r\n", start);
    if (next < 0 || headEnd < 0 || headEnd > next) throw bad("unexpected end of multipart request");
    const head = body.subarray(start, headEnd).toString("utf8");
    const content = body.subarray(headEnd + 4, next);
    const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? "";
    const name = parameter(disposition, "name");
    const fileName = parameter(disposition, "filename");
    if (name !== undefined) {
      if (fileName === undefined) params[name] = content.toString("utf8");
      else {
        const mime = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? "application/octet-stream";
        files.set(name, { name: fileName, mime, bytes: Buffer.from(content) });
      }
    }
    at = next + 2;
  }
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\r\\n]+))`, "i").exec(header);
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2]?.trim();
}

/** A number parameter, given as a number or as digits. */
export function integer(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = Number(value);
  return Number.isInteger(number) ? number : undefined;
}

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function flag(params: Params, name: string): boolean {
  const value = params[name];
  return value === true || value === 1 || (typeof value === "string" && /^(true|yes|1)$/i.test(value));
}

/** An object or array parameter, given as such (JSON request) or as its JSON text (the other encodings). */
export function json(params: Params, name: string, what: string): unknown {
  const value = params[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw bad(`can't parse ${what} JSON object`);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
