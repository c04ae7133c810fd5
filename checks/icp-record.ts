import { defineCheck, finding } from "./check.ts";
import { judgeMark } from "./reading/absence.ts";

/** 12345678, 88888888 and their like: typed in so that something stands there. */
const placeholder = (digits: string) =>
  /^(\d)\1+$/.test(digits) || /^(?:0?12345678\d?|1234567890|0123456789)$/.test(digits);
const LEGACY_HOST = /\/\/(?:www\.)?mi{1,2}t?beian\.gov\.cn/i;

export const icpRecord = defineCheck({
  meta: {
    id: "icp-record",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3", "N3-form"],
    automation: "AUTO",
    title: { "zh-CN": "ICP备案编号", en: "ICP record number" },
    messages: {
      missing: { "zh-CN": "页面底部未标明ICP备案编号", en: "The foot of the page lacks the ICP record number" },
      placeholder: { "zh-CN": "ICP备案编号是占位数字：{shown}", en: "The ICP record number is a placeholder: {shown}" },
      "old-link": {
        "zh-CN": "ICP备案编号链接到已停用的备案系统地址",
        en: "The ICP record number links to a retired address of the record system",
        level: "warning",
        indicator: "N3-form",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered"],
  run: (inputs) =>
    judgeMark(inputs, ({ icp, recordLinks }, { url }) => {
      if (icp.length === 0) return undefined;
      const where = { url, place: "footer" };
      if (icp.every(({ number }) => placeholder(number)))
        return [finding("placeholder", { shown: icp[0]?.text ?? "" }, where)];
      return recordLinks.some((link) => LEGACY_HOST.test(link)) ? [finding("old-link", {}, where)] : [];
    }),
});
