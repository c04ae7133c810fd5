import { formerMention, futureDeadline } from "./seeds.ts";
import { noticeDay, office, pageChecks, portal } from "./spec.ts";
import type { Spec } from "./types.ts";

/** Sites without a fault, each built another way. */
export const cleanSites: readonly Spec[] = [
  portal("云州市", "5191000001", "www.yunzhou.gov.cn", {
    urls: "trs", clock: true, compress: "gzip", headerCharset: true, noHead: true,
  }),
  portal("青石市", "5192000001", "www.qingshi.gov.cn", {
    layout: "table", skeleton: "table", urls: "content", conac: "link", feedback: "link", encoding: "gb2312-label",
  }),
  office("临江省", "水利厅", "水利", "5190000012", "slt.linjiang.gov.cn", {
    layout: "dl", urls: "art", conac: "link", compress: "br", headerCharset: true, siteCode: "space",
  }),
  office("临江省", "教育厅", "教育", "5190000007", "jyt.linjiang.gov.cn", {
    layout: "split", urls: "post", footer: "inline", conac: "link", feedback: "link", police: "mps",
  }),
  office("临江省", "农业农村厅", "农业农村", "5190000013", "nynct.linjiang.gov.cn", {
    layout: "slash", urls: "trs", footer: "external", icp: "labelled", extra: [formerMention],
  }, { formerNames: [{ name: "临江省农业厅", until: "2018-11-05" }] }),
  portal("霁川市", "5193000001", "www.jichuan.gov.cn", {
    urls: "shtml", entry: "frameset", conac: "span", icp: "spans", police: "mps", organiser: "spaced",
  }),
  portal("松岫县", "5191210001", "www.songxiu.gov.cn", {
    layout: "inlineDate", urls: "info", entry: "refresh", contact: "maintenance", clock: true,
  }),
  portal("东屿区", "5191020001", "www.dongyu.gov.cn", {
    urls: "post", entry: "script", feedback: "link", icp: "spans", siteCode: "bracket",
  }),
  portal("望潮县", "5192210001", "www.wangchao.gov.cn", {
    layout: "shortYear", skeleton: "table", urls: "aspx", contact: "site", compress: "gzip",
  }, { seededMisses: [1, 2, 0, 3, 1, 0, 1] }),
  office("云州市", "民政局", "民政", "5191000009", "mzj.yunzhou.gov.cn", {
    layout: "table", skeleton: "table", urls: "info", encoding: "gb-unlabelled", conac: "link",
  }),
  office("云州市", "卫生健康委员会", "卫生健康", "5191000014", "wjw.yunzhou.gov.cn", {
    layout: "inlineDate", urls: "art", icp: "spans", conac: "span", police: "bare", contact: "maintenance",
  }),
  office("霁川市", "交通运输局", "交通运输", "5193000011", "jtj.jichuan.gov.cn", {
    layout: "records", urls: "art", feedback: "link", compress: "gzip",
  }),
  office("临江省", "应急管理厅", "应急管理", "5190000021", "yjglt.linjiang.gov.cn", {
    domainNotice: true, urls: "trs", clock: true, police: "mps",
  }, { campaign: { oldHost: "www.ljsafety.gov.cn", newHost: "yjglt.linjiang.gov.cn", noticeBy: noticeDay } }),
  office("澜溪县", "教育和体育局", "教育体育", "5193220003", "jtj.lanxixian.gov.cn", {
    layout: "split", urls: "content", icp: "labelled", conac: "link", contact: "site",
  }),
  office("青石市", "体育局", "体育", "5192000017", "tyj.qingshi.gov.cn", {
    behaviour: "412", urls: "trs", extra: [futureDeadline],
  }, { inconclusive: ["availability", ...pageChecks] }),
];
