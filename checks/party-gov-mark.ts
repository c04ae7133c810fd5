import { defineCheck, finding } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

export const partyGovMark = defineCheck({
  meta: {
    id: "party-gov-mark",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3", "N3-form"],
    automation: "AUTO",
    title: { "zh-CN": "党政机关网站标识", en: "Party and government mark" },
    messages: {
      missing: {
        "zh-CN": "页面底部未添加党政机关网站标识",
        en: "The foot of the page lacks the party and government mark",
      },
      refused: {
        "zh-CN": "党政机关网站标识显示为异常图标，身份核验未通过",
        en: "The party and government mark shows the error icon: its identity check fails",
      },
      "no-link": {
        "zh-CN": "有党政机关标识图标，但未链接到核验页面",
        en: "The icon of the party and government mark links to no verification page",
        level: "warning",
        indicator: "N3-form",
      },
      inconsistent: {
        "zh-CN": "党政机关标识脚本地址前后不一致：{id}",
        en: "The address of the mark's script contradicts itself: {id}",
        level: "warning",
        indicator: "N3-form",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run: (inputs) =>
    judgeMark(inputs, ({ conac, conacIcon }, { url }) => {
      if (conac.length === 0) return conacIcon ? [finding("no-link", {}, { url, place: "footer" })] : undefined;
      if (conac.some(({ error }) => error)) return [finding("refused", {}, { url, place: "footer" })];
      const odd = conac.find(({ consistent }) => !consistent);
      return odd ? [finding("inconsistent", { id: odd.id }, { url, place: "footer" })] : [];
    }),
});
