/**
 * Builds checks/data/typos-statistics.bin.zst, everything the statistical typo finder reads:
 *
 *   node bench/typos/build-data.ts <folder with ngrams-zh.*> <jieba dict.txt>
 *
 * The folder holds `ngrams-zh.bin.gz` (n-gram counts of github:LawRefBook/Laws), `ngrams-zh.similar.tsv.gz` (similar
 * characters by pinyin-pro, cnchar and pycorrector) and `ngrams-zh.model.json.gz` (boosted trees); the layout of the first
 * is in their README. The word list is `dict.txt` of npm `@node-rs/jieba` 2.0.3 (`npm pack` it; nothing else needs it). Everything that used to be done at every
 * start is done here once: words added to the counts, logarithms, the dictionary hashed, trees flattened.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync, zstdCompressSync } from "node:zlib";
import { IDS } from "../../checks/typos/hashing.ts";
import { pack } from "../../checks/typos/layout.ts";
import { addWords, markTriples, readCounts } from "./source-counts.ts";
import { flattenTrees, type SourceModel } from "./source-model.ts";
import { readSimilar } from "./source-similar.ts";
import { readWords } from "./source-words.ts";

/** Characters of Chinese surnames and of the commonest transcriptions of foreign names. */
const NAME_PARTS =
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳司马诸葛上官巴卡拉尔斯特克里";

const [folder = "", wordList = ""] = process.argv.slice(2);
const unzipped = (name: string) => gunzipSync(readFileSync(join(folder, name)));

const lines = readFileSync(wordList, "utf8").split("\n").filter(Boolean);
const counts = readCounts(unzipped("ngrams-zh.bin.gz"));
addWords(counts, lines);
const { ids, firstHan, total, ...grams } = counts;
const units = new Uint16Array(IDS);
for (let unit = 0; unit < ids.length; unit++) if ((ids[unit] ?? 0) >= firstHan) units[ids[unit] ?? 0] = unit;
const nameParts = new Uint8Array(IDS);
for (const one of NAME_PARTS) nameParts[ids[one.charCodeAt(0)] ?? 0] = 1;

const { logTotal, ...words } = readWords(lines, ids, firstHan);
const model: SourceModel = JSON.parse(unzipped("ngrams-zh.model.json.gz").toString());
const similar = readSimilar(unzipped("ngrams-zh.similar.tsv.gz").toString(), ids, firstHan);
const { head, body } = pack({
  figures: Float64Array.of(total, logTotal, model.base, firstHan),
  triplesAt: markTriples(counts),
  ...words,
  ...grams,
  ...similar,
  ...flattenTrees(model),
  ids,
  units,
  nameParts,
});
// The strongest setting: made once, read at every start, and no slower to read
const compressed = zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
const file = new URL("../../checks/data/typos-statistics.bin.zst", import.meta.url);
writeFileSync(file, Buffer.concat([head, compressed]));
console.log(`${body.length} bytes in ${head.length + compressed.length}`);
