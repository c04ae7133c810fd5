/** Who reads paragraphs for slips: the statistics, unless they are off, and an external checker where one is set. */
import { createExternal } from "./collect/external.ts";
import {
  createStatistics,
  createSuspect,
  type ParagraphMemory,
  type Reader,
  type Suspect,
} from "./collect/suspicions.ts";
import type { Config } from "./config.ts";

export type TypoReaders = { suspect: Suspect | undefined; close(): Promise<void> };

export function createTypoReaders(
  config: Pick<Config, "TYPO_MODEL" | "TYPO_CHECKER" | "TYPO_CHECKER_KEY" | "TYPO_CHECKER_MODEL">,
  memory: ParagraphMemory,
  onFault: (error: unknown) => void,
): TypoReaders {
  const statistics = config.TYPO_MODEL ? createStatistics() : undefined;
  const readers: Reader[] = [];
  if (statistics) readers.push(statistics.read);
  if (config.TYPO_CHECKER)
    readers.push(
      createExternal({ url: config.TYPO_CHECKER, key: config.TYPO_CHECKER_KEY, model: config.TYPO_CHECKER_MODEL }),
    );
  const inner = readers.length > 0 ? createSuspect(readers, memory) : undefined;
  return {
    // A reader that fails costs its hints, never the visit
    suspect: inner
      ? async (pages) => {
          try {
            return await inner(pages);
          } catch (error) {
            onFault(error);
            return undefined;
          }
        }
      : undefined,
    close: async () => statistics?.close(),
  };
}
