/** Gambling and pornographic wording as hijacked pages carry it, and not the same words in a text about fighting it. */
import { fold } from "./text.ts";

/** Each damning by itself: no government text uses them but in a report of a case. */
const PLAIN =
  /澳门新?葡京|葡京娱乐|金沙娱乐城?|威尼斯人(?:娱乐|赌场|官网)|太阳城(?:娱乐|集团|亚洲)|真人(?:娱乐|荷官|百家乐|视讯)|百家乐(?:平台|官网|游戏|技巧)?|老虎机|六合彩|特码资料|时时彩|北京赛车(?:pk)?|幸运飞艇|快三(?:平台|计划)|体育投注|足球外围|外围(?:投注|女|网)|博彩(?:平台|网站|公司|娱乐|官网)|网上赌(?:场|博平台)|赌球(?:网|平台)|现金棋牌|棋牌(?:游戏)?下载|捕鱼(?:游戏|达人)下载|彩票(?:平台|计划群|开奖网)|购彩(?:平台|大厅)|娱乐城(?:注册|开户|官网)|皇冠(?:体育|比分|娱乐)|亚博(?:体育|娱乐)|必威体育|bet365|开云体育|华体会|九游(?:娱乐|会)|成人(?:视频|电影|网站|小说|影院)|无码(?:视频|在线|高清)|av(?:在线|女优|视频|电影)|约炮|一夜情|黄色(?:视频|网站|电影)(?:在线|大全)|裸聊|春药|迷药|援交|同城(?:约会|小姐)|上门服务小姐|代开发票|办证刻章/gi;
/** Two different ones of these in one line. */
const WEAK =
  /投注|下注|开奖(?:结果|直播)|注册(?:即)?送|首存|返水|彩金|老司机|美女(?:直播|裸)|激情(?:视频|小说)|私服|棋牌|捕鱼|电玩城|赌场|博彩|娱乐平台|娱乐城/g;
/** Who fights it, reports it or runs the state lottery uses the words without meaning them. */
const FIGHTING =
  /打击|查处|整治|严禁|禁止|取缔|捣毁|破获|抓获|侦破|涉赌|涉黄|涉嫌|扫黄|禁毒|反诈|诈骗|防范|警惕|举报|案件|犯罪|违法|非法|处罚|刑法|治安|判决|裁定|福利彩票|体育彩票|福彩|体彩|公益金|宣传教育|谨防|远离|拒绝|危害|网络环境|清朗|法释|条例|专项行动/;

/** The wordings found in one line or title, each once. */
export function offensiveIn(text: string): string[] {
  if (text.length < 2) return [];
  const found = new Set<string>();
  for (const sentence of fold(text).split(/[。！？；\n]/)) {
    if (FIGHTING.test(sentence)) continue;
    for (const [word] of sentence.matchAll(PLAIN)) found.add(word.toLowerCase());
    const weak = new Set([...sentence.matchAll(WEAK)].map(([word]) => word));
    if (weak.size >= 2) for (const word of weak) found.add(word);
  }
  return [...found];
}
