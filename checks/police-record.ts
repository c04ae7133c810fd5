import { defineCheck, finding } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

export const policeRecord = defineCheck({
  meta: {
    id: "police-record",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3", "N3-form"],
    automation: "AUTO",
    title: { "zh-CN": "公安机关备案标识", en: "Police record" },
    messages: {
      missing: { "zh-CN": "页面底部未添加公安机关备案标识", en: "The foot of the page lacks the police record" },
      disagrees: {
        "zh-CN": "公安备案号 {shown} 与其链接中的 {linked} 不一致",
        en: "The police record shows {shown}, its link carries {linked}",
      },
      malformed: {
        "zh-CN": "公安备案号位数不对：{shown}",
        en: "The police record number has too few digits: {shown}",
        level: "warning",
        indicator: "N3-form",
      },
      "broken-link": {
        "zh-CN": "公安备案链接中的编号不完整：{linked}",
        en: "The link of the police record carries an incomplete number: {linked}",
        level: "warning",
        indicator: "N3-form",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run: (inputs) =>
    judgeMark(inputs, ({ police, policeLinks }, { url }) => {
      const whole = policeLinks.filter(({ number }) => number.length === 14);
      if (police.length === 0 && whole.length === 0) return undefined;
      const where = { url, place: "footer" };
      const cut = police.find(({ number }) => number.length < 14);
      if (cut) return [finding("malformed", { shown: cut.number }, where)];
      const shown = police.map(({ number }) => number);
      const other = whole.find(({ number }) => shown.length > 0 && !shown.includes(number));
      if (other) return [finding("disagrees", { shown: shown[0] ?? "", linked: other.number }, where)];
      const short = policeLinks.find(({ number }) => number.length > 0 && number.length < 14);
      return short ? [finding("broken-link", { linked: short.number }, where)] : [];
    }),
});
