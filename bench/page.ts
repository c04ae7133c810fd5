/** A home page as large as those of real portals: 52 K characters, 450 dated links. */
export function longLists(): string {
  const items = Array.from(
    { length: 450 },
    (_, i) =>
      `<li><a href="/xw/202611/t202611${String(1 + (i % 23)).padStart(2, "0")}_${i}.html">全市召开第${i}次工作会议研究部署下一阶段重点任务</a><span>2026-11-${String(1 + (i % 23)).padStart(2, "0")}</span></li>`,
  );
  const text = Array.from(
    { length: 120 },
    () => "<p>各级各部门要认真贯彻落实会议精神，切实加强组织领导，压实工作责任，确保各项任务按时完成。</p>",
  );
  return `<ul>${items.join("\n")}</ul>${text.join("\n")}`;
}
