/** A netizen's message through the bot as a process: a whole life on Telegram, by words, buttons and dialogues. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeGb18030 } from "../../src/demo/gb18030.ts";
import { type Bot, REGISTRY } from "../helpers/bot.ts";
import { BOSS, GROUP, person, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const CIVIL = -1002;
const LI = 12;
let duty: TelegramOffice;
let telegram: FakeTelegram;
let bot: Bot | undefined;

beforeEach(async () => {
  duty = await telegramOffice({
    hosts: "127.0.0.1:9 www.ceshi.gov.cn",
    registry: REGISTRY,
    people: [person(LI, "Li")],
    groups: { [CIVIL]: "主办单位群" },
  });
  ({ telegram } = duty);
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await duty[Symbol.asyncDispose]();
});

const start = async () => {
  bot = await duty.start();
};
const heard: TelegramOffice["heard"] = (fits, chat) => duty.heard(fits, chat);
async function ask(text: string, fits: RegExp, from = BOSS, where = GROUP) {
  telegram.say(from, where, text);
  return heard(fits, where);
}

test("taken in, passed on, answered by the contact, sent back, answered again, closed", async () => {
  await start();
  await ask("/channel here 测试市人民政府办公室", /测试市人民政府办公室/, BOSS, CIVIL);
  await ask("/whoami", /no role yet/, LI);
  await ask("/grant @li contact 测试市人民政府办公室", /@li is now contact/);
  await ask("/message", /No message is open/);
  const taken = await ask("/message add www.ceshi.gov.cn 首页打不开，请打13912345678", /Message 1 taken in/);
  expect(taken.text).toContain("Pass on by");
  expect(taken.text).not.toContain("13912345678");
  // Not his yet: he is not told that it exists
  await ask("/message 1 reply 已修复", /There is no message 1/, LI);
  await telegram.press(BOSS, GROUP, taken.message_id, "Pass on to 测试市人民政府办公室");
  await heard(/Message 1 passed on to 测试市人民政府办公室, reply due/);
  const news = await heard(/Message 1 passed on to/, CIVIL);
  await telegram.press(LI, CIVIL, news.message_id, "Reply");
  const asked = await heard(/please reply with “Reply”/, CIVIL);
  telegram.say(LI, CIVIL, "已知悉", { replyTo: asked.message_id });
  await heard(/Message 1 answered, waiting for review/, CIVIL);
  const review = await heard(/Message 1 answered, to be reviewed/);
  await ask("/message 1 close", /outside what you or this channel may see/, LI);
  await telegram.press(BOSS, GROUP, review.message_id, "Reject");
  const why = await heard(/please reply with “Reason”/);
  telegram.say(BOSS, GROUP, "未说明处理结果", { replyTo: why.message_id });
  await heard(/The reply to message 1 was rejected; 测试市人民政府办公室 works on it again/);
  await heard(/The reply to message 1 was rejected, .*works on it again/, CIVIL);
  telegram.say(LI, CIVIL, "/message 1回复 经核实，首页已恢复");
  await heard(/answered, to be reviewed[\s\S]*经核实，首页已恢复/);
  await ask("/message 1 close", /Message 1 closed[\s\S]*Answered on time/);
  await ask("/message 1 reject 晚了", /is “closed” now: that cannot be done/);
  const shown = await ask("/message 1", /Message 1: 测试市人民政府门户网站 \(closed\)/);
  for (const step of ["received", "passed on to", "answered", "reply rejected", "closed"])
    expect(shown.text).toContain(step);
  expect(shown.text).toMatch(/Replies rejected: 1/);
  expect((await ask("/digest", /Digest of/)).text).toMatch(/Messages: 0 open, 0 overdue/);
  expect(telegram.violations).toEqual([]);
  expect((await bot?.kill("SIGTERM"))?.code).toBe(0);
});

test("an inspector's file is read, a viewer's is not even fetched; one news tells the other channels", async () => {
  await start();
  const bytes = encodeGb18030(
    "编号,提交时间,网站标识码,问题描述,状态\n20201116b7e1ea81,2020-11-16 08:00,5101000001,首页打不开,待转办\nx,,5101000001,没有时间,待转办\n",
  );
  const bring = (from: number, text: string) =>
    telegram.say(from, GROUP, text, { document: { name: "留言.csv", mime: "text/csv", bytes } });
  await ask("/whoami", /no role yet/, LI);
  await ask("/grant @li viewer", /@li is now viewer/);
  await ask("/channel here office", /office channel/, BOSS, CIVIL);
  bring(LI, "/message import");
  await heard(/This needs the role: Inspector|needs the role: inspector/i);
  expect(telegram.calls.filter(({ method }) => method === "getFile")).toEqual([]);
  await ask("/grant @li inspector", /@li is now inspector/);
  bring(LI, "/message import dry");
  await heard(/dry run: 1 message to add[\s\S]*Line 3: no time of receipt/);
  bring(LI, "/message import");
  await heard(/留言\.csv: 1 message added/);
  await heard(/1 message imported, 1 overdue/, CIVIL);
  const open = await ask("/message", /1 message open, 1 overdue/, LI);
  expect(open.text).toContain("overdue since");
});

test("wrong words are answered with a line that works; what is no website's fault is declined", async () => {
  await start();
  await ask("/message 7", /There is no message 7/);
  await ask("/message add", /Give the site and what was said/);
  await ask("/message import", /Send the CSV or XLSX file/);
  await ask("/message add www.example.org 页面有错字", /Message 1 taken in: www\.example\.org/);
  await ask("/message 1 pass", /To whom\?/);
  await ask("/message 1 forward", /say pass, reply, close, reject or decline/);
  await ask("/message 1 decline", /Give a reason/);
  await ask("/message 1 不受理 不是政府网站", /Message 1 is out of scope/);
  await ask("/message", /No message is open/);
});
