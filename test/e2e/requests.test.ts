/** A closing from the contact's request to the cut-off, with the bot as a process: in its group, by buttons, over a crash. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bot, type Office, REGISTRY } from "../helpers/bot.ts";
import { page, type TestSite, testSite } from "../helpers/site.ts";
import { BOSS, GROUP, person, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const [LI, WANG] = [12, 13];

let duty: TelegramOffice;
let telegram: FakeTelegram;
let site: TestSite;
let place: Office;
let bot: Bot | undefined;

beforeEach(async () => {
  site = await testSite(page());
  duty = await telegramOffice({
    hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
    registry: REGISTRY,
    people: [person(LI, "Li"), person(WANG, "Wang")],
  });
  ({ telegram, place } = duty);
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await duty[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const start = async () => {
  bot = await duty.start();
};
const heard: TelegramOffice["heard"] = (fits, chat) => duty.heard(fits, chat);
async function ask(text: string, fits: RegExp, from = BOSS) {
  telegram.say(from, GROUP, text);
  return heard(fits);
}
/** As if the notice had hung for its days while the bot was down. */
function daysPass(): void {
  const raw = new DatabaseSync(place.env.DATABASE_URL?.slice(5) ?? "");
  const { changes } = raw.prepare("update requests set next_on = '2020-01-01' where state = 'notice'").run();
  raw.close();
  expect(changes).toBe(1);
}

test("closing a site: asked, refused to the wrong ones, approved twice, announced, cut off after a downtime", async () => {
  await start();
  await ask("/whoami", /Li \(telegram:12\)/, LI);
  await ask("/whoami", /Wang \(telegram:13\)/, WANG);
  await ask("/grant @li contact 测试市人民政府办公室", /@li is now contact/);
  await ask("/grant @wang supervisor", /@wang is now supervisor/);
  await ask("/request close www.ceshi.gov.cn", /A closing needs its reason/, LI);
  const filed = await ask("/request close www.ceshi.gov.cn because 机构撤销", /Filed: Request 1/, LI);
  expect(filed.text).toContain("waits for the supervising unit (level 1)");
  await ask("/request 1 approve", /Level 1 of request 1 is not yours/, LI);
  await telegram.press(WANG, GROUP, filed.message_id, "Approve");
  await heard(/waits for the office \(level 2\)/);
  await ask("/request 1 approve", /You approved level 1/, WANG);
  await ask("/request 1 approve 同意", /approved, the notice of closing hangs until/);
  await ask("/sites show www.ceshi.gov.cn", /Status.*closing/s);
  await bot?.kill("SIGKILL");
  daysPass();
  await start();
  await heard(/Request 1 · 测试市人民政府门户网站: close for good: done/);
  await ask("/stats", /1 registered, 0 running/);
  await bot?.kill("SIGKILL");
  await start();
  await ask("/request 1", /Level 2 approved: telegram:11/);
  expect(telegram.messages(GROUP).filter(({ text }) => /close for good: done/.test(text))).toHaveLength(1);
  expect(telegram.violations).toEqual([]);
});

test("a refusal asks for its reason by a form", async () => {
  await start();
  await ask("/whoami", /Wang \(telegram:13\)/, WANG);
  await ask("/grant @wang supervisor", /@wang is now supervisor/);
  const filed = await ask("/request rename www.ceshi.gov.cn to 测试市政务网 because 试", /Filed: Request 1/);
  await telegram.press(WANG, GROUP, filed.message_id, "Refuse");
  const why = await heard(/please reply with “Reason”/);
  telegram.say(WANG, GROUP, "名称不规范", { replyTo: why.message_id });
  await heard(/Request 1 · .*rename.*\n?.*refused \(/);
});
