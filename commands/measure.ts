import { say } from "../src/card.ts";
import {
  type About,
  accountabilityFigures,
  carryOut,
  drop,
  findingsImplied,
  followUp,
  type Held,
  holdTalk,
  needTalk,
  planFollowUp,
  TALK_KINDS,
  type TalkKind,
  type TalkRecord,
} from "../src/oversight/accountability.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { listSites, siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, visibleSites } from "../src/oversight/rights.ts";
import { seekOrganiser, seekSite } from "../src/oversight/seek.ts";
import { readPastDay, readTalkLine, type TalkLine } from "../src/oversight/talk-line.ts";
import { needActingOn, ownRecords, sightOf, waitingFor } from "../src/oversight/talk-sight.ts";
import { aboutOf, figureFields, recordCard, seenList } from "../src/report/accountability.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/measure criticism 云州市民政局 on 2026-11-24 because 逾期未整改";
const KIND_WORDS: Readonly<Record<string, TalkKind>> = {
  约谈: "talk",
  书面检查: "written",
  通报批评: "criticism",
  曝光: "exposure",
};
const KIND = /^(\p{Script=Han}{2,4}|[a-z]+)(?:\s+|$)([\s\S]*)$/iu;

/** Held together, whatever words stand in it. */
const quoted = (text: string) => `"${text.replaceAll('"', "'")}"`;
const who = ({ actor, clock, channel }: Context) => ({
  actor: actor.identity,
  at: clock.now(),
  today: clock.today(),
  channel: channel.id,
});
/** The card of a record as far as this person may see it here; it belongs to the case of its site. */
async function answer(context: Context, talk: TalkRecord, title?: string): Promise<Answer> {
  const sight = await sightOf(context.q, context, talk);
  if (sight === "none" || sight === "count") return refuse("refuse.measure-unknown", { id: talk.id }, "/measure");
  return {
    card: await recordCard(context.q, talk, sight, title),
    ...(talk.siteId === null ? {} : { subject: `site:${talk.siteId}` }),
  };
}

/** The site or the organiser meant: by name, else the site of the thread. */
async function aboutMeant({ q, place }: Context, words: string, line: (name: string) => string) {
  const sought = words ? await seekSite(q, words) : undefined;
  const named = words ? await seekOrganiser(q, words) : undefined;
  // One of several sites may have the organiser's name within its own: who says that name alone means all of him
  const all = named?.name === words ? (await listSites(q)).filter(({ organiserId }) => organiserId === named.id) : [];
  if (sought && "site" in sought && (sought.site.name === words || all.length < 2)) return { site: sought.site };
  const here = words || place.siteId === undefined ? undefined : await siteOf(q, place.siteId);
  if (here) return { site: here };
  if (named) return { organiser: named };
  const near = sought && "near" in sought ? sought.near.map(({ name }) => name) : [];
  return refuse(
    near.length > 0 ? "refuse.site-near" : "refuse.measure-about",
    { words, near },
    near[0] ? line(near[0]) : EXAMPLE,
  );
}
const tailsOf = (kind: TalkKind) =>
  kind === "exposure"
    ? (["conductor", "measures", "followUp", "where"] as const)
    : (["conductor", "measures", "followUp"] as const);

function readHeld(line: TalkLine, today: Temporal.PlainDate, example: string): Held {
  const { on, names, reason, conductor, measures, where, followUp: later } = line;
  const heldOn = readPastDay(on, today) ?? refuse("refuse.measure-date", { words: on }, example);
  const followUpOn = later
    ? (readDeadline(later, today)?.day ?? refuse("refuse.measure-date", { words: later }, example))
    : undefined;
  return { heldOn, names, reason, conductor, measures, publishedIn: where, followUpOn };
}

