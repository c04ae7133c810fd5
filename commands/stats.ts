import { say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { readBeside } from "../src/oversight/stats/beside.ts";
import { GROUPINGS } from "../src/oversight/stats/figures.ts";
import { readQuestion } from "../src/oversight/stats/question.ts";
import { readStats } from "../src/oversight/stats.ts";
import { statsCard } from "../src/report/stats.ts";
import { besideParts } from "../src/report/stats-beside.ts";
import type { Command } from "./command.ts";

const EXAMPLE = "/stats 2026Q4 by region";

export const stats: Command = {
  meta: {
    name: "stats",
    aliases: ["统计"],
    usage: {
      "zh-CN":
        "[2026Q4 | 2026-11 | 2026 | 本周 | 上月 | 上季度 | 去年 | 近30天 | 起..止] [按地区 | 按市 | 按类别 | 按主办单位 | 按检查项 | 按人员]",
      en: "[2026Q4 | 2026-11 | 2026 | week | last month | last quarter | last 30 days | from..to] [by region | city | kind | organiser | check | person]",
    },
    summary: {
      "zh-CN": "统计一个时期的数字（默认本季度），与上期相比，可分组并附表格和图",
      en: "Figures of a period (this quarter by default) against the one before; by group with a table and a picture",
    },
    example: EXAMPLE,
    role: "viewer",
  },
  async run({ q, words, clock, rights, audience }) {
    const asked = readQuestion(words, clock.today());
    if ("group" in asked)
      return refuse(
        "refuse.stats-group",
        {
          word: asked.group,
          all: GROUPINGS.map((name) => say(`grouping.${name}`)),
        },
        EXAMPLE,
      );
    if (!("by" in asked)) return refuse("refuse.period", { words: asked.period }, EXAMPLE);
    const reviewedOnly = !showsUnreviewed(audience);
    // How its reviewers do is the office's own affair
    if (reviewedOnly && asked.by === "person") refuse("refuse.stats-person", {}, "/stats 2026Q4 by check");
    const siteIds = await visibleSites(q, rights, audience);
    const card = statsCard(await readStats(q, { ...asked, clock, siteIds, reviewedOnly }));
    if (asked.by) return { card };
    const beside = await readBeside(q, { ...asked, clock, siteIds });
    return { card: { ...card, parts: [...card.parts, ...besideParts(beside)] } };
  },
};
