/** The bot as a process on Telegram: filters, maintenance, mutes and the calendar, as an office uses them. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bot, REGISTRY } from "../helpers/bot.ts";
import { home, page, type TestSite, testSite } from "../helpers/site.ts";
import { BOSS, GROUP, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const QUIET = -1002;
const CITY = "测试市人民政府门户网站";
const FAULTY = page({ body: "<p>各单位要认真学习典型案列，推动工作落实。</p>" });

let duty: TelegramOffice;
let telegram: FakeTelegram;
let site: TestSite;
let bot: Bot | undefined;

beforeEach(async () => {
  site = await testSite(page());
  duty = await telegramOffice({
    hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
    registry: REGISTRY,
    groups: { [QUIET]: "领导群" },
    env: { TELEGRAM_CHATS: `${GROUP},${QUIET}` },
  });
  ({ telegram } = duty);
  bot = await duty.start();
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await duty[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const heard: TelegramOffice["heard"] = (fits, chat) => duty.heard(fits, chat);
async function ask(text: string, fits: RegExp, group = GROUP) {
  telegram.say(BOSS, group, text);
  return heard(fits, group);
}
const newsIn = (group: number) => telegram.messages(group).filter(({ text }) => /new finding/.test(text));

test("a channel that hears of vetoes only, and one that hears all", async () => {
  await ask("/channel here only region 测试市 kind 没有的类别", /There is no kind/, QUIET);
  await ask("/channel here only vetoes", /say veto, region/, QUIET);
  const only = await ask("/channel here only veto region 测试市", /hears of findings only by/, QUIET);
  expect(only.text).toContain("vetoes");
  expect(only.text).toContain("region 测试市");
  const settings = await ask("/channel", /Settings of 领导群/, QUIET);
  expect(settings.text).toMatch(/office \(everything\)[\s\S]*default[\s\S]*vetoes/);
  await ask("/check www.ceshi.gov.cn", /nothing found/);
  home(site, FAULTY);
  const found = await ask("/check www.ceshi.gov.cn", /1 finding/);
  const id = /#(\d+)/.exec(found.text)?.[1];
  // An order reaches the filtered channel, its finding did not
  await ask(`/assign #${id} @boss by Friday`, /Order 1: assigned/);
  await heard(/order 1 to @boss/, QUIET);
  expect(newsIn(QUIET)).toEqual([]);
  await ask("/channel here all", /hears of all findings again/, QUIET);
  expect(telegram.violations).toEqual([]);
});

test("maintenance holds news back until it is ended, and refuses what is past, reversed or without a reason", async () => {
  await ask("/check www.ceshi.gov.cn", /nothing found/);
  await ask(`/window ${CITY} from now to tomorrow 06:00`, /say why as well/);
  await ask(`/window ${CITY} from 2020-01-01 22:00 to 2020-01-02 06:00 because x`, /is past/);
  await ask(`/window ${CITY} from tomorrow 22:00 to today 06:00 because x`, /ends before it begins/);
  await ask(`/window ${CITY} because x`, /No times from and to/);
  const made = await ask(`/window ${CITY} 从现在到明天6点 因为 系统升级`, /Maintenance 1 announced/);
  expect(made.text).toContain("系统升级");
  expect(made.text).toContain("Probes and verdicts go on");
  home(site, FAULTY);
  await ask("/check www.ceshi.gov.cn", /1 finding/);
  const listed = await ask("/window", /on now or to come: 1 window/);
  expect(listed.text).toMatch(/on now\)/);
  expect(newsIn(QUIET)).toEqual([]);
  await telegram.press(BOSS, GROUP, made.message_id, "End");
  await heard(/Maintenance 1 ended/);
  await ask("/window 1 end", /is over already/);
  // A minute's tick
  await telegram.waitForMessage(QUIET, (message) => /1 new finding/.test(message.text), { timeoutMs: 75_000 });
  expect(newsIn(QUIET)).toHaveLength(1);
});

test("a mute for some days is listed and taken off; a year's holidays are pasted", async () => {
  home(site, FAULTY);
  const found = await ask("/check www.ceshi.gov.cn", /1 finding/);
  const id = /#(\d+)/.exec(found.text)?.[1];
  await ask(`/snooze #${id} for 3 days`, /no news until/);
  await ask(`/mute #${id} until 2000-01-01`, /is past/);
  await ask(`/mute ${CITY} 3天`, /no news until .*; checking goes on/);
  const listed = await ask("/mute", /2 mutes/);
  expect(listed.text).toContain(`#${id}`);
  await ask(`/mute off #${id}`, /no longer muted/);
  await ask(`/mute off #${id}`, /is not muted/);
  await ask("/mute", /1 mute\b/);

  await ask("/calendar 2026", /Holidays of 2026 \(as shipped\)/);
  await ask("/calendar import 2031 一、元旦：1月1日（周四）放假1天。", /another weekday than/);
  await ask(
    "/calendar import 2031 一、元旦：1月1日（周三）至3日（周五）放假调休，共3天。1月4日（周六）上班。",
    /imported/,
  );
  const year = await ask("/calendar 2031", /Holidays of 2031 \(imported\)/);
  expect(year.text).toContain("元旦");
  await ask("/calendar reset 2031", /4 imported days of 2031 taken off/);
  await ask("/calendar import", /Attach a file/);
  expect(telegram.violations).toEqual([]);
});
