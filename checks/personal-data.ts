import { createHmac } from "node:crypto";
import { defineCheck, type Finding, finding, judgedPages } from "./check.ts";
import type { Page } from "./evidence.ts";
import { bankCards, hide, mask, mobiles, type PersonalNumber, residentIds } from "./reading/mask.ts";
import { normalUrl } from "./reading/text.ts";

/** Characters shown on either side of a number. */
const AROUND = 24;
/** How far before a mobile the name of its holder is looked for. */
const NAME_WITHIN = 20;
/** Of a long list so many are findings; the rest is counted. */
const NAMED = 20;

const SURNAMES =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";
const NAME = new RegExp(`(?:^|[^\\p{Script=Han}])([${SURNAMES}]\\p{Script=Han}{1,3})(?=[^\\p{Script=Han}]|$)`, "gu");
/** Words that begin like a surname: offices, places, labels. */
const NO_NAME =
  /[局科室处办所站队部院委区县市镇乡村道心司组股校店厂会项号码话址位称间期型注目州省园场街路桥山河社厅行]$|^(?:高新|金额|时间|方式|方案|文件|文号|安全|成员|成绩|单位|管理|关于|路线|项目|全部|应急|明细|和平|阳光|师资|任务|任职|包保|车牌|麻醉|向上|施工)/u;
/** These numbers are there to be called. */
const MEANT_TO_BE_CALLED =
  /联系人|联系方式|联系电话|咨询|值班|负责|经办|服务|客服|热线|河长|湖长|林长|路长|网格|书记|主任|局长|科长|站长|所长|村医|律师|调解|代理|投诉|监督|举报|采购|招标|项目经理|办公/;

/** The page as one text, a paragraph a line. */
const textOf = (page: Page) => page.paragraphs.map(({ text }) => text).join("\n");
const titleOf = (page: Page) => mask(page.title ?? page.heading ?? page.linkText ?? "");

/** The name of a private person just before the number, in its own cell or word. */
function holder(text: string, { start, end }: PersonalNumber): boolean {
  if (MEANT_TO_BE_CALLED.test(text.slice(Math.max(0, start - NAME_WITHIN), end + NAME_WITHIN / 2))) return false;
  const before = text.slice(Math.max(0, start - NAME_WITHIN), start);
  return [...before.matchAll(NAME)].some(([, name = ""]) => !NO_NAME.test(name));
}

type Read = { found: Finding[]; beyond: string[] };

function inPage(page: Page, salt: string, atLeast: number): Read {
  const text = textOf(page);
  if (!/[\d０-９]{11}/.test(text)) return { found: [], beyond: [] };
  const ids = residentIds(text);
  const cards = bankCards(text);
  const phones = mobiles(text);
  const hidden = hide(text, [...ids, ...cards, ...phones]);
  const title = titleOf(page);
  const where = ({ start, end }: PersonalNumber) => ({
    url: page.url,
    excerpt: mask(hidden.slice(Math.max(0, start - AROUND), end + AROUND).replaceAll("\n", " ")),
  });
  const read: Read = { found: [], beyond: [] };
  for (const [message, hits] of [["resident-id", ids] as const, ["bank-card", cards] as const]) {
    const byKey = new Map(
      hits.map((hit) => [createHmac("sha256", salt).update(hit.number).digest("hex").slice(0, 16), hit]),
    );
    const n = byKey.size;
    // By key, so that the same ones are named again
    for (const [i, [key, hit]] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).entries())
      if (i >= NAMED) read.beyond.push(key);
      else read.found.push(finding(message, { number: hidden.slice(hit.start, hit.end), n, title }, where(hit), key));
  }
  const held = phones.filter((hit) => holder(text, hit));
  const n = new Set(held.map(({ number }) => number)).size;
  if (held[0] && n >= atLeast) read.found.push(finding("mobiles", { n, title }, where(held[0]), normalUrl(page.url)));
  return read;
}

export const personalData = defineCheck({
  meta: {
    id: "personal-data",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "daily",
    sensitive: true,
    indicators: ["privacy"],
    automation: "ASSIST",
    title: { "zh-CN": "个人信息", en: "Personal data" },
    messages: {
      "resident-id": {
        "zh-CN": "公开了未遮挡的身份证号 {number}（{title}，该页共 {n} 个）",
        en: "A resident ID is shown unmasked: {number} ({title}; {n} on this page)",
      },
      "bank-card": {
        "zh-CN": "公开了未遮挡的银行卡号 {number}（{title}，该页共 {n} 个）",
        en: "A bank card's number is shown unmasked: {number} ({title}; {n} on this page)",
        // Units publish accounts of their own, too
        level: "warning",
      },
      mobiles: {
        "zh-CN": "页面像是人员名单，公开了 {n} 个手机号（{title}）",
        en: "The page looks like a list of persons and shows {n} mobile numbers ({title})",
        level: "warning",
      },
    },
  },
  needs: ["page", "salt"],
  optional: ["pages"],
  run({ page, pages = [], salt }, rules) {
    const all = [page, ...pages];
    const atLeast = rules.number("privacy", "mobiles");
    const read = all.map((one) => inPage(one, salt, atLeast));
    const verdict = judgedPages(
      read.flatMap(({ found }) => found),
      all,
    );
    return { ...verdict, unread: read.flatMap(({ beyond }) => beyond) };
  },
});
