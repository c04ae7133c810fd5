import { type Card, say } from "../src/card.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { review as decide, findingById, nextForReview } from "../src/oversight/review.ts";
import { mayAct, showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { pairOf, readQuiet } from "../src/oversight/supplies.ts";
import { findingItem, siteFields } from "../src/report/findings.ts";
import { type Command, type Context, takeNumbers } from "./command.ts";

async function nextCard(
  { q, rights, audience, shown }: Context,
  after = 0,
): Promise<{ card: Card; subject?: string; findingIds?: number[] }> {
  const row = await nextForReview(q, await visibleSites(q, rights, audience), after);
  if (!row) return { card: { title: say("review.none"), parts: [] } };
  const site = await siteOf(q, row.siteId);
  return {
    card: {
      title: say("review.title", { id: row.id, site: site?.name ?? "" }),
      parts: [{ kind: "list", items: [findingItem(row, shown)] }, ...(site ? [siteFields(site)] : [])],
      buttons: [
        { label: say("button.confirm"), command: `/review confirm #${row.id}`, style: "primary" },
        { label: say("button.dismiss"), form: { id: "dismiss", preset: { findings: `#${row.id}` } } },
        { label: say("button.skip"), command: `/review skip #${row.id}` },
      ],
    },
    subject: `site:${row.siteId}`,
    findingIds: [row.id],
  };
}

async function decideAll(context: Context, outcome: "confirmed" | "dismissed", given: string) {
  const { q, rights, audience, place, actor, clock, shown } = context;
  const { ids: named, rest } = takeNumbers(given);
  const ids = named.length > 0 ? named : place.findingIds.slice(0, 1);
  if (ids.length === 0)
    refuse(
      "refuse.which-finding",
      {},
      `/review ${outcome === "confirmed" ? "confirm" : "dismiss"} #12${outcome === "confirmed" ? "" : " 重复"}`,
    );
  if (outcome === "dismissed" && !rest)
    refuse("refuse.reason-missing", {}, `/review dismiss #${ids[0]} 引用原文，并非错字`);
  const visible = await visibleSites(q, rights, audience);
  const rows = [];
  for (const id of ids) {
    const row = (await findingById(q, id)) ?? refuse("refuse.finding-unknown", { id });
    const site = await siteOf(q, row.siteId);
    if (!site || !mayAct(rights, "inspector", site) || (visible && !visible.includes(site.id)))
      refuse("refuse.not-yours", { name: `#${id}` });
    rows.push(
      await decide(q, {
        id,
        outcome,
        reason: rest || undefined,
        actor: actor.identity,
        at: clock.now(),
        today: clock.today(),
      }),
    );
  }
  const [first] = rows;
  const slips = outcome === "dismissed" ? rows.filter(({ checkId }) => checkId === "typos") : [];
  const quiet = slips.length > 0 ? await readQuiet(q) : [];
  const gone = [...new Set(slips.map(({ key }) => pairOf(key)))].filter((pair) => quiet.includes(pair));
  return {
    card: {
      title: say(`review.done-${outcome}`, { ids: ids.map((id) => `#${id}`), n: ids.length }),
      parts: [
        { kind: "list" as const, items: rows.map((row) => findingItem(row, shown)) },
        ...(rest ? [{ kind: "note" as const, text: say("review.reason", { reason: rest }) }] : []),
        ...gone.map((pair) => ({ kind: "note" as const, text: say("review.quiet", { pair }) })),
      ],
      buttons:
        outcome === "confirmed"
          ? [
              {
                label: say("button.assign"),
                form: { id: "assign", preset: { findings: ids.map((id) => `#${id}`).join(" ") } },
              },
              { label: say("button.next"), command: "/review" },
            ]
          : [{ label: say("button.next"), command: "/review" }],
    },
    ...(first ? { subject: `site:${first.siteId}` } : {}),
    findingIds: ids,
  };
}

export const review: Command = {
  meta: {
    name: "review",
    aliases: ["复核"],
    usage: {
      "zh-CN": "[confirm #12 … | dismiss #12 <理由> | skip #12]（不带内容：下一条待复核）",
      en: "[confirm #12 … | dismiss #12 <reason> | skip #12] (alone: the next one waiting)",
    },
    summary: { "zh-CN": "人工复核：确认或排除问题", en: "Review findings: confirm or dismiss" },
    example: "/review confirm #12",
    role: "inspector",
    forms: [
      {
        id: "dismiss",
        title: { "zh-CN": "排除问题", en: "Dismiss" },
        fields: [
          {
            name: "findings",
            label: { "zh-CN": "问题编号", en: "Findings" },
            kind: "text",
            hint: { "zh-CN": "#12", en: "#12" },
          },
          {
            name: "reason",
            label: { "zh-CN": "理由", en: "Reason" },
            kind: "text",
            hint: { "zh-CN": "引用原文，并非错字", en: "a quotation, not a slip" },
          },
        ],
        line: ({ findings = "", reason = "" }) => `/review dismiss ${findings} ${reason}`,
      },
    ],
  },
  async run(context) {
    if (!showsUnreviewed(context.audience)) refuse("refuse.not-here");
    const found = /^(confirm|确认|dismiss|排除|skip|跳过)(?:\s+|(?=[#＃])|$)(.*)$/isu.exec(context.words.trim());
    if (!found) {
      if (context.words.trim()) refuse("refuse.review-verb", { word: context.words.trim() }, "/review confirm #12");
      return nextCard(context);
    }
    const [, verb = "", rest = ""] = found;
    if (/^(?:skip|跳过)$/i.test(verb))
      return nextCard(context, takeNumbers(rest).ids[0] ?? context.place.findingIds[0] ?? 0);
    return decideAll(context, /^(?:confirm|确认)$/i.test(verb) ? "confirmed" : "dismissed", rest);
  },
};
