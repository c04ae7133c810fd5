/** The rule set of a day with the office's overrides, which are a setting. */
import type { Rules } from "../../checks/check.ts";
import { inForce, type Overrides, rulesetOf } from "../../checks/rulesets/index.ts";
import { setSetting, setting } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";

const KEY = "rules.overrides";

export const rulesFor = async (q: Queries | undefined, today: Temporal.PlainDate): Promise<Rules> =>
  inForce(rulesetOf(today.toString()), q ? await setting<Overrides>(q, KEY) : undefined);

export const setOverrides = (q: Queries, overrides: Overrides): Promise<void> => setSetting(q, KEY, overrides);
