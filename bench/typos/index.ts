/**
 * What the typo finder is worth and what it costs:
 *
 *   node bench/typos/index.ts [--clean FILE]... [--marked FILE]...
 *
 * A clean file is text without errors, a paragraph a line; every flag in it is false. A marked file has lines
 * `text TAB corrected text` of equal length; a flag is right when every character that differs within it is put right and
 * at least one does. Recall counts runs of differing characters. Without files only loading is measured.
 *
 * Speeds are of UTF-8 bytes, on one thread, of the clean text; memory is what the process holds after loading and after
 * the whole run, above what it held before.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    clean: { type: "string", multiple: true, default: [] },
    marked: { type: "string", multiple: true, default: [] },
  },
});
const resident = () => process.memoryUsage.rss() / 1e6;
const lines = (file: string) => readFileSync(file, "utf8").split("\n").filter(Boolean);
const perSecond = (bytes: number, since: number) => (bytes / 1e3 / (performance.now() - since)).toFixed(2);

const bare = resident();
const { findInLexicon } = await import("../../checks/typos/lexicon.ts");
const { findTypos, init } = await import("../../checks/typos/find.ts");
const start = performance.now();
init();
console.log(`load ${(performance.now() - start).toFixed(0)} ms, ${(resident() - bare).toFixed(0)} MB above bare`);

for (const file of values.clean) {
  const text = lines(file);
  const bytes = text.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  const characters = text.reduce((sum, line) => sum + line.length, 0);
  // A first reading compiles the code and is not timed
  const flags = text.flatMap((line) => findTypos(line).map((typo) => ({ line, ...typo })));
  for (const { line, start, end, found, suggestion, score } of flags)
    console.log(`  ${found}→${suggestion} ${score.toFixed(1)} ${line.slice(Math.max(0, start - 12), end + 12)}`);
  const rate = (flags.length / characters) * 1e4;
  console.log(`${file}: ${characters} characters, ${flags.length} flags, ${rate.toFixed(2)} in 10,000`);
  let since = performance.now();
  for (const line of text) findInLexicon(line);
  console.log(`  lexicon ${perSecond(bytes, since)} MB/s`);
  since = performance.now();
  for (const line of text) findTypos(line);
  console.log(`  whole ${perSecond(bytes, since)} MB/s, ${(resident() - bare).toFixed(0)} MB above bare`);
}

for (const file of values.marked) {
  let [flags, right, wrong, found] = [0, 0, 0, 0];
  for (const line of lines(file)) {
    const [text = "", corrected = ""] = line.split("\t");
    const typos = findTypos(text);
    flags += typos.length;
    const good = typos.filter(({ start, end, suggestion }) => {
      const truth = corrected.slice(start, end);
      return truth === suggestion && truth !== text.slice(start, end);
    });
    right += good.length;
    for (let at = 0; at < text.length; at++) {
      if (text[at] === corrected[at] || (at > 0 && text[at - 1] !== corrected[at - 1])) continue;
      wrong++;
      if (good.some(({ start, end }) => at >= start && at < end)) found++;
    }
  }
  const share = (part: number, whole: number) => (whole === 0 ? "none" : (part / whole).toFixed(3));
  console.log(`${file}: precision ${share(right, flags)}, recall ${share(found, wrong)} of ${wrong}`);
}
