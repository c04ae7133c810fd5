import { caseTypos, grantTypos, heightTypos, nearName, oldWording } from "./seeds.ts";
import { noticeDay, office, pageChecks, portal } from "./spec.ts";
import type { DemoSite, Spec } from "./types.ts";

type Defect = DemoSite["defects"][number];

function fault(check: string, note: string, words?: string[]): Defect {
  return words ? { check, level: "fault", note, words } : { check, level: "fault", note };
}

function veto(check: string, note: string): Defect {
  return { check, level: "veto", note };
}

function faults(...list: Defect[]): Partial<DemoSite> {
  return { defects: list };
}

/** A site that cannot be opened: nothing on its pages can be judged. */
function closed(note: string): Partial<DemoSite> {
  return { defects: [veto("availability", note)], inconclusive: [...pageChecks] };
}

const noConac = fault("party-gov-mark", "无党政机关网站标识");
const noFeedback = fault("feedback-entry", "无找错入口");
const noPolice = fault("police-record", "无公安备案标识");
const noCode = fault("site-code", "无网站标识码");

/** Sites with defects seeded on purpose. */
export const faultySites: readonly Spec[] = [
  portal(
    "澜溪县",
    "5193220001",
    "www.lanxixian.gov.cn",
    { urls: "trs", headline: caseTypos },
    faults(fault("typos", "首页摘要有错别字", ["案列", "贯澈", "忧惠"])),
  ),
  office(
    "临江省",
    "财政厅",
    "财政",
    "5190000010",
    "czt.linjiang.gov.cn",
    { urls: "post", headline: grantTypos },
    faults(fault("typos", "首页摘要有错别字", ["拔给", "拔款", "效意"])),
  ),
  office(
    "临江省",
    "林业和草原局",
    "林业草原",
    "5190000033",
    "lcj.linjiang.gov.cn",
    {
      layout: "dl",
      urls: "info",
      headline: heightTypos,
      conac: "link",
    },
    faults(fault("typos", "首页摘要有错别字", ["海拨", "徒坡", "火陷"])),
  ),
  office(
    "临江省",
    "地质勘查局",
    "地质勘查",
    "5190000041",
    "dkj.linjiang.gov.cn",
    {
      layout: "table",
      skeleton: "table",
      conac: "none",
      feedback: "none",
      police: "none",
      siteCode: "none",
    },
    faults(noConac, noFeedback, noPolice, noCode),
  ),
  office(
    "临江省",
    "水土保持局",
    "水土保持",
    "5190000042",
    "stbc.linjiang.gov.cn",
    {
      urls: "content",
      conac: "none",
      siteCode: "none",
    },
    faults(noConac, noCode),
  ),
  office(
    "临江省",
    "矿产地质局",
    "矿产地质",
    "5190000043",
    "kcdz.linjiang.gov.cn",
    {
      layout: "slash",
      urls: "aspx",
      police: "none",
      siteCode: "none",
      feedback: "link",
    },
    faults(noPolice, noCode),
  ),
  office(
    "云州市",
    "统计局",
    "统计",
    "5191000021",
    "tjj.yunzhou.gov.cn",
    { urls: "art", icp: "none" },
    faults(fault("icp-record", "无ICP备案编号")),
  ),
  office(
    "云州市",
    "司法局",
    "司法行政",
    "5191000010",
    "sfj.yunzhou.gov.cn",
    { urls: "post", organiser: "none" },
    faults(fault("organiser", "页脚未标明主办单位")),
  ),
  office(
    "云州市",
    "商务局",
    "商务",
    "5191000019",
    "swj.yunzhou.gov.cn",
    { layout: "split", contact: "none" },
    faults(fault("contact", "页脚无联系方式，只有热线电话")),
  ),
  office(
    "青石市",
    "文化和旅游局",
    "文化旅游",
    "5192000016",
    "wlj.qingshi.gov.cn",
    { urls: "info", siteCode: "wrong" },
    faults(fault("site-code", "页脚和网页标签的标识码与登记不一致")),
  ),
  office(
    "青石市",
    "住房和城乡建设局",
    "住房城乡建设",
    "5192000012",
    "zjj.qingshi.gov.cn",
    { police: "mismatch" },
    faults(fault("police-record", "公安备案号文字与链接不一致")),
  ),
  office(
    "青石市",
    "科学技术局",
    "科技创新",
    "5192000008",
    "kjj.qingshi.gov.cn",
    { urls: "art", icp: "placeholder" },
    faults(fault("icp-record", "ICP备案编号是占位号码12345678")),
  ),
  office(
    "霁川市",
    "生态环境局",
    "生态环境",
    "5193000013",
    "sthjj.jichuan.gov.cn",
    { urls: "trs", conac: "error" },
    faults(fault("party-gov-mark", "党政机关网站标识核验不通过（red_error）")),
  ),
  office(
    "霁川市",
    "审计局",
    "审计",
    "5193000022",
    "sjj.jichuan.gov.cn",
    { layout: "dl", feedback: "file" },
    faults({ check: "feedback-entry", level: "warning", note: "找错链接中的网址是开发者本机文件" }),
  ),
  office(
    "临江省",
    "药品监督管理局",
    "药品监管",
    "5190000028",
    "yjj.linjiang.gov.cn",
    {
      urls: "trs",
      shownName: "临江省食品药品监督管理局",
    },
    {
      ...faults(fault("site-name", "机构改革后标题和页头仍是原名称")),
      formerNames: [{ name: "临江省食品药品监督管理局", until: "2018-11-08" }],
    },
  ),
  office(
    "临江省",
    "人力资源和社会保障厅",
    "人力资源",
    "5190000011",
    "rst.linjiang.gov.cn",
    { urls: "content" },
    {
      ...faults(fault("domain-notice", "域名已变更，首页未悬挂公告")),
      campaign: { oldHost: "www.ljrsks.gov.cn", newHost: "rst.linjiang.gov.cn", noticeBy: noticeDay },
    },
  ),
  office(
    "临江省",
    "供销合作社",
    "供销合作",
    "5190000047",
    "gxs.linjiang.gov.cn",
    { urls: "post", behaviour: "tls" },
    {
      url: "https://gxs.linjiang.gov.cn/",
      defects: [{ check: "tls", level: "warning", note: "证书自签名且已过期" }],
    },
  ),
  office(
    "霁川市",
    "粮食和物资储备局",
    "粮食物资",
    "5193000027",
    "lwj.jichuan.gov.cn",
    {
      urls: "post",
      clock: true,
      staleDays: 38,
    },
    faults(veto("homepage-freshness", "首页最新信息早于两周")),
  ),
  office(
    "霁川市",
    "市场监督管理局",
    "市场监管",
    "5193000018",
    "scjgj.jichuan.gov.cn",
    { deadLinks: true },
    faults(fault("dead-links", "专题链接失效：404、500、转回首页、页面不存在、跳转到404")),
  ),
  office(
    "临江省",
    "统计调查队",
    "统计调查",
    "5190000051",
    "tjdc.linjiang.gov.cn",
    { behaviour: "hang" },
    closed("接受连接后一直不应答"),
  ),
  office(
    "临江省",
    "地方志办公室",
    "地方志",
    "5190000052",
    "dfz.linjiang.gov.cn",
    { behaviour: "refuse" },
    closed("拒绝连接"),
  ),
  office(
    "青石市",
    "档案局",
    "档案",
    "5192000031",
    "daj.qingshi.gov.cn",
    { behaviour: "503" },
    {
      ...closed("一直应答503"),
      defects: [veto("availability", "一直应答503"), veto("availability-week", "一周之内每次都打不开")],
      seededMisses: [24, 24, 24, 24, 24, 24, 24],
    },
  ),
  office(
    "云州市",
    "公共资源交易中心",
    "公共资源交易",
    "5191000035",
    "ggzy.yunzhou.gov.cn",
    { behaviour: "521" },
    {
      inconclusive: ["availability", ...pageChecks],
    },
  ),
  office(
    "云州市",
    "园林绿化局",
    "园林绿化",
    "5191000036",
    "www.yunzhouyuanlin.com",
    { urls: "aspx" },
    faults(fault("domain-form", "域名不以gov.cn结尾")),
  ),
  office(
    "青石市",
    "城市管理局",
    "城市管理",
    "5192000026",
    "www.qingshicg.gov.cn",
    { urls: "info" },
    faults(fault("domain-form", "部门网站用了门户网站的域名形式")),
  ),
  office(
    "青石市",
    "医疗保障局",
    "医疗保障",
    "5192000029",
    "ybj.qingshi.gov.cn",
    { layout: "inlineDate" },
    {
      ...faults(veto("availability-week", "一周168次访问有15次打不开，超过5%")),
      seededMisses: [0, 2, 5, 4, 1, 0, 3],
    },
  ),
  office(
    "青石市",
    "科学技术协会",
    "科学普及",
    "5192000051",
    "kx.qingshi.gov.cn",
    { urls: "art", hiddenLink: true },
    faults(veto("hidden-links", "首页藏有博彩暗链")),
  ),
  office(
    "霁川市",
    "广播电视局",
    "广播电视",
    "5193000052",
    "gdj.jichuan.gov.cn",
    { urls: "post", cloaked: true },
    faults(veto("cloaking", "搜索引擎看到的是博彩页面")),
  ),
  office(
    "云州市",
    "退役军人事务局",
    "退役军人事务",
    "5191000053",
    "tyjrswj.yunzhou.gov.cn",
    { urls: "info", leak: true },
    faults(fault("personal-data", "名单公示中身份证号未遮挡")),
  ),
  office(
    "云州市",
    "体育局",
    "体育",
    "5191000054",
    "tyj.yunzhou.gov.cn",
    { urls: "shtml", advert: true },
    faults(fault("advertising", "首页投放广告联盟广告")),
  ),
  office(
    "青石市",
    "卫生健康委员会",
    "卫生健康",
    "5192000055",
    "wjw.qingshi.gov.cn",
    { urls: "trs", headline: oldWording },
    faults(fault("wording", "沿用已更名机构的旧称")),
  ),
  office(
    "霁川市",
    "水利局",
    "水利",
    "5193000056",
    "slj.jichuan.gov.cn",
    { urls: "content", headline: nearName },
    faults(fault("near-names", "主办单位名称写错一字")),
  ),
  office(
    "霁川市",
    "旅游发展委员会",
    "旅游",
    "5193000057",
    "lyw.jichuan.gov.cn",
    { urls: "aspx" },
    { ...faults(fault("lifecycle", "登记为永久下线仍可访问")), status: "永久下线" },
  ),
];
