import { readDigest } from "../src/oversight/digest.ts";
import { showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { digestCard } from "../src/report/digest.ts";
import type { Command } from "./command.ts";

export const digest: Command = {
  meta: {
    name: "digest",
    aliases: ["日报"],
    usage: { "zh-CN": "", en: "" },
    summary: { "zh-CN": "现在就看今天的日报", en: "Today's digest, now" },
    example: "/digest",
    role: "viewer",
  },
  async run({ q, clock, rights, audience }) {
    const today = clock.today().toString();
    const facts = await readDigest(
      q,
      clock,
      { from: today, to: today },
      { siteIds: await visibleSites(q, rights, audience), reviewedOnly: !showsUnreviewed(audience) },
    );
    return { card: digestCard(facts, undefined) };
  },
};
