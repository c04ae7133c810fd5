/** A whole life by chat alone, on each platform: found, confirmed, ordered, refuted, put right, signed, back again, talked about, counted. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bot, type Office, office, REGISTRY } from "../helpers/bot.ts";
import { FOOT, home, page, type TestSite, testSite } from "../helpers/site.ts";
import { type Filled, listener, type Proof, type Stage, stages, type Who } from "../helpers/stage.ts";

const SITE = "测试市人民政府门户网站";
const PROOF: Proof = { name: "proof.png", bytes: Buffer.from("89504e470d0a1a0a0000", "hex") };
/** No site code at the foot of the page. */
const BARE = page({ foot: FOOT().replace(/网站标识码：\d+/, "") });
const SLIP = "<p>各单位要认真学习典型案列，推动工作落实。</p>";

/** A group on Telegram takes twenty messages a minute. */
const TIMEOUT_MS = 240_000;

describe.each(stages)("%s", { timeout: TIMEOUT_MS }, (_, makeStage) => {
  let stage: Stage;
  let site: TestSite;
  let place: Office;
  let bot: Bot;

  beforeEach(async () => {
    stage = await makeStage();
    site = await testSite(BARE);
    place = await office({
      hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
      registry: REGISTRY,
      env: { ...stage.env, LOCALE: "zh-CN", DIGEST_AT: "23:59" },
    });
    bot = await place.start({}, stage.input);
    await stage.open(bot);
  });
  afterEach(async () => {
    await bot.kill("SIGKILL");
    await place[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await stage.close();
  });

  /** Everybody but the boss, who is the admin, speaks once and is given his role. */
  async function join(heard: ReturnType<typeof listener>): Promise<void> {
    if (stage.alone) return;
    for (const [who, role] of [
      ["li", "contact 测试市人民政府办公室"],
      ["wang", "supervisor"],
    ] as const) {
      stage.say(who, "/whoami");
      await heard(/没有角色|还没有/);
      stage.say("boss", `/grant ${stage.call(who)} ${role}`);
      await heard(/已授予/);
    }
  }

  test("from a finding to a talk", async () => {
    const heard = listener(stage);
    const ask = async (who: Who, line: string, fits: RegExp, more: Parameters<Stage["say"]>[2] = {}) => {
      stage.say(who, line, more);
      return heard(fits);
    };
    await join(heard);
    const found = await ask("boss", "/check www.ceshi.gov.cn", /发现 1 个问题[\s\S]*未添加网站标识码/);
    const id = /#(\d+)/.exec(found.text)?.[1] ?? "";
    await ask("boss", "/review confirm", new RegExp(`已确认 #${id}`), { under: found });
    const line = `/assign ${stage.call("li")} by 3个工作日内 请补挂标识码`;
    const made = await ask("boss", line, /整改单 1 已交办[\s\S]*请补挂标识码/, { under: found });
    expect(made.text).toMatch(/\d{4}-\d{2}-\d{2}/);
    // In the case's thread its one order is meant; the answer to /assign was what brought it
    const order = await ask("li", "/order", /整改单 1（整改中）/, { under: made });
    expect(order.text).toMatch(/送达：20.*已阅：尚未/);
    await stage.press("li", order, "收到");
    await heard(/整改单 1 已签收/);
    await stage.press("boss", order, "收到");
    await heard(/整改单 1 此前已签收/);

    const claimed = { under: made, proof: PROOF };
    await ask("li", "/order claim 标识码已补挂", /整改单 1 已报告完成，正在复查/, claimed);
    const refuted = await heard(/整改单 1 经复查问题仍在/);
    expect(stage.said().flatMap(({ files }) => files)).toContain(PROOF.name);
    home(site, page());
    await stage.fill("li", refuted, "已整改", [["note", "整改情况", "页脚模板已更新"]], {
      ...PROOF,
      name: "template.png",
    });
    await heard(/整改单 1 已报告完成，正在复查/);
    const checked = await heard(/1 个问题已消除[\s\S]*整改单 1 经复查问题均已消除，待签核/);
    if (!stage.alone) {
      await stage.press("li", checked, "签核");
      await heard(/须由他人签核或裁定/);
    }
    await stage.press("wang", checked, "签核");
    await heard(/整改单 1 已签核办结/);
    // Who is late is told who did what, and that the order is done
    await stage.press("boss", checked, "签核");
    const late = await heard(/整改单 1 目前是“已办结”/);
    expect(late.text).toMatch(stage.alone ? /\S+ 签核办结/ : /(王芳|wang) 签核办结/);

    home(site, BARE);
    const again = await ask("boss", "/check www.ceshi.gov.cn", /发现 1 个问题[\s\S]*未添加网站标识码/);
    expect(again.text).toContain(`#${id} `);
    const next = await ask("boss", "/review", new RegExp(`待复核 #${id}[\\s\\S]*第 2 次出现`));
    await stage.press("wang", next, "确认");
    await heard(new RegExp(`已确认 #${id}`));
    const history = await ask("boss", "/order 1", /整改单 1（已办结）/);
    for (const step of ["交办", "已阅", "报告整改完成", "退回", "复查：问题均已消除", "签核办结", "附件：proof.png"])
      expect.soft(history.text).toContain(step);
    if (stage.name === "telegram") expect(history.text).toContain("附件：template.png");

    const talk = `/talk ${SITE} on 今天 with 王某、李某 because 标识码再次缺失 by 张处长 measures 固化页脚模板 follow-up 12月31日`;
    const held = await ask("wang", `${talk} #${id}`, /问责 1（约谈）已记录/);
    expect(held.text).toMatch(/2 人[\s\S]*固化页脚模板/);
    expect(held.text).not.toContain("王某");
    await ask("boss", "/measure", /问责：待定建议 0 件[\s\S]*1 次，2 人，2 人次/);
    const measure = await ask("boss", "/measure 1", /问责 1（约谈，实施）/);
    expect(measure.text).toContain(`#${id}`);
    const stats = await ask("boss", "/stats", /整改（时期）/);
    for (const line of [
      /新发现 2 条次.*消除 1 条次/,
      /复核 2 条次，确认 2 条次.*确认率 100/,
      /反复发生（时期）.*两次以上确认的网站 1 个.*问题 1 条/,
      /整改（时期）.*交办 1 件.*办结 1 件（100.*其中按期 1 件/,
      /约谈（时期）.*1 次.*2 人，2 人次/,
      /已确认 1 条.*待复核 0 条/,
    ])
      expect.soft(stats.text).toMatch(line);
    expect(stage.violations()).toEqual([]);
  });

  test("more time, and an appeal that changes the numbers", async () => {
    home(site, page({ body: SLIP }));
    const heard = listener(stage);
    const ask = async (who: Who, line: string, fits: RegExp, more: Parameters<Stage["say"]>[2] = {}) => {
      stage.say(who, line, more);
      return heard(fits);
    };
    await join(heard);
    const found = await ask("boss", "/check www.ceshi.gov.cn", /发现 1 个问题[\s\S]*案列/);
    const id = /#(\d+)/.exec(found.text)?.[1] ?? "";
    const who: Filled = ["who", "交给谁", stage.alone ? stage.call("li") : "@li"];
    await stage.fill("boss", found, "交办", [who, ["due", "限期", "3个工作日内"], ["note", "说明", "请更正"]]);
    const made = await heard(/整改单 1 已交办[\s\S]*同时即确认了未复核的/);
    const order = await ask("li", "/order 1", /整改单 1（整改中）/);
    const asked: Filled[] = [
      ["until", "延至", "12月31日"],
      ["reason", "理由", "编辑系统迁移中"],
    ];
    await stage.fill("li", order, "申请延期", asked);
    const wait = await heard(/整改单 1 已提出延期申请/);
    expect(wait.text).toContain("编辑系统迁移中");
    const pending = await ask("boss", "/order", /申请延期至.*12月31日.*编辑系统迁移中/, { under: made });
    await stage.press("wang", pending, "同意延期");
    await heard(/整改单 1 已同意延期[\s\S]*-12-31/);
    const appealed = await ask("li", `/order 1 appeal #${id} 系引用原文，并非错字`, /整改单 1 已提出申诉，停止计时/);
    expect(appealed.text).toContain("系引用原文");
    const card = await ask("boss", "/order 1", /整改单 1（申诉中）/);
    await stage.fill("wang", card, "申诉成立", [["reason", "理由", "经核实属实"]]);
    await heard(/整改单 1 申诉成立/);
    await ask("boss", "/order 1", /整改单 1（已撤销）[\s\S]*裁定申诉成立/);
    await ask("boss", "/check www.ceshi.gov.cn", /门户网站：未发现问题/);
    const stats = await ask("boss", "/stats", /整改（时期）/);
    for (const line of [
      /复核 1 条次，确认 1 条次.*经申诉推翻 1 条次/,
      /整改（时期）.*交办 0 件.*另撤销 1 件，不计入/,
      /延期（时期）.*申请 1 次.*同意 1 次/,
      /申诉（时期）.*提出 1 次.*成立 1 次/,
      /已确认 0 条.*已排除而仍可见 1 条/,
    ])
      expect.soft(stats.text).toMatch(line);
    expect(stage.violations()).toEqual([]);
  });
});
