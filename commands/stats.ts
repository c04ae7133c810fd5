import { readPeriod } from "../src/oversight/period.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { visibleSites } from "../src/oversight/rights.ts";
import { readStats } from "../src/oversight/stats.ts";
import { statsCard } from "../src/report/stats.ts";
import type { Command } from "./command.ts";

export const stats: Command = {
  meta: {
    name: "stats",
    aliases: ["统计"],
    usage: {
      "zh-CN": "[2026Q4 | 2026-11 | 2026 | week | month | 起..止]",
      en: "[2026Q4 | 2026-11 | 2026 | week | month | from..to]",
    },
    summary: { "zh-CN": "统计一个时期的数字（默认本季度）", en: "Figures of a period (this quarter by default)" },
    example: "/stats 2026Q4",
    role: "viewer",
  },
  async run({ q, words, clock, rights, audience }) {
    const period =
      readPeriod(words, clock.today()) ?? refuse("refuse.period", { words: words.trim() }, "/stats 2026Q4");
    const figures = await readStats(q, period, clock.today(), await visibleSites(q, rights, audience), clock.dayOf);
    return { card: statsCard(figures) };
  },
};
