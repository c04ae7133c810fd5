import { type Part, say } from "../src/card.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { nameOfIdentity, nameOfPerson, siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import {
  askForSecond,
  BLIND_LEVELS,
  type Decided,
  review as decide,
  findingById,
  nextInQueue,
  putOff,
  type Queued,
  readBlind,
  setBlind,
} from "../src/oversight/review.ts";
import { mayAct, mayActEverywhere, needActing, showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { needPerson } from "../src/oversight/seek.ts";
import { pairOf, readQuiet } from "../src/oversight/supplies.ts";
import { findingItem, siteFields } from "../src/report/findings.ts";
import { type Answer, type Command, type Context, takeNumbers } from "./command.ts";

const personOf = ({ rights }: Context): number => rights.personId ?? 0;

/** What an arbiter must know, and whom somebody asked: never one reviewer's opinion to another. */
async function asideParts({ q }: Context, { opinions, asked }: Queued): Promise<Part[]> {
  const parts: Part[] = [];
  for (const { personId, outcome, reason } of opinions)
    parts.push({
      kind: "note",
      text: say("review.opinion", {
        who: await nameOfPerson(q, personId),
        outcome: say(`review.${outcome}`),
        reason: reason ?? say("none"),
      }),
    });
  if (asked)
    parts.push({
      kind: "note",
      text: say("review.asked-by", { who: await nameOfIdentity(q, asked.by), note: asked.note ?? say("none") }),
    });
  return parts;
}

/** The next finding that waits for this reviewer; with `within` only of these sites. */
export async function nextCard(context: Context, within?: ReadonlySet<number>): Promise<Answer> {
  const { q, rights, audience, shown, actor, clock } = context;
  const visible = await visibleSites(q, rights, audience);
  const next = await nextInQueue(
    q,
    {
      personId: personOf(context),
      identity: actor.identity,
      siteIds: within ? (visible ?? [...within]).filter((id) => within.has(id)) : visible,
      arbiter: mayAct(rights, "supervisor"),
    },
    clock.now(),
  );
  if (!next) return { card: { title: say("review.none"), parts: [] } };
  const { row, left, screenshot } = next;
  const site = await siteOf(q, row.siteId);
  return {
    card: {
      title: say("review.title", { id: row.id, site: site?.name ?? "" }),
      parts: [
        { kind: "list", items: [findingItem(row, shown)] },
        ...(row.episode > 1 ? [{ kind: "note" as const, text: say("review.again", { n: row.episode }) }] : []),
        ...(await asideParts(context, next)),
        ...(site ? [siteFields(site)] : []),
        ...(left > 0 ? [{ kind: "note" as const, text: say("review.left", { n: left }) }] : []),
      ],
      buttons: [
        { label: say("button.confirm"), command: `/review confirm #${row.id}`, style: "primary" },
        { label: say("button.dismiss"), form: { id: "dismiss", preset: { findings: `#${row.id}` } } },
        { label: say("button.second"), command: `/review second #${row.id}` },
        { label: say("button.skip"), command: `/review skip #${row.id}` },
      ],
      ...(screenshot && shown.excerpts ? { kept: [{ name: `${row.id}.png`, hash: screenshot, picture: true }] } : {}),
    },
    subject: `site:${row.siteId}`,
    findingIds: [row.id],
  };
}

/** `<reason> until <date>`: the end of the quiet is the last thing said. */
function reasonAndEnd(rest: string, today: Temporal.PlainDate): { reason: string; until?: Temporal.PlainDate } {
  const found = /^(.*?)\s*(?:\buntil\b|\btill\b|静默至|至|到)\s*(\S.*)$/isu.exec(rest);
  const end = found ? readDeadline(found[2] ?? "", today) : undefined;
  if (!found || !end || end.length < (found[2] ?? "").trimEnd().length) return { reason: rest };
  if (Temporal.PlainDate.compare(end.day, today) < 0) refuse("refuse.date-past", { day: { day: end.day.toString() } });
  return { reason: (found[1] ?? "").trim(), until: end.day };
}

/** Findings named, or the first of the message replied to; each one this person may review. */
async function meant(context: Context, given: string, example: string): Promise<{ ids: number[]; rest: string }> {
  const { q, rights, place } = context;
  const { ids: named, rest } = takeNumbers(given);
  const ids = named.length > 0 ? named : place.findingIds.slice(0, 1);
  if (ids.length === 0) refuse("refuse.which-finding", {}, example);
  for (const id of ids) {
    const row = (await findingById(q, id)) ?? refuse("refuse.finding-unknown", { id });
    const site = await siteOf(q, row.siteId);
    if (!site || !mayAct(rights, "inspector", site)) return refuse("refuse.not-yours", { name: `#${id}` });
    await needActing(q, context, "inspector", site);
  }
  return { ids, rest };
}

async function decideAll(context: Context, outcome: "confirmed" | "dismissed", given: string): Promise<Answer> {
  const { q, rights, actor, clock, shown } = context;
  const verb = outcome === "confirmed" ? "confirm" : "dismiss";
  const { ids, rest } = await meant(context, given, `/review ${verb} #12${outcome === "confirmed" ? "" : " 重复"}`);
  const { reason, until } =
    outcome === "dismissed" ? reasonAndEnd(rest, clock.today()) : { reason: rest, until: undefined };
  if (outcome === "dismissed" && !reason)
    refuse("refuse.reason-missing", {}, `/review dismiss #${ids[0]} 引用原文，并非错字`);
  const done: Decided[] = [];
  for (const id of ids)
    done.push(
      await decide(q, {
        id,
        outcome,
        reason: reason || undefined,
        quietUntil: until,
        actor: actor.identity,
        personId: personOf(context),
        arbiter: mayAct(rights, "supervisor"),
        at: clock.now(),
        today: clock.today(),
      }),
    );
  const of = (effect: string) => done.filter((one) => one.effect === effect).map(({ row }) => row);
  const [decided, second, differ] = [of("decided"), of("second"), of("differ")];
  const numbers = (rows: typeof decided) => rows.map(({ id }) => `#${id}`);
  const slips = outcome === "dismissed" ? decided.filter(({ checkId }) => checkId === "typos") : [];
  const quiet = slips.length > 0 ? await readQuiet(q) : [];
  const gone = [...new Set(slips.map(({ key }) => pairOf(key)))].filter((pair) => quiet.includes(pair));
  const title =
    decided.length === 0
      ? say(differ.length > 0 ? "review.differ" : "review.heard", { ids: numbers([...second, ...differ]) })
      : outcome === "confirmed"
        ? say("review.done-confirmed", { ids: numbers(decided), n: decided.length })
        : say(until ? "review.done-dismissed-until" : "review.done-dismissed", {
            ids: numbers(decided),
            n: decided.length,
            until: until ? { day: until.toString() } : "",
          });
  const next = { label: say("button.next"), command: "/review" };
  const found = numbers(decided).join(" ");
  return {
    card: {
      title,
      parts: [
        { kind: "list", items: done.map(({ row }) => findingItem(row, shown)) },
        ...(reason && decided.length > 0 ? [{ kind: "note" as const, text: say("review.reason", { reason }) }] : []),
        ...(decided.length > 0 && second.length > 0
          ? [{ kind: "note" as const, text: say("review.heard", { ids: numbers(second) }) }]
          : []),
        ...(decided.length > 0 && differ.length > 0
          ? [{ kind: "note" as const, text: say("review.differ", { ids: numbers(differ) }) }]
          : []),
        ...gone.map((pair) => ({ kind: "note" as const, text: say("review.quiet", { pair }) })),
      ],
      buttons:
        outcome === "confirmed" && decided.length > 0
          ? [{ label: say("button.assign"), form: { id: "assign", preset: { findings: found } } }, next]
          : [next],
    },
    ...(done[0] ? { subject: `site:${done[0].row.siteId}` } : {}),
    findingIds: ids,
  };
}

async function second(context: Context, given: string): Promise<Answer> {
  const { q, mentions, platform, clock, actor } = context;
  const { ids, rest } = await meant(context, given, "/review second #12 @li 拿不准");
  const at = clock.now();
  const who = /^(@\S+|\S+:\S+)/.exec(rest)?.[1];
  const mention = mentions.map(({ text }) => text).find((text) => rest.startsWith(text));
  const name = mention ?? who;
  const person = name ? await needPerson(q, name, mentions, { platform, at }) : undefined;
  const note = rest.slice(name?.length ?? 0).trim();
  const rows = [];
  for (const id of ids)
    rows.push(
      await askForSecond(q, {
        id,
        personId: person?.id ?? null,
        note: note || undefined,
        actor: actor.identity,
        asker: personOf(context),
        at,
      }),
    );
  return {
    card: {
      title: say(person ? "review.second-of" : "review.second-any", {
        ids: ids.map((id) => `#${id}`),
        who: person?.name ?? "",
      }),
      parts: [],
      buttons: [{ label: say("button.next"), command: "/review" }],
    },
    ...(rows[0] ? { subject: `site:${rows[0].siteId}` } : {}),
    findingIds: ids,
  };
}

async function blind({ q, rights, actor, clock }: Context, given: string): Promise<Answer> {
  if (!given) return { card: { title: say(`review.blind-${await readBlind(q)}`), parts: [] } };
  if (!mayActEverywhere(rights, "supervisor")) refuse("refuse.role", { role: say("role.supervisor") });
  const level = BLIND_LEVELS.find((one) => one === given.toLowerCase());
  if (!level) return refuse("refuse.blind", { word: given }, "/review blind veto");
  await setBlind(q, level, { actor: actor.identity, at: clock.now() });
  return { card: { title: say(`review.blind-${level}`), parts: [] } };
}

export const review: Command = {
  meta: {
    name: "review",
    aliases: ["复核"],
    usage: {
      "zh-CN":
        "[confirm #12 … | dismiss #12 <理由> [至 <日期>] | skip #12 | second #12 [@人] [说明] | blind off|veto|all]（不带内容：下一条待复核）",
      en: "[confirm #12 … | dismiss #12 <reason> [until <date>] | skip #12 | second #12 [@person] [note] | blind off|veto|all] (alone: the next one waiting)",
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
    const found =
      /^(confirm|确认|dismiss|排除|skip|跳过|second|请他人复核|blind|双人复核)(?:\s+|(?=[#＃])|$)(.*)$/isu.exec(
        context.words.trim(),
      );
    if (!found) {
      if (context.words.trim()) refuse("refuse.review-verb", { word: context.words.trim() }, "/review confirm #12");
      return nextCard(context);
    }
    const [, verb = "", rest = ""] = found;
    if (/^(?:skip|跳过)$/i.test(verb)) {
      const { ids } = await meant(context, rest, "/review skip #12");
      for (const id of ids) await putOff(context.q, personOf(context), id, context.clock.now());
      return nextCard(context);
    }
    if (/^(?:second|请他人复核)$/i.test(verb)) return second(context, rest);
    if (/^(?:blind|双人复核)$/i.test(verb)) return blind(context, rest.trim());
    return decideAll(context, /^(?:confirm|确认)$/i.test(verb) ? "confirmed" : "dismissed", rest);
  },
};
