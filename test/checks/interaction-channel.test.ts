import { expect, test } from "vitest";
import { interactionChannel } from "../../checks/interaction-channel.ts";
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
