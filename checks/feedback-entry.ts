import { defineCheck, type Finding, finding } from "./check.ts";
import type { Page, Site } from "./evidence.ts";
import { judgeMark } from "./reading/absence.ts";
import { CURRENT_FEEDBACK_HOST, type Marks } from "./reading/marks.ts";

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : "");
/** A portal and its departments share an entry often enough: what counts is whose domain it is. */
const domain = (host: string) => host.split(".").slice(-3).join(".");
const sameHost = (a: string, b: string) => domain(a) === domain(b);

function faultsOf({ feedback }: Marks, page: Page, site?: Site): Finding[] | undefined {
  const [first] = feedback;
  if (!first) return undefined;
  const where = { url: page.url, place: "footer" };
  for (const { address } of feedback) {
    if (/^file:/i.test(address)) return [finding("local-address", { address }, where)];
    const host = hostOf(/^[\w-]+:/.test(address) ? address : `http://${address}`);
    const own = [hostOf(page.url), site?.host ?? ""].filter(Boolean);
    if (address && host.includes(".") && !own.some((name) => sameHost(name, host)))
      return [finding("wrong-address", { address }, where)];
  }
  const code = feedback.find((entry) => entry.code)?.code.toLowerCase();
  if (code && site?.code && code !== site.code.toLowerCase())
    return [finding("wrong-code", { shown: code, registered: site.code }, where)];
  if (feedback.every(({ host }) => host.toLowerCase() !== CURRENT_FEEDBACK_HOST))
    return [finding("old-host", { host: first.host }, where)];
  return [];
}

export const feedbackEntry = defineCheck({
  meta: {
    id: "feedback-entry",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3", "N3-form"],
    automation: "AUTO",
    title: { "zh-CN": "“我为政府网站找错”入口", en: "Error-report entry (找错)" },
    messages: {
      missing: { "zh-CN": "页面未添加“我为政府网站找错”入口", en: "The page lacks the error-report entry (找错)" },
      "local-address": {
        "zh-CN": "找错链接里是一台电脑上的文件地址：{address}",
        en: "The error-report link carries a file on somebody's computer: {address}",
      },
      "wrong-address": {
        "zh-CN": "找错链接里是别的网址：{address}",
        en: "The error-report link carries another site's address: {address}",
      },
      "wrong-code": {
        "zh-CN": "找错链接中的标识码 {shown} 与登记的 {registered} 不一致",
        en: "The error-report link carries site code {shown}, the registry has {registered}",
      },
      "old-host": {
        "zh-CN": "找错入口指向旧地址 {host}",
        en: "The error-report entry points to the outdated host {host}",
        level: "warning",
        indicator: "N3-form",
      },
    },
  },
  needs: ["page"],
  optional: ["rendered", "site"],
  run: (inputs) => judgeMark(inputs, (marks, page) => faultsOf(marks, page, inputs.site)),
});
