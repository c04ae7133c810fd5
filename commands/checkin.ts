import { more, type Part, say } from "../src/card.ts";
import { checkIn, checkinsOf, dueCheckins, HUMAN_CHECKS, readPrepared } from "../src/oversight/checkins.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { needActing, visibleSites } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/checkin www.yunzhou.gov.cn interaction-channel ok 留言当天有回复";
const SHOWN = 10;

/** What the visits laid ready, one line a sort. */
const preparedParts = (prepared: Record<string, string | number | string[]>): Part[] =>
  Object.entries(prepared)
    .filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => ({
      kind: "note",
      text: say(`prepared.${name}`, { value: Array.isArray(value) ? value : String(value) }),
    }));

async function overview({ q, rights, audience, clock }: Context): Promise<Answer> {
  const due = await dueCheckins(q, clock.today(), await visibleSites(q, rights, audience));
  return {
    card: {
      title: say("checkin.due", { n: due.length }),
      parts: [
        {
          kind: "list",
          items: due.slice(0, SHOWN).map(({ site, check, last }) => ({
            text: say("checkin.line", { site: site.name, check: say(`check.${check}`) }),
            detail: say(last ? "checkin.last" : "checkin.never", { day: last ? { day: last } : "" }),
            url: site.url,
          })),
        },
        ...more(due.length, SHOWN),
        { kind: "copy", line: EXAMPLE },
      ],
    },
  };
}

async function show({ q, rights, audience }: Context, words: string): Promise<Answer> {
  const site = await needSite(q, words, (one) => `/checkin ${one.code ?? one.url}`);
  await needActing(q, { rights, audience }, "inspector", site);
  const parts: Part[] = [];
  const past = await checkinsOf(q, site.id);
  const prepared = await readPrepared(q, site.id);
  for (const check of HUMAN_CHECKS) {
    const last = past.find(({ checkId }) => checkId === check);
    parts.push({ kind: "text", text: say(`check.${check}`) });
    parts.push(...preparedParts(prepared.get(check) ?? {}));
    if (last)
      parts.push({
        kind: "note",
        text: say("checkin.past", {
          day: { day: last.day },
          outcome: say(`checkin.${last.outcome}`),
          note: last.note,
          who: last.actor,
        }),
      });
  }
  return {
    card: {
      title: say("checkin.title", { site: site.name }),
      parts,
      buttons: HUMAN_CHECKS.map((check) => ({
        label: say("button.checkin", { check: say(`check.${check}`) }),
        form: { id: "checkin", preset: { site: site.code ?? site.url, check } },
      })),
    },
    subject: `site:${site.id}`,
  };
}

export const checkin: Command = {
  meta: {
    name: "checkin",
    aliases: ["打卡", "人工检查"],
    usage: {
      "zh-CN": "[网站 [检查项 ok | fault <说明>]]（不带内容：到期的）",
      en: "[site [check ok | fault <note>]] (alone: what is due)",
    },
    summary: { "zh-CN": "机器判不了的，由人看过后登记", en: "What no machine can judge: look, and say what you found" },
    example: EXAMPLE,
    role: "inspector",
    forms: [
      {
        id: "checkin",
        title: { "zh-CN": "人工检查", en: "Check-in" },
        fields: [
          {
            name: "site",
            label: { "zh-CN": "网站", en: "Site" },
            kind: "text",
            hint: { "zh-CN": "标识码或网址", en: "code or address" },
          },
          {
            name: "check",
            label: { "zh-CN": "检查项", en: "Check" },
            kind: "text",
            hint: { "zh-CN": "interaction-channel", en: "interaction-channel" },
          },
          {
            name: "outcome",
            label: { "zh-CN": "结果", en: "Outcome" },
            kind: "text",
            hint: { "zh-CN": "ok 或 fault", en: "ok or fault" },
          },
          {
            name: "note",
            label: { "zh-CN": "说明", en: "Note" },
            kind: "text",
            hint: { "zh-CN": "留言三天内有回复", en: "answered within three days" },
          },
        ],
        line: ({ site = "", check = "", outcome = "", note = "" }) => `/checkin "${site}" ${check} ${outcome} ${note}`,
      },
    ],
  },
  async run(context) {
    const { q, words, rights, audience, actor, clock } = context;
    if (!words.trim()) return overview(context);
    const found = /^(.+?)\s+([\w-]+)\s+(ok|fault|正常|有问题)(?:\s+(.*))?$/isu.exec(words.trim());
    const [, target = "", check = "", given = "", note = ""] = found ?? [];
    if (!found) return show(context, words.trim());
    if (!HUMAN_CHECKS.includes(check))
      refuse("refuse.checkin-check", { given: check, all: [...HUMAN_CHECKS] }, EXAMPLE);
    const site = await needSite(
      q,
      target.replace(/^"|"$/g, ""),
      (one) => `/checkin ${one.code ?? one.url} ${check} ${given}`,
    );
    await needActing(q, { rights, audience }, "inspector", site);
    const outcome = /^(?:ok|正常)$/i.test(given) ? "ok" : "fault";
    if (outcome === "fault" && !note.trim())
      refuse("refuse.checkin-note", {}, `/checkin ${site.code ?? site.url} ${check} fault 留言三个月无人回复`);
    await checkIn(
      q,
      { site, check, outcome, note: note.trim() },
      { actor: actor.identity, at: clock.now(), today: clock.today() },
    );
    return {
      card: {
        title: say("checkin.done", {
          site: site.name,
          check: say(`check.${check}`),
          outcome: say(`checkin.${outcome}`),
        }),
        parts: outcome === "fault" ? [{ kind: "note", text: say("checkin.fault-next") }] : [],
      },
      subject: `site:${site.id}`,
    };
  },
};
