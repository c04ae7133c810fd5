/** Reading a body within limits, on the wire and after decompression: a bomb of 200 MB costs no more than the cap. */
import type { Readable } from "node:stream";
import zlib from "node:zlib";

export type Caps = { wire: number; decoded: number };
export type Body = { bytes: Uint8Array; wire: number; complete: boolean };

function decoders(encoding: string): (NodeJS.ReadWriteStream | "deflate")[] {
  return encoding
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && name !== "identity")
    .reverse()
    .map((name) => {
      const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH, flush: zlib.constants.Z_SYNC_FLUSH };
      if (name === "gzip" || name === "x-gzip") return zlib.createGunzip(lenient);
      if (name === "br") return zlib.createBrotliDecompress();
      if (name === "zstd") return zlib.createZstdDecompress();
      if (name === "deflate") return "deflate";
      throw new TypeError(`content encoding ${name}`);
    });
}

/** Servers send both zlib and raw data under the name deflate; the first byte tells which. */
const inflater = (first: number) => ((first & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw());

/** Throws when the stream breaks before its end; what is over a cap is cut and said to be incomplete. */
export async function readBody(stream: Readable, encoding: string, caps: Caps): Promise<Body> {
  const chunks: Buffer[] = [];
  let wire = 0;
  let decoded = 0;
  let complete = true;
  const steps = decoders(encoding);

  async function* limited(): AsyncGenerator<Buffer> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      wire += chunk.length;
      if (wire > caps.wire) {
        complete = false;
        return;
      }
      yield chunk;
    }
  }
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      const room = caps.decoded - decoded;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      decoded += chunk.length;
      if (decoded > caps.decoded) {
        complete = false;
        break;
      }
    }
  };
  let source: AsyncIterable<Buffer> = limited();
  for (const step of steps) source = decode(source, step);
  try {
    await collect(source);
  } finally {
    stream.destroy();
  }
  return { bytes: Buffer.concat(chunks), wire, complete };
}

async function* decode(
  source: AsyncIterable<Buffer>,
  step: NodeJS.ReadWriteStream | "deflate",
): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const through = (step === "deflate" ? inflater(first.value[0] ?? 0) : step) as unknown as zlib.Gunzip;
  const feed = (async () => {
    try {
      for (let at: IteratorResult<Buffer> = first; !at.done; at = await iterator.next()) {
        if (through.destroyed) break;
        if (!through.write(at.value))
          await new Promise((resolve) => through.once("drain", resolve).once("close", resolve));
      }
      through.end();
    } catch (error) {
      through.destroy(error as Error);
    } finally {
      await iterator.return?.(undefined);
    }
  })();
  try {
    yield* through as unknown as AsyncIterable<Buffer>;
  } finally {
    through.destroy();
    await feed;
  }
}
