import { expect, test } from "vitest";
import { interactionChannel, oldestWaiting } from "../../checks/interaction-channel.ts";
import { NOW, pageOf, rulesOf, TODAY, verdictOf } from "../helpers/judge.ts";

const home = pageOf(
  `<a href="/zx/">在线咨询</a><a href="/szxx/">市长信箱</a><a href="/xf/">网上信访</a><a href="/jj/">纪检监察举报</a><a href="/dc/">民意征集</a>`,
);
const list = pageOf(
  `<table><tr><td>关于落户的咨询</td><td>2026-08-03</td><td>未回复</td></tr><tr><td>关于社保</td><td>2026-09-09</td><td>已回复</td></tr></table>`,
  { role: "interaction", url: "http://www.ceshi.gov.cn/zx/" },
);
const back = (days: number) => TODAY.subtract({ days }).toString();
const checkin = (outcome: "ok" | "fault", days: number) => ({
  check: "interaction-channel",
  day: back(days),
  outcome,
  note: "三个月无人答复",
  by: "telegram:7",
});

test("a machine never judges it; it lays ready what a person needs", () => {
  const verdict = interactionChannel.run({ page: home, pages: [list], checkins: [] } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({
    outcome: "inconclusive",
    reason: "needs-person",
    prepared: {
      channels: ["在线咨询 http://www.ceshi.gov.cn/zx/", "市长信箱 http://www.ceshi.gov.cn/szxx/"],
      oldest: "2026-08-03",
      months: 3,
    },
  });
});
test.each([
  ["nobody looked", [], ["needs-person"]],
  ["in order", [checkin("ok", 10)], ["pass"]],
  ["at fault", [checkin("fault", 10)], ["reported:fault"]],
  ["the last one counts", [checkin("fault", 40), checkin("ok", 3)], ["pass"]],
  ["of ninety-two days ago", [checkin("ok", 92)], ["pass"]],
  ["of ninety-three days ago", [checkin("ok", 93)], ["needs-person"]],
  ["of another check", [{ ...checkin("ok", 1), check: "service-guides" }], ["needs-person"]],
])("%s", (_, checkins, verdict) => {
  expect(verdictOf(interactionChannel, { page: home, checkins })).toEqual(verdict);
});

const row = (title: string, day: string, state: string) => `<tr><td>${title}</td><td>${day}</td><td>${state}</td></tr>`;
test.each([
  [
    "a table",
    `<table>${row("问一", "2026-03-01", "未回复")}${row("问二", "2026-02-01", "已回复")}</table>`,
    "2026-03-01",
  ],
  ["the older of two", "<p>问 2026-05-01 处理中</p><p>问 2026-04-01 待回复</p>", "2026-04-01"],
  ["the state before the date", "<p>未答复</p><p>问题</p><p>2026年4月1日</p>", "2026-04-01"],
  ["all answered", `<table>${row("问一", "2026-03-01", "已回复")}</table>`, ""],
  ["a choice of states", "<p>2026-01-01</p><p>全部 未回复 已回复</p>", ""],
  ["an answer of its own day", "<p>提问 2026-01-01 处理中 答复时间 2026-01-05</p>", ""],
  ["a day ahead", "<p>2027-01-01 未回复</p>", ""],
])("the oldest unanswered message: %s", (_, html, day) => {
  expect(oldestWaiting(pageOf(html), "2026-11-24")).toBe(day);
});
