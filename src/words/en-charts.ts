/** What stands in pictures beside their figures. */
import type { Entry } from "./entry.ts";
import type { zhCharts } from "./zh-CN-charts.ts";

export const enCharts: Record<keyof typeof zhCharts, Entry> = {
  "chart.unit": "Unit: {unit}",
  "chart.none": "no data",
  "chart.part": "{n} ({share})",
  "chart.total": "{n} in all",
  "chart.more": { one: "{n} more is not in the picture", other: "{n} more are not in the picture" },
};
