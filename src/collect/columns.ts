/** Which links of a home page lead to columns, and of what type a column is by its name. */
import type { Column, Link, Page } from "../../checks/evidence.ts";

export type FoundColumn = { url: string; title: string; type: Column["type"] };

const MAX_COLUMNS = 80;
/** A column's address names a list or a folder; an article's carries a number or a day. */
const LIST_ADDRESS =
  /\/$|\/(?:index|list|default|column|node|channel|col|catalog|class|lm|more)[\w-]*(?:\.(?:s?html?|jsp|jspx|aspx?|php|do|action))?$|\/(?:col|channel|node|list|class|lm)[/_-]?\d+(?:\/|\.\w+)?|[?&](?:columnid|channelid|catalogid|classid|cid|typeid|lmid|nodeid)=/i;
const ARTICLE_ADDRESS =
  /(?:19|20)\d{2}[-/]?\d{1,2}[-/]?\d{0,2}\/|\/t\d{8}_|content_\d{5,}|\/art\/|post_\d+|[?&](?:id|newsid|articleid|infoid)=/i;
const NO_COLUMN =
  /首页|登录|注册|繁体|简体|English|无障碍|长者|关怀|网站地图|站点地图|设为|收藏|加入|联系我们|关于我们|隐私|版权|免责|网站声明|使用帮助|搜索|检索|RSS|微信|微博|客户端|APP|手机版|移动版|旧版|更多|上一|下一|返回|点击|进入|找错|举报|天气/i;
const TYPES: [Column["type"], RegExp][] = [
  [
    "yearly",
    /人事|任免|任命|规划|计划|统计(?:公报|数据|信息)|年报|年度报告|预决算|预算|决算|总结|公报|领导|机构|概况|简介|职能/,
  ],
  ["notice", /通知|公告|公示|通告|政策|法规|规章|规范性文件|文件|解读/],
  ["news", /动态|要闻|新闻|头条|快讯|今日|速递|信息快报|工作信息|政务信息|时政|聚焦/],
];

/** What the name says; `other` columns count only once the office says how often they must change. */
export const columnType = (title: string): Column["type"] =>
  TYPES.find(([, pattern]) => pattern.test(title))?.[0] ?? "other";

const named = ({ text }: Link) =>
  /^[\p{Script=Han}A-Za-z0-9·、（）()]{2,14}$/u.test(text) && /\p{Script=Han}{2}/u.test(text);

export function discoverColumns(page: Page): FoundColumn[] {
  const host = new URL(page.url).host;
  const found = new Map<string, FoundColumn>();
  for (const link of page.links) {
    if (found.size >= MAX_COLUMNS) break;
    if (link.kind !== "a" || !named(link) || NO_COLUMN.test(link.text) || !URL.canParse(link.url)) continue;
    const target = new URL(link.url);
    if (target.host !== host || (target.pathname === "/" && !target.search)) continue;
    const address = target.pathname + target.search;
    if (ARTICLE_ADDRESS.test(address) || !LIST_ADDRESS.test(address)) continue;
    target.hash = "";
    if (!found.has(target.href))
      found.set(target.href, { url: target.href, title: link.text, type: columnType(link.text) });
  }
  return [...found.values()];
}
