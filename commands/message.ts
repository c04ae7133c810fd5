import { note, type Part, say } from "../src/card.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { mayHandle, messageSight, needHandling } from "../src/oversight/message-rights.ts";
import {
  type By,
  closeMessage,
  declineMessage,
  type Handler,
  type MessageRow,
  needMessage,
  openMessages,
  passMessage,
  receiveMessage,
  rejectMessage,
  replyMessage,
  stepsOf,
} from "../src/oversight/messages.ts";
import { readMessagesFile } from "../src/oversight/messages-file.ts";
import { applyMessages, messageCounts, planMessages } from "../src/oversight/messages-import.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { answersFor, mayActEverywhere, needActing } from "../src/oversight/rights.ts";
import { needPerson, needSite, seekOrganiser, seekSite } from "../src/oversight/seek.ts";
import { assigneeName } from "../src/report/assignee.ts";
import { messageButtons, messageCard, openMessagesCard, siteName } from "../src/report/messages.ts";
import { messagePlanParts } from "../src/report/messages-import.ts";
import { type Answer, type Command, type Context, type Form, type LocaleText, split } from "./command.ts";

type Site = Awaited<ReturnType<typeof siteOf>>;
type Meant = { row: MessageRow; site: Site };
const ADD = "/message add www.yunzhou.gov.cn 首页“办事指南”打不开";

const by = ({ actor, clock, channel }: Context): By => ({
  actor: actor.identity,
  at: clock.now(),
  today: clock.today(),
  channel: channel.id,
});

/** A message by its number, where this person and this channel may see it. */
async function meantBy(context: Context, words: string): Promise<Meant> {
  const row = await needMessage(context.q, words);
  if (!(await messageSight(context.q, context))(row)) refuse("refuse.message-unknown", { id: words }, "/message");
  return { row, site: row.siteId === null ? undefined : await siteOf(context.q, row.siteId) };
}
const actsOf = ({ rights }: Context, { row, site }: Meant) => {
  const handle = mayHandle(rights, "inspector", site);
  return { handle, reply: handle || answersFor(rights, row) };
};

async function list(context: Context): Promise<Answer> {
  const sees = await messageSight(context.q, context);
  const rows = (await openMessages(context.q)).filter(sees);
  return { card: await openMessagesCard(context.q, rows, context.clock.today().toString()) };
}

async function show(context: Context, meant: Meant): Promise<Answer> {
  const { q, clock } = context;
  const { row, site } = meant;
  const steps = await stepsOf(q, row.id);
  const card = await messageCard(q, row, site, steps, actsOf(context, meant), clock.today().toString());
  return { card, subject: `message:${row.id}` };
}

/** The answer to a step: what was done, and what can be done next. */
async function done(context: Context, row: MessageRow, site: Site, id: string, parts: Part[] = []): Promise<Answer> {
  const who = (await assigneeName(context.q, row, context.platform)) || say("none");
  const data = { id: String(row.id), site: siteName(row, site), who, due: { day: row.replyDueOn }, n: row.rejections };
  return {
    card: {
      title: say(id, data),
      parts,
      buttons: messageButtons(row, site, actsOf(context, { row, site })),
    },
    subject: `message:${row.id}`,
  };
}

async function add(context: Context, given: string): Promise<Answer> {
  const { q, rights } = context;
  const [, quoted, curly, word, rest = ""] = /^(?:"([^"]+)"|“([^”]+)”|(\S+))\s+(.+)$/su.exec(given.trim()) ?? [];
  const words = quoted ?? curly ?? word ?? "";
  const [, number, text = ""] = /^(\d{8}[0-9a-f]{8}\s+)?(.+)$/isu.exec(rest) ?? [];
  if (!words || !text) return refuse("refuse.message-add", {}, ADD);
  const sought = await seekSite(q, words);
  const unknown = "url" in sought || ("near" in sought && sought.near.length === 0);
  const site = unknown ? undefined : await needSite(q, words, (one) => `/message add ${one.code ?? one.url} ${text}`);
  if (site) await needActing(q, context, "inspector", site);
  else needHandling(rights, "inspector", undefined, words);
  const row = await receiveMessage(
    q,
    { site, siteText: words, number: number?.trim().toLowerCase(), text },
    by(context),
  );
  const answer = await done(context, row, site, "message.received-done", [
    { kind: "quote", text: row.text },
    {
      kind: "fields",
      rows: [
        [say("message.pass-due"), { day: row.passDueOn }],
        [say("message.reply-due"), { day: row.replyDueOn }],
      ],
    },
    ...(site ? [] : [note(say("message.unregistered", { words }))]),
  ]);
  return answer;
}

