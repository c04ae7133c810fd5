/** Reads the shipped statistics. The one place under checks/ that opens a file: data of ours, read once like an import. */
import { readFileSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { Ngrams } from "./ngrams.ts";
import { readSections } from "./sections.ts";
import { createStatistics } from "./statistics.ts";
import { Trees } from "./trees.ts";
import { createVocabulary } from "./vocabulary.ts";
import { Words } from "./words.ts";

export const STATISTICS = new URL("../data/typo-statistics.bin.zst", import.meta.url);

export function loadStatistics(): ReturnType<typeof createStatistics> {
  const data = readSections(zstdDecompressSync(readFileSync(STATISTICS)));
  const vocabulary = createVocabulary(data.u16("han"));
  const { firstHan } = vocabulary;
  return createStatistics({
    vocabulary,
    ngrams: new Ngrams(data.u32("cells"), data.u32("single"), data.u32("pairs"), data.number("total")),
    words: new Words(data.f64("wordKeys"), data.u32("wordFrequencies"), data.u32("wordSingle"), {
      logTotal: data.number("logTotal"),
      firstHan,
    }),
    similar: {
      start: data.u32("similarStart"),
      ids: data.u16("similarIds"),
      kinds: data.u8("similarKinds"),
      likeness: Float64Array.from(data.u8("similarLikeness"), (hundredths) => hundredths / 100),
    },
    trees: new Trees(data.number("base"), {
      roots: data.i32("treeRoots"),
      features: data.i8("treeFeatures"),
      values: data.f64("treeValues"),
      left: data.i32("treeLeft"),
      right: data.i32("treeRight"),
    }),
  });
}
