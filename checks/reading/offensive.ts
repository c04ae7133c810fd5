/**
 * Gambling, pornographic and drug wording as hijacked pages carry it, and not the same words in a text about fighting it.
 * A hit may become a veto, so words that ordinary ones run together to (长春药店, 支援交流, 预约炮台) are kept apart here.
 */
import { fold } from "./text.ts";

const GAMBLING = [
  "澳门新?葡京",
  "新葡京(?:官网|娱乐|赌场|平台|网站|网址|棋牌|app)",
  "葡京(?:娱乐|赌场)(?!场所)",
  "(?:金沙|威尼斯人|太阳城)(?:赌场|娱乐(?!场所|行业|中心|活动|设施|项目|文化|服务)|官网[网登入])",
  "真人(?:娱乐(?!节目|场所|行业)|荷官|百家乐|视讯|博彩)",
  "百家乐(?:平台|官网|游戏|技巧|投注|娱乐|开户|网址|在线)",
  "六合彩|时时彩|幸运飞艇|(?<![a-z0-9])(?:pk10|bet365)(?![a-z0-9])",
  "特码(?:资料|图)|马会(?:资料|开奖)",
  "北京赛车(?!场|手|节|会|队|运动|协会|俱乐部|公司|文化|赛事)",
  "快三(?:平台|计划|投注)|体育投注(?!站|点)|足球外围(?!赛|道|环|场|设|区|路)",
  "外围(?:投注|模特|女(?![子性足篮排工职青童]))",
  "博彩(?:平台|网站|公司|娱乐|官网|网址|导航|评级)",
  "网上赌(?:场|博平台)|赌球(?:网|平台)|现金棋牌|棋牌(?:游戏)?(?:下载|平台|官网|app)",
  "捕鱼(?:游戏|达人)(?:下载|平台)|彩票(?:平台|计划群|开奖网|代理网)|购彩(?:平台|大厅)",
  "娱乐城(?:注册|开户|官网|网址|送)|皇冠(?:体育|比分|娱乐)(?!场所|中心|馆|公园|设施)",
  "(?:亚博|必威|乐鱼|开云)(?:体育|娱乐)(?!场所|中心|馆|公园|设施)|(?<!中)华体会(?![议员])|九游(?:娱乐|会官网)",
];
const PORN = [
  "成人(?:视频|电影|网站|小说|影院|影片)(?![教课学])",
  "无码(?:视频|高清|av|专区)",
  "(?<![a-z])av(?:在线(?![监编系设采转])|女优|电影|无码|视频(?:在线|网|观看))",
  "(?<![预契签合制公条特邀])约炮(?![兵台火])",
  "一夜情(?:网|交友|视频)|裸聊(?:视频|网|直播|平台)|(?<![支增救驰声应后])援交(?:妹|女|网)",
  "(?:黄色|色情|三级|情色)(?:视频|网站|电影|片)(?:在线|大全|观看|免费|下载)",
  "同城(?:约炮|一夜|小姐|援交)|上门服务小姐|(?:小姐|学生妹)上门",
];
const DRUGS = [
  "(?:冰毒|(?<!工业)大麻|k粉|摇头丸|海洛因|麻古|听话水|迷药|迷情药|(?<![长回惠阳永宜同新伊青迎今早立仲初])春药|催情[药水])(?:购买|出售|货到付款|专卖|网购|哪里买|货源|商城|正品)",
];
/** Each damning by itself: no government text uses them but in a report of a case. */
const PLAIN = new RegExp([...GAMBLING, ...PORN, ...DRUGS].join("|"), "gi");
/** Two different ones of these in one sentence. */
const WEAK =
  /投注(?![站于点])|下注|开奖(?:结果|直播|记录)|注册(?:即|就)?送(?:彩|钱|礼金|体验金|\d)|首存|返水(?![管阀口沟孔])|彩金|老虎机|百家乐|盘口|赔率|美女(?:直播|裸)|激情(?:视频|小说)|棋牌(?:游戏|app)|捕鱼(?:游戏|达人|王)|电玩城(?:下载|app|平台)|赌场|博彩(?![业监税毛收中专法股])|娱乐平台|娱乐城|无码(?!头)|裸聊|一夜情|同城约会|私服(?:发布|网)/g;
/** Who fights it or reports a case uses the words without meaning them. */
const FIGHTING =
  /打击|查[处获封]|整治|治理|规范|严[禁查]|禁[止毒]|取缔|捣毁|破获|抓获|侦破|落网|缴获|收缴|没收|销毁|清[理除查]|关停|涉[赌黄毒嫌案]|扫黄|反[诈赌]|诈骗|骗[局子术]|陷阱|敲诈|勒索|防范|警[惕方示]|民警|举报|案件|案例|犯罪|违[法规]|非法|处罚|拘留|刑[法拘]|获刑|治安|判[决处]|裁定|宣传教育|谨防|远离|拒绝|抵制|戒[赌毒]|危害|毒品|[吸贩制]毒|参赌|私彩|网络环境|清朗|法释|条例|专项行动/;
/** Who runs the state's lotteries speaks of bets and draws, but not of casinos. */
const STATE_LOTTERY = /福利彩票|体育彩票|福彩|体彩|公益金|彩票(?:管理|发行|销售)/;
const OF_LOTTERIES = /投注|下注|开奖|彩票|购彩|彩金/;

/** Nearly every text has none of them: one look says so. */
const ANY = new RegExp(`${PLAIN.source}|${WEAK.source}`, "i");

/** The wordings found in a text, each once; a sentence about fighting them clears itself only. */
export function offensiveIn(text: string): string[] {
  if (text.length < 2 || !ANY.test(text.normalize("NFKC"))) return [];
  const found = new Set<string>();
  // Split before folding, which makes one blank of line ends and plain marks of full-width ones
  for (const raw of text.split(/[。！？；!?;\r\n]+/)) {
    const sentence = fold(raw);
    if (sentence.length < 2 || FIGHTING.test(sentence)) continue;
    const lottery = STATE_LOTTERY.test(sentence);
    const meant = (pattern: RegExp) =>
      [...sentence.matchAll(pattern)].flatMap(([word]) =>
        lottery && OF_LOTTERIES.test(word) ? [] : word.toLowerCase(),
      );
    for (const word of meant(PLAIN)) found.add(word);
    const weak = new Set(meant(WEAK));
    if (weak.size >= 2) for (const word of weak) found.add(word);
  }
  return [...found];
}
