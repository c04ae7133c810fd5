/** The inventory of columns: found by visits, typed by their names, confirmed once by a person. */
import type { Column } from "../../checks/evidence.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { type ColumnRow, columnById, columnsOf, setColumn } from "../../db/watch.ts";

export { type ColumnRow, columnById, columnsOf };
export const TYPE_NAMES: Record<Column["type"], [string, ...string[]]> = {
  news: ["动态要闻", "动态", "news"],
  notice: ["通知政策", "通知", "政策", "notice"],
  yearly: ["年度类", "年度", "yearly"],
  other: ["其他", "other"],
};

export async function changeColumns(
  q: Queries,
  rows: readonly ColumnRow[],
  set: Partial<Pick<ColumnRow, "state" | "type" | "days" | "note">>,
  { actor, at }: { actor: string; at: Temporal.Instant },
): Promise<ColumnRow[]> {
  for (const { id, siteId } of rows) {
    await setColumn(q, id, set);
    await audit(q, { at, actor, action: "column", subject: `site:${siteId}`, data: { column: id, ...set } });
  }
  return rows.map((row) => ({ ...row, ...set }));
}
