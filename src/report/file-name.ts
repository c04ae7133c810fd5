/** Names of files as every system takes them: one name, no path, no reserved sign. */

/** In UTF-16 units; 255 bytes is what most file systems take. */
const MOST = 80;

export function fileName(given: string): string {
  const name = given
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\ufffd\\/:*?"<>|]+/gu, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  return Array.from(name).slice(0, MOST).join("").trim() || "_";
}
