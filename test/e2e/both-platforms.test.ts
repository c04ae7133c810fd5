/** One case in a Telegram group and a Slack channel at the same time: what is done in one is told in the other's thread. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bot, type Office, office, REGISTRY } from "../helpers/bot.ts";
import { FOOT, home, page, type TestSite, testSite } from "../helpers/site.ts";
import { type Heard, listener, type Stage, slackStage, telegramStage } from "../helpers/stage.ts";

const BARE = page({ foot: FOOT().replace(/网站标识码：\d+/, "") });
const PROOF = { name: "proof.png", bytes: Buffer.from("89504e470d0a1a0a0000", "hex") };

let telegram: Stage;
let slack: Stage;
let site: TestSite;
let place: Office;
let bot: Bot | undefined;

beforeEach(async () => {
  [telegram, slack] = await Promise.all([telegramStage(), slackStage()]);
  site = await testSite(page());
  place = await office({
    hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
    registry: REGISTRY,
    env: {
      ...telegram.env,
      ...slack.env,
      ADMINS: `${telegram.env.ADMINS},${slack.env.ADMINS}`,
      LOCALE: "zh-CN",
      DIGEST_AT: "23:59",
    },
  });
  bot = await place.start();
  await Promise.all([telegram.open(bot), slack.open(bot)]);
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await place[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await Promise.all([telegram.close(), slack.close()]);
});

/** A card without what differs by platform: how people are called, and the markup. */
const facts = ({ text }: Heard) =>
  ["整改单 1（", "限期", "进度", "交办", "已阅", "报告整改完成", "退回", "复查：", "签核办结"].map(
    (word) => text.split("\n").filter((line) => line.replaceAll("*", "").includes(word)).length > 0,
  );

test("assigned in Telegram, claimed in Slack, re-checked in both, signed in Telegram: one state", async () => {
  const inGroup = listener(telegram);
  const inChannel = listener(slack);
  telegram.say("boss", "/check www.ceshi.gov.cn");
  await inGroup(/门户网站：未发现问题/);
  slack.say("li", "/whoami");
  await inChannel(/没有角色/);
  slack.say("boss", `/grant ${slack.call("li")} contact 测试市人民政府办公室`);
  await inChannel(/已授予/);
  telegram.say("wang", "/whoami");
  await inGroup(/没有角色/);
  telegram.say("boss", "/grant @wang supervisor");
  await inGroup(/已授予/);

  // Found by one's question in Telegram; Slack hears of it as news, and that is its case's thread
  home(site, BARE);
  telegram.say("boss", "/check www.ceshi.gov.cn");
  const found = await inGroup(/发现 1 个问题/);
  const root = await inChannel(/新发现 1 个问题/);
  const id = /#(\d+)/.exec(found.text)?.[1];

  telegram.say("boss", "/assign 测试市人民政府办公室 by 3个工作日内 请补挂标识码", { under: found });
  await inGroup(/整改单 1 已交办/);
  const order = await inChannel(new RegExp(`整改单 1 交办 测试市人民政府办公室.*#${id}`));
  expect(order.under).toBe(root.id);

  // An old card in Slack: it was confirmed by the order in Telegram
  await slack.press("boss", root, "确认");
  const late = await inChannel(new RegExp(`#${id}.*已`));
  expect(late.text).toContain("telegram:11");

  slack.say("li", "/order claim 已补挂", { under: root, proof: PROOF });
  const claimed = await inChannel(/整改单 1 已报告完成，正在复查/);
  expect(claimed.under).toBe(root.id);
  const told = await inGroup(/整改单 1 报告整改完成，正在复查/);
  expect(told.text).toMatch(/(李明|li)：已补挂/);
  await inChannel(/整改单 1 经复查问题仍在/);
  const returned = await inGroup(/整改单 1 经复查问题仍在/);
  expect(telegram.said().flatMap(({ files }) => files)).toContain(PROOF.name);

  home(site, page());
  slack.say("li", "/order claim 页脚模板已更新", { under: root });
  await inChannel(/整改单 1 已报告完成/);
  const [checked, stale] = await Promise.all([inGroup(/待签核/), inChannel(/待签核/)]);
  expect(stale.under).toBe(root.id);
  // Who still acts on the card of before is told who did what meanwhile
  await telegram.fill("wang", returned, "已整改", [["note", "整改情况", "也改好了"]]);
  const twice = await inGroup(/整改单 1 目前是“待签核”/);
  expect(twice.text).toContain("巡查 复查：问题均已消除");

  await telegram.press("wang", checked, "签核");
  await inGroup(/整改单 1 已签核办结/);
  const done = await inChannel(/整改单 1 的问题均已消除，办结/);
  expect(done.under).toBe(root.id);
  expect(done.text).toMatch(/经办：(王芳|wang)/);
  await slack.press("boss", stale, "签核");
  const second = await inChannel(/整改单 1 目前是“已办结”/);
  expect(second.text).toMatch(/(王芳|wang) 签核办结/);

  // The two show the same
  telegram.say("boss", "/order 1");
  slack.say("boss", "/order 1", { under: root });
  const [left, right] = await Promise.all([inGroup(/整改单 1（已办结）：/), inChannel(/整改单 1（已办结）：/)]);
  expect(facts(left)).toEqual(facts(right));
  expect(facts(left)).not.toContain(false);
  expect(telegram.violations()).toEqual([]);
  expect(slack.violations()).toEqual([]);
}, 240_000);
