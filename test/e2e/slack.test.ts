/** The bot as a process against an independent Slack, in Socket Mode and over HTTP. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bot, type Office, office, REGISTRY } from "../helpers/bot.ts";
import { freePort } from "../helpers/port.ts";
import { page, type TestSite, testSite } from "../helpers/site.ts";
import { type FakeSlack, startSlack } from "../helpers/slack/slack.ts";

const FAULTY = page({ body: "<p>各单位要认真学习典型案列，推动工作落实。</p>" });

describe.each(["socket", "http"] as const)("%s", (mode) => {
  let slack: FakeSlack;
  let site: TestSite;
  let place: Office;
  let bot: Bot | undefined;
  let port = 0;
  let boss = "";
  let li = "";
  let stranger = "";
  let channel = "";

  beforeEach(async () => {
    slack = await startSlack();
    boss = slack.addUser({ name: "boss", real_name: "Boss" }).id;
    li = slack.addUser({ name: "li", real_name: "Li" }).id;
    stranger = slack.addUser({ name: "nobody", real_name: "Nobody" }).id;
    channel = slack.addChannel({ name: "duty", members: [boss, li, stranger, slack.botUserId] }).id;
    site = await testSite(FAULTY);
    port = await freePort();
    place = await office({
      hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
      registry: REGISTRY,
      env: {
        SLACK_BOT_TOKEN: slack.botToken,
        ...(mode === "socket"
          ? { SLACK_APP_TOKEN: slack.appToken }
          : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(port) }),
        SLACK_API_URL: slack.url,
        SLACK_CHANNELS: channel,
        ADMINS: `slack:${boss}`,
        LOCALE: "en",
        DIGEST_AT: "23:59",
      },
    });
  });
  afterEach(async () => {
    await bot?.kill("SIGKILL");
    bot = undefined;
    await place[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await slack.close();
  });

  const start = async () => {
    bot = await place.start();
    if (mode === "socket") await slack.waitFor(() => slack.connections > 0, { timeoutMs: 15_000, what: "a socket" });
    else {
      await slack.waitFor(() => slack.calls.some(({ method }) => method === "users.list"), {
        timeoutMs: 15_000,
        what: "the directory",
      });
      await slack.postTo(`http://127.0.0.1:${port}/slack/events`);
    }
  };
  const heard = (fits: RegExp, where = channel) =>
    slack.waitFor(() => slack.messages(where).find(({ plain, text }) => fits.test(`${plain}\n${text}`)), {
      timeoutMs: 20_000,
      what: String(fits),
    });

  test("check by its own command, assign in the thread, undo, talk, stats, digest", async () => {
    await start();
    const acked = await slack.command(boss, channel, "/check", "www.ceshi.gov.cn");
    expect(acked.acked).toBe(true);
    const found = await heard(/测试市人民政府门户网站: 1 finding/);
    slack.say(boss, channel, `<@${slack.botUserId}> assign <@${li}> by Friday 请更正`, { thread_ts: found.ts });
    const order = await heard(/Order 1: assigned to @li/);
    expect(order.thread_ts).toBe(found.ts);
    expect(order.plain).toMatch(/\(\d{4}-\d{2}-\d{2}\), until 24:00/);
    await slack.press(boss, channel, order.ts, "Undo");
    await heard(/Order 1 taken back/);
    slack.say(boss, channel, "/assign @li by Friday", { thread_ts: found.ts });
    await heard(/Order 2: assigned to @li/);
    await slack.command(boss, channel, "/xuncha", "talk 测试市人民政府门户网站 on today with 王某 because 逾期");
    await heard(/Talk 1 on record/);
    await slack.command(boss, channel, "/xuncha", "stats");
    await heard(/Figures: \d{4}Q\d/);
    await slack.command(boss, channel, "/xuncha", "digest");
    await heard(/Digest of/);
    expect(slack.violations).toEqual([]);
    expect((await bot?.kill("SIGTERM"))?.code).toBe(0);
  });

  test("a modal takes the form, and its command acts in the thread", async () => {
    await start();
    await slack.command(boss, channel, "/check", "5101000001");
    const found = await heard(/1 finding/);
    await slack.press(boss, channel, found.ts, "Assign");
    const view = await slack.waitFor(() => slack.views.find((one) => one.callbackId === "form:assign"), {
      timeoutMs: 10_000,
    });
    await slack.submitView(boss, view.id, { findings: "#1", who: "@li", due: "31 Dec", note: "" });
    const order = await heard(/Order 1: assigned to @li/);
    expect(order.thread_ts).toBe(found.ts);
  });

  test("a stranger is refused; a redelivered event is answered once", async () => {
    await start();
    await slack.command(stranger, channel, "/check", "www.ceshi.gov.cn");
    await heard(/not registered yet/);
    const ts = slack.say(boss, channel, `<@${slack.botUserId}> whoami`);
    await heard(/boss \(slack:/i);
    const delivery = slack.deliveries.findLast((one) => JSON.stringify(one).includes(String(ts)));
    const id = /"event_id":"(\w+)"/.exec(JSON.stringify(delivery ?? {}))?.[1];
    if (id) slack.redeliver(id);
    await slack.command(boss, channel, "/xuncha", "help review");
    await heard(/\/review \[/);
    expect(slack.messages(channel).filter(({ plain }) => /boss \(slack:/i.test(plain))).toHaveLength(1);
  });

  test("429, 500 and dropped connections: everything once", async () => {
    await start();
    slack.fail("chat.postMessage", { status: 429, retryAfter: 1, times: 1 });
    await slack.command(boss, channel, "/xuncha", "whoami");
    await heard(/boss \(slack:/i);
    slack.fail("chat.postMessage", { status: 500, times: 1 });
    await slack.command(boss, channel, "/xuncha", "help check");
    await heard(/Check a site now/);
    slack.dropAfter("chat.postMessage", 1);
    await slack.command(boss, channel, "/xuncha", "help mute");
    await heard(/No news until a date/);
    await slack.command(boss, channel, "/xuncha", "stats");
    await heard(/Figures/);
    for (const fits of [/boss \(slack:/i, /Check a site now/, /No news until a date/])
      expect(slack.messages(channel).filter(({ plain }) => fits.test(plain))).toHaveLength(1);
  });

  test.each(["before", "after"] as const)("kill -9 %s the platform took it: seen once", async (when) => {
    await start();
    const held = slack.hold("chat.postMessage", when);
    await slack.command(boss, channel, "/xuncha", "whoami");
    await held.taken;
    await bot?.kill("SIGKILL");
    // A call held before it is taken died with its caller
    if (when === "after") held.release();
    else slack.clearFaults();
    await start();
    await slack.command(boss, channel, "/xuncha", "stats");
    await heard(/Figures/);
    expect(slack.messages(channel).filter(({ plain }) => /boss \(slack:/i.test(plain))).toHaveLength(1);
  });

  test("a refused token ends the process with 2", async () => {
    const { code, err } = await place.run(["start"], { env: { SLACK_BOT_TOKEN: "xoxb-wrong-token" } });
    expect(code).toBe(2);
    expect(err).not.toContain("xoxb-wrong");
  });
});
