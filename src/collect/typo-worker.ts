/** The thread in which the statistics read: paragraphs in, suspicions out. */
import { parentPort } from "node:worker_threads";
import { sentenceAround } from "../../checks/reading/text.ts";
import { findByStatistics } from "../../checks/typos/find.ts";
import type { ParagraphHit } from "./suspicions.ts";

const hitsIn = (text: string): ParagraphHit[] =>
  findByStatistics(text).map(({ start, end, found, suggestion, score }) => ({
    wrong: found,
    right: suggestion,
    sentence: sentenceAround(text, start, end),
    score,
    by: "statistics",
  }));

parentPort?.on("message", ({ id, paragraphs }: { id: number; paragraphs: string[] }) => {
  try {
    parentPort?.postMessage({ id, hits: paragraphs.map(hitsIn) });
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).message });
  }
});
