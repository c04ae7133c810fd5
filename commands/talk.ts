import type { Command } from "./command.ts";
import { record } from "./measure.ts";

const EXAMPLE = "/talk 云州市民政局 on 2026-11-24 with 王某 because 逾期未整改";

export const talk: Command = {
  meta: {
    name: "talk",
    aliases: ["约谈"],
    usage: {
      "zh-CN":
        "<网站 | 主办单位> on <日期> with <姓名、姓名> because <原因> [by <约谈人>] [measures <措施>] [follow-up <回访日期>] [#12 …]",
      en: "<site | organiser> on <date> with <names> because <reason> [by <conductor>] [measures <text>] [follow-up <date>] [#12 …]",
    },
    summary: { "zh-CN": "记录一次约谈", en: "Put an accountability talk on record" },
    example: EXAMPLE,
    role: "supervisor",
    forms: [
      {
        id: "talk",
        title: { "zh-CN": "记录约谈", en: "Talk" },
        fields: [
          {
            name: "about",
            label: { "zh-CN": "网站或主办单位", en: "Site or organiser" },
            kind: "text",
            hint: { "zh-CN": "云州市民政局", en: "a name, code or domain" },
          },
          {
            name: "on",
            label: { "zh-CN": "日期", en: "Date" },
            kind: "date",
            hint: { "zh-CN": "今天、11月20日", en: "today, 20 Nov" },
          },
          {
            name: "names",
            label: { "zh-CN": "约谈对象", en: "Persons" },
            kind: "text",
            hint: { "zh-CN": "王某、李某", en: "Wang, Li" },
          },
          {
            name: "reason",
            label: { "zh-CN": "原因", en: "Reason" },
            kind: "text",
            hint: { "zh-CN": "逾期未整改", en: "overdue" },
          },
        ],
        line: ({ about = "", on = "", names = "", reason = "" }) =>
          `/talk ${about} on ${on} with ${names} because ${reason}`,
      },
    ],
  },
  run: (context) =>
    record(context, "talk", context.words.trim(), { command: "/talk", example: EXAMPLE, form: "refuse.talk-form" }),
};
