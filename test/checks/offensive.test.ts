import fc from "fast-check";
import { expect, test } from "vitest";
import { offensiveIn } from "../../checks/reading/offensive.ts";

test.each([
  "澳门新葡京官网",
  "真人娱乐平台 注册送彩金",
  "六合彩开奖结果",
  "ＡＶ在线观看",
  "首存返水 天天送彩金 捕鱼王",
  "时时彩平台",
  "北京赛车PK拾",
  "棋牌游戏下载",
  "体育投注官网",
  "成人视频 无码",
  "同城约炮",
  "听话水货到付款",
  "百家乐 赌场",
  "福彩3D 澳门新葡京 百家乐平台",
  "市政府严禁赌博\n澳门新葡京官网",
  "严禁赌博！澳门新葡京官网",
  "扫黄打非；博彩平台",
])("%s", (text) => {
  expect(offensiveIn(text)).not.toEqual([]);
});
test.each([
  "公安机关破获一起网上赌场案件，涉案金额三千万元",
  "关于开展打击六合彩赌博专项行动的通告",
  "查处六合彩、时时彩赌博窝点",
  "市福利彩票发行中心公布上年公益金使用情况",
  "体育彩票开奖结果公告",
  "福彩投注站开奖结果、彩金发放公告",
  "警惕真人娱乐等网络赌博陷阱",
  "扫黄打非：收缴成人视频光盘",
  "反诈宣传：裸聊视频敲诈的套路",
  "禁毒大队提醒：听话水货源",
  "我市举办老司机安全驾驶培训",
  "棋牌室消防安全检查",
  "对电玩城、娱乐城、歌厅等场所进行消防检查",
  "农家乐提供捕鱼、棋牌、垂钓等项目",
  "长春药品监督管理局",
  "回春药店等单位获准经营",
  "今春药材价格稳中有升",
  "两地对口支援交流座谈会",
  "增援交警疏导交通",
  "园区外围网络建设项目招标",
  "外围女子足球队",
  "2026世界杯足球外围赛",
  "足球外围道路改造",
  "自然人代开发票办事指南",
  "预约炮台公园参观",
  "预约炮兵博物馆",
  "金沙娱乐场所名单",
  "北京赛车场建设规划",
  "一家富百家乐",
  "澳门博彩业毛收入及赌场数量",
  "AV视频会议系统采购",
  "WAV在线转换",
  "成人视频教学课程",
  "工业大麻货源地",
  "注册送达地址",
  "政务服务全程扫码、无码可刷身份证",
  "",
])("not %s", (text) => {
  expect(offensiveIn(text)).toEqual([]);
});
test("what stands around it in other sentences neither hides nor adds anything", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("。", "！", "?", "\n", ";"),
      fc.constantFrom("严禁赌博", "市政府新闻", ""),
      (stop, text) => {
        expect(offensiveIn(`${text}${stop}六合彩${stop}${text}`)).toEqual(["六合彩"]);
        expect(offensiveIn(`赌场${stop}${text}${stop}下注`)).toEqual([]);
      },
    ),
  );
});
test("a long line comes to its end", () => {
  expect(offensiveIn("外围成人春药投注约".repeat(100_000))).toEqual([]);
});
