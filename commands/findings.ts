import { more, type Part, say } from "../src/card.ts";
import { filteredFindings, knowsCheck, siteNames, sitesOfRegion } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { seekRegion, seekSite } from "../src/oversight/seek.ts";
import { caseButtons, findingItem, SHOWN } from "../src/report/findings.ts";
import { type Command, split } from "./command.ts";

const MOST = 200;
const WORDS: Record<
  string,
  {
    state?: "open" | "cleared";
    review?: "unreviewed" | "confirmed" | "dismissed";
    levels?: ("veto" | "fault" | "warning")[];
  }
> = {
  open: { state: "open" },
  未整改: { state: "open" },
  cleared: { state: "cleared" },
  已解除: { state: "cleared" },
  unreviewed: { review: "unreviewed" },
  待复核: { review: "unreviewed" },
  confirmed: { review: "confirmed" },
  已确认: { review: "confirmed" },
  dismissed: { review: "dismissed" },
  已排除: { review: "dismissed" },
  veto: { levels: ["veto"] },
  单项否决: { levels: ["veto"] },
  fault: { levels: ["fault"] },
  warning: { levels: ["warning"] },
  提示: { levels: ["warning"] },
};

export const findings: Command = {
  meta: {
    name: "findings",
    aliases: ["问题"],
    usage: {
      "zh-CN": "[open | cleared | unreviewed | confirmed | dismissed | veto | warning | 检查项 | 地区 | 网站]",
      en: "[open | cleared | unreviewed | confirmed | dismissed | veto | warning | check | region | site]",
    },
    summary: {
      "zh-CN": "列出问题，可按状态、检查项、地区或网站筛选",
      en: "List findings by state, check, region or site",
    },
    example: "/findings open typos",
    role: "viewer",
  },
  async run({ q, words, rights, audience, place, shown }) {
    const filter: Parameters<typeof filteredFindings>[1] = { state: "open" };
    let ids = await visibleSites(q, rights, audience);
    for (const word of split(words)) {
      const known = WORDS[word.toLowerCase()];
      if (known) {
        Object.assign(filter, known);
        if (known.review === "dismissed") filter.state = undefined;
        continue;
      }
      if (knowsCheck(word)) {
        filter.check = word;
        continue;
      }
      const region = await seekRegion(q, word);
      const sought = region ? undefined : await seekSite(q, word);
      const own = region
        ? await sitesOfRegion(q, region.id)
        : sought && "site" in sought
          ? [sought.site.id]
          : undefined;
      if (!own) return refuse("refuse.filter", { word }, "/findings open typos");
      ids = ids ? own.filter((id) => ids?.includes(id)) : own;
    }
    if (words.trim() === "" && place.siteId !== undefined)
      ids = ids ? ids.filter((id) => id === place.siteId) : [place.siteId];
    if (!showsUnreviewed(audience)) filter.review = "confirmed";
    const rows = await filteredFindings(q, { ...filter, siteIds: ids }, MOST);
    const nameOf = await siteNames(q);
    const parts: Part[] = [
      {
        kind: "list",
        items: rows.slice(0, SHOWN).map((row) => {
          const item = findingItem(row, shown);
          return { ...item, text: say("finding.of-site", { site: nameOf.get(row.siteId) ?? "", what: item.text }) };
        }),
      },
    ];
    parts.push(...more(rows.length, SHOWN));
    return {
      card: {
        title: say("findings.title", { n: rows.length }),
        parts: rows.length > 0 ? parts : [],
        buttons: new Set(rows.map(({ siteId }) => siteId)).size === 1 ? caseButtons(rows) : [],
      },
      findingIds: rows.slice(0, SHOWN).map(({ id }) => id),
    };
  },
};
