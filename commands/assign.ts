import { say } from "../src/card.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { findingsMeant, assign as makeOrder } from "../src/oversight/orders.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayAct, needActing } from "../src/oversight/rights.ts";
import { callName, hasRole, needPerson, seekOrganiser } from "../src/oversight/seek.ts";
import { type Calendar, readCalendar } from "../src/oversight/working-days.ts";
import { findingItem } from "../src/report/findings.ts";
import { type Command, type Context, takeNumbers } from "./command.ts";

const EXAMPLE = "/assign #12 @li by Friday";

type Parsed = { who: string; due: NonNullable<ReturnType<typeof readDeadline>>; note: string };

/** `<who> by <date> [note]`: the name ends where a date begins; `by` and its Chinese equals may stand between. */
function parse(rest: string, { mentions, clock }: Context, calendar: Calendar): Parsed {
  const today = clock.today();
  const mention = mentions
    .map(({ text }) => text)
    .filter((text) => rest.startsWith(text))
    .sort((a, b) => b.length - a.length)[0];
  const starts = mention
    ? [mention.length]
    : [
        ...rest.matchAll(
          /\s+(?:by|before|until|due|限期?|于|在)?\s*(?=\S)|(?<=\p{Script=Han})(?=\d|[一二两三四五六七八九十]+个?工作日|[今明后]天|下?周|月底|年底)/giu,
        ),
      ].map(({ index }) => index);
  for (const at of starts) {
    const who = rest.slice(0, at).trim();
    const due = who ? readDeadline(rest.slice(at), today, calendar) : undefined;
    if (due)
      return {
        who,
        due,
        note: rest
          .slice(at + due.length)
          .trim()
          .replace(/^[,，;；:：]\s*/, ""),
      };
  }
  if (!rest) return refuse("refuse.assign-empty", {}, EXAMPLE);
  const who = mention ?? rest.split(/\s+/)[0] ?? "";
  return refuse(
    "refuse.date-unread",
    { who, rest: rest.slice(who.length).trim() },
    `/assign ${who} by ${clock.today().add({ days: 7 })}`,
  );
}

export const assign: Command = {
  meta: {
    name: "assign",
    aliases: ["交办", "指派"],
    usage: {
      "zh-CN": "[#12 …] <@人 | 主办单位> by <日期> [说明]",
      en: "[#12 …] <@person | organiser> by <date> [note]",
    },
    summary: { "zh-CN": "交办整改，限期完成", en: "Order a rectification by a date" },
    example: EXAMPLE,
    role: "inspector",
    files: "inspector",
    forms: [
      {
        id: "assign",
        title: { "zh-CN": "交办整改", en: "Assign" },
        fields: [
          {
            name: "findings",
            label: { "zh-CN": "问题编号", en: "Findings" },
            kind: "text",
            optional: true,
            hint: { "zh-CN": "#12 #14", en: "#12 #14" },
          },
          {
            name: "who",
            label: { "zh-CN": "交给谁", en: "Who" },
            kind: "person",
            hint: { "zh-CN": "@li 或主办单位名称", en: "@li or an organiser" },
          },
          {
            name: "due",
            label: { "zh-CN": "限期", en: "By when" },
            kind: "date",
            hint: { "zh-CN": "12月31日前、3个工作日内", en: "Friday, 31 Dec, 3 working days" },
          },
          {
            name: "note",
            label: { "zh-CN": "说明", en: "Note" },
            kind: "text",
            optional: true,
            hint: { "zh-CN": "整改要求", en: "what is to be done" },
          },
        ],
        line: ({ findings = "", who = "", due = "", note = "" }) =>
          `/assign ${findings} ${who} by ${due} ${note}`.replace(/\s+/g, " ").trim(),
      },
    ],
  },
  async run(context) {
    const { q, words, place, rights, mentions, platform, clock, actor, channel, shown } = context;
    const { ids, rest } = takeNumbers(words);
    const { who, due, note } = parse(rest, context, await readCalendar(q));
    const rows = await findingsMeant(q, ids, place.findingIds, place.siteId);
    const [first] = rows;
    if (!first) return refuse("refuse.nothing-to-assign", {}, `/assign #12 ${who} by ${due.day}`);
    const site =
      (await siteOf(q, first.siteId)) ?? refuse("refuse.site-unknown", { words: String(first.siteId), near: [] });
    await needActing(q, context, "inspector", site);
    const at = clock.now();
    const organiser =
      who.startsWith("@") || mentions.some(({ text }) => text === who) ? undefined : await seekOrganiser(q, who);
    const person = organiser ? undefined : await needPerson(q, who, mentions, { platform, at });
    const { order, confirmed } = await makeOrder(q, {
      site,
      findingIds: rows.map(({ id }) => id),
      assignee: organiser ? { organiserId: organiser.id } : { personId: person?.id ?? 0 },
      dueOn: due.day,
      workingDays: due.workingDays,
      note: note || undefined,
      files: context.files,
      mayConfirm: mayAct(rights, "supervisor", site),
      actor: actor.identity,
      personId: rights.personId ?? 0,
      at,
      today: clock.today(),
      channel: channel.id,
    });
    const name = organiser?.name ?? (person ? await callName(q, person, platform) : "");
    return {
      card: {
        title: say("assign.done", { order, who: name, due: { day: due.day.toString() } }),
        parts: [
          { kind: "list", items: rows.map((row) => findingItem(row, shown)) },
          { kind: "text", text: say("assign.due", { due: { day: due.day.toString() }, iso: due.day.toString() }) },
          ...(note ? [{ kind: "quote" as const, text: note }] : []),
          ...(confirmed.length > 0
            ? [
                {
                  kind: "note" as const,
                  text: say("assign.confirmed", { ids: confirmed.map((id) => `#${id}`), n: confirmed.length }),
                },
              ]
            : []),
          ...(due.beyondCalendar
            ? [{ kind: "note" as const, text: say("assign.beyond-calendar", { year: String(due.day.year) }) }]
            : []),
          ...(person && !(await hasRole(q, person.id, context.admins))
            ? [{ kind: "note" as const, text: say("assign.no-role", { who: name }) }]
            : []),
        ],
        buttons: [
          { label: say("button.order"), command: `/order ${order}` },
          { label: say("button.undo"), command: `/undo ${order}` },
        ],
      },
      subject: `site:${site.id}`,
      findingIds: rows.map(({ id }) => id),
      order,
    };
  },
};
