import { readPeriod } from "../src/oversight/period.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere, visibleSites } from "../src/oversight/rights.ts";
import { bulletinCard, needBulletin } from "../src/report/bulletin.ts";
import type { Command } from "./command.ts";

const EXAMPLE = "/bulletin 2018Q4";

export const bulletin: Command = {
  meta: {
    name: "bulletin",
    aliases: ["通报"],
    usage: { "zh-CN": "[2018Q4 | 2018-11 | 2018 | 起..止]", en: "[2018Q4 | 2018-11 | 2018 | from..to]" },
    summary: {
      "zh-CN": "拟一期通报（稿）：摘要和图，附公文、附件表格和数据来源",
      en: "Draw up a period's bulletin: summary and picture, with the document, its annexes and its sources",
    },
    example: EXAMPLE,
    role: "supervisor",
  },
  async run({ q, words, clock, rights, audience, issue }) {
    // It names sites of every region before it is issued: not for a supervisor, nor a channel, of one of them
    if (!mayActEverywhere(rights, "supervisor") || (await visibleSites(q, rights, audience)))
      refuse("refuse.bulletin-here");
    const period = readPeriod(words, clock.today());
    if (!period) return refuse("refuse.period", { words }, EXAMPLE);
    return { card: bulletinCard(await needBulletin(q, period, clock, issue)) };
  },
};
