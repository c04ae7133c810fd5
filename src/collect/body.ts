/** Reading a body within limits, on the wire and after decompression: a bomb of 200 MB costs no more than the cap. */
import type { Readable } from "node:stream";
import zlib from "node:zlib";

export type Caps = { wire: number; decoded: number };
export type Body = { bytes: Uint8Array; wire: number; complete: boolean };

const MAGIC: Record<string, (first: Uint8Array) => boolean> = {
  gzip: (first) => first[0] === 0x1f && first[1] === 0x8b,
  zstd: (first) => first[0] === 0x28 && first[1] === 0xb5,
};

/** A usual page in two rounds of the decoder, not in ten. */
const CHUNK = 128 << 10;

type Step = "gzip" | "br" | "zstd" | "deflate";
/** What the header names and we know; labels such as `none` or `utf-8` in its place mean nothing. */
function stepsOf(encoding: string): Step[] {
  return encoding
    .split(",")
    .map((name) => name.trim().toLowerCase().replace(/^x-/, ""))
    .filter((name): name is Step => name === "gzip" || name === "br" || name === "zstd" || name === "deflate")
    .reverse();
}
function decoder(step: Step, first: Uint8Array): zlib.Gunzip | undefined {
  // A plain body under the label of a packed one is simply a plain body
  if (MAGIC[step] && !MAGIC[step](first)) return undefined;
  if (step === "gzip") return zlib.createGunzip({ chunkSize: CHUNK });
  if (step === "br") return zlib.createBrotliDecompress({ chunkSize: CHUNK }) as unknown as zlib.Gunzip;
  if (step === "zstd") return zlib.createZstdDecompress({ chunkSize: CHUNK }) as unknown as zlib.Gunzip;
  return inflater(first[0] ?? 0) as unknown as zlib.Gunzip;
}

/** Servers send both zlib and raw data under the name deflate; the first byte tells which. */
const inflater = (first: number) => ((first & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw());

/** Throws when the stream breaks before its end; what is over a cap is cut and said to be incomplete. */
export async function readBody(stream: Readable, encoding: string, caps: Caps): Promise<Body> {
  const chunks: Buffer[] = [];
  let wire = 0;
  let decoded = 0;
  let complete = true;

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
  for (const step of stepsOf(encoding)) source = decode(source, step);
  try {
    await collect(source);
  } catch (error) {
    // What broke off or carries rubbish after its end may still be whole; what is not proves nothing by what it lacks
    if (isAbort(error) || decoded === 0) throw error;
    complete = /<\/html\s*>/i.test(Buffer.concat(chunks).subarray(-TAIL).toString("latin1"));
  } finally {
    stream.destroy();
  }
  return { bytes: Buffer.concat(chunks), wire, complete };
}

const TAIL = 4_096;
const isAbort = (error: unknown) => error instanceof Error && /^(?:Abort|Timeout)Error$/.test(error.name);

async function* decode(source: AsyncIterable<Buffer>, step: Step): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const through = decoder(step, first.value);
  if (!through) {
    yield first.value;
    for (let at = await iterator.next(); !at.done; at = await iterator.next()) yield at.value;
    return;
  }
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
