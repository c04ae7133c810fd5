import { expect, test } from "vitest";
import { offensiveIn } from "../../checks/reading/offensive.ts";

test.each(["澳门新葡京官网", "真人娱乐平台 注册送彩金", "六合彩开奖结果", "ＡＶ在线观看", "首存返水 天天送彩金 捕鱼"])(
  "%s",
  (text) => {
    expect(offensiveIn(text)).not.toEqual([]);
  },
);
test.each([
  "公安机关破获一起网上赌场案件，涉案金额三千万元",
  "关于开展打击六合彩赌博专项行动的通告",
  "市福利彩票发行中心公布上年公益金使用情况",
  "体育彩票开奖结果公告",
  "警惕真人娱乐等网络赌博陷阱",
  "我市举办老司机安全驾驶培训",
  "棋牌室消防安全检查",
  "",
])("not %s", (text) => {
  expect(offensiveIn(text)).toEqual([]);
});
