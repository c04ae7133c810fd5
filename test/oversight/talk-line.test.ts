/** How records of accountability are read: the backbone in its order, the tails anywhere. */
import { expect, test } from "vitest";
import { readPastDay, readTalkLine } from "../../src/oversight/talk-line.ts";

const TODAY = Temporal.PlainDate.from("2026-11-24");
const TAILS = ["conductor", "measures", "followUp", "where"] as const;
const read = (words: string) => readTalkLine(words, TODAY, TAILS);
const BARE = { about: "民政局", on: "2026-11-20", names: ["王某"], reason: "逾期", findingIds: [] };

test.each([
  ["民政局 on 2026-11-20 with 王某 because 逾期", BARE],
  ["民政局于2026-11-20约谈王某因逾期", BARE],
  ["民政局于2026-11-20由张处长约谈王某因逾期", { ...BARE, conductor: "张处长" }],
  ["民政局 于2026-11-20 由 张处长 约谈 王某 因为 逾期", { ...BARE, conductor: "张处长" }],
  [
    "民政局 on 2026-11-20 by 张处长 with 王某、李某 because 逾期",
    { ...BARE, conductor: "张处长", names: ["王某", "李某"] },
  ],
  [
    "#12 民政局 on 2026-11-20 with 王某 because 逾期 #14 by Director Zhang measures 限期整改 follow-up 31 Dec",
    { ...BARE, findingIds: [12, 14], conductor: "Director Zhang", measures: "限期整改", followUp: "31 Dec" },
  ],
  [
    "follow-up 31 Dec measures 限期整改 by 张处长 民政局 on 2026-11-20 with 王某 because 逾期",
    { ...BARE, about: "", conductor: "张处长 民政局", measures: "限期整改", followUp: "31 Dec" },
  ],
  [
    "民政局 于2026-11-20 约谈 王某 因逾期，措施：限期整改，回访12月31日",
    { ...BARE, measures: "限期整改", followUp: "12月31日" },
  ],
  ["民政局 on 2026-11-20 because overdue by 5 days", { ...BARE, names: [], reason: "overdue by 5 days" }],
  ["民政局 on 2026-11-20 because not done by Friday", { ...BARE, names: [], reason: "not done by Friday" }],
  [
    "民政局 on 2026-11-20 because “hacked by vandals” by 张处长",
    { ...BARE, names: [], reason: "hacked by vandals", conductor: "张处长" },
  ],
  ["民政局 on 2026-11-20 because 由于疏忽，未采取措施", { ...BARE, names: [], reason: "由于疏忽，未采取措施" }],
  ["民政局 on 2026-11-20 at 省政府门户网站 because 逾期", { ...BARE, names: [], where: "省政府门户网站" }],
  ["民政局 on 2026-11-20 because 逾期 发布于《省报》第3版", { ...BARE, names: [], where: "《省报》第3版" }],
  ["on 2026-11-20 with 王某", { ...BARE, about: "", reason: "" }],
  ["民政局 with 王某 because 逾期", undefined],
])("%s", (words, expected) => {
  if (expected === undefined) expect(read(words)).toBeUndefined();
  else expect(read(words)).toEqual(expected);
});

test("a kind that is published nowhere keeps its `at`", () => {
  expect(readTalkLine("民政局 on 2026-11-20 with 王某 because absent at the meeting", TODAY)?.reason).toBe(
    "absent at the meeting",
  );
});

test.each([
  ["today", "2026-11-24"],
  ["昨天", "2026-11-23"],
  ["Friday", "2026-11-20"],
  ["11月20日", "2026-11-20"],
  ["12月20日", "2025-12-20"],
  ["2027-01-01", "2027-01-01"],
])("what was done %s was done on %s", (words, day) => {
  expect(readPastDay(words, TODAY)?.toString()).toBe(day);
});