/** Puts on record what was done; `/talk` is one kind of it. */
export async function record(
  context: Context,
  kind: TalkKind,
  words: string,
  { command, example, form }: { command: string; example: string; form: string },
): Promise<Answer> {
  const { q, clock, place } = context;
  const today = clock.today();
  const line = readTalkLine(words, today, tailsOf(kind)) ?? refuse(form, { words }, example);
  if (!line.reason) refuse("refuse.measure-reason", {}, example);
  const { site, organiser } = await aboutMeant(context, line.about, (name) =>
    `${command} ${words}`.replace(line.about, name),
  );
  const target = { siteId: site?.id ?? null, organiserId: site ? site.organiserId : (organiser?.id ?? null) };
  await needActingOn(q, context, "supervisor", target, site?.name ?? organiser?.name ?? line.about);
  const about: About = { kind, siteId: target.siteId ?? undefined, organiserId: target.organiserId ?? undefined };
  const findingIds = line.findingIds.length > 0 ? line.findingIds : await findingsImplied(q, site?.id, place);
  const id = await holdTalk(q, about, { ...readHeld(line, today, example), findingIds }, who(context));
  return answer(context, await needTalk(q, id), "measure.done");
}

async function overview(context: Context): Promise<Answer> {
  const { q, rights, audience, clock } = context;
  const today = clock.today();
  const organisers = audience.kind === "bound" && audience.channel.audience === "organiser";
  if (organisers || !mayAct(rights, "viewer")) {
    const own = await ownRecords(q, context);
    return {
      card: { title: say("measure.list-own", { n: own.length }), parts: await seenList(q, own, "own-line") },
    };
  }
  const year = String(today.year);
  const figures = await accountabilityFigures(
    q,
    `${year}-01-01`,
    today.toString(),
    await visibleSites(q, rights, audience),
  );
  if (!mayAct(rights, "inspector"))
    return { card: { title: say("measure.list-year", { year }), parts: [figureFields(figures)] } };
  const { proposed, due } = await waitingFor(q, context, today);
  return {
    card: {
      title: say("measure.list", { n: proposed.length, due: due.length }),
      parts: [
        ...(await seenList(q, proposed, "proposed-line")),
        ...(await seenList(q, due, "due-line")),
        { kind: "note", text: say("measure.year", { year }) },
        figureFields(figures),
      ],
    },
  };
}

async function act(context: Context, id: number, words: string): Promise<Answer> {
  const { q, clock } = context;
  const talk = await needTalk(q, id);
  // Whoever may not even read it learns no more than that there is none
  const shown = await answer(context, talk);
  if (!words) return shown;
  await needActingOn(q, context, "supervisor", talk, await aboutOf(q, talk));
  const held = /^(?:hold|held|实施)(?:\s+|$)?(?<rest>.*)$/isu.exec(words)?.groups;
  const dropped = /^(?:drop|不予实施|撤下)[:：]?\s*(?<why>.*)$/isu.exec(words)?.groups;
  const followed = /^(?:follow-?up\s+done|follow-?up\s+完成|回访(?:完成|情况))[:：]?\s*(?<found>.*)$/isu.exec(
    words,
  )?.groups;
  const planned = /^(?:follow-?up\s+on\s|回访(?:于|定于|时间[:：]?)?)\s*(?<on>.+)$/isu.exec(words)?.groups;
  if (held) {
    const example = `/measure ${id} hold on ${clock.today()} with 王某 by 张处长`;
    const line =
      readTalkLine(held.rest ?? "", clock.today(), tailsOf(talk.kind)) ??
      refuse("refuse.measure-date", { words: held.rest ?? "" }, example);
    const given = { ...readHeld(line, clock.today(), example), findingIds: line.findingIds };
    return answer(context, await carryOut(q, id, given, who(context)), "measure.done");
  }
  if (dropped) return answer(context, await drop(q, id, dropped.why ?? "", who(context)), "measure.dropped");
  if (followed)
    return answer(context, await followUp(q, id, followed.found ?? "", who(context)), "measure.follow-up-done");
  if (planned) {
    const on = planned.on ?? "";
    const example = `/measure ${id} follow-up on ${clock.today().add({ months: 1 })}`;
    const day = readDeadline(on, clock.today())?.day ?? refuse("refuse.measure-date", { words: on }, example);
    return answer(context, await planFollowUp(q, id, day, who(context)), "measure.follow-up-set");
  }
  return refuse("refuse.measure-verb", { words }, `/measure ${id}`);
}

const RECORD = {
  name: "record",
  label: { "zh-CN": "问责编号", en: "Record" },
  kind: "text",
  hint: { "zh-CN": "5", en: "5" },
} as const;

