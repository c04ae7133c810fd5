import { defineCheck, type Finding, finding } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

export const siteCode = defineCheck({
  meta: {
    id: "site-code",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3"],
    automation: "AUTO",
    title: { "zh-CN": "政府网站标识码", en: "Site code" },
    messages: {
      missing: { "zh-CN": "页面底部未添加网站标识码", en: "The foot of the page lacks the site code" },
      malformed: { "zh-CN": "网站标识码格式不对：{shown}", en: "The site code is malformed: {shown}" },
      differs: {
        "zh-CN": "页面标识码 {shown} 与登记的 {registered} 不一致",
        en: "The page shows site code {shown}, the registry has {registered}",
      },
      disagrees: {
        "zh-CN": "页面内标识码互不一致：{codes}",
        en: "The site codes on the page disagree: {codes}",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered", "site"],
  run: (inputs) =>
    judgeMark(inputs, ({ codes, malformedCodes }, { url }) => {
      const where = { url, place: "footer" };
      const labelled = codes.find(({ from }) => from === "text");
      // A code that stands only in a tag or a link is not shown to the reader, which is what the rule asks
      if (!labelled) {
        const [shown] = malformedCodes;
        return shown === undefined ? undefined : [finding("malformed", { shown }, where)];
      }
      const found: Finding[] = [];
      const registered = inputs.site?.code?.toLowerCase();
      const shown = labelled.code;
      const distinct = [...new Set(codes.map(({ code }) => code))];
      if (registered && shown !== registered) found.push(finding("differs", { shown, registered }, where));
      else if (distinct.length > 1) found.push(finding("disagrees", { codes: distinct.join("、") }, where));
      return found;
    }),
});
