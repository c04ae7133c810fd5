/** Importing netizens' messages: encodings, lines that contradict themselves, the same file again, and files that lead on. */
import { stringify } from "csv-stringify/sync";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import writeXlsx from "write-excel-file/node";
import { messageByNumber, stepsOf } from "../../db/messages.ts";
import { bindChannel } from "../../db/people.ts";
import { ensureOrganiser } from "../../db/sites.ts";
import { encodeGb18030 } from "../../src/demo/gb18030.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { passMessage, rejectMessage } from "../../src/oversight/messages.ts";
import { readMessagesFile, readMoment } from "../../src/oversight/messages-file.ts";
import { applyMessages, messageCounts, planMessages } from "../../src/oversight/messages-import.ts";
import { messageNews } from "../../src/report/messages.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { newSite } from "../helpers/rows.ts";

const HEAD = [
  "编号",
  "提交时间",
  "网站名称",
  "网站标识码",
  "网址",
  "问题类型",
  "问题描述",
  "状态",
  "转办时间",
  "回复时间",
  "办结时间",
  "回复内容",
  "网民昵称",
];
const N = (i: number) => `20261116b7e1ea${String(i).padStart(2, "0")}`;
const ROWS = [
  [
    N(1),
    "2026-11-23 10:20:30",
    "云州市民政局网站",
    "5101000009",
    "",
    "链接错误",
    "首页打不开，我的电话13912345678",
    "待转办",
    "",
    "",
    "",
    "",
    "甲",
  ],
  [
    N(2),
    "2026/11/16 9:05",
    "",
    "",
    "http://civil.example.gov.cn/a/1.html",
    "错别字",
    "“案例”写成“案列”",
    "办理中",
    "2026-11-17",
    "",
    "",
    "",
    "乙",
  ],
  [
    N(3),
    "2026年11月16日",
    "云州市民政局网站",
    "",
    "",
    "",
    "附件打不开",
    "待审核",
    "2026-11-16",
    "2026-11-18 17:00",
    "",
    "已修复",
    "丙",
  ],
  [
    N(4),
    "2026-11-16 08:00",
    "云州市民政局网站",
    "",
    "",
    "",
    "栏目空白",
    "已办结",
    "2026-11-16 09:00",
    "2026-11-19 10:00",
    "2026-11-20",
    "已更新",
    "丁",
  ],
  [
    N(5),
    "2026-11-16 08:00",
    "无名网站",
    "",
    "",
    "",
    "停车费太贵",
    "不属受理范围",
    "",
    "",
    "2026-11-17",
    "不是网站的问题",
    "戊",
  ],
  [
    N(6),
    "2026-11-16 08:00",
    "云州市民政局网站",
    "",
    "",
    "",
    "入口跳转错误",
    "驳回重办",
    "2026-11-17",
    "2026-11-18",
    "",
    "已修复",
    "己",
  ],
  ["", "2026-11-16 08:00", "云州市民政局网站", "", "", "", "没有编号的一件", "", "", "", "", "", "庚"],
];
const csv = (rows: string[][]) => stringify([HEAD, ...rows]);

