/** The template in force: the office's own `bulletin.txt` in the data folder, or ours. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTemplate, type Template } from "./template.ts";

const OWN = "bulletin.txt";
const SHIPPED = new URL("../../words/bulletin.txt", import.meta.url);

let shipped: Template | undefined;
export function shippedTemplate(): Template {
  shipped ??= parseTemplate(readFileSync(SHIPPED, "utf8"), OWN);
  return shipped;
}
/** Read anew each time: what an office changes holds for the next bulletin. Throws TEMPLATE_INVALID with every fault. */
export function templateIn(folder: string): Template {
  let text: string;
  try {
    text = readFileSync(join(folder, OWN), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return shippedTemplate();
    throw error;
  }
  return parseTemplate(text, join(folder, OWN));
}
