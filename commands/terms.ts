import { type Part, say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { KIND_NAMES, readTerms, replaceTerms, termsFor } from "../src/oversight/terms.ts";
import { termFaults } from "../src/report/terms.ts";
import type { Command } from "./command.ts";

export const terms: Command = {
  meta: {
    name: "terms",
    aliases: ["词库"],
    usage: {
      "zh-CN": "[import]（附 CSV 或 XLSX：类别、词语、应为、起始日期、说明）",
      en: "[import] (CSV or XLSX attached: kind, text, instead, since, note)",
    },
    summary: {
      "zh-CN": "本单位的词库：禁用和过时表述、人名、更名、广告",
      en: "The office's wordings, names, former names and advertising terms",
    },
    example: "/terms import",
    role: "supervisor",
    files: "supervisor",
  },
  async run({ q, words, rights, files, actor, clock }) {
    if (!mayActEverywhere(rights, "supervisor")) refuse("refuse.role", { role: say("role.supervisor") });
    if (!/^(?:import|导入)$/i.test(words.trim())) {
      const rows = await termsFor(q, null);
      const counts: Part[] = (Object.keys(KIND_NAMES) as (keyof typeof KIND_NAMES)[]).map((kind) => ({
        kind: "note",
        text: say("terms.count", {
          kind: say(`terms.kind-${kind}`),
          n: rows.filter((row) => row.kind === kind).length,
        }),
      }));
      return { card: { title: say("terms.title", { n: rows.length }), parts: counts } };
    }
    const [file] = files;
    if (!file) return refuse("refuse.terms-file", {}, "/terms import");
    const plan = await readTerms(file.bytes).catch(() => refuse("refuse.terms-format", { name: file.name }));
    await replaceTerms(q, plan, { actor: actor.identity, at: clock.now() });
    return {
      card: {
        title: say("terms.imported", { name: file.name, n: plan.rows.length, faults: plan.faults.length }),
        parts: termFaults(plan),
      },
    };
  },
};
