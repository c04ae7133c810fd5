import { defineCheck, finding, inconclusive, judged, pass } from "./check.ts";

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
        "zh-CN": "首页打不开：{failure|failure}（{detail}，用时 {seconds} 秒）",
        en: "The home page does not open: {failure|failure} ({detail}, after {seconds} s)",
      },
    },
  },
  needs: ["chain"],
  run({ chain }) {
    if (chain.outcome === "declined") return inconclusive("declined");
    if (chain.outcome === "unmeasured") return inconclusive("own-line");
    if (chain.outcome === "opened") return pass;
    const failure = chain.failure ?? "timeout";
    const host = URL.canParse(chain.finalUrl) ? new URL(chain.finalUrl).host : chain.finalUrl;
    const from = chain.vantages?.map((vantage) => ` @${vantage}`).join("") ?? "";
    const detail = `${failure === "http-error" ? `HTTP ${chain.status ?? "?"}` : host}${from}`;
    // One finding whatever the kind of failure: a site that is down is down, however it says so today
    return judged([
      finding("unreachable", { failure, detail, seconds: Math.round(chain.ms / 100) / 10 }, { url: chain.finalUrl }),
    ]);
  },
});
