/** The rule set of a day with the office's overrides, which are a setting. */
import type { RuleItem, Rules } from "../../checks/check.ts";
import { inForce, type Overrides, rulesetOf } from "../../checks/rulesets/index.ts";
import { audit, setSetting, setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";

const KEY = "rules.overrides";

export const readOverrides = async (q: Queries): Promise<Overrides> => (await setting<Overrides>(q, KEY)) ?? {};
export const rulesFor = async (q: Queries | undefined, today: Temporal.PlainDate): Promise<Rules> =>
  inForce(rulesetOf(today.toString()), q ? await readOverrides(q) : undefined);

export const setOverrides = (q: Queries, overrides: Overrides): Promise<void> => setSetting(q, KEY, overrides);

/** The items of the rule set of a day as it was issued, by id. */
export const itemsOf = (today: Temporal.PlainDate): Readonly<Record<string, RuleItem>> =>
  rulesetOf(today.toString()).items;

/** Lays one item's override over what was set before; null takes all of it off. */
export async function override(
  q: Queries,
  item: string,
  change: Overrides[string] | null,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<void> {
  const { [item]: before, ...rest } = await readOverrides(q);
  const values = { ...before?.values, ...change?.values };
  const own = { ...before, ...change, ...(Object.keys(values).length > 0 ? { values } : {}) };
  await setOverrides(q, change === null ? rest : { ...rest, [item]: own });
  await audit(q, { at, actor, action: "rule", subject: `rule:${item}`, data: { change } });
}
