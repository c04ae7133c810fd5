/** The frame (底册) as text that gives the same hash everywhere, whoever writes it down. */
import { createHash } from "node:crypto";
import { byText, type FrameSite } from "./sampler.ts";

/** What the hash is of: everything that says which site it is and where it was drawn. */
export type FrameLine = FrameSite & { kind: string; region: string; name: string; url: string };

/** One blank for any run of blanks, tabs and line ends, as a spreadsheet cell may show them; none at the ends. */
function plainText(text: string): string {
  const composed = text.normalize("NFC");
  // Most have none: the country's frame is hashed while somebody waits
  return /\s/u.test(composed) ? composed.replace(/\s+/gu, " ").trim() : composed;
}

/** Fields of one line, in their order; `carried` is 1 or 0. */
export const fieldsOf = ({ key, stratum, kind, region, city, carried, name, url }: FrameLine): string[] =>
  [key, stratum, kind, region, city, carried ? "1" : "0", name, url].map(plainText);

/** SHA-256, in hex, of UTF-8 lines sorted by key: fields with a tab between, each line ended by a line feed. */
export function frameHash(frame: readonly FrameLine[]): string {
  const sum = createHash("sha256");
  for (const line of frame.toSorted((a, b) => byText(a.key, b.key))) sum.update(`${fieldsOf(line).join("\t")}\n`);
  return sum.digest("hex");
}
