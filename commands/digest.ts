import { readDigest } from "../src/oversight/digest.ts";
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
  async run({ q, clock, audience }) {
    const today = clock.today().toString();
    const facts = await readDigest(
      q,
      clock,
      { from: today, to: today },
      audience.kind === "bound" ? audience.channel : undefined,
    );
    return { card: digestCard(facts, undefined) };
  },
};
