/** Figures of a period that were loaded from a file (据报): each load is a row, the newest of a period holds. */
import type { Kit } from "./kit.ts";

export function defineFigureTables(k: Kit) {
  const periodFigures = k.table(
    "period_figures",
    {
      id: k.serial(),
      /** `2018Q4`, as period.ts names it. */
      period: k.text().notNull(),
      /** The figures as src/oversight/bulletin/figures.ts describes them. */
      data: k.json<unknown>().notNull(),
      loadedBy: k.text().notNull(),
      at: k.instant().notNull(),
    },
    (t) => [k.index("period_figures_period").on(t.period)],
  );
  return { periodFigures };
}
