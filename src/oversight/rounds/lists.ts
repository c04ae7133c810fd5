/** Rounds looked up for answers. */
import type { Queries } from "../../../db/open.ts";
import { type FrameRow, frameOf, newestRounds, type RoundRow } from "../../../db/rounds.ts";
import { regions } from "../../../db/sites.ts";

const SHOWN = 12;
const LOOKED_AT = 200;

export const frameRows = (q: Queries, { id }: RoundRow): Promise<FrameRow[]> => frameOf(q, id);

export async function listRounds(q: Queries, sees: (round: RoundRow) => boolean) {
  const names = new Map((await regions(q)).map(({ id, name }) => [id, name]));
  const rows = (await newestRounds(q, LOOKED_AT)).filter(sees).slice(0, SHOWN);
  return rows.map((round) => ({ round, region: names.get(round.regionId ?? 0) }));
}
/** The closed round of the same layer that went before. */
export const roundBefore = async (q: Queries, { id, regionId }: RoundRow): Promise<RoundRow | undefined> =>
  (await newestRounds(q, LOOKED_AT)).find((one) => one.state === "closed" && one.regionId === regionId && one.id < id);
