/** A frame as `/round frame` exports it, read back: what a third party brings to have the draw verified. */
import { refuse } from "../refusal.ts";
import { plain, readCells, untouched } from "../table-file.ts";
import type { FrameLine } from "./frame.ts";

export const FRAME_HEADERS = {
  key: ["标识码或网址", "code or address"],
  stratum: ["抽样层", "stratum"],
  kind: ["网站类别", "kind"],
  region: ["地区", "region"],
  city: ["市（州）", "city"],
  carried: ["上次问题网站", "carried"],
  name: ["网站名称", "name"],
  url: ["首页网址", "url"],
} as const;
type Header = keyof typeof FRAME_HEADERS;
const names = Object.keys(FRAME_HEADERS) as Header[];
const headerOf = (cell: string) => names.find((name) => FRAME_HEADERS[name].some((one) => plain(one) === plain(cell)));

export async function readFrameFile(name: string, bytes: Uint8Array): Promise<FrameLine[]> {
  const { cells } = await readCells(bytes).catch(() => refuse("refuse.frame-file", { name }));
  const head = cells.findIndex((row) => row.some((cell) => headerOf(cell) === "key"));
  const columns = cells[head]?.map(headerOf);
  if (!columns || names.some((one) => !columns.includes(one))) return refuse("refuse.frame-file", { name });
  return cells
    .slice(head + 1)
    .filter((row) => row.some((cell) => cell.trim() !== ""))
    .map((row) => {
      const cell = (one: Header) => untouched((row[columns.indexOf(one)] ?? "").trim());
      return {
        ...{ key: cell("key"), stratum: cell("stratum"), kind: cell("kind"), region: cell("region") },
        ...{ city: cell("city"), carried: cell("carried") === "1", name: cell("name"), url: cell("url") },
      };
    });
}
