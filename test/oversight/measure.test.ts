/** `/talk` and `/measure` as people of every role say them, in private and in every kind of channel; and the news in words. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checks } from "../../checks/index.ts";
import type { Command, Context } from "../../commands/command.ts";
import { commands } from "../../commands/index.ts";
import { measure } from "../../commands/measure.ts";
import { talk } from "../../commands/talk.ts";
import { talkById } from "../../db/accountability.ts";
import type { Queries } from "../../db/open.ts";
import { addGrant, bindChannel, channelById, seeIdentity } from "../../db/people.ts";
import { ensureOrganiser, ensureRegion } from "../../db/sites.ts";
import type { Card } from "../../src/card.ts";
import { cardLines } from "../../src/chat/lines.ts";
import { propose } from "../../src/oversight/accountability.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { Refusal } from "../../src/oversight/refusal.ts";
import { readRights } from "../../src/oversight/rights.ts";
import { rulesFor } from "../../src/oversight/rules.ts";
import { shippedTemplate } from "../../src/report/bulletin/template-file.ts";
import { createIssue } from "../../src/report/bulletin.ts";
import { composeNews, composeStorm } from "../../src/report/news.ts";
import { unitWords } from "../../src/words/merge.ts";
import { createWords } from "../../src/words/say.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const words = createWords(unitWords(checks, commands), "Asia/Shanghai");
const textOf = (card: Card, locale: "zh-CN" | "en" = "zh-CN") =>
  cardLines(card, words, locale)
    .map(({ label, text }) => (label ? `${label}：${text}` : text))
    .join("\n");
const SITE = "测试市民政局网站";
const RECORD = `${SITE} on 2026-11-20 with 王某、李某 because 王某逾期未整改 by 张处长 measures 李某限期整改 follow-up 2026-12-20`;

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let siteId = 0;
  let organiserId = 0;
  const clock = createClock("Asia/Shanghai", () => AT);
  let places: Record<string, string> = {};
  const say = async (
    command: Command,
    line: string,
    who: string,
    where = "private",
    place: Partial<Context["place"]> = {},
  ) => {
    const id = places[where];
    return held.db.tx(async (q) => {
      const channel = id === undefined ? undefined : await channelById(q, id);
      return command.run({
        q,
        clock,
        words: line,
        rights: await readRights(q, `telegram:${who}`, []),
        admins: [],
        audience: channel ? { kind: "bound", channel } : { kind: "private" },
        actor: { identity: `telegram:${who}`, name: who },
        platform: "telegram",
        channel: { id: id ?? "telegram:9", title: "", direct: id === undefined },
        place: { findingIds: [], siteId: undefined, ...place },
        mentions: [],
        files: [],
        shown: { rules: await rulesFor(q, clock.today()), excerpts: true },
        issue: { ...createIssue("", "/nowhere", words), template: shippedTemplate },
        locale: "zh-CN",
        commands,
      });
    });
  };
  const ask = async (...given: Parameters<typeof say>) => textOf((await say(...given)).card);
  /** What is refused, and the line to copy that comes with it. */
  const refused = async (...given: Parameters<typeof say>) => {
    const error = await say(...given).then(
      ({ card }) => textOf(card),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Refusal)) throw new Error(`not refused: ${error}`);
    expect(words.has(error.what.say, "en")).toBe(true);
    return error.what.say;
  };
  const proposal = () =>
    held.db.tx((q) =>
      propose(q, { siteId, cause: `veto:site:${siteId}:2026Q4`, findingIds: [], at: AT, today: clock.today() }),
    );

  async function grant(
    q: Queries,
    who: string,
    role: "contact" | "viewer" | "supervisor" | "inspector",
    scopeId?: number,
  ) {
    const { personId } = await seeIdentity(q, { id: `telegram:${who}`, name: who, at: AT });
    const scope = scopeId === undefined ? "all" : role === "contact" ? "organiser" : "region";
    await addGrant(q, { personId, role, scope, scopeId: scopeId ?? null, actor: "t", at: AT });
  }
  beforeEach(async () => {
    held = await open();
    const { db } = held;
    organiserId = await ensureOrganiser(db, "测试市民政局");
    const other = await ensureOrganiser(db, "测试市财政局");
    const here = await ensureRegion(db, "甲县", null);
    const there = await ensureRegion(db, "乙县", null);
    siteId = await newSite(db, { name: SITE, organiserId, regionId: here });
    for (const role of ["viewer", "inspector", "supervisor"] as const) await grant(db, role, role);
    await grant(db, "contact", "contact", organiserId);
    await grant(db, "stranger", "contact", other);
    await grant(db, "elsewhere", "supervisor", there);
    const channel = { title: "", actor: "t", boundAt: AT };
    places = {
      office: "telegram:-1",
      here: "telegram:-2",
      there: "telegram:-3",
      own: "telegram:-4",
      other: "telegram:-5",
    };
    await bindChannel(db, { ...channel, id: "telegram:-1", audience: "office", audienceId: null });
    await bindChannel(db, { ...channel, id: "telegram:-2", audience: "region", audienceId: here });
    await bindChannel(db, { ...channel, id: "telegram:-3", audience: "region", audienceId: there });
    await bindChannel(db, { ...channel, id: "telegram:-4", audience: "organiser", audienceId: organiserId });
    await bindChannel(db, { ...channel, id: "telegram:-5", audience: "organiser", audienceId: other });
  });
  afterEach(() => held[Symbol.asyncDispose]());

  const NAMES = /王某|李某|张处长/;
  test("a record is read as far as both person and channel may", async () => {
    await say(talk, RECORD, "supervisor");
    for (const [who, where, shown, hidden] of [
      ["supervisor", "private", /张处长[\s\S]*李某和王某（2 人）[\s\S]*李某限期整改/, /※/],
      ["supervisor", "office", /※逾期未整改[\s\S]*2 人[\s\S]*※限期整改[\s\S]*2026年12月20日/, NAMES],
      ["supervisor", "here", /※逾期未整改[\s\S]*2 人/, NAMES],
      ["supervisor", "own", /※逾期未整改[\s\S]*2 人[\s\S]*※限期整改/, NAMES],
      ["inspector", "private", /约谈[\s\S]*2026年11月20日[\s\S]*※逾期未整改/, /王某|李某|张处长|2 人|限期/],
      ["contact", "private", /2026年11月20日[\s\S]*※逾期未整改[\s\S]*2 人[\s\S]*※限期整改/, NAMES],
      ["contact", "own", /2026年11月20日[\s\S]*※限期整改/, NAMES],
    ] as const) {
      const text = await ask(measure, "1", who, where);
      expect.soft(text, `${who} in ${where}`).toMatch(shown);
      expect.soft(text, `${who} in ${where}`).not.toMatch(hidden);
    }
    for (const [who, where] of [
      ["viewer", "private"],
      ["viewer", "office"],
      ["stranger", "private"],
      ["elsewhere", "private"],
      ["supervisor", "there"],
      ["supervisor", "other"],
    ] as const)
      for (const line of ["1", "1 follow-up done 好", "99"])
        expect.soft(await refused(measure, line, who, where), `${who} in ${where}`).toBe("refuse.measure-unknown");
  });
  test("alone: what waits for those who act, figures for viewers, his own for a contact", async () => {
    await say(talk, RECORD, "supervisor");
    await proposal();
    const office = await ask(measure, "", "supervisor", "office");
    expect(office).toMatch(/待定建议 1 件，到期回访 0 件[\s\S]*建议约谈[\s\S]*2026Q4[\s\S]*约谈：1 次，2 人，2 人次/);
    expect(office).not.toMatch(NAMES);
    expect(await ask(measure, "", "inspector")).toContain("待定建议 1 件");
    const viewer = await ask(measure, "", "viewer");
    expect(viewer).toMatch(/约谈：1 次，2 人，2 人次[\s\S]*曝光网站：0 个/);
    expect(viewer).not.toContain(SITE);
    const contact = await ask(measure, "", "contact");
    expect(contact).toMatch(/本单位的问责记录 1 件[\s\S]*问责 1（约谈）/);
    expect(contact).not.toContain("建议");
    expect(contact).not.toMatch(NAMES);
    expect(await ask(measure, "", "stranger")).toContain("本单位的问责记录 0 件");
    expect(await ask(measure, "", "supervisor", "own")).toContain("本单位的问责记录 1 件");
    expect(await ask(measure, "", "supervisor", "own")).not.toContain("建议");
    expect(await ask(measure, "", "elsewhere")).toMatch(/待定建议 0 件[\s\S]*约谈：0 次/);
  });
  test("a proposal is nobody's business but the office's", async () => {
    const id = await proposal();
    for (const [who, where] of [
      ["contact", "private"],
      ["contact", "own"],
      ["supervisor", "own"],
      ["viewer", "office"],
    ] as const)
      expect(await refused(measure, `${id}`, who, where)).toBe("refuse.measure-unknown");
    expect(await ask(measure, `${id}`, "inspector", "office")).toContain("建议");
    expect(await refused(measure, `${id} hold on today with 王某`, "inspector", "office")).toBe("refuse.not-yours");
    expect(await refused(measure, `${id} drop 另案`, "inspector")).toBe("refuse.not-yours");
    expect(await refused(measure, `${id} hold with 王某`, "supervisor")).toBe("refuse.measure-date");
    expect(await refused(measure, `${id} 咨询`, "supervisor")).toBe("refuse.measure-verb");
  });
  test("only supervisors of a site put anything on record", async () => {
    for (const who of ["inspector", "viewer", "contact", "elsewhere"]) {
      expect.soft(await refused(talk, RECORD, who), who).toBe("refuse.not-yours");
      expect.soft(await refused(measure, `criticism ${SITE} on today because 逾期`, who), who).toBe("refuse.not-yours");
    }
    expect(await held.db.$count(held.db.t.talks)).toBe(0);
  });

  test("every kind, in both languages, about a site or an organiser as a whole", async () => {
    await newSite(held.db, { name: "婚姻登记网", organiserId });
    const lines = [
      [`书面检查 ${SITE} 于11月20日 因 逾期未整改`, { kind: "written", heldOn: "2026-11-20", names: [] }],
      [`criticism 测试市民政局 on yesterday because 逾期`, { kind: "criticism", siteId: null, heldOn: "2026-11-23" }],
      [`exposure ${SITE} on today at 省报第3版 because 逾期`, { kind: "exposure", publishedIn: "省报第3版" }],
      [
        `曝光 ${SITE} 于今天 因逾期，刊于《省报》 由 省政府办公厅`,
        { kind: "exposure", publishedIn: "《省报》", conductor: "省政府办公厅" },
      ],
      [
        `约谈 ${SITE}于11月20日由张处长约谈王某因逾期 回访12月20日`,
        { kind: "talk", names: ["王某"], conductor: "张处长", followUpOn: "2026-12-20" },
      ],
    ] as const;
    for (const [i, [line, expected]] of lines.entries()) {
      await say(measure, line, "supervisor");
      expect
        .soft(await talkById(held.db, i + 1), line)
        .toMatchObject({ organiserId, reason: expect.stringContaining("逾期"), ...expected });
    }
  });
  test("what is missing is named", async () => {
    for (const [command, line, why] of [
      [measure, "警告 民政局 on today because 逾期", "refuse.measure-kind"],
      [measure, `criticism ${SITE} because 逾期`, "refuse.measure-form"],
      [measure, `criticism ${SITE} on today`, "refuse.measure-reason"],
      [measure, `criticism ${SITE} on someday because 逾期`, "refuse.measure-date"],
      [measure, `criticism ${SITE} on 2026-11-25 because 逾期`, "refuse.talk-future"],
      [measure, `exposure ${SITE} on today because 逾期`, "refuse.exposure-where"],
      [measure, "criticism zzzz on today because 逾期", "refuse.measure-about"],
      [talk, `${SITE} on today because 逾期`, "refuse.talk-names"],
      [talk, `${SITE} with 王某 because 逾期`, "refuse.talk-form"],
      [talk, "测试民政局站 on today with 王某 because 逾期", "refuse.site-near"],
    ] as const)
      expect.soft(await refused(command, line, "supervisor"), line).toBe(why);
  });
  test("findings come by number, by reply or with the thread; unconfirmed ones are refused by number", async () => {
    const confirmed = await openFinding(held.db, { ...newFinding(siteId, "a"), review: "confirmed" });
    const open_ = await openFinding(held.db, newFinding(siteId, "b"));
    expect(await refused(talk, `${RECORD} #${confirmed} #${open_}`, "supervisor")).toBe("refuse.measure-unconfirmed");
    expect(await refused(talk, `#999 ${RECORD}`, "supervisor")).toBe("refuse.finding-unknown");
    await say(talk, `${RECORD} #${confirmed}`, "supervisor");
    await say(talk, RECORD, "supervisor", "office", { findingIds: [confirmed, open_], siteId });
    await say(talk, RECORD.replace(SITE, ""), "supervisor", "office", { siteId });
    await say(talk, RECORD, "supervisor");
    const bound = await Promise.all([1, 2, 3, 4].map((id) => talkById(held.db, id)));
    expect(bound.map((row) => row?.findingIds)).toEqual([[confirmed], [confirmed], [confirmed], []]);
  });

  test("news in words: proposals with their buttons, held records without names, what was dealt with meanwhile", async () => {
    const id = await proposal();
    const parts = {
      q: held.db,
      clock,
      shown: { rules: await rulesFor(held.db, clock.today()), excerpts: true },
      diskFreeGb: async () => undefined,
      words,
      locale: "zh-CN" as const,
    };
    const rows = async (channel: string, subject: string) =>
      (await held.db.select().from(held.db.t.outbox)).filter(
        (row) => row.channel === channel && row.subject === subject,
      );
    const told = async (where: string, subject = `site:${siteId}`) => {
      const waiting = await rows(places[where] ?? "", subject);
      return waiting.length === 0 ? undefined : (await composeNews(waiting, parts)).card;
    };
    const before = await told("office");
    expect(before && textOf(before)).toMatch(/建议约谈（问责 1）。事由：.*2026Q4/);
    expect(before && textOf(before, "en")).toMatch(/Talk 1 proposed\. Reason: confirmed vetoes/);
    expect(before?.buttons?.map(({ form }) => form)).toEqual([
      { id: "hold", preset: { record: "1" } },
      { id: "drop", preset: { record: "1" } },
    ]);
    const storm = await composeStorm(await rows(places.office ?? "", `site:${siteId}`), parts);
    expect(textOf(storm.card)).toContain("其中问责建议和到期回访 1 件");
    expect(await told("own")).toBeUndefined();
    await say(measure, `${id} hold on today with 王某 by 张处长`, "supervisor");
    const after = await told("office");
    expect(after && textOf(after)).toMatch(/问责 1 已办理[\s\S]*约谈已实施（问责 1）/);
    expect(after?.buttons).toEqual([]);
    const own = await told("own");
    expect(own && textOf(own)).toMatch(/约谈已实施（问责 1），2026年11月24日/);
    expect(own && textOf(own)).not.toMatch(NAMES);
    expect(await told("other")).toBeUndefined();
    // About an organiser as a whole: his channel and the offices, under a subject of its own
    await newSite(held.db, { name: "婚姻登记网", organiserId });
    await say(measure, "通报批评 测试市民政局 on today because 王某逾期 with 王某", "supervisor");
    await say(measure, "criticism 测试市民政局 on today with 王某 because 王某逾期", "supervisor");
    const whole = await told("own", "talk:3");
    expect(whole && textOf(whole)).toMatch(/测试市民政局：通报批评已实施（问责 3）/);
    expect(await told("here", "talk:3")).toBeUndefined();
  });
});