export const measure: Command = {
  meta: {
    name: "measure",
    aliases: ["问责"],
    usage: {
      "zh-CN":
        "[书面检查 | 通报批评 | 曝光 <网站 | 主办单位> on <日期> [with <姓名>] because <事由> [at <载体>]] | [编号 [hold on <日期> with <姓名> … | drop <理由> | follow-up on <日期> | follow-up done <情况>]]（不带内容：待定建议和到期回访）",
      en: "[written | criticism | exposure <site | organiser> on <date> [with <names>] because <reason> [at <where>]] | [number [hold on <date> with <names> … | drop <reason> | follow-up on <date> | follow-up done <note>]] (alone: proposals and follow-ups due)",
    },
    summary: {
      "zh-CN": "问责：书面检查、通报批评、曝光，建议的办理和回访",
      en: "Accountability: written reviews, named criticism, exposure; proposals and follow-ups",
    },
    example: EXAMPLE,
    role: "contact",
    forms: [
      {
        id: "hold",
        title: { "zh-CN": "实施问责", en: "Carry out" },
        fields: [
          RECORD,
          { name: "on", label: { "zh-CN": "日期", en: "Date" }, kind: "date", hint: { "zh-CN": "今天", en: "today" } },
          {
            name: "names",
            label: { "zh-CN": "问责对象", en: "Persons" },
            kind: "text",
            hint: { "zh-CN": "王某、李某", en: "Wang, Li" },
          },
          {
            name: "by",
            label: { "zh-CN": "实施人", en: "Conducted by" },
            kind: "text",
            optional: true,
            hint: { "zh-CN": "张处长", en: "Director Zhang" },
          },
          {
            name: "measures",
            label: { "zh-CN": "整改措施", en: "Measures" },
            kind: "text",
            optional: true,
            hint: { "zh-CN": "一个月内整改到位", en: "put right within a month" },
          },
          {
            name: "later",
            label: { "zh-CN": "回访日期", en: "Follow-up on" },
            kind: "date",
            optional: true,
            hint: { "zh-CN": "12月31日", en: "31 Dec" },
          },
        ],
        line: ({ record: id = "", on = "", names = "", by = "", measures = "", later = "" }) =>
          [
            `/measure ${id} hold on ${on} with ${names}`,
            by ? `by ${quoted(by)}` : "",
            measures ? `measures ${quoted(measures)}` : "",
            later ? `follow-up ${later}` : "",
          ]
            .filter(Boolean)
            .join(" "),
      },
      {
        id: "drop",
        title: { "zh-CN": "不予实施", en: "Drop" },
        fields: [
          RECORD,
          {
            name: "reason",
            label: { "zh-CN": "理由", en: "Reason" },
            kind: "text",
            hint: { "zh-CN": "已另案处理", en: "dealt with elsewhere" },
          },
        ],
        line: ({ record: id = "", reason = "" }) => `/measure ${id} drop ${reason}`,
      },
      {
        id: "follow-up",
        title: { "zh-CN": "登记回访", en: "Follow-up" },
        fields: [
          RECORD,
          {
            name: "note",
            label: { "zh-CN": "回访情况", en: "What it found" },
            kind: "text",
            hint: { "zh-CN": "整改措施已落实", en: "put right as promised" },
          },
        ],
        line: ({ record: id = "", note = "" }) => `/measure ${id} follow-up done ${note}`,
      },
    ],
  },
  async run(context) {
    const words = context.words.trim();
    if (!words) return overview(context);
    const numbered = /^(\d+)(?:号)?(?:\s+|$)([\s\S]*)$/u.exec(words);
    if (numbered) return act(context, Number(numbered[1]), (numbered[2] ?? "").trim());
    const [, given = "", rest = ""] = KIND.exec(words) ?? [];
    const kind = KIND_WORDS[given] ?? TALK_KINDS.find((one) => one === given.toLowerCase());
    if (!kind) return refuse("refuse.measure-kind", { given: given || words, all: [...TALK_KINDS] }, EXAMPLE);
    const command = `/measure ${given}`;
    const where = kind === "exposure" ? " at 省政府门户网站曝光台" : kind === "talk" ? " with 王某" : "";
    const example = `${command} 云州市民政局 on ${context.clock.today()}${where} because 逾期未整改`;
    return record(context, kind, rest, { command, example, form: "refuse.measure-form" });
  },
};
