import { defineCheck, finding, inconclusive, pass } from "./check.ts";

export const availability = defineCheck({
  meta: {
    id: "availability",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["V2"],
    automation: "AUTO",
    title: { "zh-CN": "首页可用性（本次）", en: "Home page opens (this visit)" },
    messages: {
      unreachable: {
        "zh-CN": "首页打不开：{failure|failure}（用时 {seconds} 秒）",
        en: "The home page does not open: {failure|failure} (after {seconds} s)",
      },
      status: {
        "zh-CN": "首页返回错误状态 {status}",
        en: "The home page answers with error status {status}",
      },
    },
  },
  needs: ["chain"],
  run({ chain }) {
    if (chain.outcome === "declined") return inconclusive("declined");
    if (chain.outcome === "unmeasured") return inconclusive("own-line");
    if (chain.outcome === "opened") return pass;
    const where = { url: chain.finalUrl };
    // One finding whatever the kind of failure: a site that is down is down, however it says so today
    return {
      outcome: "fail",
      findings: [
        chain.failure === "http-error"
          ? finding("status", { status: chain.status ?? 0 }, where)
          : finding(
              "unreachable",
              { failure: chain.failure ?? "timeout", seconds: Math.round(chain.ms / 100) / 10 },
              where,
            ),
      ],
    };
  },
});
