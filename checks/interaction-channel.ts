import { defineCheck } from "./check.ts";
import type { Page } from "./evidence.ts";
import { byPerson } from "./reading/checkin.ts";
import { dayFrom, fold } from "./reading/text.ts";

const CHANNEL = /咨询|留言|信箱|互动|问政|诉求|来信|在线提问/;
/** Channels that do not count: petitions and reports to discipline, interviews and surveys. */
const EXCLUDED = /信访|举报|纪检|监察|访谈|调查|征集|投票|检举|找错/;
const WAITING = /未回复|待回复|未答复|待答复|未办理|处理中|办理中|待处理|已受理/;
const ANSWERED = /已回复|已答复|已办结|已办理|已处理|回复时间|答复时间|办结/;
const DATE = /(?<!\d)((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)/g;
/** A message's date stands in its own line, else so many lines before its state, else so many after it. */
const BEFORE = 4;
const AFTER = 2;
const MOST = 10;

const named = (page: Page, counts: (text: string) => boolean): string[] => {
  const links = page.links.filter(({ kind, text }) => kind === "a" && text.length <= 20 && counts(text));
  return [...new Map(links.map(({ url, text }) => [url, `${text} ${url}`])).values()].slice(0, MOST);
};

/** The oldest message that the page shows as not answered, by its date; empty where it shows none. */
export function oldestWaiting(page: Page, today: string): string {
  const lines = page.paragraphs.map(({ text }) => fold(text));
  const stated = (line = "") => WAITING.test(line) || ANSWERED.test(line);
  // A row ends where the next one's state stands
  const dayNear = (at: number): string | undefined => {
    const before = lines.slice(Math.max(0, at - BEFORE), at).reverse();
    const after = lines.slice(at + 1, at + 1 + AFTER);
    const own = (side: string[]) => side.slice(0, side.findIndex(stated) < 0 ? undefined : side.findIndex(stated));
    return [lines[at] ?? "", ...own(before), ...own(after)]
      .flatMap((line) => [...line.matchAll(DATE)].map(dayFrom))
      .find((day) => day <= today);
  };
  const days = lines.flatMap((line, at) => (WAITING.test(line) && !ANSWERED.test(line) ? (dayNear(at) ?? []) : []));
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
      const oldest = pages
        .filter(({ role }) => role === "interaction")
        .map((one) => oldestWaiting(one, today.toString()))
        .filter(Boolean)
        .sort();
      return {
        channels: named(home, (text) => CHANNEL.test(text) && !EXCLUDED.test(text)),
        excluded: named(home, (text) => EXCLUDED.test(text)),
        oldest: oldest[0] ?? "",
        months: rules.number("V5", "months"),
      };
    });
  },
});