test.each([
  ["2026-11-16 09:05:30", "2026-11-16 09:05:30"],
  ["2026/1/6 9:05", "2026-01-06 09:05:00"],
  ["2026年11月16日", "2026-11-16"],
  ["2026年11月16日 8时5分", "2026-11-16 08:05:00"],
  ["２０２６－１１－１６", "2026-11-16"],
  ["2026-02-30", null],
  ["昨天", null],
  ["", undefined],
])("a moment: %s", (text, read) => {
  const moment = readMoment(text);
  const told = moment && `${moment.day}${moment.time ? ` ${moment.time}` : ""}`;
  expect(told).toBe(read);
});

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let now = Temporal.Instant.from("2026-11-24T02:00:00Z");
  const clock = createClock("Asia/Shanghai", () => now);
  const by = () => ({ actor: "telegram:1", at: clock.now(), today: clock.today() });
  beforeEach(async () => {
    held = await open();
    now = Temporal.Instant.from("2026-11-24T02:00:00Z");
    await newSite(held.db, {
      ...{ name: "云州市民政局网站", code: "5101000009", host: "civil.example.gov.cn" },
      ...{ url: "http://civil.example.gov.cn/", organiserId: await ensureOrganiser(held.db, "云州市民政局") },
    });
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const bring = async (bytes: Uint8Array, dry = false) => {
    const file = await readMessagesFile(bytes);
    return held.db.tx(async (tx) => {
      const plan = await planMessages(tx, file, clock);
      const counts = dry ? messageCounts(plan, clock.today().toString()) : await applyMessages(tx, plan, by());
      return { plan, counts };
    });
  };
  const rows = () => held.db.select().from(held.db.t.messages).orderBy(held.db.t.messages.id);
  const summary = async () =>
    (await rows()).map(
      ({ number, state, receivedAt, passedDay, repliedDay, closedDay, reply, siteId, organiserId }) => [
        ...[
          number,
          state,
          receivedAt.toString(),
          passedDay,
          repliedDay,
          closedDay,
          reply,
          siteId !== null,
          organiserId !== null,
        ],
      ],
    );

  test("UTF-8, GB 18030 and XLSX say the same, and the same file again changes nothing", async () => {
    const dry = await bring(Buffer.from(csv(ROWS)), true);
    expect(dry.counts).toEqual({ added: 7, changed: 0, same: 0, overdue: 3 });
    expect(await rows()).toEqual([]);
    const first = await bring(Buffer.from(csv(ROWS)));
    expect(first.plan).toMatchObject({ faults: [], unknownColumns: ["网民昵称"], unknownSites: ["无名网站"] });
    const told = await summary();
    expect(told).toEqual([
      [N(1), "waiting", "2026-11-23T02:20:30Z", null, null, null, null, true, false],
      [N(2), "working", "2026-11-16T01:05:00Z", "2026-11-17", null, null, null, true, true],
      [N(3), "reviewing", "2026-11-15T16:00:00Z", "2026-11-16", "2026-11-18", null, "已修复", true, true],
      [N(4), "closed", "2026-11-16T00:00:00Z", "2026-11-16", "2026-11-19", "2026-11-20", "已更新", true, true],
      [N(5), "declined", "2026-11-16T00:00:00Z", null, null, null, null, false, false],
      [N(6), "working", "2026-11-16T00:00:00Z", "2026-11-17", null, null, null, true, true],
      [null, "waiting", "2026-11-16T00:00:00Z", null, null, null, null, true, false],
    ]);
    expect((await rows())[0]?.text).not.toContain("13912345678");
    expect((await rows())[5]?.rejections).toBe(1);
    const before = await rows();
    for (const bytes of [encodeGb18030(csv(ROWS)), await xlsx(ROWS)]) {
      const again = await bring(bytes);
      expect(again.counts).toMatchObject({ added: 0, changed: 0, same: 7 });
      expect(await rows()).toEqual(before);
    }
  });
  const xlsx = async (given: string[][]): Promise<Buffer> =>
    writeXlsx([HEAD, ...given].map((row) => row.map((value) => ({ value, type: String })))).toBuffer();

  test("a spreadsheet's own dates keep their time", async () => {
    const date = new Date(Date.UTC(2026, 10, 16, 9, 30));
    const bytes = await writeXlsx([
      ["提交时间", "网站名称", "留言内容"].map((value) => ({ value, type: String })),
      [
        { value: date, type: Date, format: "yyyy-mm-dd hh:mm" },
        { value: "云州市民政局网站", type: String },
        { value: "打不开", type: String },
      ],
    ]).toBuffer();
    await bring(bytes);
    expect((await rows())[0]).toMatchObject({ receivedDay: "2026-11-16", replyDueOn: "2026-11-19" });
    expect((await rows())[0]?.receivedAt.toString()).toBe("2026-11-16T01:30:00Z");
  });

  test("lines that cannot be are refused by their number, and the others are taken", async () => {
    const site = ["云州市民政局网站", "", "", ""];
    const line = (number: string, received: string, state = "", times: string[] = ["", "", ""], text = "打不开") => [
      ...[number, received, ...site, text, state, ...times, "", ""],
    ];
    const { plan } = await bring(
      Buffer.from(
        csv([
          line("a", ""),
          line("b", "2026-11-16 10:00", "", ["2026-11-16 09:00", "", ""]),
          line("c", "2026-11-16", "", ["", "2026-11-15", ""]),
          line("d", "2026-11-16", "待转办", ["", "2026-11-17", ""]),
          line("e", "2026-11-16", "已办结"),
          line("f", "2026-11-16", "不知道"),
          line("g", "2026-12-16"),
          line("h", "2026-11-16", "", ["某日", "", ""]),
          line("i", "2026-11-16", "", ["", "", ""], ""),
          ["j", "2026-11-16", "", "", "", "", "打不开", "", "", "", "", "", ""],
          line("k", "2026-11-16"),
          line("k", "2026-11-16"),
        ]),
      ),
    );
    expect(plan.faults.map(({ line: at, reason }) => `${at} ${reason}`)).toEqual([
      ...["2 received", "3 order", "4 order", "5 state-times", "6 no-time", "7 state"],
      ...["8 future", "9 time", "10 text", "11 site", "13 twice"],
    ]);
    expect((await rows()).map(({ number }) => number)).toEqual(["k"]);
  });

  test("a later file leads on, never back, and a contradiction changes nothing", async () => {
    const lay = (i: number, state: string, times: string[], reply = "") =>
      bring(
        Buffer.from(
          csv([[N(i), "2026-11-16 08:00", "云州市民政局网站", "", "", "", "打不开", state, ...times, reply, ""]]),
        ),
      );
    await lay(1, "待转办", ["", "", ""]);
    expect((await lay(1, "已办结", ["2026-11-17", "2026-11-18", "2026-11-20"], "已修复")).counts.changed).toBe(1);
    const closed = await messageByNumber(held.db, N(1));
    expect(closed).toMatchObject({
      state: "closed",
      passedDay: "2026-11-17",
      repliedDay: "2026-11-18",
      reply: "已修复",
    });
    expect((await stepsOf(held.db, closed?.id ?? 0)).map(({ step }) => step)).toEqual([
      "received",
      "passed",
      "replied",
      "closed",
    ]);
    expect((await lay(1, "办理中", ["2026-11-17", "", ""])).plan.ahead).toEqual([{ line: 2, id: closed?.id }]);
    expect((await lay(1, "不受理", ["", "", ""])).plan.faults).toMatchObject([{ reason: "conflict" }]);
    // Without the time of passing on, which the file does not say, none is made up
    await lay(2, "待转办", ["", "", ""]);
    await lay(2, "待审核", ["", "2026-11-19", ""], "已修复");
    const reviewing = await messageByNumber(held.db, N(2));
    expect(reviewing).toMatchObject({ state: "reviewing", passedAt: null, repliedDay: "2026-11-19" });
    await lay(2, "驳回重办", ["", "2026-11-19", ""]);
    expect(await messageByNumber(held.db, N(2))).toMatchObject({ state: "working", rejections: 1, repliedAt: null });
    // Passed on here yesterday, answered the day before as the file has it
    await lay(3, "待转办", ["", "", ""]);
    const third = await messageByNumber(held.db, N(3));
    if (!third) throw new Error("not imported");
    await held.db.tx((tx) => passMessage(tx, third, { organiserId: 1 }, undefined, by()));
    expect((await lay(3, "待审核", ["", "2026-11-18", ""])).plan.faults).toMatchObject([{ reason: "conflict" }]);
    expect((await messageByNumber(held.db, N(3)))?.state).toBe("working");
    expect(await held.db.tx((tx) => rejectMessage(tx, third, "不清楚", by())).catch((error) => error.what?.say)).toBe(
      "refuse.message-state",
    );
  });

  test("one news for a file, counted when it is sent", async () => {
    await bindChannel(held.db, {
      id: "terminal",
      title: "t",
      audience: "office",
      audienceId: null,
      locale: null,
      actor: "t",
      boundAt: now,
    });
    await bring(Buffer.from(csv(ROWS)));
    const news = await held.db.select().from(held.db.t.outbox);
    expect(news).toHaveLength(1);
    const card = await messageNews(news, { q: held.db, clock });
    expect(card.title).toEqual({ say: "news.messages-imported", with: { n: 7, overdue: 3 } });
  });
});
