import { defineCheck } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

export const contact = defineCheck({
  meta: {
    id: "contact",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3"],
    automation: "AUTO",
    title: { "zh-CN": "联系方式", en: "Contact" },
    messages: {
      missing: { "zh-CN": "页面底部未列明联系方式", en: "The foot of the page gives no way to reach the organiser" },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run: (inputs) => judgeMark(inputs, ({ contact: way }) => (way === null ? undefined : [])),
});
