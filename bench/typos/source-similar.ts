/** Reads the similar characters. */
import { IDS } from "../../checks/typos/hashing.ts";

/**
 * Lines are `character TAB list`; in the list every similar character is followed by a digit, its kind, and up to three
 * more, the likeness in hundredths. The result is flat: the similar ones of an id lie from `similarFrom[id]` to the next.
 */
export function readSimilar(table: string, ids: Uint16Array, firstHan: number) {
  const lists = new Map<number, { id: number; kind: number; likeness: number }[]>();
  for (const line of table.split("\n").slice(1)) {
    const [character = "", list = ""] = line.split("\t");
    const of = ids[character.charCodeAt(0)] ?? 0;
    if (of < firstHan || !list) continue;
    const similar = [...list.matchAll(/(.)(\d)(\d{0,3})/gu)].map(([, other = "", kind, likeness]) => ({
      id: ids[other.charCodeAt(0)] ?? 0,
      kind: Number(kind),
      likeness: Number(likeness),
    }));
    lists.set(
      of,
      similar.filter(({ id }) => id >= firstHan),
    );
  }
  const similarFrom = new Uint32Array(IDS + 1);
  for (let id = 0; id < IDS; id++) similarFrom[id + 1] = (similarFrom[id] ?? 0) + (lists.get(id)?.length ?? 0);
  const all = Array.from({ length: IDS }, (_, id) => lists.get(id) ?? []).flat();
  return {
    similarFrom,
    similarIds: Uint16Array.from(all, ({ id }) => id),
    similarKinds: Uint8Array.from(all, ({ kind }) => kind),
    similarLikeness: Uint8Array.from(all, ({ likeness }) => likeness),
  };
}
