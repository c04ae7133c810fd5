/** Where a person is reached in private: where he spoke to the bot; Slack opens such a chat by itself, Telegram does not. */
import type { Queries } from "../../db/open.ts";
import type { OrderRow } from "../../db/orders.ts";
import { contactsOf, identitiesOf } from "../../db/people.ts";

export async function placesOf(q: Queries, personId: number): Promise<string[]> {
  const identities = await identitiesOf(q, personId);
  const direct = identities.flatMap(({ direct: chat }) => chat ?? []);
  return direct.length > 0 ? direct : identities.flatMap(({ id }) => (id.startsWith("slack:") ? id : []));
}

/** The private chats of those who answer for an order: its person, or the contacts of its organiser. */
export async function assigneePlaces(
  q: Queries,
  { personId, organiserId }: Pick<OrderRow, "personId" | "organiserId">,
): Promise<string[]> {
  const people = personId !== null ? [personId] : await contactsOf(q, organiserId ?? 0);
  const places = [];
  for (const id of people) places.push(...(await placesOf(q, id)));
  return [...new Set(places)];
}
