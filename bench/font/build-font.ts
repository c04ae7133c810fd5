/**
 * Builds src/report/fonts/, the font in which pictures are written:
 *
 *   node bench/font/build-font.ts <NotoSansSC_400Regular.ttf> <LICENSE_FONT> <Unihan_OtherMappings.txt>
 *
 * The first two are in npm `@expo-google-fonts/noto-sans-sc` 0.4.3 (`npm pack` it; nothing else needs it), the third is in
 * Debian's `unicode-data`. Kept are the 8105 characters of 通用规范汉字表 (2013), all of GB/T 2312, and the letters and signs
 * that stand among them, 〓 among them, which stands for what is missing.
 * The reserved font name is "Source", which this font does not bear: it keeps its name (OFL 1.1, condition 3).
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";

const [font = "", licence = "", unihan = ""] = process.argv.slice(2);
const FOLDER = new URL("../../src/report/fonts/", import.meta.url);
/** Letters with European accents, punctuation, arrows, circled figures, brackets and forms of full width. */
const RANGES = [
  [0x20, 0x17f],
  [0x2010, 0x2027],
  [0x2030, 0x203b],
  [0x20ac, 0x20ac],
  [0x2150, 0x217f],
  [0x2190, 0x2199],
  [0x2460, 0x249b],
  [0x3000, 0x301f],
  [0xff01, 0xff5e],
] as const;

const characters = new Set<number>();
for (const [first, last] of RANGES) for (let code = first; code <= last; code++) characters.add(code);
for (const [, code = ""] of readFileSync(unihan, "utf8").matchAll(/^U\+([0-9A-F]+)\tk(?:TGH|GB0)\t/gm))
  characters.add(Number.parseInt(code, 16));
const han = [...characters].filter((code) => /\p{Script=Han}/u.test(String.fromCodePoint(code))).length;

const options = {
  targetFormat: "sfnt" as const,
  // Text is set in lines, left to right: neither ligatures nor vertical forms are wanted
  keepFeatures: ["kern"],
  noLayoutClosure: true,
  noHinting: true,
  dropTables: ["vmtx", "vhea"],
  // Copyright, trademark and licence travel inside the file, as the OFL asks
  preserveNameIds: [0, 7, 13, 14],
};
const subset = await subsetFont(readFileSync(font), String.fromCodePoint(...characters), options);
writeFileSync(new URL("NotoSansSC-Regular.subset.ttf", FOLDER), subset);
copyFileSync(licence, new URL("OFL.txt", FOLDER));
console.log(`${han} Han characters, ${characters.size} in all, ${subset.length} bytes`);
