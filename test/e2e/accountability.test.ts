/** Accountability through the bot as a process: a rule proposes, a supervisor carries out, the follow-up comes on its day. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDb } from "../../db/open.ts";
import { allSites } from "../../db/sites.ts";
import { type Bot, type Office, REGISTRY } from "../helpers/bot.ts";
import { newFinding, openFinding } from "../helpers/rows.ts";
import { BOSS, GROUP, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const SITE = "测试市人民政府门户网站";

let duty: TelegramOffice;
let telegram: FakeTelegram;
let place: Office;
let bot: Bot | undefined;

beforeEach(async () => {
  duty = await telegramOffice({
    registry: REGISTRY,
  });
  ({ telegram, place } = duty);
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
const count = (fits: RegExp) => telegram.messages(GROUP).filter(({ text }) => fits.test(text)).length;

/** Vetoes that reviewers confirmed, in this quarter and in another of the last four. */
async function offendTwice(): Promise<void> {
  const db = await openDb({ url: place.env.DATABASE_URL ?? "" });
  const [site] = await allSites(db);
  const now = Temporal.Now.instant().round({ smallestUnit: "millisecond" });
  for (const days of [0, 100]) {
    const openedAt = now.subtract({ hours: 24 * days });
    const openedDay = openedAt.toZonedDateTimeISO("Asia/Shanghai").toPlainDate().toString();
    await openFinding(db, {
      ...newFinding(site?.id ?? 0, `${days}`),
      level: "veto",
      review: "confirmed",
      openedAt,
      openedDay,
    });
  }
  await db.close();
}

test("proposed by a rule, carried out by a dialogue, followed up when its day has come", async () => {
  await offendTwice();
  await start();
  const proposed = await heard(/Talk 1 proposed\. Reason: confirmed vetoes in more than one/);
  expect(proposed.text).toContain(SITE);
  telegram.say(BOSS, GROUP, "/measure");
  await heard(/Accountability: 1 proposal waiting/);
  await telegram.press(BOSS, GROUP, proposed.message_id, "Carried out");
  for (const [field, answer] of [
    ["Date", "today"],
    ["Persons", "王某、李某"],
    ["Conducted by", "张处长"],
    ["Measures", "put right by Friday with the vendor"],
    ["Follow-up on", "today"],
  ] as const) {
    const asked = await heard(new RegExp(`please reply with “${field}”`));
    telegram.say(BOSS, GROUP, answer, { replyTo: asked.message_id });
  }
  const done = await heard(/Talk 1 on record/);
  expect(done.text).toMatch(/Persons: 2 persons/);
  expect(done.text).toContain("put right by Friday with the vendor");
  for (const name of ["王某", "李某", "张处长"]) expect(done.text).not.toContain(name);
  telegram.say(BOSS, BOSS, "/measure 1");
  const own = await heard(/Talk 1 \(carried out\)/, BOSS);
  for (const name of ["王某", "李某", "张处长"]) expect(own.text).toContain(name);
  telegram.say(BOSS, GROUP, "/measure 1 drop too late");
  await heard(/Record 1 was already carried out by telegram:11/);

  // Its day came while the bot was down: told at the start, once
  await bot?.kill("SIGTERM");
  await start();
  const due = await heard(/follow-up of Talk 1 is due/);
  await bot?.kill("SIGTERM");
  await start();
  await telegram.press(BOSS, GROUP, due.message_id, "Enter follow-up");
  const asked = await heard(/please reply with “What it found”/);
  telegram.say(BOSS, GROUP, "已落实", { replyTo: asked.message_id });
  await heard(/Talk 1 followed up/);
  telegram.say(BOSS, GROUP, "/measure 1 follow-up done again");
  await heard(/was followed up by telegram:11/);
  expect(count(/follow-up of Talk 1 is due/)).toBe(1);
  expect(count(/Talk 1 proposed\. Reason/)).toBe(1);
  telegram.say(BOSS, GROUP, "/stats");
  expect((await heard(/Figures/)).text).toContain("1 held, 2 persons, 2 attendances");
  expect(telegram.violations).toEqual([]);
});
