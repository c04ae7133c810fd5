import { more, say } from "../src/card.ts";
import { type ColumnRow, changeColumns, columnById, columnsOf, TYPE_NAMES } from "../src/oversight/columns.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, needActing, needVisible } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import type { Answer, Command, Context } from "./command.ts";

const SHOWN = 40;
const EXAMPLE = "/columns www.yunzhou.gov.cn";

function listCard(site: { id: number; name: string }, rows: readonly ColumnRow[], title: string): Answer {
  const undecided = rows.filter(({ state }) => state === "discovered");
  return {
    card: {
      title: say(title, { site: site.name, n: rows.length, undecided: undecided.length }),
      parts: [
        {
          kind: "list",
          items: rows.slice(0, SHOWN).map(({ id, title: name, type, state, days, newest, blank, url }) => ({
            text: say("column.line", {
              id: String(id),
              name,
              type: say(`column.type-${type}`),
              state: say(`column.state-${state}`),
            }),
            detail: say(blank ? "column.blank" : newest ? "column.newest" : "column.unread", {
              day: newest ? { day: newest } : "",
              days: days === null ? say("none") : String(days),
            }),
            url,
          })),
        },
        ...more(rows.length, SHOWN),
      ],
      buttons:
        undecided.length > 0
          ? [
              {
                label: say("button.confirm-columns"),
                command: `/columns confirm ${undecided.map(({ id }) => id).join(" ")}`,
              },
            ]
          : [],
    },
    subject: `site:${site.id}`,
  };
}

/** Columns by number, all of sites that this person may act on. */
async function named({ q, rights, audience }: Context, words: string): Promise<ColumnRow[]> {
  const rows: ColumnRow[] = [];
  for (const [digits] of words.matchAll(/\d+/g)) {
    const row = (await columnById(q, Number(digits))) ?? refuse("refuse.column-unknown", { id: digits }, EXAMPLE);
    const site = await siteOf(q, row.siteId);
    if (!site || !mayAct(rights, "inspector", site)) return refuse("refuse.not-yours", { name: row.title });
    await needVisible(q, { rights, audience }, site);
    rows.push(row);
  }
  if (rows.length === 0) refuse("refuse.which-column", {}, "/columns confirm 12 13");
  return rows;
}

export const columns: Command = {
  meta: {
    name: "columns",
    aliases: ["栏目"],
    usage: {
      "zh-CN": "<网站> | confirm 12 13 | type 12 <news | notice | yearly | other> | days 12 <天数> | exempt 12 [原因]",
      en: "<site> | confirm 12 13 | type 12 <news | notice | yearly | other> | days 12 <days> | exempt 12 [reason]",
    },
    summary: {
      "zh-CN": "栏目清单：查看、确认、定类型和更新期限",
      en: "Inventory of columns: look, confirm, set type and interval",
    },
    example: EXAMPLE,
    role: "inspector",
  },
  async run(context) {
    const { q, words, rights, audience, place, actor, clock } = context;
    const by = { actor: actor.identity, at: clock.now() };
    const [, verb = "", rest = ""] =
      /^(confirm|type|days|exempt|确认|类型|期限|豁免)\s+(.*)$/isu.exec(words.trim()) ?? [];
    if (!verb) {
      const here = words.trim() === "" && place.siteId !== undefined ? await siteOf(q, place.siteId) : undefined;
      const site = here ?? (await needSite(q, words, (one) => `/columns ${one.code ?? one.url}`));
      await needActing(q, { rights, audience }, "viewer", site);
      const rows = await columnsOf(q, site.id);
      return rows.length > 0
        ? listCard(site, rows, "columns.title")
        : { card: { title: say("columns.none", { site: site.name }), parts: [] } };
    }
    const [, ids = "", tail = ""] = /^((?:\d+[\s,，、]*)+)(.*)$/su.exec(rest.trim()) ?? [];
    const isDays = /^(?:days|期限)$/i.test(verb);
    // The last number is the interval, those before it name columns
    const numbers = ids.match(/\d+/g) ?? [];
    const rows = await named(context, isDays ? numbers.slice(0, -1).join(" ") : ids);
    const change = (() => {
      if (/^(?:confirm|确认)$/i.test(verb)) return { state: "confirmed" as const };
      if (/^(?:exempt|豁免)$/i.test(verb)) return { state: "exempt" as const, note: tail.trim() || null };
      if (isDays) return { days: Number(numbers.at(-1)), state: "confirmed" as const };
      const wanted = tail.trim().toLowerCase();
      const type = (Object.keys(TYPE_NAMES) as (keyof typeof TYPE_NAMES)[]).find((one) =>
        TYPE_NAMES[one].includes(wanted),
      );
      return type
        ? { type, state: "confirmed" as const }
        : refuse(
            "refuse.column-type",
            { given: wanted || "—", all: Object.values(TYPE_NAMES).map(([name]) => name) },
            "/columns type 12 news",
          );
    })();
    const changed = await changeColumns(q, rows, change, by);
    const site = await siteOf(q, changed[0]?.siteId ?? 0);
    return listCard({ id: site?.id ?? 0, name: site?.name ?? "" }, changed, "columns.changed");
  },
};
