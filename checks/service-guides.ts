import { defineCheck } from "./check.ts";
import type { Page } from "./evidence.ts";
import { byPerson } from "./reading/checkin.ts";

const ENTRY = /办事服务|办事指南|网上办事|政务服务|办事大厅|服务指南/;
/** The eight classes of elements that a guide must have, with the words that guides use for them. */
const ELEMENTS: [string, RegExp][] = [
  ["事项名称", /事项名称|项目名称|服务名称|办理事项/],
  ["设定依据", /设定依据|法律依据|办理依据|政策依据|实施依据/],
  ["申请条件", /申请条件|办理条件|受理条件|申报条件|办理对象|服务对象/],
  ["办理材料", /办理材料|申请材料|申报材料|提交材料|所需材料|材料目录|材料清单/],
  ["办理地点", /办理地点|办公地址|办理地址|受理地点|办理窗口|办事窗口/],
  ["办理时间", /办理时间|办公时间|工作时间|受理时间|办理时限|承诺时限|法定时限/],
  ["联系电话", /联系电话|咨询电话|咨询方式|联系方式|办公电话/],
  ["办理流程", /办理流程|办理程序|工作流程|办事流程|流程图/],
];
const MOST = 10;

/** The elements of which a guide says nothing. */
export function missingElements(page: Page): string[] {
  const text = page.paragraphs.map((line) => line.text).join("\n");
  // A guide's heading is the item's name
  const named = (page.heading ?? page.linkText ?? "").length >= 4;
  return ELEMENTS.filter(([name, words]) => !words.test(text) && !(named && name === "事项名称")).map(([name]) => name);
}

export const serviceGuides = defineCheck({
  meta: {
    id: "service-guides",
    version: 1,
    level: "fault",
    scope: "site",
    when: "daily",
    sensitive: false,
    indicators: ["V6", "V6-guides"],
    automation: "HUMAN",
    title: { "zh-CN": "办事服务", en: "Services" },
    messages: {
      reported: { "zh-CN": "人工检查发现办事服务问题：{note}（{by}）", en: "Looked at by a person: {note} ({by})" },
    },
  },
  needs: ["page", "checkins"],
  optional: ["pages"],
  run({ page, pages = [], checkins }, rules, { today }) {
    return byPerson("service-guides", checkins, today, () => {
      const guides = pages.filter(({ role }) => role === "guide");
      const entries = page.links.filter(({ kind, text }) => kind === "a" && ENTRY.test(text));
      const poor = guides.flatMap((guide) => {
        const missing = missingElements(guide);
        return missing.length >= rules.number("V6", "missing")
          ? [`${guide.heading ?? guide.linkText ?? guide.url}：${missing.join("、")}`]
          : [];
      });
      return {
        entry: [...new Set(entries.map(({ url, text }) => `${text} ${url}`))].slice(0, MOST),
        guides: guides.length,
        poor: poor.slice(0, MOST),
      };
    });
  },
});
