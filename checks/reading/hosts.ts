/** Whose a host is: the site's own, the state's, a well-known service's, or a stranger's. */
import { getDomain } from "tldts";

export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : "");
/** The registrable domain, or the host itself where it has none (an address, a bare name). */
export const domainOf = (url: string): string => {
  const host = hostOf(url);
  return getDomain(host) ?? host;
};

const STATE = /(?:^|\.)(?:gov\.cn|xn--zfr164b|edu\.cn|mil\.cn|org\.cn|ac\.cn|xn--55qw42g)$/i;
/** Media, platforms, maps, counters and delivery networks that government pages use in good faith. */
const WELL_KNOWN = new Set(
  (
    "people.com.cn people.cn xinhuanet.com news.cn cctv.com cntv.cn chinanews.com chinanews.com.cn china.com.cn china.com cnr.cn cri.cn gmw.cn ce.cn youth.cn " +
    "qstheory.cn 12371.cn chinadaily.com.cn huanqiu.com thepaper.cn conac.cn 12377.cn 12321.cn 12388.gov.cn qq.com weixin.qq.com weibo.com weibo.cn sina.com.cn " +
    "sina.cn sinaimg.cn sohu.com 163.com 126.net 126.com baidu.com bdstatic.com bdimg.com baidustatic.com baidubce.com amap.com autonavi.com alicdn.com aliyun.com aliyuncs.com " +
    "aliapp.org taobao.com alipay.com alipayobjects.com cnzz.com cnzz.net umeng.com 51.la jiathis.com bshare.cn so.com qhimg.com 360.cn sogou.com toutiao.com douyin.com bytedance.com " +
    "bilibili.com youku.com iqiyi.com kuaishou.com qpic.cn gtimg.com gtimg.cn tencent.com myqcloud.com jsdelivr.net bootcdn.net bootcdn.cn staticfile.org staticfile.net unpkg.com " +
    "cdnjs.com cloudflare.com jquery.com googleapis.com gstatic.com google-analytics.com googletagmanager.com tianditu.gov.cn trs.cn trs.com.cn yunaq.com kaipuyun.cn ucap.com.cn anquan.org " +
    "knet.cn cnnic.cn miitbeian.gov.cn wx.qq.com microsoft.com adobe.com w3.org apple.com mozilla.org"
  ).split(/\s+/),
);
export const isState = (url: string): boolean => STATE.test(hostOf(url));
/** Neither the page's own, nor the state's, nor a well-known service's. */
export function isStranger(url: string, home: string): boolean {
  const domain = domainOf(url);
  return domain !== "" && domain !== domainOf(home) && !isState(url) && !WELL_KNOWN.has(domain);
}
