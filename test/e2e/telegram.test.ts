/** The bot as a process against an independent Telegram server: what its people do in a morning, and what goes wrong. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bot, type Office, REGISTRY } from "../helpers/bot.ts";
import { freePort } from "../helpers/port.ts";
import { home, page, type TestSite, testSite } from "../helpers/site.ts";
import { BOSS, GROUP, person, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const LI = 12;
const STRANGER = 13;
const FAULTY = page({ body: "<p>各单位要认真学习典型案列，推动工作落实。</p>" });

let duty: TelegramOffice;
let telegram: FakeTelegram;
let site: TestSite;
let place: Office;
let bot: Bot | undefined;

beforeEach(async () => {
  site = await testSite(FAULTY);
  duty = await telegramOffice({
    hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
    registry: REGISTRY,
    people: [person(LI, "Li"), { id: STRANGER, first_name: "Nobody" }],
  });
  ({ telegram, place } = duty);
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await duty[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const start = async (env: Record<string, string> = {}) => {
  bot = await duty.start(env);
};
const heard = (fits: RegExp, more: (text: string) => boolean = () => true) =>
  telegram.waitForMessage(GROUP, (message) => fits.test(message.text) && more(message.text), { timeoutMs: 20_000 });
async function ask(text: string, fits: RegExp, from = BOSS, replyTo?: number) {
  telegram.say(from, GROUP, text, replyTo === undefined ? {} : { replyTo });
  return heard(fits);
}

test("a morning: check, assign in the thread, undo, review, talk, stats, digest", async () => {
  await start();
  const found = await ask("/check www.ceshi.gov.cn", /测试市人民政府门户网站: 1 finding/);
  expect(found.text).toContain("案列");
  expect(found.text).toContain("国办发〔2017〕47号");
  await ask("/grant @li inspector", /unknown/);
  await ask("/whoami", /You have no role yet/, LI);
  await ask("/grant @li inspector", /@li is now inspector/);
  const order = await ask("/assign @li by Friday 请更正", /Order 1: assigned to @li/, BOSS, found.message_id);
  expect(order.text).toMatch(/Due: .*\(\d{4}-\d{2}-\d{2}\), until 24:00/);
  const [, id] = /also confirmed the unreviewed (#\d+)/.exec(order.text) ?? [];
  expect(id).toBeDefined();
  await telegram.press(BOSS, GROUP, order.message_id, "Undo");
  await heard(/Order 1 taken back/);
  await ask(`/review confirm ${id}`, /Confirmed #/);
  await ask(`/review confirm ${id}`, /already confirmed by telegram:11/);
  await ask(`/assign ${id} @li by 3 working days`, /Order 2: assigned/);
  await ask("/talk 测试市人民政府门户网站 on today with 王某、李某 because 逾期", /Talk 1 on record/);
  const stats = await ask("/stats", /Figures: \d{4}Q\d/);
  expect(stats.text).toContain("1 held, 2 persons, 2 attendances");
  await ask("/digest", /Digest of/);
  expect(telegram.violations).toEqual([]);
  const { code } = (await bot?.kill("SIGTERM")) ?? { code: -1 };
  expect(code).toBe(0);
});

test("a dialogue fills the form that Telegram has no modal for", async () => {
  await start();
  const found = await ask("/check 5101000001", /1 finding/);
  await telegram.press(BOSS, GROUP, found.message_id, "Assign");
  const who = await heard(/please reply with “Who”/);
  telegram.say(BOSS, GROUP, "@boss", { replyTo: who.message_id });
  const due = await heard(/please reply with “By when”/);
  telegram.say(BOSS, GROUP, "31 Dec", { replyTo: due.message_id });
  const note = await heard(/please reply with “Note”/);
  telegram.say(BOSS, GROUP, "-", { replyTo: note.message_id });
  await heard(/Order 1: assigned to @boss, due/);
});

test("a stranger is refused, and told how to be registered", async () => {
  await start();
  const answer = await ask("/check www.ceshi.gov.cn", /not registered yet/, STRANGER);
  expect(answer.text).toContain(`/grant telegram:${STRANGER} viewer`);
  await ask("/help", /What you can say/, STRANGER);
  expect(site.requests.filter((path) => path.endsWith("/") && path.startsWith("www.ceshi")).length).toBeLessThan(3);
});

test("wrong commands are answered with a line that works", async () => {
  await start();
  await ask("/chek x", /There is no command “chek”/);
  await ask("/check 测是市人民政府", /The nearest: 测试市人民政府门户网站/);
  await ask("/assign #99 @boss by Friday", /There is no finding #99/);
  await ask("/mute #1", /needs the day on which it ends/);
});

test("what opens later is told in the case's thread, and what clears too", async () => {
  home(site, page());
  await start();
  await ask("/check www.ceshi.gov.cn", /nothing found/);
  home(site, FAULTY);
  telegram.addGroup({ id: -1002, title: "另一群", members: [BOSS] });
  telegram.say(BOSS, -1002, "/channel here office");
  await telegram.waitForMessage(-1002, (message) => /office channel/.test(message.text), { timeoutMs: 10_000 });
  await ask("/check www.ceshi.gov.cn", /1 finding/);
  const news = await telegram.waitForMessage(-1002, (message) => /1 new finding/.test(message.text), {
    timeoutMs: 10_000,
  });
  home(site, page());
  telegram.say(BOSS, GROUP, "/check www.ceshi.gov.cn");
  const gone = await telegram.waitForMessage(-1002, (message) => /1 finding cleared/.test(message.text), {
    timeoutMs: 20_000,
  });
  expect(gone.reply_to).toBe(news.message_id);
});

test("429, 500 and a dropped connection: everything arrives, at most one message is marked as a repeat", async () => {
  await start();
  telegram.fail("sendMessage", { status: 429, parameters: { retry_after: 1 }, times: 1 });
  await ask("/whoami", /Boss/);
  telegram.fail("sendMessage", { status: 500, times: 1 });
  await ask("/help check", /\/check <site/);
  const about = (word: string) => (params: Record<string, unknown>) => String(params.text).includes(word);
  telegram.dropBefore("sendMessage", 1, about("Figures"));
  await ask("/stats", /Figures/);
  telegram.dropAfter("sendMessage", 1, about("/mute"));
  telegram.say(BOSS, GROUP, "/help mute");
  await telegram.waitFor(() => telegram.messages(GROUP).filter(({ text }) => /\/mute \[</.test(text)).length === 2, {
    timeoutMs: 40_000,
  });
  const repeats = telegram
    .messages(GROUP)
    .filter(({ text }) => /\/mute \[</.test(text))
    .map(({ text }) => text.startsWith("[sent again]"));
  expect(repeats).toEqual([false, true]);
});

test("a redelivered update is answered once", async () => {
  await start();
  const said = telegram.say(BOSS, GROUP, "/whoami");
  await heard(/Boss/);
  const update = telegram.updateOf(GROUP, said.message_id);
  if (update !== undefined) telegram.redeliver(update);
  await ask("/help review", /\/review \[/);
  expect(telegram.messages(GROUP).filter(({ text }) => /Boss \(telegram:11\)/.test(text))).toHaveLength(1);
});

test.each([
  ["before the platform call", { before: true, seen: 1 }],
  ["after the platform took it", { before: false, seen: 2 }],
])("kill -9 %s loses nothing and repeats only what was in flight", async (_, { before, seen }) => {
  await start();
  const held = telegram.hold("sendMessage", { before });
  telegram.say(BOSS, GROUP, "/whoami");
  await held.taken;
  await bot?.kill("SIGKILL");
  held.drop();
  telegram.say(BOSS, GROUP, "/stats");
  await start();
  await heard(/Figures/);
  const answers = telegram.messages(GROUP).filter(({ text }) => /Boss \(telegram:11\)/.test(text));
  expect(answers).toHaveLength(seen);
  if (seen === 2) expect(answers.map(({ text }) => text.startsWith("[sent again]"))).toEqual([false, true]);
});

test("the digest comes once a day, restarts included", async () => {
  const past = Temporal.Now.zonedDateTimeISO("Asia/Shanghai").subtract({ minutes: 1 });
  await start({ DIGEST_AT: "00:00" });
  await ask("/whoami", /Boss/);
  await bot?.kill("SIGKILL");
  const { DatabaseSync } = await import("node:sqlite");
  const raw = new DatabaseSync(place.env.DATABASE_URL?.slice(5) ?? "");
  // The channel was bound yesterday, as far as the digest can tell
  raw.prepare("update channels set bound_at = ?").run(past.subtract({ hours: 48 }).epochMilliseconds);
  raw.close();
  await start({ DIGEST_AT: "00:00" });
  const digest = await heard(/Digest of/);
  expect(digest.text).toMatch(/Audit seal [0-9a-f]{16}/);
  await bot?.kill("SIGTERM");
  await start({ DIGEST_AT: "00:00" });
  await ask("/help digest", /\/digest/);
  expect(telegram.messages(GROUP).filter(({ text }) => /Digest of/.test(text))).toHaveLength(1);
});

test("a refused token ends the process with 2 and prints no secret", async () => {
  const { code, err, out } = await place.run(["start"], {
    env: { TELEGRAM_BOT_TOKEN: "999999:wrong-token-of-somebody" },
  });
  expect(code).toBe(2);
  expect(err + out).not.toContain("wrong-token");
});

test("removed from a group, it tells the others once and goes on", async () => {
  telegram.addGroup({ id: -1003, title: "第三群", members: [BOSS] });
  await start({ TELEGRAM_CHATS: `${GROUP},-1003` });
  await ask("/whoami", /Boss/);
  telegram.kick(-1003, BOSS);
  await heard(/removed the bot/);
  await ask("/check www.ceshi.gov.cn", /1 finding/);
});

test("by webhook: an update is taken only with the secret, and answered", async () => {
  const port = await freePort();
  bot = await place.start({ PORT: String(port), TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` });
  await telegram.waitForCall("setWebhook", undefined, { timeoutMs: 15_000 });
  await ask("/whoami", /Boss/);
  const forged = await fetch(`http://127.0.0.1:${port}/telegram`, { method: "POST", body: "{}" });
  expect(forged.status).toBe(403);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain("xuncha_outbox_waiting");
});

test("started without a platform and without input, it stays until it is told to stop", async () => {
  const port = await freePort();
  bot = await place.start({ TELEGRAM_BOT_TOKEN: "", PORT: String(port) });
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  expect((await bot.kill("SIGTERM")).code).toBe(0);
});
