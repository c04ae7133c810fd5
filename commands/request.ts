import { type Part, say, text } from "../src/card.ts";
import { organiserOfContact } from "../src/oversight/contacts.ts";
import { refuse } from "../src/oversight/refusal.ts";
import {
  aboutOf,
  aboutRow,
  levelsOf,
  MOST_LEVELS,
  mayApprove,
  mayAsk,
  needSeen,
  seesRequests,
  setLevels,
} from "../src/oversight/request-rights.ts";
import { requestWarnings } from "../src/oversight/request-warnings.ts";
import { EXAMPLES, readKind, readRequest } from "../src/oversight/request-words.ts";
import {
  approvalsOf,
  approve,
  ask,
  type Doing,
  needRequest,
  type RequestRow,
  requestsUnderWay,
  turnDown,
  withdraw,
} from "../src/oversight/requests.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { rulesFor } from "../src/oversight/rules.ts";
import { requestFile, requestForms } from "../src/report/request-forms.ts";
import { requestCard, requestItem, requestLine, statePhrase, toldOf } from "../src/report/requests.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = EXAMPLES.close;
const SHOWN = 10;

const doingOf = ({ rights, actor, clock, channel }: Context): Doing => ({
  rights,
  actor: actor.identity,
  at: clock.now(),
  today: clock.today(),
  channel: channel.id,
});
const subjectOf = ({ siteId }: RequestRow) => (siteId === null ? {} : { subject: `site:${siteId}` });

/** What waits, for whom; what waits for the one who asks first. */
async function list(context: Context): Promise<Answer> {
  const { q, rights, audience } = context;
  const sees = await seesRequests(q, rights, audience);
  const mine: RequestRow[] = [];
  const others: RequestRow[] = [];
  for (const row of await requestsUnderWay(q)) {
    const about = await aboutOf(q, row);
    if (!sees(about)) continue;
    const own =
      row.state === "requested" &&
      row.askedPerson !== rights.personId &&
      mayApprove(rights, about, row.level + 1, row.levels) &&
      !(await approvalsOf(q, row.id)).some(({ personId }) => personId === rights.personId);
    (own ? mine : others).push(row);
  }
  const all = [];
  for (const row of [...mine, ...others]) all.push(await toldOf(q, row));
  const parts: Part[] = [
    { kind: "list", items: all.slice(0, SHOWN).map(requestItem) },
    ...(all.length > SHOWN ? [text(say("list.more", { n: all.length - SHOWN }))] : []),
    { kind: "copy", line: EXAMPLE },
  ];
  return {
    card: {
      title: say("request.list", { n: all.length, mine: mine.length }),
      parts,
      buttons: requestForms.slice(1).map(({ id }) => ({ label: say(`form.${id}`), form: { id, preset: {} } })),
      ...(all.length > SHOWN ? { files: [requestFile(all)] } : {}),
    },
  };
}

async function show(context: Context, id: number): Promise<Answer> {
  const { q, clock } = context;
  const row = await needRequest(q, id);
  await needSeen(q, context, await aboutOf(q, row), String(id));
  const warnings = await requestWarnings(q, row, await rulesFor(q, clock.today()), clock);
  return { card: requestCard(await toldOf(q, row), await approvalsOf(q, id), warnings), ...subjectOf(row) };
}

const DECISIONS: readonly [typeof approve, RegExp][] = [
  [approve, /^(?:approve|批准|同意)(?:\s+|[:：]|$)/i],
  [turnDown, /^(?:refuse|不批准|不同意|驳回)(?:\s+|[:：]|$)/i],
  [withdraw, /^(?:withdraw|撤回)(?:\s+|[:：]|$)/i],
];
async function decide(context: Context, id: number, words: string): Promise<Answer> {
  const { q } = context;
  await needSeen(q, context, await aboutOf(q, await needRequest(q, id)), String(id));
  for (const [act, form] of DECISIONS) {
    const found = form.exec(words);
    if (!found) continue;
    const row = await act(q, id, words.slice(found[0].length).trim(), doingOf(context));
    const told = await toldOf(q, row);
    return {
      card: { title: requestLine(told), parts: [text(statePhrase(told))] },
      ...subjectOf(row),
    };
  }
  return refuse("refuse.request-verb", { word: words.split(/\s/)[0] ?? "" }, `/request ${id} approve`);
}

