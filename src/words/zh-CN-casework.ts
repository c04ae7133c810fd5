/** Casework in Chinese: reviews, orders and what becomes of them. */

export const zhCasework = {
  "review.opinion": "{who}：{outcome}（{reason}）",
  "review.asked-by": "{who} 请您复核：{note}",
  "review.again": "第 {n} 次出现",
  "review.left": "您的队列里还有 {n} 条",
  "review.heard": "{ids} 的意见已记下，等另一位复核人员独立复核",
  "review.differ": "{ids} 两位复核意见不一致，由主管裁定",
  "review.done-dismissed-until": "已排除 {ids}，同一处同样的问题到 {until} 为止不再提醒",
  "review.second-of": "已请 {who} 复核 {ids}",
  "review.second-any": "已请另一位复核人员复核 {ids}",
  "review.blind-off": "双人独立复核：不启用",
  "review.blind-veto": "双人独立复核：单项否决须两人分别复核，意见不一致时由主管裁定",
  "review.blind-all": "双人独立复核：所有问题须两人分别复核，意见不一致时由主管裁定",
  "button.second": "请他人复核",
  "refuse.second-asked": "#{id} 您已请他人复核，等对方的结论",
  "refuse.second-twice": "#{id} 已经请了另一位复核",
  "refuse.second-self": "#{id} 不能请自己复核",
  "refuse.heard-already": "#{id} 您的意见已经记下，须由另一位复核",
  "refuse.arbiter-only": "#{id} 两位复核意见不一致，只有主管可以裁定",
  "refuse.blind": "看不懂“{word}”：应为 off、veto 或 all",
  "refuse.blind-first": "#{id} 须经两人独立复核，先复核再交办",
};