/** `<organiser | @person> [note]`; without words the site's own organiser. */
async function handlerOf(
  context: Context,
  given: string,
  { row, site }: Meant,
): Promise<{ to: Handler; note: string }> {
  const { q, mentions, platform, clock } = context;
  const example = `/message ${row.id} pass ${site?.organiser ?? "@li"}`;
  if (!given)
    return site?.organiserId
      ? { to: { organiserId: site.organiserId }, note: "" }
      : refuse("refuse.message-handler", {}, example);
  const mention = mentions.map(({ text }) => text).find((text) => given.startsWith(text));
  const [first = ""] = split(given);
  const who = mention ?? first;
  const noted = given.slice(given.indexOf(who) + who.length).replace(/^["”]?\s*/, "");
  const organiser = mention || who.startsWith("@") ? undefined : await seekOrganiser(q, who);
  if (organiser) return { to: { organiserId: organiser.id }, note: noted };
  const person = await needPerson(q, who, mentions, { platform, at: clock.now() });
  return { to: { personId: person.id }, note: noted };
}

async function act(context: Context, meant: Meant, verb: string, rest: string): Promise<Answer> {
  const { q, rights } = context;
  const { row, site } = meant;
  const name = siteName(row, site);
  const is = (...verbs: string[]) => verbs.includes(verb.toLowerCase());
  if (is("reply", "回复", "答复")) {
    if (!actsOf(context, meant).reply) refuse("refuse.not-yours", { name });
    if (!rest) refuse("refuse.message-reply", {}, `/message ${row.id} reply 经核实，该链接已修复。感谢您的监督`);
    return done(context, await replyMessage(q, row, rest, by(context)), site, "message.replied-done");
  }
  needHandling(rights, "inspector", site, name);
  if (is("pass", "转办")) {
    const { to, note: said } = await handlerOf(context, rest, meant);
    const passed = await passMessage(q, row, to, said || undefined, by(context));
    return done(context, passed, site, "message.passed-done", said ? [{ kind: "quote", text: said }] : []);
  }
  if (is("close", "办结")) {
    const closed = await closeMessage(q, row, by(context));
    const late = (closed.repliedDay ?? "") > closed.replyDueOn;
    const clock = note(say(late ? "message.late" : "message.on-time", { due: { day: closed.replyDueOn } }));
    return done(context, closed, site, "message.closed-done", [clock]);
  }
  if (!rest) refuse("refuse.message-reason", {}, `/message ${row.id} ${verb} 答复未说明处理结果`);
  return is("reject", "驳回", "驳回重办")
    ? done(context, await rejectMessage(q, row, rest, by(context)), site, "message.rejected-done")
    : done(context, await declineMessage(q, row, rest, by(context)), site, "message.declined-done");
}

async function importFile(context: Context, dry: boolean): Promise<Answer> {
  const { q, rights, files, clock } = context;
  if (!mayActEverywhere(rights, "inspector")) refuse("refuse.role", { role: say("role.inspector") });
  const [file] = files;
  if (!file) return refuse("refuse.message-file", {}, "/message import");
  const read = await readMessagesFile(file.bytes).catch(() => refuse("refuse.message-format", { name: file.name }));
  const plan = await planMessages(q, read, clock);
  const counts = dry ? messageCounts(plan, clock.today().toString()) : await applyMessages(q, plan, by(context));
  const { added, ...others } = counts;
  return {
    card: {
      title: say(dry ? "messages.planned" : "messages.done", { name: file.name, n: added, ...others }),
      parts: messagePlanParts(plan),
      buttons: [{ label: say("button.messages"), command: "/message" }],
    },
  };
}

const label = (zh: string, en: string): LocaleText => ({ "zh-CN": zh, en });
const MESSAGE = {
  name: "message",
  label: label("留言编号", "Message"),
  kind: "text",
  hint: label("12", "12"),
} as const;
const form = (verb: string, title: LocaleText, ask: LocaleText, hint: LocaleText): Form => ({
  id: `message-${verb}`,
  title,
  fields: [MESSAGE, { name: "text", label: ask, kind: "text", hint }],
  line: ({ message: id = "", text = "" }) => `/message ${id} ${verb} ${text}`,
});
const PASS: Form = {
  id: "message-pass",
  title: label("转办留言", "Pass on"),
  fields: [
    MESSAGE,
    {
      name: "who",
      label: label("转办给谁", "To whom"),
      kind: "person",
      hint: label("主办单位名称或 @li", "an organiser or @li"),
    },
    {
      name: "note",
      label: label("说明", "Note"),
      kind: "text",
      optional: true,
      hint: label("请核实后答复", "look into it and answer"),
    },
  ],
  line: ({ message: id = "", who = "", note: said = "" }) => `/message ${id} pass ${who} ${said}`.trim(),
};

/** Chinese is written without blanks: 转办云州市民政局 */
const VERB =
  /^(?:(pass|reply|close|reject|decline)(?:[:：]|\s|$)|(转办|回复|答复|办结|驳回重办|驳回|不受理)[:：]?)\s*(.*)$/isu;

export const message: Command = {
  meta: {
    name: "message",
    aliases: ["找错", "留言"],
    usage: {
      "zh-CN":
        "（不带内容：未办结的） | 12 | add <网站> <内容> | 12 pass [主办单位 | @人] [说明] | 12 reply <答复> | 12 close | 12 reject <理由> | 12 decline <理由> | import [dry]（附文件）",
      en: "(alone: what is open) | 12 | add <site> <text> | 12 pass [organiser | @person] [note] | 12 reply <text> | 12 close | 12 reject <reason> | 12 decline <reason> | import [dry] (file attached)",
    },
    summary: {
      "zh-CN": "“我为政府网站找错”留言：登记或导入，转办、答复、审核、办结",
      en: "Netizens' messages (找错): take in or import, pass on, answer, review, close",
    },
    example: "/message 12 pass",
    role: "contact",
    files: "inspector",
    forms: [
      PASS,
      form(
        "reply",
        label("答复留言", "Reply"),
        label("答复内容", "Reply"),
        label("经核实，该链接已修复", "the link works again"),
      ),
      form(
        "reject",
        label("驳回重办", "Reject"),
        label("理由", "Reason"),
        label("答复未说明处理结果", "it does not say what was done"),
      ),
      form(
        "decline",
        label("不属受理范围", "Out of scope"),
        label("理由", "Reason"),
        label("不是政府网站的问题", "not a government website's fault"),
      ),
    ],
  },
  async run(context) {
    const words = context.words.trim();
    if (!words) return list(context);
    const [, task = "", given = ""] = /^(import|导入|add|登记)(?:\s+(.*))?$/isu.exec(words) ?? [];
    if (/^(?:import|导入)$/i.test(task)) return importFile(context, /^(?:dry|试)/i.test(given.trim()));
    if (task) return add(context, given);
    const [, id = "", rest = ""] = /^([#＃]?(?:\d{8}[0-9a-f]{8}|\d{1,9}(?=\D|$)|\S+))\s*(.*)$/isu.exec(words) ?? [];
    const meant = await meantBy(context, id);
    if (!rest) return show(context, meant);
    const [, english, chinese, more = ""] = VERB.exec(rest) ?? [];
    const verb = english ?? chinese;
    if (!verb) return refuse("refuse.message-verb", { word: rest }, `/message ${meant.row.id} pass`);
    return act(context, meant, verb, more.trim());
  },
};