/** `levels`, `levels close 2` */
async function levels(context: Context, words: string): Promise<Answer> {
  const { q, rights, actor, clock } = context;
  if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
  const meant = readKind(words);
  const n = Number(meant?.rest);
  if (words && (!meant || !Number.isInteger(n) || n < 1 || n > MOST_LEVELS))
    refuse("refuse.request-levels", { words, most: MOST_LEVELS }, "/request levels close 2");
  if (meant) await setLevels(q, meant.kind, n, { actor: actor.identity, at: clock.now() });
  const items = [];
  for (const kind of ["open", "rename", "move", "merge", "suspend", "close"] as const)
    items.push({ text: say("request.levels-line", { kind: say(`request.kind-${kind}`), n: await levelsOf(q, kind) }) });
  return { card: { title: say("request.levels"), parts: [{ kind: "list", items }] } };
}

async function file(context: Context, words: string): Promise<Answer> {
  const { q, rights, clock, place } = context;
  const meant = readKind(words) ?? refuse("refuse.request-what", { word: words.split(/\s/)[0] ?? "" }, EXAMPLE);
  const organiser = await organiserOfContact(q, rights);
  const { site, data, reason } = await readRequest(q, meant, {
    today: clock.today(),
    siteId: place.siteId,
    organiser: organiser?.name,
  });
  const about = site ?? (await aboutRow(q, data.row ?? {}));
  const name = site?.name ?? data.row?.name ?? "";
  if (!mayAsk(rights, about)) refuse("refuse.not-yours", { name });
  await needSeen(q, context, about, name);
  const row = await ask(q, { kind: meant.kind, site, data, reason }, doingOf(context));
  const warnings = await requestWarnings(q, row, await rulesFor(q, clock.today()), clock);
  const told = await toldOf(q, row);
  const card = requestCard(told, [], warnings);
  // In private nobody else is there who could decide
  const buttons = context.channel.direct
    ? [{ label: say("button.request-withdraw"), command: `/request ${row.id} withdraw` }]
    : (card.buttons ?? []);
  return { card: { ...card, title: say("request.filed", { what: requestLine(told) }), buttons }, ...subjectOf(row) };
}

export const request: Command = {
  meta: {
    name: "request",
    aliases: ["申请"],
    usage: {
      "zh-CN":
        "[编号 [approve | refuse <理由> | withdraw] | close <网站> | rename <网站> to <新名称> | move <网站> to <新域名> | merge <网站> into <网站> | suspend <网站> [from <日期>] until <日期> | open <网址> <名称> [主办单位=…]] because <原因>",
      en: "[number [approve | refuse <reason> | withdraw] | close <site> | rename <site> to <name> | move <site> to <host> | merge <site> into <site> | suspend <site> [from <date>] until <date> | open <url> <name> [organiser=…]] because <reason>",
    },
    summary: {
      "zh-CN": "网站开设、更名、变更域名、整合迁移、临时下线、永久下线的申请与审批",
      en: "Ask for and approve the opening, renaming, moving, merging, suspending and closing of sites",
    },
    example: EXAMPLE,
    role: "contact",
    forms: requestForms,
  },
  async run(context) {
    const words = context.words.trim();
    if (!words) return list(context);
    const [, number = "", rest = ""] = /^[#＃]?(\d+)\s*(.*)$/su.exec(words) ?? [];
    if (number) return rest ? decide(context, Number(number), rest) : show(context, Number(number));
    const levelled = /^(?:levels|审批级数)(?:\s+|$)/i.exec(words);
    return levelled ? levels(context, words.slice(levelled[0].length).trim()) : file(context, words);
  },
};
