/** The rule sets by date, and how an office's overrides lie over them. */
import type { RuleItem, RuleSet, Rules } from "../check.ts";
import { gb2015 } from "./gb2015.ts";
import { gb2019 } from "./gb2019.ts";

export const rulesets: readonly RuleSet[] = [gb2019, gb2015];

/** Item id → what the office sets otherwise: figures, a confirmed grade, or that the item is off. */
export type Overrides = Readonly<Record<string, Partial<Pick<RuleItem, "grade" | "values" | "disabled">>>>;

/** The rule set of a civil day (YYYY-MM-DD); older days fall to the oldest known. */
export const rulesetOf = (day: string): RuleSet => rulesets.find((set) => set.from <= day) ?? gb2015;

export function inForce(set: RuleSet, overrides: Overrides = {}): Rules {
  const names = Object.keys(overrides).sort();
  const items = new Map(
    Object.entries(set.items).map(([id, item]): [string, RuleItem] => {
      const own = overrides[id];
      return [id, own ? { ...item, ...own, values: { ...item.values, ...own.values } } : item];
    }),
  );
  const item = (id: string): RuleItem => {
    const found = items.get(id);
    if (!found) throw new RangeError(`rule set ${set.id} has no item ${id}`);
    return found;
  };
  return {
    id: names.length > 0 ? `${set.id}+${names.join("+")}` : set.id,
    item,
    number(id, value) {
      const found = item(id).values[value];
      if (typeof found !== "number") throw new RangeError(`rule ${id} has no figure ${value}`);
      return found;
    },
  };
}
