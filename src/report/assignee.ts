/** Who answers for an order or a message, as his platform calls him. */
import type { Queries } from "../../db/open.ts";
import { personById } from "../../db/people.ts";
import { organisers } from "../../db/sites.ts";
import { callName } from "../oversight/seek.ts";

export async function assigneeName(
  q: Queries,
  order: { personId: number | null; organiserId: number | null },
  platform?: string,
): Promise<string> {
  if (order.personId !== null) {
    const person = await personById(q, order.personId);
    return person ? callName(q, person, platform) : "";
  }
  return (await organisers(q)).find(({ id }) => id === order.organiserId)?.name ?? "";
}
