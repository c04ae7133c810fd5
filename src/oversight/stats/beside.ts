/** What stands beside the figures of findings and orders: netizens' messages, the life of sites, daily readings. */
import type { Queries } from "../../../db/open.ts";
import { type AccountabilityFigures, accountabilityFigures } from "../accountability.ts";
import type { Clock } from "../clock.ts";
import { type LifeFigures, lifeFigures } from "../life-figures.ts";
import { type MessageFigures, messageFigures } from "../message-figures.ts";
import type { Period } from "../period.ts";
import { type ReadingFigures, readingFigures } from "../readings.ts";

export type Beside = {
  messages: MessageFigures;
  life: LifeFigures;
  readings: ReadingFigures;
  accountability: AccountabilityFigures;
};

export async function readBeside(
  q: Queries,
  { period, clock, siteIds }: { period: Period; clock: Clock; siteIds?: number[] | undefined },
): Promise<Beside> {
  const [from, to] = [period.from.toString(), period.to.toString()];
  return {
    messages: await messageFigures(q, { from, to, today: clock.today().toString() }, siteIds),
    life: await lifeFigures(q, { from, to }, clock, siteIds),
    readings: await readingFigures(q, clock, period, siteIds),
    accountability: await accountabilityFigures(q, from, to, siteIds),
  };
}
