/** What stands in pictures beside their figures. */
export const zhCharts = {
  "chart.unit": "单位：{unit}",
  "chart.none": "无数据",
  "chart.part": "{n}（{share}）",
  "chart.total": "共 {n}",
  "chart.more": "另有 {n} 项未列入图中",
};
