import { defineCheck } from "./check.ts";
import type { Page } from "./evidence.ts";
import { byPerson } from "./reading/checkin.ts";
import { dayFrom, fold } from "./reading/text.ts";

const CHANNEL = /咨询|留言|信箱|互动|问政|诉求|来信|在线提问/;
/** Channels that do not count: petitions and reports to discipline, interviews and surveys. */
const EXCLUDED = /信访|举报|纪检|监察|访谈|调查|征集|投票|检举|找错/;
const WAITING = /未回复|待回复|未答复|待答复|未办理|处理中|办理中|已受理|待处理/;
const DATE = /((?:19|20)\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})/;
const MOST = 10;

const named = (page: Page, counts: (text: string) => boolean): string[] => {
  const links = page.links.filter(({ kind, text }) => kind === "a" && text.length <= 20 && counts(text));
  return [...new Map(links.map(({ url, text }) => [url, `${text} ${url}`])).values()].slice(0, MOST);
};

/** The oldest message that the lists show as unanswered; empty where none is shown. */
function oldestWaiting(pages: readonly Page[]): string {
  const days: string[] = [];
  for (const { paragraphs } of pages.filter(({ role }) => role === "interaction"))
    paragraphs.forEach(({ text }, i) => {
      if (!WAITING.test(text)) return;
      // A row of a table: the date stands in this cell or in one beside it
      for (const { text: near } of paragraphs.slice(Math.max(0, i - 4), i + 5)) {
        const found = DATE.exec(fold(near));
        if (found) days.push(dayFrom(found));
      }
    });
  return days.sort()[0] ?? "";
}

export const interactionChannel = defineCheck({
  meta: {
    id: "interaction-channel",
    version: 1,
    level: "fault",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["V5"],
    automation: "HUMAN",
    title: { "zh-CN": "互动回应", en: "Interaction" },
    messages: {
      reported: { "zh-CN": "人工检查发现互动回应问题：{note}（{by}）", en: "Looked at by a person: {note} ({by})" },
    },
  },
  needs: ["page", "checkins"],
  optional: ["pages", "rendered"],
  run({ page, pages = [], rendered, checkins }, rules, { today }) {
    return byPerson("interaction-channel", checkins, today, () => {
      const home = rendered ?? page;
      return {
        channels: named(home, (text) => CHANNEL.test(text) && !EXCLUDED.test(text)),
        excluded: named(home, (text) => EXCLUDED.test(text)),
        oldest: oldestWaiting(pages),
        months: rules.number("V5", "months"),
      };
    });
  },
});
