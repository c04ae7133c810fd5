import { defineCheck, finding, inconclusive, judged, notApplicable, pass } from "./check.ts";
import type { Page } from "./evidence.ts";
import { fold } from "./reading/text.ts";

const NOTICE = /域名.{0,8}(?:变更|更换|调整|启用|停用|迁移|切换)|(?:变更|更换|启用|调整).{0,8}(?:新)?域名/;

const shows = (page: Page) =>
  [page.title ?? "", ...page.paragraphs.map(({ text }) => text), ...page.links.map(({ text }) => text)].some((text) =>
    NOTICE.test(fold(text)),
  );

export const domainNotice = defineCheck({
  meta: {
    id: "domain-notice",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["D8", "D8-term"],
    automation: "ASSIST",
    title: { "zh-CN": "域名变更公告", en: "Notice of a changed domain" },
    messages: {
      missing: {
        "zh-CN": "首页未悬挂域名变更公告（{oldHost} → {newHost}，应自 {from} 起挂至 {until}）",
        en: "The home page hangs no notice of its changed domain ({oldHost} → {newHost}, due from {from} until {until})",
      },
      "old-answers": {
        "zh-CN": "公告期已满（{until}），旧域名 {oldHost} 仍可访问",
        en: "The notice ended on {until} and the old name {oldHost} still answers",
        level: "warning",
        indicator: "D8-term",
      },
    },
  },
  needs: ["page", "campaign"],
  optional: ["rendered", "oldHost"],
  run({ page, rendered, campaign, oldHost }, _rules, { today }) {
    const day = today.toString();
    if (day < campaign.noticeFrom) return notApplicable("outside-notice-period");
    if (day > campaign.noticeUntil) {
      if (!oldHost) return notApplicable("outside-notice-period");
      const data = { oldHost: oldHost.host, until: campaign.noticeUntil };
      return judged(
        oldHost.answers ? [finding("old-answers", data, { url: `http://${oldHost.host}/` }, oldHost.host)] : [],
      );
    }
    if (shows(page) || (rendered && shows(rendered))) return pass; // the old name may serve its notice meanwhile
    if (!page.complete) return inconclusive("unreadable");
    const { newHost, noticeFrom: from, noticeUntil: until } = campaign;
    return {
      outcome: "fail",
      findings: [finding("missing", { oldHost: campaign.oldHost, newHost, from, until }, { url: page.url }, newHost)],
    };
  },
});
