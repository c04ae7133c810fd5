/**
 * Slips that need more than a list of wrong words: text statistics in a worker thread, and where the office has one, an
 * external checker. Only paragraphs that nobody has read before are read; what was flagged in them is remembered.
 */
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { Page, Suspicion } from "../../checks/evidence.ts";

/** Nothing of the page that shows it: the same paragraph stands on many. */
export type ParagraphHit = Omit<Suspicion, "url" | "place">;
export type ParagraphMemory = {
  recall(hashes: string[]): Promise<ReadonlyMap<string, ParagraphHit[]>>;
  note(found: ReadonlyMap<string, ParagraphHit[]>): Promise<void>;
};
export type Reader = (paragraphs: string[]) => Promise<ParagraphHit[][]>;
/** Undefined where nobody could read: then nothing is said, and nothing is cleared. */
export type Suspect = (pages: readonly Page[]) => Promise<Suspicion[] | undefined>;

/** Shorter lines are navigation. */
const SHORTEST = 12;
/** Longer texts are read to here: a statute book on one page must not hold up the rest. */
const LONGEST = 20_000;
const BATCH = 200;

const hashOf = (text: string) => createHash("sha1").update(text).digest("base64url").slice(0, 22);

export function createSuspect(readers: readonly Reader[], memory: ParagraphMemory): Suspect {
  return async (pages) => {
    const texts = new Map<string, string>();
    const places: { hash: string; url: string; place: string }[] = [];
    for (const page of pages)
      for (const { text, place } of page.paragraphs) {
        if (text.length < SHORTEST) continue;
        const cut = text.slice(0, LONGEST);
        const hash = hashOf(cut);
        texts.set(hash, cut);
        places.push({ hash, url: page.url, place });
      }
    const known = new Map(await memory.recall([...texts.keys()]));
    const fresh = [...texts.keys()].filter((hash) => !known.has(hash));
    for (let i = 0; i < fresh.length; i += BATCH) {
      const batch = fresh.slice(i, i + BATCH);
      const paragraphs = batch.map((hash) => texts.get(hash) ?? "");
      const found = await Promise.all(readers.map((read) => read(paragraphs)));
      const news = new Map(batch.map((hash, n) => [hash, found.flatMap((lists) => lists[n] ?? [])]));
      await memory.note(news);
      for (const [hash, hits] of news) known.set(hash, hits);
    }
    return places.flatMap(({ hash, url, place }) => (known.get(hash) ?? []).map((hit) => ({ ...hit, url, place })));
  };
}

type Request = { id: number; paragraphs: string[] };
type Reply = { id: number; hits: ParagraphHit[][] } | { id: number; error: string };

/** The statistics in a thread of their own, started with the first text. A thread that dies is started anew by the next. */
export function createStatistics(): { read: Reader; close(): Promise<void> } {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<number, { resolve(hits: ParagraphHit[][]): void; reject(error: Error): void }>();
  const start = (): Worker => {
    const started = new Worker(new URL("./typo-worker.ts", import.meta.url));
    const fail = (error: Error) => {
      if (worker === started) worker = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started
      .on("message", (reply: Reply) => {
        const asked = waiting.get(reply.id);
        waiting.delete(reply.id);
        if ("error" in reply) asked?.reject(new Error(reply.error));
        else asked?.resolve(reply.hits);
      })
      .on("error", fail)
      .on("exit", () => fail(new Error("the typo worker ended")))
      // It must not keep a command-line process alive
      .unref();
    return started;
  };
  return {
    read: (paragraphs) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const id = next++;
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, paragraphs } satisfies Request);
      }).finally(() => {
        if (waiting.size === 0) worker?.unref();
      }) as Promise<ParagraphHit[][]>,
    async close() {
      const ended = worker;
      worker = undefined;
      await ended?.terminate();
    },
  };
}
