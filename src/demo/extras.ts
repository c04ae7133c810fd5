/** What some sites of the demo fleet carry beside their pages: hidden links, leaks, advertising, and last year's form. */
import type { Spec } from "./types.ts";

/** What an intruder, a careless editor or an advertiser left on the home page. */
export function extraMarkup({ look }: Spec): string {
  const parts = [
    look.hiddenLink
      ? '<div style="position:absolute;left:-9999px"><a href="http://www.xpj-demo.com/">澳门新葡京官网</a></div>'
      : "",
    look.advert ? '<script src="http://pos.baidu.com/s?wid=1"></script>' : "",
  ];
  return parts.filter(Boolean).join("\n");
}

/** A list of beneficiaries with whole ID numbers; they belong to nobody. */
export const leakBody =
  "<h2>临时救助对象名单公示</h2><table><tr><td>姓名</td><td>身份证号</td><td>金额</td></tr>" +
  "<tr><td>赵甲</td><td>11010519491231002X</td><td>1200元</td></tr>" +
  "<tr><td>钱乙</td><td>440524188001010014</td><td>800元</td></tr></table>";

/** What a search engine's crawler is shown by a server that was broken into. */
export const cloakBody =
  "<html><head><title>澳门新葡京官网-真人娱乐</title></head><body><p>真人娱乐 注册送彩金 六合彩</p></body></html>";

const ROWS = (name: string, host: string, organiser: string, code: string): [string, string][] => [
  ["网站名称", name],
  ["首页网址", `http://${host}/`],
  ["主办单位", organiser],
  ["网站类型", "政府网站"],
  ["政府网站标识码", code],
  ["ICP备案号", "见页脚"],
  ["公安机关备案号", "见页脚"],
  ["独立用户访问总量（单位：个）", "58210"],
  ["网站总访问量（单位：次）", "402115"],
  ["信息发布总数（单位：条）", "960"],
  ["概况类信息更新量", "60"],
  ["政务动态信息更新量", "700"],
  ["信息公开目录信息更新量", "200"],
  ["专栏专题维护数量", "2"],
  ["解读回应信息发布数量", "18"],
  ["办事服务事项数量", "46"],
  ["互动交流留言办理", "31"],
  ["安全防护检测评估次数", "4"],
  ["移动新媒体", "有"],
];

export const reportTitle = (year: number): string => `${year}年政府网站工作年度报表`;
export const reportBody = ({ site }: Spec, year: number): string =>
  `<h2>${reportTitle(year)}</h2><table>${ROWS(site.name, new URL(site.url).hostname, site.organiser, site.code)
    .map(([label, value]) => `<tr><td>${label}</td><td>${value}</td></tr>`)
    .join("")}</table>`;
