import { defineCheck } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

export const organiser = defineCheck({
  meta: {
    id: "organiser",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3"],
    automation: "AUTO",
    title: { "zh-CN": "主办单位", en: "Organiser" },
    messages: {
      missing: { "zh-CN": "页面底部未列明主办单位", en: "The foot of the page does not name the organiser" },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run: (inputs) => judgeMark(inputs, ({ organiser: name }) => (name === null ? undefined : [])),
});
